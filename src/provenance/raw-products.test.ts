import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { rawDots, rawProducts, rawRowsAt } from './raw-products.ts'
import { toUnitRows } from './unit-rows.ts'

const [n, width] = [9, 100]
const draw = seeded('raw products')
const given = Float32Array.from({ length: n * width }, (_, k) => (k < width ? 0 : 0.3 + draw.normal()))
const rows = toUnitRows(given.slice(), n, width)

/** Row i over its length, means left in. */
const direction = (i: number): number[] => {
  const row = [...given.subarray(i * width, (i + 1) * width)]
  const norm = Math.hypot(...row)
  return row.map((value) => (norm === 0 ? 0 : value / norm))
}
const inner = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, k) => sum + x * (b[k] as number), 0)
const farthest = (a: Float32Array, wanted: (at: number) => number): number =>
  a.reduce((worst, value, at) => Math.max(worst, Math.abs(value - wanted(at))), 0)

describe('products of rows with their means left in', () => {
  it('are those of the rows as they were given', () => {
    const vectors = Float32Array.from({ length: 5 * width }, draw.normal)
    const products = rawProducts(rows, vectors, { count: 5 })
    const wanted = (at: number): number =>
      inner(direction(Math.floor(at / 5)), [...vectors.subarray((at % 5) * width, ((at % 5) + 1) * width)])
    expect(farthest(products, wanted)).toBeLessThan(1e-5)
  })

  it('and the rows themselves', () => {
    expect(farthest(rawRowsAt(rows, Int32Array.of(3)), (k) => direction(3)[k] as number)).toBeLessThan(1e-6)
  })

  it('row by row with another matrix are cosines; a row without spread has none', () => {
    const others = toUnitRows(
      Float32Array.from(given).map((value, k) => value * 2 + (k % 7)),
      n,
      width,
    )
    const second = rawRowsAt(others, Int32Array.of(2))
    expect(rawDots(rows, others)[2]).toBeCloseTo(inner(direction(2), [...second]), 5)
    expect(rawDots(rows, others)[0]).toBe(0)
  })
})
