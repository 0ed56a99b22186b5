import { codebookBits } from './codebook.ts'
import type { Grid } from './relation-detail.ts'

/** Groups along a row that quantisers use; the whole row besides. */
const GROUPS = [16, 32, 64, 128, 256]
const BITS = [2, 3, 4, 5, 6, 7, 8]
/** Levels above it are blurred where the rounded values were stored as BF16, whose step is 1/256. */
const SHARP_LEVEL = 10
/** How near a whole number a level must be, and the share that must be: chance gives a tenth. */
const NEAR = 0.05
const ON_GRID = 0.9
const FEWEST = 200

/**
 * The coarsest grid that a matrix lies on: within each group of neighbours the small entries are whole multiples of a
 * step that follows from the group's extremes. Dimensions in another order, or rotated, show none. Zeros lie on every
 * grid and are no evidence: small weights may have been set to zero.
 *
 * @param rows n × width, row-major, as stored
 */
export const gridOf = (rows: Float32Array, { n, width }: { n: number; width: number }): Grid | undefined => {
  const groups = [...GROUPS.filter((group) => group < width && width % group === 0), width]
  for (const bits of BITS) {
    for (const group of groups) {
      for (const scheme of ['symmetric', 'full-range', 'affine'] as const) {
        if (liesOn(rows, { count: n * width, group, bits, scheme })) {
          return { bits, group: group === width ? null : group, scheme }
        }
      }
    }
  }
  const bits = codebookBits(rows, width)
  return bits === undefined ? undefined : { bits, group: null, scheme: 'codebook' }
}

const liesOn = (
  rows: Float32Array,
  {
    count,
    group,
    bits,
    scheme,
  }: { count: number; group: number; bits: number; scheme: Exclude<Grid['scheme'], 'codebook'> },
): boolean => {
  const top = 2 ** (bits - 1)
  let sharp = 0
  let on = 0
  for (let from = 0; from + group <= count; from += group) {
    let least = Infinity
    let greatest = -Infinity
    for (let k = from; k < from + group; k++) {
      const value = rows[k] as number
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    if (least === greatest) continue
    const reach = Math.max(greatest, -least)
    const step =
      scheme === 'affine' ? (greatest - least) / (2 * top - 1) : reach / (scheme === 'symmetric' ? top - 1 : top)
    const origin = scheme === 'affine' ? least : 0
    // The extremes lie on the grid by construction, and are no evidence.
    const limit = Math.min(SHARP_LEVEL, (scheme === 'affine' ? 2 * top - 1 : top - 1) * 0.8)
    for (let k = from; k < from + group; k++) {
      const value = rows[k] as number
      if (value === 0) continue
      const level = Math.abs(value - origin) / step
      if (level > limit || (scheme === 'affine' && level === 0)) continue
      sharp++
      if (Math.abs(level - Math.round(level)) < NEAR) on++
    }
    if (sharp > FEWEST && on < 0.5 * sharp) return false // far from any grid; the rest need not be read
  }
  return sharp >= FEWEST && on >= ON_GRID * sharp
}
