/** Where the rows of a tensor lie that a converter reordered. */
export type RowOrder = {
  /** each group of so many rows, from the first on, is stored close together: one read serves them all */
  readonly group: number
  /** row as stored that is row `row` of the model */
  readonly storedRow: (row: number) => number
}

/**
 * Rows of q or k of a rotary model: llama.cpp has the two channels of a pair side by side, the hub has them half a head
 * apart.
 *
 * @returns undefined if the rows cannot be shared so among the heads
 * @see `LlamaModel.permute` in llama.cpp: w.reshape(heads, 2, width / 2, …).swapaxes(1, 2)
 */
export const pairedRows = (rows: number, heads: number): RowOrder | undefined => {
  const width = rows / heads
  const half = width / 2
  if (!Number.isInteger(half) || half < 1) return undefined
  return {
    group: width,
    storedRow: (row) => {
      const channel = row % width
      return row - channel + (channel < half ? 2 * channel : 2 * (channel - half) + 1)
    },
  }
}

/**
 * Rows of a fused q, k, v that the model has as [head, q k v, channel] and the file as [q k v, head, channel].
 *
 * @returns undefined if the rows cannot be shared so among the heads
 */
export const stackedRows = (rows: number, heads: number): RowOrder | undefined => {
  const width = rows / heads / 3
  if (!Number.isInteger(width) || width < 1) return undefined
  return {
    group: width,
    storedRow: (row) => {
      const [head, part, channel] = [Math.floor(row / (3 * width)), Math.floor(row / width) % 3, row % width]
      return (part * heads + head) * width + channel
    },
  }
}
