/** Pairs (left, right) that are each other's best partner; every index occurs at most once on its side. */
export type Matching = {
  readonly left: Int32Array
  readonly right: Int32Array
  readonly score: Float32Array
}

/** The best partner of each index of one side and how good it is; −1 and 0 where nothing is above zero. */
export type BestPartners = { readonly partner: Int32Array; readonly score: Float32Array }

export type Nearest = { readonly left: BestPartners; readonly right: BestPartners }

/**
 * Mutual nearest neighbours under a score matrix. Ties go to the smaller index; rows or columns whose best score is
 * not above zero stay alone.
 *
 * @param scores n × m, row-major, larger is nearer
 */
export const mutualNearest = (scores: Float32Array, n: number, m: number): Matching =>
  mutualOf(nearestUnder(scores, n, m))

/** Best partners of rows (left) and columns (right) of a score matrix, n × m, row-major. */
export const nearestUnder = (scores: Float32Array, n: number, m: number): Nearest => {
  const left = { partner: new Int32Array(n).fill(-1), score: new Float32Array(n) }
  const right = { partner: new Int32Array(m).fill(-1), score: new Float32Array(m) }
  for (let i = 0; i < n; i++) {
    let height = 0
    for (let j = 0; j < m; j++) {
      const score = scores[i * m + j] as number
      if (score > height) {
        height = score
        left.partner[i] = j
      }
      if (score > (right.score[j] as number)) {
        right.score[j] = score
        right.partner[j] = i
      }
    }
    left.score[i] = height
  }
  return { left, right }
}

/** Those that choose each other, in the order of the left. */
export const mutualOf = ({ left, right }: Nearest): Matching => {
  const chosen: number[] = []
  for (let i = 0; i < left.partner.length; i++) {
    const j = left.partner[i] as number
    if (j >= 0 && right.partner[j] === i) chosen.push(i)
  }
  return {
    left: Int32Array.from(chosen),
    right: Int32Array.from(chosen, (i) => left.partner[i] as number),
    score: Float32Array.from(chosen, (i) => left.score[i] as number),
  }
}
