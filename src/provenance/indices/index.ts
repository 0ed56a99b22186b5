import type { IndexShelf } from '../fingerprints/index-shelf.ts'
import { appendToIndex } from './append-to-index.ts'
import { listIndex, loadIndex } from './load-index.ts'

/** Indices that are files. */
export const fileIndices: IndexShelf = { add: appendToIndex, list: listIndex, load: loadIndex }
