import { compare, type Rational } from '#base'
import type { Completions } from './completions.ts'
import { above, atLeast, type Demand, type Expression, minus, type Point, total, valueAt } from './expression.ts'
import { knownPlaces, knownRanks, knownWinners } from './known-ranking.ts'
import { TOTAL } from './part-tree.ts'
import { type Alternatives, sameInAll } from './walk-completions.ts'

/** The figures among which teams are ranked. */
export type Standings = {
  readonly completions: Completions
  readonly figure: (team: string, path: string) => Expression
  readonly stepOf: (path: string) => Rational | undefined
}

/**
 * Each team's rank, 1 + the number of teams with more points; `undefined` where completions differ.
 */
export const ranksOf = (field: readonly string[], standings: Standings): ReadonlyMap<string, number | undefined> =>
  standings.completions.single
    ? knownRanks(field, standings)
    : new Map(field.map((team) => [team, rankOf(team, field, standings)]))

/** The rank of one team by the walk over completions. */
export const rankOf = (team: string, field: readonly string[], standings: Standings): number | undefined => {
  const own = standings.figure(team, TOTAL)
  const others = field.filter((other) => other !== team).map((other) => standings.figure(other, TOTAL))
  const step = standings.stepOf(TOTAL)
  const open = others.filter((other) => isOpen(own) || isOpen(other))
  return sameInAll({
    completions: standings.completions,
    alternatives: open.map((other): Alternatives => [[atLeast(own, other)], [above(other, own, step)]]),
    outcomeAt: (point) => {
      const points = valueAt(own, point)
      return 1 + others.filter((other) => compare(valueAt(other, point), points) > 0).length
    },
    probes: () => standings.completions.extremes(leadOver(own, open)),
  })
}

// All others as far ahead as can be, or all as far behind: where an outcome can change at all, it mostly changes there.
const leadOver = (own: Expression, others: readonly Expression[]): Expression =>
  total(others.map((other) => minus(other, own)))

const isOpen = ({ terms }: Expression): boolean => terms.size > 0

/** Teams that are first in a figure, alone or tied, in every completion; empty where there is none. */
export const winnersOf = (path: string, field: readonly string[], standings: Standings): readonly string[] => {
  const { completions, figure } = standings
  if (completions.single) return knownWinners(path, field, standings)
  const best = field.filter((team) => isFirstAt(completions.first, path, team, { field, standings }))
  return best.filter((team) =>
    field.every(
      (other) =>
        other === team ||
        completions.meeting([above(figure(other, path), figure(team, path), standings.stepOf(path))]) === undefined,
    ),
  )
}

const isFirstAt = (
  point: Point,
  path: string,
  team: string,
  { field, standings }: { readonly field: readonly string[]; readonly standings: Standings },
): boolean => {
  const own = valueAt(standings.figure(team, path), point)
  return field.every((other) => compare(valueAt(standings.figure(other, path), point), own) <= 0)
}

/** Where a team is in a cut: `lot` where only a lot that was not drawn yet can say. */
export type Place = 'within' | 'outside' | 'lot'

export type Cut = {
  readonly seats: number
  /** The parts that settle a tie, in order; the lot comes after them. */
  readonly ties: readonly string[]
  /** The order of teams tied to the last; `undefined` while there is no seed. */
  readonly lot: ((tied: readonly string[]) => readonly string[]) | undefined
}

/** Whether each team is among the first `seats` of a field; `undefined` where completions differ. */
export const placesOf = (
  field: readonly string[],
  standings: Standings,
  cut: Cut,
): ReadonlyMap<string, Place | undefined> =>
  standings.completions.single
    ? knownPlaces(field, standings, cut)
    : new Map(field.map((team) => [team, placeOf(team, field, standings, cut)]))

/** The place of one team by the walk over completions. */
export const placeOf = (team: string, field: readonly string[], standings: Standings, cut: Cut): Place | undefined => {
  const others = field.filter((other) => other !== team)
  const at = (point: Point): Place => placeAt(point, team, { others, standings, cut })
  if (standings.completions.single) return at(standings.completions.first)

  // Most teams are settled by totals alone; only the others are worth the walk through every way of being tied.
  const { completions, figure } = standings
  const mayLead = others.filter((other) => may(completions, atLeast(figure(other, TOTAL), figure(team, TOTAL))))
  if (mayLead.length < cut.seats) return 'within'
  const unsure = mayLead.filter((other) => may(completions, atLeast(figure(team, TOTAL), figure(other, TOTAL))))
  const leading = mayLead.length - unsure.length
  if (leading >= cut.seats) return 'outside'

  const levels = [TOTAL, ...cut.ties]
  return sameInAll({
    completions,
    alternatives: unsure.map((other) => waysToStand(team, other, levels, standings)),
    outcomeAt: at,
    probes: () =>
      completions.extremes(
        leadOver(
          figure(team, TOTAL),
          unsure.map((other) => figure(other, TOTAL)),
        ),
      ),
    sure: (chosen) => {
      const before = leading + chosen.filter((way) => way < levels.length).length
      const undecided = unsure.length - chosen.length + chosen.filter((way) => way === 2 * levels.length).length
      return before >= cut.seats || before + undecided < cut.seats
    },
  })
}

const may = (completions: Completions, demand: Demand): boolean => completions.meeting([demand]) !== undefined

// First the ways in which `other` comes before `team` (decided at each level in turn), then those in which it comes
// after, then the full tie.
const waysToStand = (team: string, other: string, levels: readonly string[], standings: Standings): Alternatives => {
  const of = (level: string): readonly [Expression, Expression] => [
    standings.figure(other, level),
    standings.figure(team, level),
  ]
  const tiedBefore = (depth: number): readonly Demand[] =>
    levels.slice(0, depth).flatMap((level) => {
      const [theirs, own] = of(level)
      return [atLeast(theirs, own), atLeast(own, theirs)]
    })
  const decidedAt = (otherLeads: boolean): Alternatives =>
    levels.map((level, depth) => {
      const [theirs, own] = of(level)
      const step = standings.stepOf(level)
      return [...tiedBefore(depth), otherLeads ? above(theirs, own, step) : above(own, theirs, step)]
    })
  return [...decidedAt(true), ...decidedAt(false), tiedBefore(levels.length)]
}

type Contest = { readonly others: readonly string[]; readonly standings: Standings; readonly cut: Cut }

const placeAt = (point: Point, team: string, { others, standings, cut }: Contest): Place => {
  const orders = others.map((other) => ({ other, order: orderAt(point, other, team, { standings, cut }) }))
  const before = orders.filter(({ order }) => order > 0).length
  const tied = orders.filter(({ order }) => order === 0).map(({ other }) => other)
  if (before >= cut.seats) return 'outside'
  if (before + tied.length < cut.seats) return 'within'
  if (cut.lot === undefined) return 'lot'
  return before + cut.lot([team, ...tied]).indexOf(team) < cut.seats ? 'within' : 'outside'
}

/** Positive where `a` comes before `b` by the total or, level, by the parts that settle ties. */
export const orderAt = (
  point: Point,
  a: string,
  b: string,
  { standings, cut }: Pick<Contest, 'standings' | 'cut'>,
): -1 | 0 | 1 => {
  for (const level of [TOTAL, ...cut.ties]) {
    const order = compare(valueAt(standings.figure(a, level), point), valueAt(standings.figure(b, level), point))
    if (order !== 0) return order
  }
  return 0
}
