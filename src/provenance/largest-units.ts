import type { TensorSource } from '#tensors'
import type { MlpSite } from './component-sites.ts'
import { visitRows } from './row-reader.ts'
import { greatest } from './spread.ts'

/** Coordinates of a row that its length is told from: a page of BF16, good to 2 % while lengths spread by 10 % and more. */
const STRETCH = 2048

export const stretchWidth = (hidden: number): number => Math.min(hidden, STRETCH)

/**
 * The units with the longest gate rows, gains folded in, in the order of their labels. The length is blind to signs,
 * order and rotation, and cannot be changed without changing the function, as those of up and down rows can. Two models
 * with common units agree on as many of the greatest as by |g|²·|u|·|d|, which would cost three times the reading.
 *
 * Of rows longer than 2,048 one stretch is looked at, the same in all.
 *
 * @param stretch where it begins, from 0 to 1 of where it can
 */
export const largestUnits = async (
  { gate }: MlpSite,
  {
    model,
    gain,
    count,
    stretch,
    signal,
  }: {
    readonly model: TensorSource
    readonly gain: Float32Array | undefined
    readonly count: number
    readonly stretch: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<Int32Array> => {
  const rowCount = gate.tensor.shape[0] ?? 1
  const hidden = gate.tensor.count / rowCount
  const width = stretchWidth(hidden)
  const from = Math.floor((stretch * (hidden - width)) / 8) * 8
  const squares = new Float64Array(gate.count)
  const visit = (row: Float32Array, place: number): void => {
    let sum = 0
    for (let k = 0; k < width; k++) sum += ((row[k] as number) * (gain?.[from + k] ?? 1)) ** 2
    squares[place] = sum
  }
  const rows = Int32Array.from({ length: gate.count }, (_, i) => gate.rowOf(i))
  await visitRows(model, gate.tensor, { rows, rowCount, columns: { from, count: width }, visit, signal })
  return greatest(squares, count)
}
