import type { TensorSource } from '#tensors'
import type { AttentionSite } from './component-sites.ts'
import { visitRows } from './row-reader.ts'
import { greatest, spread } from './spread.ts'

/** Value rows of each head, and output rows, that a head's size is told from. */
const ROWS_OF_HEAD = 16
const OUTPUT_ROWS = 256

/** Rows read of the value and of the output matrix, the more of the two. */
export const headRows = ({ keyHeads, headWidth }: AttentionSite): number =>
  Math.max(keyHeads * Math.min(ROWS_OF_HEAD, headWidth), OUTPUT_ROWS)

/**
 * Key heads of the greatest |v|·|o|, ascending: blind to signs, to the order of heads and channels, to rotation, and to
 * a factor moved from one to the other. Lengths are told from some rows of each.
 */
export const largestHeads = async (
  site: AttentionSite,
  {
    model,
    gain,
    count,
    signal,
  }: {
    readonly model: TensorSource
    readonly gain: Float32Array | undefined
    readonly count: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<Int32Array> => {
  const { keyHeads, headWidth, heads, v, o } = site
  if (count >= keyHeads) return Int32Array.from({ length: keyHeads }, (_, i) => i)
  const values = new Float64Array(keyHeads)
  const ofHead = Math.min(ROWS_OF_HEAD, headWidth)
  const within = spread(headWidth, ofHead)
  const channels = Int32Array.from(
    { length: keyHeads * ofHead },
    (_, i) => Math.floor(i / ofHead) * headWidth + (within[i % ofHead] as number),
  )
  const addValue = (row: Float32Array, place: number): void => {
    let sum = 0
    for (let k = 0; k < row.length; k++) sum += ((row[k] as number) * (gain?.[k] ?? 1)) ** 2
    const head = Math.floor(place / ofHead)
    values[head] = (values[head] as number) + sum
  }
  const at = channels.map((channel) => v.rowOf(channel))
  await visitRows(model, v.tensor, { rows: at, rowCount: v.tensor.shape[0] ?? 1, visit: addValue, signal })

  const outputs = new Float64Array(keyHeads)
  const readers = (heads / keyHeads) * headWidth // the query heads of one key head stand together
  const addOutput = (row: Float32Array): void => {
    for (let c = 0; c < row.length; c++) {
      const head = Math.floor(c / readers)
      outputs[head] = (outputs[head] as number) + (row[c] as number) ** 2
    }
  }
  const rowCount = o.shape[0] ?? 1
  await visitRows(model, o, { rows: spread(rowCount, OUTPUT_ROWS), rowCount, visit: addOutput, signal })
  return greatest(
    values.map((square, head) => square * (outputs[head] as number)),
    count,
  )
}
