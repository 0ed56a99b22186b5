import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, fromDecimal, multiply, type Rational, rational, sum } from '#base'
import { type Coefficients, type Conditions, maximiser } from './linear-program.ts'
import { quickMaximiser } from './quick-program.ts'

const number = fc.tuple(fc.integer({ min: -6, max: 6 }), fc.constantFrom(1n, 1n, 1n, 2n, 3n, 10n))
const exact = ([n, d]: readonly [number, bigint]) => rational(BigInt(n), d)
const at = (point: readonly Rational[], weights: Coefficients): Rational =>
  sum([...weights].map(([variable, weight]) => multiply(weight, point[variable]!)))
const weights = (count: number) =>
  fc
    .array(number, { minLength: count, maxLength: count })
    .map((row) => new Map(row.flatMap((one, i) => (one[0] === 0 ? [] : [[i, exact(one)] as const]))))
const conditions = fc.integer({ min: 1, max: 5 }).chain((count) =>
  fc.record({
    upper: fc.array(
      fc.integer({ min: 0, max: 9 }).map((bound) => rational(BigInt(bound))),
      {
        minLength: count,
        maxLength: count,
      },
    ),
    rows: fc.array(fc.record({ coefficients: weights(count), atMost: number.map(exact) }), { maxLength: 6 }),
    objective: weights(count),
  }),
)

describe('the quick linear programme', () => {
  it('gives the optimum of the plain one, at a point that is allowed', () => {
    fc.assert(
      fc.property(conditions, ({ objective, ...given }) => {
        const quick = quickMaximiser(given)?.(objective)
        expect(quick?.value).toEqual(maximiser(given)?.(objective).value)
        if (quick === undefined) return
        expect(at(quick.point, objective)).toEqual(quick.value)
        given.upper.forEach((bound, i) => expect(compare(quick.point[i]!, bound)).toBeLessThanOrEqual(0))
        for (const { n } of quick.point) expect(n >= 0n).toBe(true)
        for (const { coefficients, atMost } of given.rows)
          expect(compare(at(quick.point, coefficients), atMost)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 300 },
    )
  })

  it('gives way to the plain one where numbers outgrow a double', () => {
    const given: Conditions = {
      upper: [rational(10n ** 12n), rational(10n ** 12n)],
      rows: [
        {
          coefficients: new Map([
            [0, fromDecimal(123456.789012345)],
            [1, fromDecimal(0.987654321098)],
          ]),
          atMost: fromDecimal(98765432.1234567),
        },
      ],
    }
    const objective = new Map([
      [0, fromDecimal(3.000000000001)],
      [1, fromDecimal(0.333333333333)],
    ])
    expect(quickMaximiser(given)?.(objective)).toEqual(maximiser(given)?.(objective))
  })
})
