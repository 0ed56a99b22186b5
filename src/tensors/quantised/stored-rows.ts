import type { StoredPart } from './stored-part.ts'

/** A stored tensor as rows of equally many bytes; row i of it is the stored row `first + step · i`. */
export type StoredRows = {
  readonly part: StoredPart
  readonly rowBytes: number
  readonly first?: number
  readonly step?: number
}

type Range = { readonly from: number; readonly to: number }

/**
 * Rows `from` to `to` − 1, of each the bytes of `within` (all by default), one after the other. Neighbouring rows are
 * one read; rows that lie apart are read each by itself, some at a time.
 */
export const readStoredRows = async (
  { part, rowBytes, first = 0, step = 1 }: StoredRows,
  { from, to }: Range,
  within: Range = { from: 0, to: rowBytes },
): Promise<Uint8Array> => {
  const width = within.to - within.from
  const out = new Uint8Array((to - from) * width)
  const { source, info } = part
  const read = (row: number, into: Uint8Array): Promise<void> =>
    source.readBytes(info.name, (first + step * row) * rowBytes + within.from, into)
  if (step === 1 && (width === rowBytes || to - from === 1)) await read(from, out)
  else await someAtATime(to - from, (i) => read(from + i, out.subarray(i * width, (i + 1) * width)))
  return out
}

const AT_A_TIME = 64

const someAtATime = async (count: number, act: (index: number) => Promise<void>): Promise<void> => {
  for (let from = 0; from < count; from += AT_A_TIME) {
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, count - from) }, (_, i) => act(from + i)))
  }
}
