import type { Relation } from '../comparison.ts'
import { median } from '../component-verdict.ts'
import { fromUnitRows } from '../unit-rows.ts'
import { gaugeChanges } from './gauge-changes.ts'
import { gridOf } from './grid.ts'
import { cutToRank, type Loss, lossesIn } from './losses.ts'
import { lowRankUpdate } from './low-rank.ts'
import { pairedMatrices, type PairedMatrix, rowCosine, whereBothAre, withoutGain } from './paired-matrices.ts'
import type { Grid, RelationDetail } from './relation-detail.ts'
import type { Seen, Side } from './seen.ts'
import { shapeChanges } from './shape-changes.ts'

export type Related = {
  /** each sign on its own; the first is the most telling */
  readonly relations: readonly Relation[]
  /** the figures behind them, in the same order; a copy has none */
  readonly details: readonly RelationDetail[]
  /** matrices whose rows could be laid over each other, for the direction */
  readonly pairs: readonly PairedMatrix[]
  /** what one side lacks of the other, for the direction */
  readonly losses: readonly Loss[]
}

/**
 * What happened between two models that share trained weights, whichever came first. Each change is told by its own
 * mark, so that several show together; training is named only where nothing else explains the difference.
 */
export const relationsOf = (seen: Seen): Related => {
  const shape = shapeChanges(seen)
  if (seen.stored?.same === true && shape.length === 0 && !seen.partial) {
    return { relations: ['copy'], details: [], pairs: [], losses: [] }
  }
  const pairs = pairedMatrices(seen)
  const gauge = gaugeChanges(seen)
  const rounding = roundings(seen)
  const losses = lossesIn(pairs)
  const cut = cutToRank(losses)
  const pruned = pruning(seen)
  const details: RelationDetail[] = [...shape, ...gauge, ...rounding, ...pruned]
  if (cut !== undefined) details.push({ code: 'rank-cut', side: cut.side, rank: cut.rank })
  const rescaled = gauge.some(({ code }) => code === 'rescaled')
  const lowRank = rescaled || seen.partial || cut !== undefined ? undefined : lowRankUpdate(pairs)
  if (lowRank !== undefined) details.push(lowRank)
  if (seen.partial) details.push({ code: 'grafted', parts: [...new Set(seen.carried.map(({ part }) => part))] })
  // Weights that were set to zero are left out of the likeness: what is left shows whether the rest was trained.
  const cosine = likeness(seen, pruned.length > 0 ? pairs.map(whereBothAre) : pairs)
  const plain = rounding.length > 0 ? PLAIN_ROUNDED : PLAIN
  const changed = cosine < plain || (details.length === 0 && someMoved(seen))
  if (lowRank === undefined && cut?.clean !== true && changed) {
    details.push({ code: cosine < LONG_TRAINING ? 'long-training' : 'fine-tuned', cosine })
  }
  return { relations: [...new Set(details.map(({ code }) => code))], details, pairs, losses }
}

/** A tensor's cosine below which more changed than BF16 rounds off. */
const MOVED = 1 - 1e-5

/** Training may leave most matrices as they were; a matrix that was scaled, or set to zero, shows no training. */
const someMoved = ({ effects }: Seen): boolean =>
  effects.length === 0 || effects.some(({ cosine }) => cosine !== null && cosine < MOVED)

/** Cosine of a unit's rows below which training went on for long. */
const LONG_TRAINING = 0.97
/** Above it nothing was trained: what is left is the rounding of stored values; 4 bits in groups of 32 give .995. */
const PLAIN = 0.9995
const PLAIN_ROUNDED = 0.99

/**
 * Median cosine of paired gate rows, row by row: blind to their lengths, so that a rescaled copy is like its source.
 * Through a rotation the gate rows are compared as the slopes were measured.
 */
const likeness = (seen: Seen, pairs: readonly PairedMatrix[]): number => {
  const gates = pairs.filter(({ role }) => role === 'gate')
  const used = gates.length > 0 ? gates : pairs
  if (used.length === 0) {
    const ofGates = seen.origins.filter(({ basis }) => basis === 'gate')
    return median((ofGates.length > 0 ? ofGates : seen.origins).map((origin) => origin.cosine))
  }
  return median(used.map(rowCosine))
}

/** The side whose stored weights lie on a grid that the other's do not, or lie on a coarser one. */
const roundings = (seen: Seen): readonly RelationDetail[] => {
  const [own, other] = [gridOn('subject', seen), gridOn('reference', seen)]
  if (JSON.stringify(own) === JSON.stringify(other)) return []
  return (
    [
      ['subject', own],
      ['reference', other],
    ] as const
  ).flatMap(([side, grid]) => (grid === undefined ? [] : [{ code: 'rounded', side, ...grid } as const]))
}

/** Share of zeros from which on small weights were set to zero, and by how much it must exceed the other side's. */
const PRUNED = 0.05
const EXCESS = 2

/** The side that has many zeros where the other has weights; rounding to a grid makes zeros of its own. */
const pruning = ({ stored }: Seen): readonly RelationDetail[] => {
  if (stored === undefined) return []
  const [own, other] = [stored.subject.zeros, stored.reference.zeros]
  const side: Side = own > other ? 'subject' : 'reference'
  const [more, fewer] = own > other ? [own, other] : [other, own]
  if (stored[side].grid !== undefined || more < PRUNED || more < EXCESS * fewer) return []
  return [{ code: 'pruned', side, zeros: more }]
}

const gridOn = (side: Side, { [side]: prepared, stored }: Seen): Grid | undefined => {
  if (stored !== undefined) return stored[side].grid
  const [block] = prepared.units
  if (block === undefined) return undefined
  // Without the stored rows, gates whose dimensions stand in their own order show the grid as well.
  const rows = withoutGain(fromUnitRows(block.gate), block.gate.width, block.gain)
  return gridOf(rows, { n: block.gate.n, width: block.gate.width })
}
