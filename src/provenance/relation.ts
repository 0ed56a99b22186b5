import type { Direction, EffectSize, PartOrigin, Relation } from './comparison.ts'
import { median } from './component-verdict.ts'
import type { PartTest } from './family-tests.ts'
import type { Prepared, UnitBlock } from './prepared.ts'
import { leadingDirections } from '#numeric'
import { fromUnitRows, type UnitRows } from './unit-rows.ts'

type Seen = {
  readonly subject: Prepared
  readonly reference: Prepared
  /** tests of parts that carry the common origin */
  readonly carried: readonly PartTest[]
  readonly origins: readonly PartOrigin[]
  readonly effects: readonly EffectSize[]
  readonly hiddenMoved: boolean
  readonly partial: boolean
}

/** What happened between the two, each sign on its own; the first is the most telling. */
export const relationsOf = (seen: Seen): readonly Relation[] => {
  if (isCopy(seen)) return ['copy']
  const found: Relation[] = []
  if (isUpcycled(seen)) found.push('upcycled')
  if (isPruned(seen)) found.push('width-pruned')
  found.push(...depthChange(seen))
  if (isPermuted(seen)) found.push('permuted')
  if (isRescaled(seen)) found.push('rescaled')
  if (isRounded(seen.subject) !== isRounded(seen.reference)) found.push('rounded')
  if (!isRescaled(seen) && isLowRank(seen)) found.push('low-rank-update')
  if (seen.partial) found.push('grafted')
  if (found.length === 0)
    found.push(median(seen.origins.map(({ cosine }) => cosine)) < LONG_TRAINING ? 'long-training' : 'fine-tuned')
  return found
}

/** Cosine of gate rows below which training went on for long. */
const LONG_TRAINING = 0.97
const SAME = 1 - 1e-9

const isCopy = ({ effects }: Seen): boolean =>
  effects.length > 0 && effects.every(({ cosine, pearson }) => (cosine ?? 1) >= SAME && (pearson ?? 1) >= SAME)

const isExpert = ({ part }: { readonly part: string }): boolean => part.includes('.')

const isUpcycled = ({ subject, reference }: Seen): boolean =>
  subject.units.some(isExpert) !== reference.units.some(isExpert)

const isPruned = ({ subject, reference }: Seen): boolean => {
  const [own, other] = [subject.units[0]?.gate.n, reference.units[0]?.gate.n]
  return own !== undefined && other !== undefined && own !== other
}

const layersOf = (units: readonly UnitBlock[]): number => new Set(units.map(({ layer }) => layer)).size

const depthChange = ({ subject, reference }: Seen): readonly Relation[] => {
  const [own, other] = [layersOf(subject.units), layersOf(reference.units)]
  return own > other ? ['layers-repeated'] : own < other ? ['layers-dropped'] : []
}

const isPermuted = (seen: Seen): boolean => {
  if (seen.hiddenMoved) return true
  const units = seen.carried.filter(
    ({ family, coin, label }) => family === 'unit' && coin !== undefined && label !== undefined,
  )
  const moved = units.filter(({ label }) => (label?.equal ?? 0) < (label?.matched ?? 0) / 2)
  return units.length > 0 && moved.length === units.length && !isPruned(seen)
}

/** Spread of ln(length ratio) of up rows beyond which units were rescaled in pairs. */
const RESCALED_SPREAD = 0.3

const isRescaled = ({ subject, reference, carried }: Seen): boolean => {
  const logs = carried
    .filter(({ family }) => family === 'unit')
    .flatMap(({ part, partner, matching }) => {
      const own = subject.units.find((block) => block.part === part)?.up
      const other = reference.units.find((block) => block.part === partner)?.up
      if (own === undefined || other === undefined) return []
      return [...matching.left].map((left, k) =>
        Math.log((own.length[left] as number) / (other.length[matching.right[k] as number] as number)),
      )
    })
  if (logs.length < 16) return false
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  const spread = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length)
  return spread > RESCALED_SPREAD
}

/**
 * Whether the gate rows, as stored, lie on a grid of 4 bits per group of 32 along the row: small entries are whole
 * multiples of a seventh of their group's greatest. Re-ordered dimensions show no grid.
 */
export const isRounded = ({ units }: Prepared): boolean => {
  const [block] = units
  if (block === undefined || block.gate.width % GROUP !== 0) return false
  const rows = unfoldedGate(block)
  let small = 0
  let onGrid = 0
  for (let from = 0; from + GROUP <= rows.length; from += GROUP) {
    let greatest = 0
    for (let k = 0; k < GROUP; k++) greatest = Math.max(greatest, Math.abs(rows[from + k] as number))
    if (greatest === 0) continue
    const step = greatest / 7
    for (let k = 0; k < GROUP; k++) {
      const level = Math.abs(rows[from + k] as number) / step
      if (level > 3.5) continue
      small++
      if (Math.abs(level - Math.round(level)) < 0.05) onGrid++
    }
  }
  return small > 1000 && onGrid > 0.9 * small
}

