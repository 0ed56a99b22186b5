/** Neighbours that quantisers give one step, or one scale, at least. */
const STRETCH = 32
/** Fewer entries other than zero say nothing of the levels there are. */
const LEAST_ENTRIES = 24
const FEWEST_STRETCHES = 16
const FEW = 0.95

/**
 * The bits of a codebook that weights were chosen from, where neighbours share few values that need not lie evenly, as in
 * NF4 or FP4; undefined where neighbours differ as they do in weights that were never rounded.
 *
 * @param rows n × width, row-major, as stored
 */
export const codebookBits = (rows: Float32Array, width: number): number | undefined => {
  const counts: number[] = []
  for (let row = 0; row + width <= rows.length; row += width) {
    for (let from = row; from + STRETCH <= row + width; from += STRETCH) {
      const stretch = rows.subarray(from, from + STRETCH)
      const values = new Set(stretch)
      const others = stretch.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)
      // Where all are equal nothing was chosen.
      if (others >= LEAST_ENTRIES && values.size > 1) counts.push(values.size)
    }
  }
  if (counts.length < FEWEST_STRETCHES) return undefined
  const most = counts.toSorted((a, b) => a - b)[Math.floor(FEW * (counts.length - 1))] as number
  const bits = Math.max(2, Math.ceil(Math.log2(most)))
  return bits <= MOST_BITS ? bits : undefined
}

/** More levels than half of a stretch has entries could be chance. */
const MOST_BITS = 4
