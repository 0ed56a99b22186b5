import { add, multiply, type Rational, rational, ZERO } from '#base'
import { sumOf } from './exact.ts'
import type { Coefficients } from './linear-program.ts'

/** A figure in terms of what is unpublished: a constant and multiples of unknown points. */
export type Expression = { readonly constant: Rational; readonly terms: Coefficients }

/** What must hold of the unknown points: that an expression is not negative, or that it is positive. */
export type Demand = { readonly expression: Expression; readonly strict: boolean }

/** One value for each unknown. */
export type Point = readonly Rational[]

const NO_TERMS: Coefficients = new Map()
export const constant = (value: Rational): Expression => ({ constant: value, terms: NO_TERMS })
export const unknown = (variable: number): Expression => ({
  constant: ZERO,
  terms: new Map([[variable, rational(1n)]]),
})

export const plus = (a: Expression, b: Expression): Expression => {
  const terms = new Map(a.terms)
  for (const [variable, weight] of b.terms) terms.set(variable, add(terms.get(variable) ?? ZERO, weight))
  for (const [variable, weight] of terms) if (weight.n === 0n) terms.delete(variable)
  return { constant: add(a.constant, b.constant), terms }
}

export const times = (factor: Rational, { constant, terms }: Expression): Expression => ({
  constant: multiply(factor, constant),
  terms: new Map([...terms].map(([variable, weight]) => [variable, multiply(factor, weight)])),
})

export const minus = (a: Expression, b: Expression): Expression => plus(a, times(rational(-1n), b))
export const total = (all: readonly Expression[]): Expression => ({
  constant: sumOf(all.map((one) => one.constant)),
  terms: all.every(({ terms }) => terms.size === 0) ? NO_TERMS : all.reduce(plus, constant(ZERO)).terms,
})

export const valueAt = ({ constant, terms }: Expression, point: Point): Rational => {
  let value = constant
  for (const [variable, weight] of terms) value = add(value, multiply(weight, point[variable] ?? ZERO))
  return value
}

/** `a ≥ b`. */
export const atLeast = (a: Expression, b: Expression): Demand => ({ expression: minus(a, b), strict: false })

/** `a > b`: by a whole step where both lie on a grid of that step, else by any amount. */
export const above = (a: Expression, b: Expression, step: Rational | undefined): Demand =>
  step === undefined
    ? { expression: minus(a, b), strict: true }
    : { expression: minus(minus(a, b), constant(step)), strict: false }

/** `low ≤ a ≤ high`. */
export const between = (a: Expression, low: Rational, high: Rational): readonly Demand[] => [
  atLeast(a, constant(low)),
  atLeast(constant(high), a),
]

export const holdsAt = ({ expression, strict }: Demand, point: Point): boolean => {
  const { n } = valueAt(expression, point)
  return strict ? n > 0n : n >= 0n
}

/** The place of a decimal's last digit: 0.01 for 28.56, 0.1 for 30.4, 1 for 80. */
export const lastPlace = ({ d }: Rational): Rational => {
  let scale = 1n
  while (scale % d !== 0n && scale < MAX_SCALE) scale *= 10n
  return rational(1n, scale)
}
const MAX_SCALE = 10n ** 400n // a double's decimal has no more places

/** Half of something. */
export const half = (value: Rational): Rational => multiply(value, rational(1n, 2n))

/** Values on a grid that lie within an interval lie within this smaller one. */
export const onGrid = (low: Rational, high: Rational, step: Rational): readonly [Rational, Rational] => {
  const units = (value: Rational): readonly [bigint, bigint] => [value.n * step.d, value.d * step.n]
  const [ln, ld] = units(low)
  const [hn, hd] = units(high)
  return [multiply(rational(-floor(-ln, ld)), step), multiply(rational(floor(hn, hd)), step)]
}
const floor = (n: bigint, d: bigint): bigint => (n >= 0n ? n / d : -((-n + d - 1n) / d))
