import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, fromDecimal, multiply, rational, type Rational, sum, ZERO } from '#base'
import { type Coefficients, type Conditions, maximiser, type Optimum, type Row } from './linear-program.ts'

const maximise = ({ objective, ...conditions }: Conditions & { objective: Coefficients }): Optimum | undefined =>
  maximiser(conditions)?.(objective)

const row = (coefficients: readonly number[], atMost: number): Row => ({
  coefficients: new Map(coefficients.map((c, j) => [j, fromDecimal(c)])),
  atMost: fromDecimal(atMost),
})
const weights = (...values: readonly number[]) => new Map(values.map((c, j) => [j, fromDecimal(c)]))
const ten = (count: number): Rational[] => Array.from({ length: count }, () => rational(10n))

describe('exact linear programme', () => {
  it('finds the textbook optimum', () => {
    // Chvátal, Linear Programming, chapter 1: greatest 5x + 4y + 3z is 13 at (2, 0, 1).
    const best = maximise({
      upper: ten(3),
      rows: [row([2, 3, 1], 5), row([4, 1, 2], 11), row([3, 4, 2], 8)],
      objective: weights(5, 4, 3),
    })
    expect(best).toEqual({ value: rational(13n), point: [rational(2n), ZERO, rational(1n)] })
  })

  it('finds a first point where zero is none', () => {
    // x + y ≥ 3 and x ≤ 2: the least x is 1 when y is at most 2.
    const best = maximise({
      upper: [rational(2n), rational(2n)],
      rows: [row([-1, -1], -3)],
      objective: weights(-1, 0),
    })
    expect(best).toEqual({ value: rational(-1n), point: [rational(1n), rational(2n)] })
  })

  it('says so where nothing fits', () => {
    expect(
      maximise({ upper: ten(2), rows: [row([1, 1], 1), row([-1, -1], -2)], objective: weights(1) }),
    ).toBeUndefined()
  })

  it('answers one objective as if it had not answered another', () => {
    const best = maximiser({ upper: ten(2), rows: [row([1, 1], 12), row([-1, 0], -1)] })
    expect(best?.(weights(1, 0)).value).toEqual(rational(10n))
    expect(best?.(weights(0, 1)).value).toEqual(rational(10n))
    expect(best?.(weights(-1, 0)).value).toEqual(rational(-1n))
    expect(best?.(weights(1, 0)).value).toEqual(rational(10n))
  })

  it('keeps thirds as thirds', () => {
    const best = maximise({ upper: ten(1), rows: [row([3], 1)], objective: weights(1) })
    expect(best?.value).toEqual(rational(1n, 3n))
  })

  it('ends on the example that cycles without Bland’s rule', () => {
    // Chvátal, chapter 3: 10x − 57y − 9z − 24w; the greatest value is 1.
    const best = maximise({
      upper: ten(4),
      rows: [row([0.5, -5.5, -2.5, 9], 0), row([0.5, -1.5, -0.5, 1], 0), row([1, 0, 0, 0], 1)],
      objective: weights(10, -57, -9, -24),
    })
    expect(best?.value).toEqual(rational(1n))
  })

  it('is never beaten by a point of the grid, and its own point is allowed', () => {
    const small = fc.integer({ min: -3, max: 3 })
    const anyRow = fc.tuple(fc.array(small, { minLength: 3, maxLength: 3 }), fc.integer({ min: -4, max: 6 }))
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 5 }),
        fc.array(small, { minLength: 3, maxLength: 3 }),
        (rows, objective) => {
          const three = [rational(3n), rational(3n), rational(3n)]
          const program = { upper: three, rows: rows.map(([c, b]) => row(c, b)), objective: weights(...objective) }
          const best = maximise(program)
          const allowed = gridPoints().filter((p) => program.rows.every((r) => meets(r, p)))
          if (best === undefined) {
            expect(allowed).toEqual([])
            return
          }
          expect(program.rows.every((r) => meets(r, best.point))).toBe(true)
          expect(best.value).toEqual(valueAt(program.objective, best.point))
          for (const p of allowed) expect(compare(valueAt(program.objective, p), best.value)).toBeLessThanOrEqual(0)
        },
      ),
      { numRuns: 200 },
    )
  })
})

const valueAt = (coefficients: ReadonlyMap<number, Rational>, point: readonly Rational[]): Rational =>
  sum([...coefficients].map(([j, c]) => multiply(c, point[j] ?? ZERO)))
const meets = ({ coefficients, atMost }: Row, point: readonly Rational[]): boolean =>
  compare(add(valueAt(coefficients, point), ZERO), atMost) <= 0
const gridPoints = (): Rational[][] =>
  [0n, 1n, 2n, 3n].flatMap((x) =>
    [0n, 1n, 2n, 3n].flatMap((y) => [0n, 1n, 2n, 3n].map((z) => [rational(x), rational(y), rational(z)])),
  )
