import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { wasmCodeTable } from '#numeric'
import type { ComponentName } from '../architectures.ts'
import { BLOCK_CODE_BYTES, MOST_BLOCKS } from '../fingerprints/block-fingerprint.ts'
import type { CalibratedScore } from '../fingerprints/calibrated.ts'
import type { IndexSummary, LoadOptions } from '../fingerprints/index-shelf.ts'
import { KnownComponent, type KnownCodes, type KnownModels } from '../fingerprints/known-models.ts'
import {
  bodyBytes,
  chained,
  type Commit,
  decodeHead,
  EMPTY,
  HEADER_BYTES,
  padded,
  SEGMENT_HEAD_BYTES,
  type SegmentHead,
  SET_BYTES,
  TOKEN_CODE_BYTES,
} from './index-layout.ts'
import { damaged, openIndex, readExactly, unreadable } from './open-index.ts'

/** Names without codes: what `assay index list` shows. The digests of codes are not checked. */
export const listIndex = async (path: string): Promise<IndexSummary & Pick<KnownModels, 'components'>> => {
  const { file, commit } = await openIndex(path, 'read')
  try {
    const segments = await segmentsOf(file, { commit, path })
    return { ...summaryOf(path, commit), components: segments.flatMap(({ components }) => components) }
  } finally {
    await file.close()
  }
}

/**
 * The whole index: names as objects, codes in WASM memory, read in pieces and checked against their digests on the way.
 *
 * @throws AssayError as `openIndex`, and `numeric/table-too-large`
 */
export const loadIndex = async (
  path: string,
  { signal, onProgress }: LoadOptions = {},
): Promise<IndexSummary & KnownModels> => {
  const { file, commit } = await openIndex(path, 'read')
  try {
    const segments = await segmentsOf(file, { commit, path })
    const components = segments.flatMap((segment) => segment.components)
    const tables = tablesFor(components)
    let owner = 0
    let told = 0
    for (const segment of segments) {
      const hash = createHash('sha256').update(segment.names)
      let at = segment.at + padded(segment.head.nameBytes)
      for (const kind of ['token', 'block'] as const) {
        let entry = owner
        for (const run of runsOf(segment.components, kind)) {
          signal?.throwIfAborted()
          const taken = await readRun(file, tables.of(run.component, kind), {
            run,
            at,
            hash,
            path,
            owner: entry,
            kind,
            components,
          })
          at += taken
          entry += run.length
          told += taken
          onProgress?.({ done: told, of: commit.bytes })
        }
      }
      owner += segment.components.length
      if (!hash.digest().equals(segment.head.digest)) throw damaged(path, 'a segment does not fit its digest')
    }
    return { ...summaryOf(path, commit), components, codes: tables.all() }
  } catch (error) {
    throw isErrno(error) ? unreadable(error, path) : error
  } finally {
    await file.close()
  }
}

const isErrno = (error: unknown): boolean => error instanceof Error && 'errno' in error

const summaryOf = (path: string, { digest, bytes }: Commit): IndexSummary => ({ path, digest, bytes })

type Segment = {
  readonly head: SegmentHead
  /** first byte behind the head */
  readonly at: number
  readonly names: Uint8Array
  readonly components: readonly KnownComponent[]
}

const Names = z.array(KnownComponent)
/** A model's names take some hundred bytes; a segment that claims more than this for all is damaged. */
const MAX_NAME_BYTES = 2 ** 29

const segmentsOf = async (
  file: FileHandle,
  { commit, path }: { commit: Commit; path: string },
): Promise<readonly Segment[]> => {
  const segments: Segment[] = []
  let digest = EMPTY.digest
  let at = HEADER_BYTES
  while (at < commit.bytes) {
    const headBytes = await readExactly(file, new Uint8Array(SEGMENT_HEAD_BYTES), { at, path })
    digest = chained(digest, headBytes)
    const head = decodeHead(headBytes)
    at += SEGMENT_HEAD_BYTES
    if (at + bodyBytes(head) > commit.bytes || head.nameBytes > MAX_NAME_BYTES)
      throw damaged(path, 'a segment reaches beyond its end')
    const names = await readExactly(file, new Uint8Array(padded(head.nameBytes)), { at, path })
    const components = namesIn(names.subarray(0, head.nameBytes), path)
    const counts = [components.length, tokensIn(components), setsIn(components)]
    if (counts.join() !== [head.entries, head.tokenCodes, head.blockSets].join())
      throw damaged(path, 'a segment’s names do not fit its codes')
    segments.push({ head, at, names, components })
    at += bodyBytes(head)
  }
  if (digest !== commit.digest || segments.length !== commit.segments)
    throw damaged(path, 'its segments are not those that were committed')
  return segments
}

