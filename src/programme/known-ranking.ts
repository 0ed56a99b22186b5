import { compare, type Rational } from '#base'
import { TOTAL } from './part-tree.ts'
import type { Cut, Place, Standings } from './ranking.ts'

// Where every figure is known there is one completion, and an order is a sort. The walk over completions gives the same
// (a test compares them), in time that grows with the square of the field.

type Figures = Pick<Standings, 'figure'>

/** Each team's value of a figure, and nothing unknown in it. */
const valuesOf = (path: string, field: readonly string[], { figure }: Figures): readonly Rational[] =>
  field.map((team) => figure(team, path).constant)

/** 1 + the number of teams with more points. */
export const knownRanks = (field: readonly string[], figures: Figures): ReadonlyMap<string, number> => {
  const values = valuesOf(TOTAL, field, figures)
  const order = field.map((team, i) => ({ team, value: values[i] as Rational }))
  order.sort((a, b) => compare(b.value, a.value))
  const ranks = new Map<string, number>()
  let rank = 1
  order.forEach(({ team, value }, i) => {
    if (i > 0 && compare(order[i - 1]!.value, value) !== 0) rank = i + 1
    ranks.set(team, rank)
  })
  return ranks
}

/** Teams that are first in a figure, alone or tied. */
export const knownWinners = (path: string, field: readonly string[], figures: Figures): readonly string[] => {
  const values = valuesOf(path, field, figures)
  let best: Rational | undefined
  for (const value of values) if (best === undefined || compare(value, best) > 0) best = value
  return field.filter((_, i) => compare(values[i]!, best!) === 0)
}

/** Where each team of a field is in a cut. */
export const knownPlaces = (field: readonly string[], figures: Figures, cut: Cut): ReadonlyMap<string, Place> => {
  const levels = [TOTAL, ...cut.ties]
  const order = (a: string, b: string): number => {
    for (const level of levels) {
      const way = compare(figures.figure(b, level).constant, figures.figure(a, level).constant)
      if (way !== 0) return way
    }
    return 0
  }
  const sorted = field.toSorted(order)
  const places = new Map<string, Place>()
  for (let from = 0; from < sorted.length;) {
    let to = from + 1
    while (to < sorted.length && order(sorted[from]!, sorted[to]!) === 0) to++
    const tied = sorted.slice(from, to)
    for (const team of tied) places.set(team, placeIn(tied, team, from, cut))
    from = to
  }
  return places
}

const placeIn = (tied: readonly string[], team: string, before: number, { seats, lot }: Cut): Place => {
  if (before >= seats) return 'outside'
  if (before + tied.length <= seats) return 'within'
  if (lot === undefined) return 'lot'
  return before + lot(tied).indexOf(team) < seats ? 'within' : 'outside'
}
