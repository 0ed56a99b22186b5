import { heldFloats, type Matching, mutualRows, rowProducts } from '#numeric'
import type { Room, UnitRows } from './unit-rows.ts'

/**
 * Mutual nearest neighbours by the sum of |cosine| over several matrices, which no sign enters, and for each pair the
 * signed sum r as the coin's term r·|r|.
 */
export const signedMatching = (
  pairs: readonly (readonly [UnitRows, UnitRows])[],
  leftExcluded: Uint8Array,
  rightExcluded: Uint8Array,
): { matching: Matching; terms: Float64Array } => {
  const matching = mutualRows(
    pairs.map(([left, right]) => ({ left: left.unit, right: right.unit, width: left.width })),
    { n: leftExcluded.length, m: rightExcluded.length, score: 'magnitudes', leftExcluded, rightExcluded },
  )
  const terms = new Float64Array(matching.left.length)
  for (let k = 0; k < terms.length; k++) {
    const [i, j] = [matching.left[k] as number, matching.right[k] as number]
    const signed = pairs.reduce((sum, [left, right]) => sum + cosine(left, i, right, j), 0)
    terms[k] = signed * Math.abs(signed)
  }
  return { matching, terms }
}

type Directions = Pick<UnitRows, 'n' | 'width' | 'unit'>

/** Σ |cosine| of all rows of one side with all of the other, over several matrices: n × m, valid until the next call. */
export const absoluteSum = (
  pairs: readonly (readonly [Directions, Directions])[],
  n: number,
  m: number,
): Float32Array => {
  const sum = sumRoom(n * m).fill(0)
  for (const [left, right] of pairs) {
    const matrix = products(left, right)
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + Math.abs(matrix[k] as number)
  }
  return sum
}

const sumRoom = heldFloats()
const productRoom = heldFloats()

export const sameWidth = (left: UnitRows, right: UnitRows): boolean => left.width === right.width

/** Cosines of all rows of one matrix with all of another; valid until the next call. */
export const products = (left: Directions, right: Directions): Float32Array =>
  rowProducts(left.unit, right.unit, {
    n: left.n,
    m: right.n,
    width: left.width,
    into: productRoom(left.n * right.n),
  })

export const cosine = (a: UnitRows, i: number, b: UnitRows, j: number): number => {
  let sum = 0
  for (let k = 0; k < a.width; k++) sum += (a.unit[i * a.width + k] as number) * (b.unit[j * b.width + k] as number)
  return sum
}

/** Some rows of a matrix, in the order given; valid until the next call with the same room. */
export const rowsAt = ({ unit, width }: UnitRows, take: Int32Array, room: Room): Directions => {
  const rows = room(take.length * width)
  for (let k = 0; k < take.length; k++) {
    const from = (take[k] as number) * width
    rows.set(unit.subarray(from, from + width), k * width)
  }
  return { n: take.length, width, unit: rows }
}

/** Takes units out of a score matrix. */
export const exclude = (scores: Float32Array, left: Uint8Array, right: Uint8Array): void => {
  const m = right.length
  for (let i = 0; i < left.length; i++) if (left[i] === 1) scores.fill(0, i * m, (i + 1) * m)
  for (let j = 0; j < m; j++) if (right[j] === 1) for (let i = 0; i < left.length; i++) scores[i * m + j] = 0
}
