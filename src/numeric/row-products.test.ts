import { describe, expect, it } from 'vitest'
import { plainRowProducts, rowProducts } from './row-products.ts'
import { seeded } from './seeded.ts'

const random = (count: number, seed: string): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, () => draw.normal())
}

describe('inner products of rows', () => {
  it('multiplies each row of one matrix with each of the other', () => {
    const a = Float32Array.of(1, 2, 3, 4)
    const b = Float32Array.of(1, 0, 0, 1, 1, 1)
    expect([...rowProducts(a, b, { n: 2, m: 3, width: 2 })]).toEqual([1, 2, 3, 3, 4, 7])
  })

  it.each([
    { n: 1, m: 1, width: 1 },
    { n: 7, m: 13, width: 48 },
    { n: 300, m: 530, width: 37 },
    { n: 65, m: 9, width: 130 },
  ])('agrees with plain loops for $n × $m rows of $width', ({ n, m, width }) => {
    const a = random(n * width, 'a')
    const b = random(m * width, 'b')
    const fast = rowProducts(a, b, { n, m, width })
    const plain = plainRowProducts(a, b, { n, m, width })
    const farthest = fast.reduce((worst, value, k) => Math.max(worst, Math.abs(value - (plain[k] as number))), 0)
    expect(farthest).toBeLessThan(1e-5 * Math.sqrt(width) * 10)
  })

  it('gives the same bits again after other sizes went through the same memory', () => {
    const a = random(40 * 20, 'a')
    const b = random(30 * 20, 'b')
    const first = rowProducts(a, b, { n: 40, m: 30, width: 20 })
    rowProducts(random(64 * 64, 'c'), random(64 * 64, 'd'), { n: 64, m: 64, width: 64 })
    expect(rowProducts(a, b, { n: 40, m: 30, width: 20 })).toEqual(first)
  })

  it('has nothing to say of empty matrices', () => {
    expect(rowProducts(new Float32Array(), new Float32Array(), { n: 0, m: 0, width: 4 })).toHaveLength(0)
  })
})
