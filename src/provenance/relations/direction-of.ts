import type { Direction } from '../comparison.ts'
import { median } from '../component-verdict.ts'
import { matrixCosine, slopeOf } from '../slope.ts'
import { CHANGED, type PairedMatrix, rowCosine } from './paired-matrices.ts'
import type { DirectionSupport, RelationDetail } from './relation-detail.ts'
import type { Related } from './relations-of.ts'
import { otherSide, type Seen, type Side } from './seen.ts'

/** Who came from whom, and what says so. */
export type DirectionFound = DirectionSupport & {
  readonly direction: Direction
  /** marks that tell, joined by `+`, those of the two sides by ` / `; null where undecided */
  readonly basis: string | null
}

/**
 * Direction, claimed only where it is told. A child is its parent and something more: its slope on the parent is 1 in
 * every role, while the parent's slope on the child falls short by what was added. A sibling lacks what the other added,
 * so its slope falls short too. After long training slopes grow past 1 by an unknown amount, and a near relative of the
 * parent can't be told from the parent: then nothing is claimed. Marks of shape say which side was changed; where each
 * side bears one that the other lacks, both came from a third.
 */
export const directionOf = (seen: Seen, related: Related): DirectionFound => {
  const { details, pairs, losses } = related
  const none = {
    direction: 'undecided',
    basis: null,
    confidence: null,
    matrices: { measured: 0, agreeing: 0 },
    moreTrained: null,
  } as const
  if (seen.partial || related.relations.includes('copy')) return none
  const codes = new Set(details.map(({ code }) => code))
  const marks = marksIn(details)
  const own = marks.filter(({ side }) => side === 'subject')
  const other = marks.filter(({ side }) => side === 'reference')
  if (own.length > 0 && other.length > 0) {
    const basis = `${basisOf(own)} / ${basisOf(other)}`
    return { ...none, direction: 'common-ancestor', basis, confidence: 'moderate' }
  }
  const reordered = codes.has('permuted') || codes.has('rotated')
  // Scales bend every slope, and copies of units halve what they write; where no row turned, the mark alone decides.
  const plain = reordered ? undefined : (byLossAlone(details, pairs) ?? byMarkAlone(pairs, marks))
  if (plain !== undefined || codes.has('rescaled')) return plain ?? none
  const slopes = roleSlopes(pairs)
  const measured = slopes.length
  const level = { ...none, matrices: { measured, agreeing: 0 }, moreTrained: furtherTrained(slopes) }
  // Order and rotation cost nothing and leave no trace of whose they are: the source may be a third, in its own order.
  if (reordered) return level
  // What is less can't be the source of what is more, and a projection has the slope of a child's parent.
  const lossy = new Set([...losses, ...details.filter(isLoss)].map(({ side }) => side))
  for (const child of ['subject', 'reference'] as const) {
    if (lossy.has(otherSide(child))) continue
    const mine = child === 'subject' ? own : other
    const foreign = child === 'subject' ? other : own
    const { holdsAll, adds, agreeing } = fitOf(slopes, child)
    if (foreign.length > 0 || !holdsAll || !(mine.length > 0 || adds)) continue
    return {
      ...level,
      direction: fromOther(child),
      basis: basisOf([...mine, ...(adds ? [{ code: 'slope' }] : [])]),
      confidence: mine.length > 0 && adds ? 'strong' : 'moderate',
      matrices: { measured, agreeing },
    }
  }
  return level
}

const basisOf = (marks: readonly { readonly code: string }[]): string => marks.map(({ code }) => code).join('+')

const fromOther = (child: Side): Direction =>
  child === 'subject' ? 'subject-from-reference' : 'reference-from-subject'

/** Where rows differ in length at most, the model that bears the mark is the one that was changed. */
const byMarkAlone = (pairs: readonly PairedMatrix[], marks: readonly Mark[]): DirectionFound | undefined => {
  const [mark] = marks
  if (mark === undefined || pairs.length === 0 || pairs.some((pair) => rowCosine(pair) < CHANGED)) return undefined
  return {
    direction: fromOther(mark.side),
    basis: basisOf(marks),
    confidence: 'moderate',
    matrices: { measured: pairs.length, agreeing: pairs.length },
    moreTrained: null,
  }
}

type LossDetail = Extract<RelationDetail, { code: 'rounded' | 'pruned' | 'rank-cut' }>

