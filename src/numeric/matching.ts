/** Pairs (left, right) that are each other's best partner; every index occurs at most once on its side. */
export type Matching = {
  readonly left: Int32Array
  readonly right: Int32Array
  readonly score: Float32Array
}

/**
 * Mutual nearest neighbours under a score matrix. Ties go to the smaller index; rows or columns whose best score is
 * not above zero stay alone.
 *
 * @param scores n × m, row-major, larger is nearer
 */
export const mutualNearest = (scores: Float32Array, n: number, m: number): Matching => {
  const bestOfRow = new Int32Array(n).fill(-1)
  const bestOfColumn = new Int32Array(m).fill(-1)
  const heightOfColumn = new Float32Array(m)
  for (let i = 0; i < n; i++) {
    let height = 0
    for (let j = 0; j < m; j++) {
      const score = scores[i * m + j] as number
      if (score > height) {
        height = score
        bestOfRow[i] = j
      }
      if (score > (heightOfColumn[j] as number)) {
        heightOfColumn[j] = score
        bestOfColumn[j] = i
      }
    }
  }
  const left: number[] = []
  const right: number[] = []
  const score: number[] = []
  for (let i = 0; i < n; i++) {
    const j = bestOfRow[i] as number
    if (j < 0 || bestOfColumn[j] !== i) continue
    left.push(i)
    right.push(j)
    score.push(scores[i * m + j] as number)
  }
  return { left: Int32Array.from(left), right: Int32Array.from(right), score: Float32Array.from(score) }
}
