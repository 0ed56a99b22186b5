import { leadingDirections } from '#numeric'
import type { PairedMatrix } from './paired-matrices.ts'
import type { RelationDetail } from './relation-detail.ts'

type LowRank = Extract<RelationDetail, { code: 'low-rank-update' }>

/** Directions looked at: adapters have ranks of 4 to 64, and a matrix must be several times larger to tell. */
const MOST_DIRECTIONS = 64
/** Share of the change that few directions must hold. */
const HELD = 0.8
/** A change below this share of the matrix, by squares, is none. */
const NO_CHANGE = 1e-9
/** Above it the change is no update of anything: rows of another model stand there. */
const FOREIGN = 0.5
/** Fall from the last direction of an update to the next: 31-fold at least where measured, 4.5-fold at most in training. */
const GAP = 8

/**
 * Whether everything that changed in the matrices that two models share changed along few directions. One matrix that
 * changed in full is enough to say no.
 */
export const lowRankUpdate = (pairs: readonly PairedMatrix[]): LowRank | undefined => {
  let rank = 0
  let share = 1
  let changed = 0
  let unchanged = 0
  for (const pair of pairs) {
    const change = changeOf(pair)
    if (change.kind === 'none') unchanged++
    else if (change.kind === 'full') return undefined
    else if (change.kind === 'few') {
      changed++
      rank = Math.max(rank, change.rank)
      share = Math.min(share, change.share)
    }
  }
  return changed === 0 ? undefined : { code: 'low-rank-update', rank, share, changed, unchanged }
}

type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'full' }
  | { readonly kind: 'few'; readonly rank: number; readonly share: number }

const changeOf = ({ own, other, n, width }: PairedMatrix): Change => {
  const delta = new Float32Array(own.length)
  let squares = 0
  let before = 0
  for (let k = 0; k < delta.length; k++) {
    delta[k] = (own[k] as number) - (other[k] as number)
    squares += (delta[k] as number) ** 2
    before += (other[k] as number) ** 2
  }
  if (squares <= NO_CHANGE * before) return { kind: 'none' }
  if (squares > FOREIGN * before) return { kind: 'full' }
  const count = Math.min(MOST_DIRECTIONS, Math.floor(Math.min(n, width) / 3))
  const { values } = leadingDirections(delta, { n, width, count })
  // An adapter's directions end at once, where the rounding of stored values begins; training fades out.
  let rank = 0
  let gap = 0
  for (let r = 1; r < values.length; r++) {
    const ratio = (values[r - 1] as number) / Math.max(values[r] as number, 1e-3 * (values[0] as number))
    if (ratio <= gap) continue
    gap = ratio
    rank = r
  }
  const held = values.subarray(0, rank).reduce((sum, value) => sum + value * value, 0)
  const share = held / squares
  return gap > GAP && share > HELD ? { kind: 'few', rank, share: Math.min(1, share) } : { kind: 'full' }
}