const isLoss = (detail: RelationDetail): detail is LossDetail =>
  detail.code === 'rounded' || detail.code === 'pruned' || detail.code === 'rank-cut'

/** Where nothing but zeros, or directions that were cut off, tell two models apart, the one that lacks them came later. */
const byLossAlone = (
  details: readonly RelationDetail[],
  pairs: readonly PairedMatrix[],
): DirectionFound | undefined => {
  const [loss] = details
  if (loss === undefined || details.length > 1 || pairs.length === 0) return undefined
  if (loss.code !== 'pruned' && !(loss.code === 'rank-cut' && loss.rank !== null)) return undefined
  return {
    direction: fromOther(loss.side),
    basis: loss.code,
    confidence: 'moderate',
    matrices: { measured: pairs.length, agreeing: pairs.length },
    moreTrained: null,
  }
}

type Mark = { readonly code: RelationDetail['code']; readonly side: Side }

/** Changes of shape or grid that the other side can't have come from without undoing them. */
const marksIn = (details: readonly RelationDetail[]): readonly Mark[] => {
  const trained = details.some(({ code }) => code === 'fine-tuned' || code === 'long-training')
  return details.flatMap((detail): Mark[] => {
    const { code } = detail
    // Training fills zeros, wipes a grid out and adds directions: the whole model may have come from the lossy one.
    if (isLoss(detail)) return trained ? [] : [{ code, side: detail.side }]
    return 'side' in detail && detail.side !== null ? [{ code, side: detail.side }] : []
  })
}

type RoleSlope = {
  readonly role: string
  /** of the subject on the reference, without the leading directions */
  readonly forward: number
  readonly backward: number
  readonly forwardTop: number
  readonly backwardTop: number
  readonly cosine: number
}

const roleSlopes = (pairs: readonly PairedMatrix[]): readonly RoleSlope[] =>
  pairs.map(({ role, own, other, n, width }) => {
    const cosine = matrixCosine(own, other)
    if (cosine >= CHANGED) return { role, forward: 1, backward: 1, forwardTop: 1, backwardTop: 1, cosine }
    const forward = slopeOf(other, own, n, width)
    const backward = slopeOf(own, other, n, width)
    return {
      role,
      forward: forward.bulk,
      backward: backward.bulk,
      forwardTop: forward.top,
      backwardTop: backward.top,
      cosine,
    }
  })

/** A child holds its parent whole: its slope on it, in every role. Growth or decay beyond it hides what is missing. */
const LEAST_SLOPE = 0.985
const MOST_SLOPE = 1.02
/** What a child adds must show: the parent's slope on it falls below this in at least one role. */
const ADDED = 0.99

const fitOf = (
  slopes: readonly RoleSlope[],
  child: Side,
): { readonly holdsAll: boolean; readonly adds: boolean; readonly agreeing: number } => {
  const on = (slope: RoleSlope): number => (child === 'subject' ? slope.forward : slope.backward)
  const back = (slope: RoleSlope): number => (child === 'subject' ? slope.backward : slope.forward)
  const changed = slopes.filter(({ cosine }) => cosine < CHANGED)
  const roles = [...new Set(changed.map(({ role }) => role))]
  const ofRole = (role: string, read: (slope: RoleSlope) => number): number =>
    median(changed.filter((slope) => slope.role === role).map(read))
  const holdsAll = roles.every((role) => {
    const slope = ofRole(role, on)
    return slope >= LEAST_SLOPE && slope <= MOST_SLOPE
  })
  const steeper = roles.filter((role) => ofRole(role, on) > ofRole(role, back)).length
  const adds = roles.some((role) => ofRole(role, back) < ADDED) && steeper > roles.length / 2
  return {
    holdsAll: roles.length > 0 && holdsAll,
    adds,
    agreeing: changed.filter((slope) => on(slope) >= LEAST_SLOPE && on(slope) > back(slope)).length,
  }
}

/** Slopes along leading directions that differ by less are level. */
const LEVEL = 0.01

const furtherTrained = (slopes: readonly RoleSlope[]): Side | null => {
  if (slopes.length === 0) return null
  const forward = median(slopes.map(({ forwardTop }) => forwardTop))
  const backward = median(slopes.map(({ backwardTop }) => backwardTop))
  return Math.abs(forward - backward) < LEVEL ? null : forward > backward ? 'subject' : 'reference'
}
