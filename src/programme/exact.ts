import { fromDecimal, type Rational, rational, type RoundingMode, toNumber, ZERO } from '#base'

// Fifty teams with forty parts are thousands of sums and quotients: lowest terms are taken once at the end of each, and
// not after every step.

/** The exact sum. */
export const sumOf = (terms: readonly Rational[]): Rational => {
  let n = 0n
  let d = 1n
  for (const term of terms) {
    if (term.d === d) n += term.n
    else if (d % term.d === 0n) n += term.n * (d / term.d)
    else {
      n = n * term.d + term.n * d
      d *= term.d
    }
  }
  return n === 0n ? ZERO : rational(n, d)
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** The nearest double, ties to even: of two whole numbers that are doubles themselves, division gives it in one step. */
export const numberOf = (value: Rational): number => {
  const { n, d } = value
  return n <= SAFE && n >= -SAFE && d <= SAFE ? Number(n) / Number(d) : toNumber(value)
}

/** A quotient of whole numbers that need not be in lowest terms; the denominator is positive. */
export type Quotient = Rational

const POWERS = Array.from({ length: 25 }, (_, power) => 10n ** BigInt(power))

/** The shortest decimal that gives a double, as a quotient by a power of ten. */
export const decimalOf = (value: number): Quotient => {
  if (Number.isSafeInteger(value)) return { n: BigInt(value), d: 1n }
  const text = String(value)
  const dot = text.indexOf('.')
  const scale = POWERS[text.length - dot - 1]
  if (dot < 0 || scale === undefined || text.includes('e')) return fromDecimal(value)
  const digits = text.slice(0, dot) + text.slice(dot + 1)
  return { n: BigInt(digits.length > 15 ? digits : Number(digits)), d: scale } // a double holds 15 digits exactly
}

/** The grid of a rounding rule: which multiple of the step a quotient is rounded to. */
export const gridOf = (step: Rational, mode: RoundingMode): ((value: Quotient) => Rational) => {
  const points = new Map<bigint, Rational>() // few multiples occur, and each is put into lowest terms once
  return ({ n, d }) => {
    const units = wholeUnits(n * step.d, d * step.n, mode)
    let point = points.get(units)
    if (point === undefined) points.set(units, (point = rational(units * step.n, step.d)))
    return point
  }
}

const wholeUnits = (n: bigint, d: bigint, mode: RoundingMode): bigint => {
  if (n < 0n) return -wholeUnits(-n, d, mode)
  const whole = n / d
  if (mode === 'down') return whole
  const twice = 2n * (n - whole * d)
  return twice > d || (twice === d && (mode === 'half-up' || whole % 2n === 1n)) ? whole + 1n : whole
}
