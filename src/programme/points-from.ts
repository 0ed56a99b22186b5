import { AssayError, compare, type Rational, ZERO } from '#base'
import { decimalOf, type Quotient } from './exact.ts'
import type { LeafPart } from './part-tree.ts'

/**
 * What is on record of one team's measure. `hidden`: it exists and is not published. `missing`: nobody measured it yet.
 */
export type OnRecord =
  | { readonly kind: 'known'; readonly value: Quotient }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'missing' }

/** The field in which a measure becomes points: some formulas compare teams with each other. */
export type Field = {
  readonly part: LeafPart
  readonly measures: ReadonlyMap<string, { readonly onRecord: OnRecord }>
  /** Teams that are evaluated: all but the withdrawn. */
  readonly evaluated: readonly string[]
  /** Those of them whose gates are all met; `undefined` while a gate is open. */
  readonly throughGates: readonly string[] | undefined
  /** What the part's target measured, for `target`. */
  readonly target: (team: string) => OnRecord
}

/**
 * Points of each team in one part, exact and not yet rounded, from 0 to the part's points.
 *
 * Where a formula compares teams, one hidden measure hides the points of all: the best may be the hidden one.
 *
 * @throws AssayError `programme/target-not-positive`
 */
export const pointsIn = (field: Field): ((team: string) => OnRecord) => {
  const formula = formulaOf(field)
  return (team) => {
    const own = field.measures.get(team)?.onRecord ?? MISSING
    return own.kind === 'known' ? formula(own.value, team) : own
  }
}

const MISSING: OnRecord = { kind: 'missing' }
const HIDDEN: OnRecord = { kind: 'hidden' }
const known = (value: Quotient): OnRecord => ({ kind: 'known', value })

type Formula = (value: Quotient, team: string) => OnRecord

const formulaOf = (field: Field): Formula => {
  const { part } = field
  const { from, points } = part
  if (from === 'as-given') return known
  if ('linear' in from) {
    const zero = decimalOf(from.linear.zero)
    const span = minus(decimalOf(from.linear.full), zero)
    return (value) => known(shareOf(points, minus(value, zero), span))
  }
  if ('target' in from) {
    return (value, team) => {
      const target = field.target(team)
      if (target.kind !== 'known') return target
      if (target.value.n <= 0n) throw new AssayError('programme/target-not-positive', { team, part: part.path })
      return known(shareOf(points, value, target.value))
    }
  }
  if ('rank' in from) {
    const table = from.rank.table.map(decimalOf)
    const others = measuresOf(field.evaluated, field)
    if (others === undefined) return () => HIDDEN
    // Equal measures share the better rank; ranks beyond the table have no points.
    return (value) => {
      const better = others.findIndex((other) => compare(other, value) <= 0)
      return known(table[better < 0 ? others.length : better] ?? ZERO)
    }
  }
  const stand = from['best-is-full'].stand === 'before-gates' ? field.evaluated : field.throughGates
  const others = stand === undefined ? undefined : measuresOf(stand, field)
  if (others === undefined) return () => HIDDEN
  // Where the best measure is zero or less there is no ratio to it, and nobody has points.
  const [best] = others
  return (value) => known(best === undefined || best.n <= 0n ? ZERO : shareOf(points, value, best))
}

const minus = (a: Quotient, b: Quotient): Quotient =>
  a.d === b.d ? { n: a.n - b.n, d: a.d } : { n: a.n * b.d - b.n * a.d, d: a.d * b.d }

/** `points · value ÷ whole`, held between 0 and `points`. */
const shareOf = (points: Rational, value: Quotient, whole: Quotient): Quotient => {
  const n = value.n * whole.d
  const d = value.d * whole.n
  const [top, bottom] = d < 0n ? [-n, -d] : [n, d]
  if (top <= 0n) return ZERO
  return top >= bottom ? points : { n: points.n * top, d: points.d * bottom }
}

// From the best down.
const measuresOf = (teams: readonly string[], { measures }: Field): readonly Quotient[] | undefined => {
  const values = teams.flatMap((team) => {
    const one = measures.get(team)?.onRecord
    return one?.kind === 'known' ? [one.value] : []
  })
  return values.length === teams.length ? values.toSorted((a, b) => compare(b, a)) : undefined
}
