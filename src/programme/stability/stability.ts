import { AssayError, type Evidence } from '#base'
import { seeded } from '#numeric'
import { type Assessment, assess, passedGates } from '../assess.ts'
import { Measure } from '../evidence-kinds.ts'
import type { Rules } from '../rules.ts'
import { type Basis, type DoubtfulMeasure, doubtfulMeasure } from './doubtful-measure.ts'
import { draw, type Drawn, type Official, type Span, tidy } from './drawing.ts'
import { judgeEffects, type JudgeEffects } from './judge-effects.ts'
import { type PointsInDoubles, pointsInDoubles } from './points-in-doubles.ts'
import { type Samples, samplesOf } from './samples.ts'
import { type SingleChange, singleChanges } from './single-changes.ts'
import { type WeightChange, weightChanges } from './weight-changes.ts'
import { type CutInDoubles, fieldOf, rankField } from './who-advances.ts'

export type TeamStability = {
  readonly team: string
  /** Official figures, in doubles. */
  readonly total: number
  readonly rank: number
  /** 95 of 100 draws lie within; `null` where nothing is known of how far any of its measures could differ. */
  readonly totalInterval: Span | null
  readonly rankInterval: Span | null
  /** Share of draws in which it is among the first `seats`. */
  readonly withinCut: number | null
  /** The same with its gates as they stand: 0 while one is not met or open. */
  readonly advances: number | null
  /** Leaf → what its doubt rests on. */
  readonly basis: Readonly<Record<string, Basis>>
}

export type Stability = {
  readonly round: string
  readonly seed: number
  readonly draws: number
  /** `complete`: doubt is known for every measure. `partial`: for some; intervals are then too narrow. `none`: for none. */
  readonly doubt: 'complete' | 'partial' | 'none'
  readonly teams: readonly TeamStability[]
  /** The last within the cut and the first outside it; `null` where everybody or nobody is within. */
  readonly margin: {
    readonly within: string
    readonly outside: string
    readonly points: number
    /** Share of draws in which the one outside has more points than the one within. */
    readonly reversed: number | null
  } | null
  /** Single observations without which others would be within the cut. */
  readonly changes: readonly SingleChange[]
  /** How many single observations were left out in turn. */
  readonly observations: number
  /** The nearest changes of one part's weight that would put others within the cut. */
  readonly weights: readonly WeightChange[]
  /** The panel as a model with severe and mild judges, beside the official figure. */
  readonly judges: readonly (JudgeEffects & {
    readonly measure: string
    readonly official: Readonly<Record<string, number>>
  })[]
}

/**
 * How far a decision rests on chance: measures are drawn again from what they were made from (benchmark items, reviewers,
 * users), points and ranks are computed from each draw by the rules, and what single observations and weights decide is
 * looked up. No part of the decision, and repeatable by anybody from the seed.
 *
 * Where observations are absent a measure varies by its stated standard error; where there is none its doubt is unknown
 * and said to be, never taken for zero. Findings on gates stay as they are.
 *
 * @param options `draws`: at least 10,000 for what is published. `samples`: observations kept beside the evidence; by
 *   default those inside it
 * @returns `undefined` where a figure is unpublished or missing: then there is nothing to draw
 * @throws AssayError `programme/samples-do-not-fit`, and as `decide`
 */
export const stabilityOf = (
  rules: Rules,
  evidence: readonly Evidence[],
  options: {
    readonly seed: number
    readonly draws: number
    readonly round?: string | undefined
    readonly samples?: Samples | undefined
  },
): Stability | undefined => {
  const { seed, draws } = options
  if (!Number.isInteger(draws) || draws < 1 || draws > MAX_DRAWS) {
    throw new AssayError('programme/draws-out-of-range', { draws, most: MAX_DRAWS })
  }
  const assessment = assess(rules, evidence, options.round)
  const points = pointsInDoubles(assessment)
  if (points === undefined) return undefined
  const samples = options.samples ?? samplesOf(evidence, assessment.round.id)
  const measures = measuresOf(assessment, points).map((one) => doubtfulMeasure(one, samples, String(seed)))
  const cut = cutOf(assessment, points)
  const official = officialOf(points, measures, cut)
  const drawn = draw(points, measures, { cut, draws, official, stream: seeded(`${seed} lot`) })
  const bases = basesOf(points, measures)
  const known = bases.flatMap((one) => Object.values(one)).filter((basis) => basis !== 'unknown').length
  const all = bases.length * points.leaves.length
  return {
    round: assessment.round.id,
    seed,
    draws,
    doubt: known === all ? 'complete' : known === 0 ? 'none' : 'partial',
    teams: points.teams.map((team, t) => ({
      team,
      total: official.totals[t]!,
      rank: official.ranks[t]!,
      ...(known === 0 ? NOTHING_KNOWN : drawn.team(t)),
      basis: bases[t]!,
    })),
    margin: marginOf(points, official, known === 0 ? undefined : drawn.reversed),
    ...singleChanges(points, measures, { cut, official }),
    weights: weightChanges(points, official),
    judges: judgesOf(assessment, measures, samples, points),
  }
}

