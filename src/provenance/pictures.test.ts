import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pictures, type PictureTest, picturesOf, secondBest } from './pictures.ts'

/** A part of four units: unit i of the subject is unit `order[i]` of the reference. */
const part = (order: readonly number[], score: readonly number[], rest: Partial<PictureTest> = {}): PictureTest => ({
  family: 'unit',
  part: 'mlp 0',
  partner: 'mlp 0',
  matching: { left: order.map((_, i) => i), right: order, score },
  ...rest,
})

const large = (layers: number, units: number): PictureTest[] =>
  Array.from({ length: layers }, (_, layer) =>
    part(
      Array.from({ length: units }, (_, i) => (i * 7) % units),
      Array.from({ length: units }, (_, i) => (i % 100) / 100),
      { part: `mlp ${layer}`, partner: `mlp ${layer}`, second: Array.from({ length: units }, () => 0.1234567) },
    ),
  )

describe('matched units', () => {
  it('stand on the diagonal where the order was copied', () => {
    const [drawn] = picturesOf([part([0, 1, 2, 3], [1, 1, 1, 1])]).parts
    expect(drawn).toMatchObject({
      matched: 4,
      equal: 4,
      units: { subject: 4, reference: 4 },
      pairs: [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    })
  })
  it('scatter and stay one to one where the order was changed', () => {
    const [drawn] = picturesOf([part([2, 0, 3, 1], [1, 1, 1, 1])]).parts
    expect(drawn?.equal).toBe(0)
    expect(new Set(drawn?.pairs.map(([, right]) => right)).size).toBe(4)
  })
  it('bear the numbers that they were stored with', () => {
    const labels = { left: [10, 20, 30, 40], right: [40, 30, 20, 10] }
    const [drawn] = picturesOf([part([3, 2, 1, 0], [1, 1, 1, 1], { labels })]).parts
    expect(drawn?.pairs).toEqual([
      [10, 10],
      [20, 20],
      [30, 30],
      [40, 40],
    ])
    expect(drawn?.units).toEqual({ subject: 41, reference: 41 })
  })
  it('are chosen at even steps of the number, whatever their similarity', () => {
    const scores = Array.from({ length: 640 }, (_, i) => i / 640)
    const order = Array.from({ length: 640 }, (_, i) => i)
    const chosen = (score: number[]) => picturesOf([part(order, score)]).parts[0]?.pairs
    expect(chosen(scores)).toEqual(chosen(scores.toReversed()))
    expect(chosen(scores)?.slice(0, 3)).toEqual([
      [0, 0],
      [10, 10],
      [20, 20],
    ])
  })
})

describe('the distribution of similarities', () => {
  it('counts each pair once, on one axis from −0.2 to 1', () => {
    const { similarities } = picturesOf([part([0, 1, 2, 3], [1, 0.99, 0, -0.5], { second: [0.1, 0.1, 0.1, 0.1] })])
    expect(similarities?.matched.reduce((a, b) => a + b)).toBe(4)
    expect([similarities?.matched[47], similarities?.matched[8], similarities?.matched[0]]).toEqual([2, 1, 1])
    expect(similarities?.underIndependence[12]).toBe(4)
    expect(similarities?.source).toBe('second-best')
  })
  it('takes control models as the null where there are some', () => {
    const control = part([1, 0, 3, 2], [0.2, 0.21, 0.22, 0.23])
    const { similarities } = picturesOf(
      [part([0, 1, 2, 3], [1, 1, 1, 1], { second: [0.9, 0.9, 0.9, 0.9] })],
      [[control]],
    )
    expect(similarities).toMatchObject({ source: 'controls', controls: 1, nullLow: 0.2, nullHigh: 0.23, median: 1 })
  })
  it('says that there is no null rather than to draw one', () => {
    expect(picturesOf([part([0, 1], [0.9, 0.8])]).similarities).toMatchObject({ source: 'none', nullHigh: null })
  })
  it('divides a sum over several matrices by their number', () => {
    const value = part([0, 1], [1.8, 1.6], { family: 'value', part: 'attention 0', matrices: 2 })
    expect(picturesOf([value]).similarities?.median).toBe(0.8)
  })
  it('is of the MLP units where they were matched, else of the channels', () => {
    const value = part([0, 1], [1, 1], { family: 'value', part: 'attention 0' })
    expect(picturesOf([value, part([0, 1], [1, 1])]).similarities?.family).toBe('unit')
    expect(picturesOf([value]).similarities?.family).toBe('value')
    expect(picturesOf([]).similarities).toBeNull()
  })
})

describe('second best', () => {
  it('is the next similar unit that is not the partner', () => {
    const scores = Float32Array.from([0.9, 0.5, 0.25, 0.125, 1, 0.75])
    expect([...secondBest(scores, 3, { left: [0, 1], right: [0, 1], score: [0.9, 1] })]).toEqual([0.5, 0.75])
  })
  it('is not changed by another order of the reference', () => {
    const row = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 8 })
    fc.assert(
      fc.property(row, (scores) => {
        const best = scores.indexOf(Math.max(...scores))
        const second = (values: number[], partner: number) =>
          secondBest(Float32Array.from(values), values.length, { left: [0], right: [partner], score: [1] })[0]
        expect(second(scores.toReversed(), scores.length - 1 - best)).toBe(second(scores, best))
      }),
    )
  })
})

describe('pictures', () => {
  it('draw a part as it stands, unless another frame says more than chance', () => {
    const plain = part([1, 0], [0.1, 0.1], { frame: 'ident', coin: { logP: -1 } })
    const quiet = part([0, 1], [0.9, 0.9], { frame: 'prof', coin: { logP: -3 } })
    const loud = part([0, 1], [0.9, 0.9], { frame: 'prof', coin: { logP: -170 } })
    expect(picturesOf([plain, quiet]).parts.map(({ frame }) => frame)).toEqual(['ident'])
    expect(picturesOf([plain, loud]).layers.map(({ frame, similarity }) => [frame, similarity])).toEqual([
      ['prof', 0.9],
    ])
  })
  it('leave out families that have no unit of their own', () => {
    expect(picturesOf([part([0, 1], [1, 1], { family: 'query-pair' })])).toMatchObject({
      similarities: null,
      parts: [],
    })
  })
  it('stay below 20 KB for a model of any size, and say how much they leave out', () => {
    const pictures = picturesOf(large(200, 1000))
    expect(Pictures.parse(pictures)).toEqual(pictures)
    expect(JSON.stringify(pictures).length).toBeLessThan(20_000)
    expect([pictures.parts.length, pictures.layers.length, pictures.partsMatched]).toEqual([6, 96, 200])
  })
})
