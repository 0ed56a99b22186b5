/** A code near to a query: its place in the table, and how many bits differ. */
export type NearCode = { readonly place: number; readonly distance: number }

/**
 * A table of binary codes in one memory, scanned exactly. Every entry has `blocks` codes of `codeBytes` bytes.
 * - `codes` is written by the caller, entry after entry; what was not written is zero.
 * - `nearest` gives at most `most` entries, the nearest first and of equal ones the first. An entry's distance is the
 *   sum, over the query's codes, of the distance to the entry's nearest code; with one code each it is the Hamming
 *   distance.
 */
export interface CodeTable {
  readonly count: number
  readonly codes: Uint8Array
  readonly nearest: (query: Uint8Array, most: number) => readonly NearCode[]
}

export type CodeShape = {
  /** a multiple of 128, at most 3,968 */
  readonly codeBytes: number
  readonly blocks: number
}

/** Bytes that one table can hold: a memory has 4 GiB, of which queries and results take the first MiB. */
export const MOST_CODE_BYTES = 2 ** 32 - 2 ** 20
