import {
  AssayError,
  compare,
  divide,
  fromDecimal,
  greatest,
  least,
  multiply,
  ONE,
  type Rational,
  subtract,
  ZERO,
} from '#base'
import type { LeafPart } from './part-tree.ts'

/**
 * What is on record of one team's measure. `hidden`: it exists and is not published. `missing`: nobody measured it yet.
 */
export type OnRecord =
  | { readonly kind: 'known'; readonly value: Rational }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'missing' }

/** The field in which a measure becomes points: some formulas compare teams with each other. */
export type Field = {
  readonly part: LeafPart
  readonly measures: ReadonlyMap<string, OnRecord>
  /** Teams that are evaluated: all but the withdrawn. */
  readonly evaluated: readonly string[]
  /** Those of them whose gates are all met; `undefined` while a gate is open. */
  readonly throughGates: readonly string[] | undefined
  /** What the part's target measured, for `target`. */
  readonly target: (team: string) => OnRecord
}

/**
 * Points of one team in one part, exact and not yet rounded, from 0 to the part's points.
 *
 * Where a formula compares teams, one hidden measure hides the points of all: the best may be the hidden one.
 *
 * @throws AssayError `programme/target-not-positive`
 */
export const pointsOf = (team: string, field: Field): OnRecord => {
  const { part, measures } = field
  const own = measures.get(team) ?? MISSING
  const { from } = part
  if (own.kind !== 'known') return own
  if (from === 'as-given') return own
  if ('linear' in from) return known(multiply(part.points, linear(own.value, from.linear)))
  if ('target' in from) {
    const target = field.target(team)
    return target.kind === 'known'
      ? known(multiply(part.points, ofTarget(own.value, target.value, team, part)))
      : target
  }
  if ('rank' in from) return fromTable(own.value, from.rank.table, measuresOf(field, field.evaluated))
  const stand = from['best-is-full'].stand === 'before-gates' ? field.evaluated : field.throughGates
  if (stand === undefined) return HIDDEN
  const others = measuresOf(field, stand)
  return others === undefined ? HIDDEN : known(multiply(part.points, ofBest(own.value, others)))
}

const MISSING: OnRecord = { kind: 'missing' }
const HIDDEN: OnRecord = { kind: 'hidden' }
const known = (value: Rational): OnRecord => ({ kind: 'known', value })

const clamp = (share: Rational): Rational => least(ONE, greatest(ZERO, share))

const linear = (value: Rational, { zero, full }: { readonly zero: number; readonly full: number }): Rational => {
  const low = fromDecimal(zero)
  return clamp(divide(subtract(value, low), subtract(fromDecimal(full), low)))
}

const ofTarget = (value: Rational, target: Rational, team: string, part: LeafPart): Rational => {
  if (target.n <= 0n) throw new AssayError('programme/target-not-positive', { team, part: part.path })
  return clamp(divide(value, target))
}

// Where the best measure is zero or less there is no ratio to it, and nobody has points.
const ofBest = (value: Rational, others: readonly Rational[]): Rational => {
  const best = others.reduce(greatest, ZERO)
  return best.n <= 0n ? ZERO : clamp(divide(value, best))
}

// Equal measures share the better rank; ranks beyond the table have no points.
const fromTable = (value: Rational, table: readonly number[], others: readonly Rational[] | undefined): OnRecord => {
  if (others === undefined) return HIDDEN
  const better = others.filter((other) => compare(other, value) > 0).length
  return known(fromDecimal(table[better] ?? 0))
}

const measuresOf = ({ measures }: Field, teams: readonly string[]): readonly Rational[] | undefined => {
  const found = teams.map((team) => measures.get(team))
  const values = found.flatMap((one) => (one?.kind === 'known' ? [one.value] : []))
  return values.length === teams.length ? values : undefined
}
