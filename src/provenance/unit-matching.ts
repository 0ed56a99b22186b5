import { type Matching, mutualNearest } from '#numeric'
import { cosine, exclude, products, sameWidth } from './block-matching.ts'
import type { UnitBlock } from './prepared.ts'

/**
 * Units of two blocks paired by their gate rows: mutual nearest neighbours. Units whose gate rows are one direction are
 * paired as one, for a coin each would be too many; which of them is meant is settled by the sizes of the cosines of up
 * and down. No sign of up or down and no order enters.
 */
export const unitMatching = (subject: UnitBlock, reference: UnitBlock): Matching => {
  const [n, m] = [subject.gate.n, reference.gate.n]
  const scores = products(subject.gate, reference.gate)
  exclude(scores, subject.excluded, reference.excluded)
  const [own, other] = [followersOf(subject), followersOf(reference)]
  if (own.size === 0 && other.size === 0) return mutualNearest(scores, n, m)
  for (const [leader, followers] of own) {
    for (const unit of followers) {
      for (let j = 0; j < m; j++) raise(scores, leader * m + j, unit * m + j)
    }
  }
  for (const [leader, followers] of other) {
    for (const unit of followers) {
      for (let i = 0; i < n; i++) raise(scores, i * m + leader, i * m + unit)
    }
  }
  const { left, right, score } = mutualNearest(scores, n, m)
  for (let k = 0; k < left.length; k++) {
    const [i, j] = [left[k] as number, right[k] as number]
    const [mine, theirs] = [own.get(i), other.get(j)]
    if (mine === undefined && theirs === undefined) continue
    let most = -1
    for (const unit of [i, ...(mine ?? [])]) {
      for (const partner of [j, ...(theirs ?? [])]) {
        const likeness = restLikeness(subject, reference, { unit, partner })
        if (likeness > most) [most, left[k], right[k]] = [likeness, unit, partner]
      }
    }
  }
  return { left, right, score }
}

/** Units that are paired under another's name, by that other. */
const followersOf = ({ leaders = new Int32Array() }: UnitBlock): ReadonlyMap<number, readonly number[]> => {
  const followers = new Map<number, number[]>()
  for (const [unit, leader] of leaders.entries()) {
    if (leader !== unit) followers.set(leader, [...(followers.get(leader) ?? []), unit])
  }
  return followers
}

const raise = (scores: Float32Array, place: number, by: number): void => {
  scores[place] = Math.max(scores[place] as number, scores[by] as number)
  scores[by] = 0
}

const restLikeness = (
  subject: UnitBlock,
  reference: UnitBlock,
  { unit, partner }: { unit: number; partner: number },
): number => {
  const ups =
    subject.up === undefined || reference.up === undefined ? 0 : cosine(subject.up, unit, reference.up, partner)
  const downs = sameWidth(subject.down, reference.down) ? cosine(subject.down, unit, reference.down, partner) : 0
  return Math.abs(ups) + Math.abs(downs)
}
