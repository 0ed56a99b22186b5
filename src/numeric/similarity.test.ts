import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMoments,
  BLOCK,
  type Moments,
  needsWideSums,
  NO_MOMENTS,
  openLane,
  plainMoments,
  similarityOf,
} from '#numeric'

const lane = openLane()

const widened = (halves: Uint16Array): Float32Array =>
  new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer)

const bf16Of = (values: readonly number[]): Uint16Array =>
  Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (bits) => bits >>> 16)

const inLane = (x: Uint16Array | Float32Array, y: Uint16Array | Float32Array): void => {
  lane.x.set(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
  lane.y.set(new Uint8Array(y.buffer, y.byteOffset, y.byteLength))
}

const bf16Moments = (x: Uint16Array, y: Uint16Array, wide = false): Moments => {
  inLane(x, y)
  return lane.moments('bf16', 'bf16', x.length, wide)
}

/** Weights as a trained net has them: deviation 0.02, seeded. */
const weights = (length: number, seed: number, mean = 0): Uint16Array => {
  let state = seed
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return bf16Of(Array.from({ length }, () => mean + (draw() + draw() + draw() + draw() - 2) * 0.035))
}

const expectClose = (got: Moments, wanted: Moments, share: number): void => {
  expect([got.count, got.nonFinite]).toEqual([wanted.count, wanted.nonFinite])
  expect(Math.abs(got.xx - wanted.xx)).toBeLessThanOrEqual(share * wanted.xx)
  expect(Math.abs(got.yy - wanted.yy)).toBeLessThanOrEqual(share * wanted.yy)
  expect(Math.abs(got.xy - wanted.xy)).toBeLessThanOrEqual(share * Math.sqrt(wanted.xx * wanted.yy))
  expect(Math.abs(got.x - wanted.x)).toBeLessThanOrEqual(share * Math.sqrt(wanted.xx * wanted.count))
  expect(Math.abs(got.y - wanted.y)).toBeLessThanOrEqual(share * Math.sqrt(wanted.yy * wanted.count))
}

// Every BF16 there is: subnormals, infinities and NaN among them.
const anyHalves = fc
  .integer({ min: 0, max: 1500 })
  .chain((length) =>
    fc.tuple(
      fc.uint16Array({ minLength: length, maxLength: length }),
      fc.uint16Array({ minLength: length, maxLength: length }),
    ),
  )

describe('the similarity kernel', () => {
  it('gives the sums of the plain loop to 1e-6 over a block of weights', () => {
    const [x, y] = [weights(BLOCK, 1), weights(BLOCK, 2)]
    expectClose(bf16Moments(x, y), plainMoments(widened(x), widened(y)), 1e-6)
  })

  it('gives the sums of the plain loop bit for bit where it sums in F64', () => {
    fc.assert(
      fc.property(anyHalves, ([x, y]) => {
        expect(bf16Moments(x, y, true)).toEqual(plainMoments(widened(x), widened(y)))
      }),
    )
  })

  it('gives the sums of the plain loop whatever the values: huge, tiny, subnormal or none', () => {
    fc.assert(
      fc.property(anyHalves, ([x, y]) => {
        expectClose(bf16Moments(x, y), plainMoments(widened(x), widened(y)), 1e-6)
      }),
    )
  })

  it('leaves out what is no number, counts it, and keeps the rest', () => {
    const [x, y] = [weights(1024, 3), weights(1024, 4)]
    x[5] = 0x7fc0 // NaN
    y[600] = 0xff80 // −infinity
    const rest = [...x.keys()].filter((i) => i !== 5 && i !== 600)
    const wanted = plainMoments(
      widened(x.filter((_, i) => rest.includes(i))),
      widened(y.filter((_, i) => rest.includes(i))),
    )
    expectClose(bf16Moments(x, y), { ...wanted, nonFinite: 2 }, 1e-6)
  })

  it('keeps sums whose squares leave the range of F32', () => {
    const huge = new Uint16Array(512).fill(0x7f00) // 1.7e38
    const tiny = new Uint16Array(512).fill(0x0100) // 2.4e-38
    const { xx, yy, xy } = bf16Moments(huge, tiny)
    expect([xx, yy, xy]).toEqual([512 * 2 ** 254, 512 * 2 ** -250, 512 * 2 ** 2])
  })

  it.each([
    ['subject', 0, 1],
    ['reference', 1, 0],
  ])('keeps sums whose squares vanish in F32, in the %s', (_, tinyAt, ordinaryAt) => {
    const streams: Uint16Array[] = []
    streams[tinyAt] = new Uint16Array(512).fill(0x0d00) // 2^-101
    streams[ordinaryAt] = new Uint16Array(512).fill(0x3c00) // 2^-7
    const [x = new Uint16Array(), y = new Uint16Array()] = streams
    const { xx, yy, xy } = bf16Moments(x, y)
    expect([xx, yy][tinyAt]).toBe(512 * 2 ** -202)
    expect(xy).toBe(512 * 2 ** -108)
  })

  it('gives the same bits for BF16 and for the same values as F32', () => {
    const [x, y] = [weights(5000, 5), weights(5000, 6)]
    const halves = bf16Moments(x, y)
    inLane(widened(x), widened(y))
    expect(lane.moments('f32', 'f32', 5000, false)).toEqual(halves)
    inLane(x, widened(y))
    expect(lane.moments('bf16', 'f32', 5000, false)).toEqual(halves)
  })

  it('reads every F16 there is as the language does', () => {
    const halves = Uint16Array.from({ length: 65_536 }, (_, code) => code)
    const values = Float32Array.from(new Float16Array(halves.buffer))
    for (let from = 0; from < halves.length; from += 512) {
      const ones = new Float32Array(512).fill(1)
      inLane(halves.subarray(from, from + 512), ones)
      expect(lane.moments('f16', 'f32', 512, true)).toEqual(plainMoments(values.subarray(from, from + 512), ones))
    }
  })

  it('takes no elements for nothing', () => {
    expect(lane.moments('bf16', 'bf16', 0, false)).toEqual(NO_MOMENTS)
  })
})

const of = (x: readonly number[], y: readonly number[]) =>
  similarityOf(plainMoments(Float32Array.from(x), Float32Array.from(y)))

describe('similarity', () => {
  it('is 1 for the same direction and −1 for the opposite one', () => {
    expect(of([1, 2, 3], [2, 4, 6]).cosine).toBeCloseTo(1, 15)
    expect(of([1, 2, 3], [-2, -4, -6]).pearson).toBeCloseTo(-1, 15)
  })

  it('keeps cosine and correlation apart: vectors near one are alike and uncorrelated', () => {
    const { cosine, pearson } = of([1.01, 0.99, 1.01, 0.99], [1.01, 1.01, 0.99, 0.99])
    expect(cosine).toBeCloseTo(0.9999, 4)
    expect(pearson).toBeCloseTo(0, 6)
  })

  it('matches the definition: r of (1, 2, 3, 5) and (1, 3, 2, 6)', () => {
    expect(of([1, 2, 3, 5], [1, 3, 2, 6]).pearson).toBeCloseTo(10 / Math.sqrt(8.75 * 14), 14)
  })

  it.each([
    ['zeros have no direction', [0, 0], [1, 2], { cosine: undefined, pearson: undefined }],
    ['a constant has no correlation', [0.1, 0.1, 0.1], [1, 2, 3], { pearson: undefined }],
    ['nothing has neither', [], [], { cosine: undefined, pearson: undefined }],
  ])('is absent, never NaN: %s', (_, x, y, wanted) => {
    expect(of(x, y)).toMatchObject(wanted)
  })

  it('stays within −1 and 1, and scale does not change it', () => {
    const pair = fc.tuple(fc.float({ min: -4, max: 4, noNaN: true }), fc.float({ min: -4, max: 4, noNaN: true }))
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2 }), fc.integer({ min: -20, max: 20 }), (pairs, power) => {
        const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
        const { cosine, pearson } = of(x, y)
        expect(Math.abs(cosine ?? 0)).toBeLessThanOrEqual(1)
        expect(Math.abs(pearson ?? 0)).toBeLessThanOrEqual(1)
        if (pairs.some(([a]) => Math.abs(a) < 1e-20 && a !== 0)) return // scaled, it would leave F32
        const scaled = of(
          x.map((a) => a * 2 ** power),
          y,
        )
        if (cosine !== undefined) expect(scaled.cosine).toBeCloseTo(cosine, 12)
      }),
    )
  })
})

describe('sums of several stretches', () => {
  it('are the sum of the stretches', () => {
    const [x, y] = [widened(weights(3000, 7)), widened(weights(3000, 8))]
    const parts = [0, 1000, 2000].map((from) => plainMoments(x.slice(from, from + 1000), y.slice(from, from + 1000)))
    expectClose(parts.reduce(addMoments, NO_MOMENTS), plainMoments(x, y), 1e-14)
  })

  it('ask to be taken again in F64 where values hardly spread', () => {
    const spread = widened(weights(1000, 9))
    const narrow = widened(weights(1000, 10, 30))
    expect(needsWideSums(plainMoments(spread, spread))).toBe(false)
    expect(needsWideSums(plainMoments(spread, narrow))).toBe(true)
    expect(needsWideSums(plainMoments(new Float32Array(10), new Float32Array(10)))).toBe(false)
  })
})
