import { AssayError } from './errors.ts'

/**
 * An exact number: numerator over denominator, in lowest terms, the denominator positive.
 * Points are rationals from the first measure to the last sum, so that no platform rounds a team out of its seat.
 */
export type Rational = { readonly n: bigint; readonly d: bigint }

export const rational = (n: bigint, d: bigint = 1n): Rational => {
  if (d === 0n) throw new AssayError('base/division-by-zero')
  const g = gcd(n < 0n ? -n : n, d < 0n ? -d : d)
  const sign = d < 0n ? -1n : 1n
  return { n: (sign * n) / g, d: (sign * d) / g }
}

const gcd = (a: bigint, b: bigint): bigint => {
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? 1n : a
}

export const ZERO: Rational = { n: 0n, d: 1n }
export const ONE: Rational = { n: 1n, d: 1n }

export const add = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d)
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d)
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)
export const sum = (terms: readonly Rational[]): Rational => terms.reduce(add, ZERO)

/** Negative, zero or positive as `a` is below, at or above `b`. */
export const compare = (a: Rational, b: Rational): -1 | 0 | 1 => {
  const left = a.n * b.d
  const right = b.n * a.d
  return left < right ? -1 : left > right ? 1 : 0
}

export const least = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b)
export const greatest = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b)

/**
 * The number that a decimal names, exactly. A double enters as the shortest decimal that gives it back, which is its
 * RFC 8785 form: 0.1 is one tenth, and not 3602879701896397/36028797018963968.
 *
 * @throws AssayError `base/not-a-decimal`
 */
export const fromDecimal = (value: number | string): Rational => {
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,4}))?$/i.exec(text)
  if (match === null) throw new AssayError('base/not-a-decimal', { value: text })
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const power = Number(exponent) - fraction.length
  return power >= 0 ? rational(digits * 10n ** BigInt(power)) : rational(digits, 10n ** BigInt(-power))
}

/** The nearest double, ties to even; correct to the last bit also where numerator and denominator exceed 2^53. */
export const toNumber = ({ n, d }: Rational): number => {
  const magnitude = n < 0n ? -n : n
  const exponent = magnitude.toString(2).length - d.toString(2).length // magnitude / d lies within 2^(exponent ± 1)
  const value =
    exponent < SMALLEST_NORMAL_EXPONENT ? nearestSubnormal(magnitude, d) : nearestNormal(magnitude, d, exponent)
  return n < 0n ? -value : value
}

const SMALLEST_NORMAL_EXPONENT = -1021

// Doubles this small are the multiples of 2^-1074.
const nearestSubnormal = (n: bigint, d: bigint): number =>
  Number(roundTo(rational(n << 1074n, d), ONE, 'half-even').n) * Number.MIN_VALUE

const nearestNormal = (n: bigint, d: bigint, exponent: number): number => {
  // Scale so that the quotient has 64 or 65 bits, keep a sticky bit for the remainder: Number() then rounds once.
  const shift = 64 - exponent
  const scaled = shift >= 0 ? (n << BigInt(shift)) / d : n / (d << BigInt(-shift))
  const exact = shift >= 0 ? scaled * d === n << BigInt(shift) : scaled * (d << BigInt(-shift)) === n
  const half = Math.trunc(shift / 2) // in two steps, since 2^-shift alone may be below every double
  return Number(exact ? scaled : scaled | 1n) * 2 ** -half * 2 ** (half - shift)
}

export type RoundingMode = 'half-up' | 'half-even' | 'down'

/**
 * The multiple of `step` nearest to `value`; a half goes away from zero (`half-up`), to the even multiple
 * (`half-even`), or everything goes towards zero (`down`).
 */
export const roundTo = (value: Rational, step: Rational, mode: RoundingMode): Rational => {
  const units = divide(value, step)
  const negative = units.n < 0n
  const n = negative ? -units.n : units.n
  const whole = n / units.d
  const twice = 2n * (n % units.d)
  const up =
    mode === 'down' ? false : twice > units.d || (twice === units.d && (mode === 'half-up' || whole % 2n === 1n))
  const count = up ? whole + 1n : whole
  return multiply(rational(negative ? -count : count), step)
}