const MAX_DRAWS = 1_000_000
const NOTHING_KNOWN = { totalInterval: null, rankInterval: null, withinCut: null, advances: null }

const measuresOf = ({ docket, round }: Assessment, { kinds, teams }: PointsInDoubles) =>
  kinds.map((kind) => {
    const found = teams.map((team) => docket.all(kind, Measure, { team })[0]?.result)
    return {
      kind,
      teams,
      values: Float64Array.from(found, (one) => one?.value ?? Number.NaN),
      stated: found.map((one) => one?.stderr ?? undefined),
      method: round.measures?.[kind],
    }
  })

const cutOf = ({ round, teams }: Assessment, points: PointsInDoubles): CutInDoubles => ({
  seats: round.cut.seats,
  among: round.cut.among,
  ties: round.rank.ties.filter((name) => name !== 'lot'),
  through: points.teams.map((id) => teams.some((team) => team.id === id && passedGates(team))),
})

const officialOf = (points: PointsInDoubles, measures: readonly DoubtfulMeasure[], cut: CutInDoubles): Official => {
  const count = points.teams.length
  const leafPoints = new Float64Array(points.leaves.length * count)
  const totals = new Float64Array(count)
  points.leafPoints(
    measures.map(({ values }) => values),
    leafPoints,
  )
  points.totals(leafPoints, totals)
  const field = fieldOf(count)
  rankField(field, totals, leafPoints, { points, cut, lot: (team) => team })
  return { leafPoints, totals, ...field }
}

const basesOf = (
  { teams, leaves, kinds }: PointsInDoubles,
  measures: readonly DoubtfulMeasure[],
): readonly Readonly<Record<string, Basis>>[] =>
  teams.map((_, team) =>
    Object.fromEntries(
      leaves.map(({ path, measure, from }) => {
        const read = [measure, from !== 'as-given' && 'target' in from ? from.target : undefined].flatMap((kind) => {
          const found = kind === undefined ? undefined : measures[kinds.indexOf(kind)]
          return found === undefined ? [] : [found.basis[team]!]
        })
        // A ratio to a target is known as far as both are.
        return [path, read.length === 0 || read.includes('unknown') ? 'unknown' : read[0]!]
      }),
    ),
  )

const marginOf = (
  { teams }: PointsInDoubles,
  { order, within, totals }: Official,
  reversed: Drawn['reversed'] | undefined,
): Stability['margin'] => {
  const last = [...order].findLast((team) => within[team] === 1)
  const first = [...order].find((team) => within[team] === 0)
  if (last === undefined || first === undefined) return null
  return {
    within: teams[last]!,
    outside: teams[first]!,
    points: tidy(totals[last]! - totals[first]!),
    reversed: reversed?.(last, first) ?? null,
  }
}

const judgesOf = (
  { round }: Assessment,
  measures: readonly DoubtfulMeasure[],
  samples: Samples,
  { teams }: PointsInDoubles,
): Stability['judges'] =>
  measures.flatMap(({ kind, values }) => {
    const marks = samples.marks[kind]
    const criteria = round.measures?.[kind]?.parameters['criteria']
    if (marks === undefined || criteria === undefined) return []
    const effects = judgeEffects({ teams, marks, criteria: criteria as Readonly<Record<string, number>> })
    if (effects === undefined) return []
    return [{ measure: kind, official: Object.fromEntries(teams.map((team, t) => [team, values[t]!])), ...effects }]
  })
