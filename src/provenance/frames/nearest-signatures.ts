import { heldFloats, type Matching, mutualNearest, rowProducts } from '#numeric'
import { exclude } from '../block-matching.ts'
import type { Placed } from './signature-space.ts'

type Side = { readonly placed: Placed; readonly excluded: Uint8Array }

/** Units of two blocks paired by their signatures alone: mutual nearest neighbours by distance, nearest first. */
export const nearestSignatures = (subject: Side, reference: Side): Matching => {
  const [own, other] = [subject.placed, reference.placed]
  const { n, width } = own
  const m = other.n
  const scores = rowProducts(own.values, other.values, { n, m, width, into: scoreRoom(n * m) })
  const [ownSquares, otherSquares] = [squaresOf(own), squaresOf(other)]
  for (let i = 0; i < n; i++) {
    const square = ownSquares[i] as number
    for (let j = 0; j < m; j++) {
      const distance = square + (otherSquares[j] as number) - 2 * (scores[i * m + j] as number)
      scores[i * m + j] = 1 / (1 + Math.max(0, distance))
    }
  }
  exclude(scores, subject.excluded, reference.excluded)
  return bestFirst(mutualNearest(scores, n, m))
}

const scoreRoom = heldFloats()

const squaresOf = ({ n, width, values }: Placed): Float64Array => {
  const squares = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = i * width; k < (i + 1) * width; k++) sum += (values[k] as number) ** 2
    squares[i] = sum
  }
  return squares
}

/** The same pairs, the highest score first. */
export const bestFirst = ({ left, right, score }: Matching): Matching => {
  const order = Int32Array.from(score.keys()).toSorted((a, b) => (score[b] as number) - (score[a] as number))
  return {
    left: Int32Array.from(order, (k) => left[k] as number),
    right: Int32Array.from(order, (k) => right[k] as number),
    score: Float32Array.from(order, (k) => score[k] as number),
  }
}
