import type { Seeded } from '#numeric'
import type { DoubtfulMeasure } from './doubtful-measure.ts'
import type { PointsInDoubles } from './points-in-doubles.ts'
import { type CutInDoubles, fieldOf, rankField } from './who-advances.ts'

export type Span = { readonly low: number; readonly high: number }

/** Figures of the decision itself, in doubles. */
export type Official = {
  readonly leafPoints: Float64Array
  readonly totals: Float64Array
  readonly ranks: Int32Array
  readonly within: Uint8Array
  readonly order: Int32Array
}

type DrawnTeam = {
  readonly totalInterval: Span
  readonly rankInterval: Span
  readonly withinCut: number
  readonly advances: number
}

export type Drawing = {
  readonly cut: CutInDoubles
  readonly draws: number
  readonly official: Official
  readonly stream: Seeded
}
export type Drawn = {
  readonly team: (team: number) => DrawnTeam
  /** Share of draws in which one team has more points than another. */
  readonly reversed: (within: number, outside: number) => number
}

/** Draws all measures again and again, and ranks each draw by the rules. */
export const draw = (
  points: PointsInDoubles,
  measures: readonly DoubtfulMeasure[],
  { cut, draws, official, stream }: Drawing,
): Drawn => {
  const count = points.teams.length
  const leafPoints = new Float64Array(official.leafPoints.length)
  const totals = new Float64Array(count)
  const values = measures.map((measure) => measure.values.slice())
  const all = Array.from({ length: count }, () => new Float64Array(draws))
  const ranks = Array.from({ length: count }, () => new Int32Array(count + 1))
  const within = new Int32Array(count)
  const field = fieldOf(count)
  field.order.set(official.order)
  const tickets = new Float64Array(count)
  for (let one = 0; one < draws; one++) {
    measures.forEach((measure, m) => {
      values[m]!.set(measure.values)
      measure.draw(values[m]!)
    })
    points.leafPoints(values, leafPoints)
    points.totals(leafPoints, totals)
    for (let team = 0; team < count; team++) tickets[team] = stream.uniform()
    rankField(field, totals, leafPoints, { points, cut, lot: (team) => tickets[team]! })
    for (let team = 0; team < count; team++) {
      all[team]![one] = totals[team]!
      ranks[team]![field.ranks[team]!]!++
      within[team]! += field.within[team]!
    }
  }
  return {
    team: (team) => {
      const share = within[team]! / draws
      return {
        totalInterval: intervalOf(all[team]!),
        rankInterval: rankInterval(ranks[team]!, draws),
        withinCut: share,
        advances: cut.through[team] === true ? share : 0,
      }
    },
    reversed: (a, b) => {
      let more = 0
      for (let one = 0; one < draws; one++) if (all[b]![one]! > all[a]![one]!) more++
      return more / draws
    },
  }
}

const TAIL = 0.025

const intervalOf = (values: Float64Array): Span => {
  const sorted = values.toSorted()
  const at = (share: number): number => tidy(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!)
  return { low: at(TAIL), high: at(1 - TAIL) }
}
/** Without the hair in which sums of tenths end. */
export const tidy = (value: number): number => Number(value.toPrecision(12))

const rankInterval = (counts: Int32Array, draws: number): Span => {
  const at = (share: number): number => {
    let seen = 0
    for (let rank = 1; rank < counts.length; rank++) {
      seen += counts[rank]!
      if (seen > share * draws) return rank
    }
    return counts.length - 1
  }
  return { low: at(TAIL), high: at(1 - TAIL) }
}
