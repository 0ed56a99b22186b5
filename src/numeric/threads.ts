import type { FloatFormat, Moments } from './similarity.ts'

/** Bytes of a file that this process holds open: a thread of the process can read them by itself. */
export type FileRange = {
  /** the open file's number in this process; it stays open until the run is done */
  readonly file: number
  readonly offset: number
}

/** Two streams of `count` elements to take the moments of. */
export type MomentsRun = {
  readonly x: FileRange & { readonly format: FloatFormat }
  readonly y: FileRange & { readonly format: FloatFormat }
  readonly count: number
  /** sums in F64 throughout */
  readonly wide: boolean
}

/**
 * Threads that take moments of what lies in files.
 * - The result of a run depends on its data alone: blocks are summed in their order, whichever thread has them.
 * - Calls may overlap; a thread takes one run after the other, in the order of the calls.
 * - A file that ends early or can't be read rejects with `numeric/read-failed` and leaves the threads fit for use.
 * - After `close` runs reject; those under way are given up.
 */
export interface Threads {
  readonly count: number
  readonly moments: (run: MomentsRun) => Promise<Moments>
  readonly close: () => Promise<void>
}
