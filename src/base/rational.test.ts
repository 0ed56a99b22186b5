import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  compare,
  divide,
  fromDecimal,
  greatest,
  least,
  multiply,
  ONE,
  type Rational,
  rational,
  roundTo,
  subtract,
  sum,
  toNumber,
  ZERO,
} from './rational.ts'

const anyRational = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: 1n, max: 10n ** 30n }))
  .map(([n, d]) => rational(n, d))
const nonZero = anyRational.filter(({ n }) => n !== 0n)

describe('exact numbers', () => {
  it('are in lowest terms with a positive denominator', () => {
    expect(rational(-6n, -4n)).toEqual({ n: 3n, d: 2n })
    expect(rational(6n, -4n)).toEqual({ n: -3n, d: 2n })
    expect(rational(0n, -7n)).toEqual(ZERO)
    expect(() => rational(1n, 0n)).toThrow('base/division-by-zero')
  })

  it('obey the laws of a field', () => {
    fc.assert(
      fc.property(anyRational, anyRational, nonZero, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a))
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)))
        expect(add(subtract(a, b), b)).toEqual(a)
        expect(multiply(divide(a, c), c)).toEqual(a)
        expect(multiply(a, ONE)).toEqual(a)
        expect(sum([a, b, c])).toEqual(sum([c, b, a]))
      }),
    )
  })

  it('are ordered as their differences say', () => {
    fc.assert(
      fc.property(anyRational, anyRational, (a, b) => {
        const difference = subtract(a, b).n
        expect(compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0)
        expect(add(least(a, b), greatest(a, b))).toEqual(add(a, b))
        expect(compare(least(a, b), greatest(a, b))).not.toBe(1)
      }),
    )
  })
})

describe('a decimal', () => {
  it.each([
    [0.1, { n: 1n, d: 10n }],
    ['0.10', { n: 1n, d: 10n }],
    [33.6, { n: 168n, d: 5n }],
    [-2.5, { n: -5n, d: 2n }],
    [1e21, { n: 10n ** 21n, d: 1n }],
    [5e-324, { n: 1n, d: 2n * 10n ** 323n }],
    ['1e-2', { n: 1n, d: 100n }],
    [-0, ZERO],
  ])('%s enters as what it says', (value, exact) => {
    expect(fromDecimal(value)).toEqual(exact)
  })

  it.each(['', ' 1', '1 ', '+1', '.5', '5.', '1e', '1e99999', '0x10', '1_000', 'NaN', 'Infinity', '1,5', '--1', '１'])(
    'is not %j',
    (text) => {
      expect(() => fromDecimal(text)).toThrow('base/not-a-decimal')
    },
  )

  it('is given back by every double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toNumber(fromDecimal(value)) === value).toBe(true) // === so that -0 is 0
      }),
      { numRuns: 1000, examples: [[5e-324], [2.2250738585072014e-308], [2.225073858507201e-308], [Number.MAX_VALUE]] },
    )
  })
})

describe('the nearest double', () => {
  it('is the division of doubles where both parts are exact doubles', () => {
    const exact = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })
    fc.assert(
      fc.property(
        exact,
        exact.filter((d) => d !== 0n),
        (n, d) => {
          expect(toNumber(rational(n, d)) === Number(n) / Number(d)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('goes to even on a tie, and is not rounded twice', () => {
    expect(toNumber(rational(2n ** 53n + 1n))).toBe(2 ** 53)
    expect(toNumber(rational(2n ** 53n + 3n))).toBe(2 ** 53 + 4)
    // One above the tie by less than 64 bits can hold: a first rounding would lose it.
    expect(toNumber(rational((2n ** 53n + 1n) * 2n ** 80n + 1n, 2n ** 80n))).toBe(2 ** 53 + 2)
  })

  it('is right to the last bit below the smallest normal number', () => {
    const tiny = 2n ** 1074n // 1 / tiny is the smallest double
    expect(toNumber(rational(1n, tiny))).toBe(5e-324)
    expect(toNumber(rational(3n, 2n * tiny))).toBe(1e-323) // 1.5 of them: a tie, to even
    expect(toNumber(rational(1n, 2n * tiny))).toBe(0)
    expect(toNumber(rational(2n ** 64n + 1n, 2n ** 65n * tiny))).toBe(5e-324) // just above a half
  })

  it('is infinite beyond the largest, and zero far below the smallest', () => {
    expect(toNumber(rational(10n ** 400n))).toBe(Number.POSITIVE_INFINITY)
    expect(toNumber(rational(-(10n ** 400n)))).toBe(Number.NEGATIVE_INFINITY)
    expect(toNumber(rational(1n, 10n ** 400n))).toBe(0)
    expect(toNumber(rational(10n ** 400n, 10n ** 400n + 1n))).toBe(1)
  })
})

describe('rounding', () => {
  const tenth = fromDecimal('0.1')
  it.each([
    ['0.25', 'half-up', '0.3'],
    ['0.25', 'half-even', '0.2'],
    ['0.35', 'half-even', '0.4'],
    ['0.29', 'down', '0.2'],
    ['-0.25', 'half-up', '-0.3'],
    ['-0.25', 'half-even', '-0.2'],
    ['-0.29', 'down', '-0.2'],
    ['0.2499999999999999999999', 'half-up', '0.2'],
    ['0.2500000000000000000001', 'half-even', '0.3'],
    ['33.6', 'half-up', '33.6'],
    ['1.005', 'half-up', '1'],
  ] as const)('of %s to tenths, %s, is %s', (value, mode, rounded) => {
    expect(roundTo(fromDecimal(value), tenth, mode)).toEqual(fromDecimal(rounded))
  })

  it('gives a multiple of the step within half a step, and changes no multiple', () => {
    const positive = anyRational.filter(({ n }) => n > 0n)
    const mode = fc.constantFrom('half-up', 'half-even', 'down')
    fc.assert(
      fc.property(anyRational, positive, mode, (value, step, how) => {
        const rounded = roundTo(value, step, how)
        expect(divide(rounded, step).d).toBe(1n)
        const off = subtract(value, rounded)
        const size: Rational = { n: off.n < 0n ? -off.n : off.n, d: off.d }
        const limit = how === 'down' ? step : divide(step, rational(2n))
        expect(compare(size, limit)).toBe(how === 'down' ? -1 : compare(size, limit) === 0 ? 0 : -1)
        expect(roundTo(rounded, step, how)).toEqual(rounded)
      }),
    )
  })

  it('is symmetric about zero', () => {
    fc.assert(
      fc.property(anyRational, fc.constantFrom('half-up', 'half-even', 'down'), (value, how) => {
        const mirrored = roundTo(subtract(ZERO, value), tenth, how)
        expect(mirrored).toEqual(subtract(ZERO, roundTo(value, tenth, how)))
      }),
    )
  })
})
