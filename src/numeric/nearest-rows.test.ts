import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mutualRows, nearestRows, type RowPair } from './nearest-rows.ts'
import { plainNearestRows } from './nearest-rows-plain.ts'
import { rowProducts } from './row-products.ts'
import { mutualNearest } from './matching.ts'
import { seeded } from './seeded.ts'

const random = (count: number, seed: string): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, () => draw.normal())
}

const pairOf = (n: number, m: number, width: number, seed: string = ''): RowPair => ({
  left: random(n * width, `left ${seed}`),
  right: random(m * width, `right ${seed}`),
  width,
})

describe('nearest rows', () => {
  it('finds for each row of either side the nearest of the other', () => {
    const left = Float32Array.of(1, 0, 0, 1)
    const right = Float32Array.of(0.5, 2, 3, 1, -9, -9)
    expect(nearestRows([{ left, right, width: 2 }], { n: 2, m: 3, score: 'signed' })).toEqual({
      left: { partner: Int32Array.of(1, 0), score: Float32Array.of(3, 2) },
      right: { partner: Int32Array.of(1, 0, -1), score: Float32Array.of(2, 3, 0) },
    })
  })

  it('sees no sign when it adds up magnitudes over matrices', () => {
    const one = { left: Float32Array.of(1, 0, 0, 1), right: Float32Array.of(0, -3, 1, 0), width: 2 }
    const other = { left: Float32Array.of(-5, 1), right: Float32Array.of(0, 2), width: 1 }
    expect(mutualRows([one, other], { n: 2, m: 2, score: 'magnitudes' })).toEqual({
      left: Int32Array.of(0, 1),
      right: Int32Array.of(1, 0),
      score: Float32Array.of(11, 3),
    })
  })

  it('gives ties to the smaller index, in a tile and between tiles', () => {
    const left = new Float32Array(600).fill(1)
    const right = new Float32Array(1100).fill(1)
    const { left: rows, right: columns } = nearestRows([{ left, right, width: 1 }], {
      n: 600,
      m: 1100,
      score: 'signed',
    })
    expect(new Set(rows.partner)).toEqual(new Set([0]))
    expect(new Set(columns.partner)).toEqual(new Set([0]))
  })

  it('leaves out what is excluded, and padding', () => {
    const left = Float32Array.of(1, 2, 3)
    const right = Float32Array.of(5, 6, 7)
    const options = {
      n: 3,
      m: 3,
      score: 'signed',
      leftExcluded: Uint8Array.of(0, 0, 1),
      rightExcluded: Uint8Array.of(0, 0, 1),
    } as const
    expect(nearestRows([{ left, right, width: 1 }], options)).toEqual({
      left: { partner: Int32Array.of(1, 1, -1), score: Float32Array.of(6, 12, 0) },
      right: { partner: Int32Array.of(1, 1, -1), score: Float32Array.of(10, 12, 0) },
    })
  })

  it('is the same in every bit as plain loops, for every shape', () => {
    const size = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(size, size, size, size, fc.boolean(), (n, m, width, second, magnitudes) => {
        const pairs = magnitudes ? [pairOf(n, m, width), pairOf(n, m, second, 'second')] : [pairOf(n, m, width)]
        const draw = seeded(`${n} ${m}`)
        const options = {
          n,
          m,
          score: magnitudes ? 'magnitudes' : 'signed',
          leftExcluded: Uint8Array.from({ length: n }, () => (draw.uniform() < 0.1 ? 1 : 0)),
          rightExcluded: Uint8Array.from({ length: m }, () => (draw.uniform() < 0.1 ? 1 : 0)),
        } as const
        expect(nearestRows(pairs, options)).toEqual(plainNearestRows(pairs, options))
      }),
      { numRuns: 60 },
    )
  })

  it('matches across tiles as the whole matrix of products does', () => {
    const [n, m, width] = [700, 1100, 24]
    const pair = pairOf(n, m, width)
    const scores = rowProducts(pair.left, pair.right, { n, m, width })
    expect(mutualRows([pair], { n, m, score: 'signed' })).toEqual(mutualNearest(scores, n, m))
  })

  it('has nothing to say of empty matrices', () => {
    const empty = { left: new Float32Array(), right: new Float32Array(), width: 0 }
    expect(mutualRows([empty], { n: 0, m: 0, score: 'signed' }).left).toHaveLength(0)
  })
})
