import type { Matching } from '#numeric'

/** The first pairs of a matching that is sorted best first. */
export const firstOf = ({ left, right, score }: Matching, count: number): Matching => ({
  left: left.subarray(0, count),
  right: right.subarray(0, count),
  score: score.subarray(0, count),
})

/** How well anchors place all the others: the share of the smaller side that is matched, times its mean score. */
export const scoreOf = ({ left, right, score }: Matching, anchors: Matching, smaller: number): number => {
  const [taken, alsoTaken] = [new Set(anchors.left), new Set(anchors.right)]
  let [count, sum] = [0, 0]
  for (let k = 0; k < left.length; k++) {
    if (taken.has(left[k] as number) || alsoTaken.has(right[k] as number)) continue
    count++
    sum += score[k] as number
  }
  const others = smaller - anchors.left.length
  return others <= 0 || count === 0 ? 0 : (count / others) * (sum / count)
}