const GROUP = 32

const unfoldedGate = (block: UnitBlock): Float32Array => {
  const rows = fromUnitRows(block.gate)
  const { gain } = block
  if (gain === undefined) return rows
  const { width } = block.gate
  for (let i = 0; i < rows.length; i++) rows[i] = (rows[i] as number) / (gain[i % width] as number)
  return rows
}

/** Share of tensors that are equal, and share of the change that 16 directions hold, which make a low-rank update. */
const EQUAL_SHARE = 0.3
const HELD_SHARE = 0.9

const isLowRank = ({ subject, reference, effects, hiddenMoved }: Seen): boolean => {
  if (hiddenMoved || effects.length === 0) return false
  const equal = effects.filter(({ cosine }) => (cosine ?? 0) >= SAME).length
  if (equal <= EQUAL_SHARE * effects.length) return false
  const held = subject.channels.flatMap((own) => {
    const other = reference.channels.find(({ part }) => part === own.part)
    if (other === undefined) return []
    return [heldByFew(own.q, other.q), heldByFew(own.v, other.v)].filter((share) => share !== undefined)
  })
  return held.length > 0 && median(held) > HELD_SHARE
}

const heldByFew = (own: UnitRows | undefined, other: UnitRows | undefined): number | undefined => {
  if (own === undefined || other === undefined || own.n !== other.n || own.width !== other.width) return undefined
  const delta = fromUnitRows(own)
  const before = fromUnitRows(other)
  let squares = 0
  for (let k = 0; k < delta.length; k++) {
    delta[k] = (delta[k] as number) - (before[k] as number)
    squares += (delta[k] as number) ** 2
  }
  if (squares === 0) return undefined
  const { values } = leadingDirections(delta, { n: own.n, width: own.width, count: 16 })
  return values.reduce((sum, value) => sum + value * value, 0) / squares
}

/** Slopes that differ by less say nothing of who came first. */
const SLOPE_MARGIN = 0.01
/** Above it the two are too alike for slopes to tell. */
const TOO_ALIKE = 0.999
/** A slope above it is a hint of averaging with others, where the slope rule was seen to fail. */
const AVERAGED = 1.05

/** Who came from whom: the slope of a child on its parent is the larger; structure decides where it can. */
export const directionOf = (seen: Seen): { direction: Direction; basis: string | null } => {
  const undecided = { direction: 'undecided' as const, basis: null }
  const gates = seen.origins.filter(({ basis }) => basis === 'gate')
  const used = gates.length > 0 ? gates : seen.origins
  const cosine = median(used.map((origin) => origin.cosine))
  // Where only some matrices are shared, the host's own gains and matrices bend the slopes: nothing is known then.
  if (seen.partial || !seen.carried.some(({ family }) => family === 'value')) return undecided
  const own = isRounded(seen.subject)
  const ownExperts = seen.subject.units.some(isExpert)
  const rounded = own !== isRounded(seen.reference)
  const expanded = ownExperts !== seen.reference.units.some(isExpert)
  if (rounded || expanded) {
    // Only a plain rounding or upcycling tells its source; anything trained on may be a sibling, or the source itself.
    if (cosine < PLAIN_CHANGE) return undecided
    const fromReference = rounded ? own : ownExperts
    return {
      direction: fromReference ? 'subject-from-reference' : 'reference-from-subject',
      basis: rounded ? 'rounding' : 'experts',
    }
  }
  const forward = median(used.map(({ subjectOnReference }) => subjectOnReference.top))
  const backward = median(used.map(({ referenceOnSubject }) => referenceOnSubject.top))
  const steeper = Math.max(forward, backward)
  const told = Math.abs(forward - backward) > SLOPE_MARGIN && steeper >= CHILD_SLOPE && steeper <= AVERAGED
  if (cosine >= TOO_ALIKE || !told) return undecided
  return { direction: forward > backward ? 'subject-from-reference' : 'reference-from-subject', basis: 'slope' }
}

/** Cosine of gate rows after rounding to 4 bits or upcycling with nothing else done to them; training goes below. */
const PLAIN_CHANGE = 0.99
/** A child's leading directions are its parent's, hardly shrunk; two children of one parent both fall short. */
const CHILD_SLOPE = 0.95
