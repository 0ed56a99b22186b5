import { type Nearest, nearestUnder } from './matching.ts'
import type { NearestOptions, RowPair } from './nearest-rows.ts'

const f = Math.fround

/** The definition of `nearestRows` in plain loops: the same float32 operations in the same order. */
export const plainNearestRows = (
  pairs: readonly RowPair[],
  { n, m, score, leftExcluded, rightExcluded }: NearestOptions,
): Nearest => {
  const scores = new Float32Array(n * m)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const place = i * m + j
      if (leftExcluded?.[i] === 1 || rightExcluded?.[j] === 1) continue
      for (const pair of pairs) {
        const product = sumInOrder(pair, i, j)
        scores[place] = score === 'signed' ? product : f((scores[place] as number) + Math.abs(product))
      }
    }
  }
  return nearestUnder(scores, n, m)
}

const sumInOrder = ({ left, right, width }: RowPair, i: number, j: number): number => {
  let sum = 0
  for (let k = 0; k < width; k++) sum = f(sum + f((left[i * width + k] as number) * (right[j * width + k] as number)))
  return sum
}
