import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { shareFound, unorderedRowDigest } from './row-digest.ts'

const row = (seed: string, length = 128): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length }, () => draw.normal())
}

describe('the digest of a row', () => {
  it('does not see in which order its values stand', () => {
    const ordered = row('one')
    const shuffled = seeded('order')
      .order(128)
      .reduce((into, from, to) => into.fill(ordered[from] as number, to, to + 1), new Float32Array(128))
    expect(shuffled).not.toEqual(ordered)
    expect(unorderedRowDigest(shuffled)).toBe(unorderedRowDigest(ordered))
  })

  it('changes with any one value', () => {
    const before = unorderedRowDigest(row('one'))
    fc.assert(
      fc.property(fc.nat({ max: 127 }), fc.float({ noNaN: true }), (place, value) => {
        const changed = row('one')
        if (Object.is(changed[place], value)) return
        changed[place] = value
        expect(unorderedRowDigest(changed)).not.toBe(before)
      }),
    )
  })

  it('is that of the row alone where the row lies in a larger array', () => {
    const whole = row('two', 256)
    expect(unorderedRowDigest(whole.subarray(64, 192))).toBe(unorderedRowDigest(whole.slice(64, 192)))
  })

  it('tells all of 20,000 rows of coarse values apart', () => {
    const draw = seeded('coarse')
    const digests = Array.from({ length: 20_000 }, () =>
      unorderedRowDigest(Float32Array.from({ length: 64 }, () => draw.below(64) / 64)),
    )
    expect(new Set(digests).size).toBe(20_000)
  })

  it('is none for rows that say too little: few values, or few places for them', () => {
    expect(unorderedRowDigest(Float32Array.from({ length: 128 }, (_, i) => i % 8))).toBeNaN()
    expect(unorderedRowDigest(Float32Array.from({ length: 4096 }, (_, i) => i % 16))).not.toBeNaN()
    expect(unorderedRowDigest(row('short', 16))).toBeNaN()
    expect(unorderedRowDigest(row('long enough', 32))).not.toBeNaN()
  })
})

it('counts the share of rows found, leaving out those without a digest', () => {
  expect(shareFound(Float64Array.of(1, 2, Number.NaN, 3), new Set([1, 3, 9]))).toBeCloseTo(2 / 3, 12)
  expect(shareFound(Float64Array.of(Number.NaN), new Set([1]))).toBeUndefined()
})