const namesIn = (bytes: Uint8Array, path: string): readonly KnownComponent[] => {
  try {
    return Names.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    throw damaged(path, 'the names of a segment cannot be read')
  }
}

export const tokensIn = (components: readonly KnownComponent[]): number =>
  components.reduce((count, { token }) => count + (token ? 1 : 0), 0)
export const setsIn = (components: readonly KnownComponent[]): number =>
  components.reduce((count, { blocks }) => count + (blocks > 0 ? 1 : 0), 0)

type Kind = CalibratedScore['kind']
const has = (kind: Kind, { token, blocks }: KnownComponent): boolean => (kind === 'token' ? token : blocks > 0)

type Run = { readonly component: ComponentName; readonly length: number; readonly codes: number }

/** Entries of a segment stand sorted by component: neighbours go to one table in one read. */
const runsOf = (components: readonly KnownComponent[], kind: Kind): readonly Run[] => {
  const runs: Run[] = []
  for (const one of components) {
    const last = runs.at(-1)
    const code = has(kind, one) ? 1 : 0
    if (last?.component !== one.component) runs.push({ component: one.component, length: 1, codes: code })
    else runs[runs.length - 1] = { ...last, length: last.length + 1, codes: last.codes + code }
  }
  return runs
}

/** Codes of one table: 3.9 GiB of the 4 that a WASM memory may have. */
const MOST_IN_TABLE = 2_000_000

type Filling = KnownCodes & { filled: number }
type Tables = {
  readonly of: (component: ComponentName, kind: Kind) => readonly Filling[]
  readonly all: () => readonly KnownCodes[]
}

const tablesFor = (components: readonly KnownComponent[]): Tables => {
  const made = new Map<string, Filling[]>()
  const named = [...new Set(components.map(({ component }) => component))]
  for (const component of named) {
    for (const kind of ['token', 'block'] as const) {
      let left = components.filter((one) => one.component === component && has(kind, one)).length
      const list: Filling[] = []
      while (left > 0) {
        const count = Math.min(left, MOST_IN_TABLE)
        const shape =
          kind === 'token'
            ? { codeBytes: TOKEN_CODE_BYTES, blocks: 1 }
            : { codeBytes: BLOCK_CODE_BYTES, blocks: MOST_BLOCKS }
        list.push({ component, kind, table: wasmCodeTable(count, shape), owners: new Int32Array(count), filled: 0 })
        left -= count
      }
      made.set(`${component} ${kind}`, list)
    }
  }
  return { of: (component, kind) => made.get(`${component} ${kind}`) ?? [], all: () => [...made.values()].flat() }
}

const PIECE = 2 ** 23

const readRun = async (
  file: FileHandle,
  tables: readonly Filling[],
  {
    run,
    at,
    hash,
    path,
    owner,
    kind,
    components,
  }: {
    run: Run
    at: number
    hash: Hash
    path: string
    owner: number
    kind: Kind
    components: readonly KnownComponent[]
  },
): Promise<number> => {
  const codeBytes = kind === 'token' ? TOKEN_CODE_BYTES : SET_BYTES
  let done = 0
  let entry = owner
  for (const table of tables) {
    const take = Math.min(run.codes - done, table.table.count - table.filled)
    if (take <= 0) continue
    const from = table.filled * codeBytes
    const until = from + take * codeBytes
    for (let piece = from; piece < until; piece += PIECE) {
      const into = table.table.codes.subarray(piece, Math.min(until, piece + PIECE))
      await readExactly(file, into, { at: at + done * codeBytes + piece - from, path })
      hash.update(into)
    }
    for (let i = 0; i < take; entry++) {
      if (!has(kind, components[entry] as KnownComponent)) continue
      table.owners[table.filled + i] = entry
      i++
    }
    table.filled += take
    done += take
  }
  return run.codes * codeBytes
}
