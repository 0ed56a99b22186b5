import { describe, expect, it } from 'vitest'
import { seeded } from './seeded.ts'

describe('a seeded draw', () => {
  it('repeats itself for one seed and differs for another', () => {
    const first = seeded('round-1')
    const again = seeded('round-1')
    const other = seeded('round-2')
    const drawn = Array.from({ length: 5 }, () => first.uniform())
    expect(Array.from({ length: 5 }, () => again.uniform())).toEqual(drawn)
    expect(Array.from({ length: 5 }, () => other.uniform())).not.toEqual(drawn)
  })

  it('takes a number and its text for one seed', () => {
    expect(seeded(7).uniform()).toBe(seeded('7').uniform())
  })

  it('draws normals of mean 0 and variance 1', () => {
    const draw = seeded('normal')
    const values = Array.from({ length: 20_000 }, () => draw.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(mean).toBeCloseTo(0, 1)
    expect(variance).toBeCloseTo(1, 1)
  })

  it('deals each index once', () => {
    expect([...seeded('order').order(50)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  it('puts each card first equally often', () => {
    const draw = seeded('first')
    const counts = [0, 0, 0, 0]
    for (let deal = 0; deal < 8_000; deal++) {
      const [first = 0] = draw.order(4)
      counts[first] = (counts[first] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })
})
