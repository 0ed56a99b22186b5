import { type Matching, mutualNearest, rowProducts } from '#numeric'
import type { UnitRows } from './unit-rows.ts'

/**
 * Mutual nearest neighbours by the sum of |cosine| over several matrices, which no sign enters, and for each pair the
 * signed sum r as the coin's term r·|r|.
 */
export const signedMatching = (
  pairs: readonly (readonly [UnitRows, UnitRows])[],
  leftExcluded: Uint8Array,
  rightExcluded: Uint8Array,
): { matching: Matching; terms: Float64Array } => {
  const cosines = pairs.map(([left, right]) => products(left, right))
  const scores = new Float32Array(leftExcluded.length * rightExcluded.length)
  for (const matrix of cosines) {
    for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] as number) + Math.abs(matrix[k] as number)
  }
  exclude(scores, leftExcluded, rightExcluded)
  const matching = mutualNearest(scores, leftExcluded.length, rightExcluded.length)
  const terms = new Float64Array(matching.left.length)
  for (let k = 0; k < terms.length; k++) {
    const at = (matching.left[k] as number) * rightExcluded.length + (matching.right[k] as number)
    const signed = cosines.reduce((sum, matrix) => sum + (matrix[at] as number), 0)
    terms[k] = signed * Math.abs(signed)
  }
  return { matching, terms }
}

export const sameWidth = (left: UnitRows, right: UnitRows): boolean => left.width === right.width

/** Cosines of all rows of one matrix with all of another. */
export const products = (left: UnitRows, right: UnitRows): Float32Array =>
  rowProducts(left.unit, right.unit, { n: left.n, m: right.n, width: left.width })

export const cosine = (a: UnitRows, i: number, b: UnitRows, j: number): number => {
  let sum = 0
  for (let k = 0; k < a.width; k++) sum += (a.unit[i * a.width + k] as number) * (b.unit[j * b.width + k] as number)
  return sum
}

/** Takes units out of a score matrix. */
export const exclude = (scores: Float32Array, left: Uint8Array, right: Uint8Array): void => {
  const m = right.length
  for (let i = 0; i < left.length; i++) if (left[i] === 1) scores.fill(0, i * m, (i + 1) * m)
  for (let j = 0; j < m; j++) if (right[j] === 1) for (let i = 0; i < left.length; i++) scores[i * m + j] = 0
}

export const absolute = (values: Float32Array): void => {
  for (let k = 0; k < values.length; k++) values[k] = Math.abs(values[k] as number)
}
