import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { queryPairTests } from './query-pairs.ts'
import type { ChannelBlock, Prepared } from './prepared.ts'
import { toUnitRows } from './unit-rows.ts'

const HEADS = 4
const HEAD_WIDTH = 32
const WIDTH = 96

type Rows = { readonly q: Float32Array; readonly k: Float32Array }

const drawn = (seed: string): Rows => {
  const draw = seeded(seed)
  const matrix = (): Float32Array => Float32Array.from({ length: HEADS * HEAD_WIDTH * WIDTH }, () => draw.normal())
  return { q: matrix(), k: matrix() }
}

/** A model of one attention layer, its frequency pairs turned round as told, one sign for each head and frequency. */
const model = (
  { q, k }: Rows,
  sign: (head: number, frequency: number) => number,
  rotaryPairs?: 'neighbours',
): Prepared => {
  const turned = (rows: Float32Array) =>
    toUnitRows(
      rows.map((value, place) => {
        const channel = Math.floor(place / WIDTH)
        const [head, inHead] = [Math.floor(channel / HEAD_WIDTH), channel % HEAD_WIDTH]
        const frequency = rotaryPairs === 'neighbours' ? Math.floor(inHead / 2) : inHead % (HEAD_WIDTH / 2)
        return value * sign(head, frequency)
      }),
      HEADS * HEAD_WIDTH,
      WIDTH,
    )
  const label = Int32Array.from({ length: HEADS * HEAD_WIDTH }, (_, c) => c)
  const [v, o] = [turned(q), turned(k)]
  const block: ChannelBlock = {
    part: 'attention 0',
    layer: 0,
    headWidth: HEAD_WIDTH,
    label,
    v,
    o,
    q: turned(q),
    k: turned(k),
    gain: undefined,
    excluded: new Uint8Array(label.length),
  }
  const architecture = { rotaryPairs } as Prepared['architecture']
  return {
    component: 'language',
    architecture,
    units: [],
    channels: [block],
    hidden: undefined,
    rowDigests: new Map(),
  }
}

const even = (): number => 1
const random = (seed: string): ((head: number, frequency: number) => number) => {
  const draw = seeded(seed)
  const signs = Array.from({ length: HEADS * HEAD_WIDTH }, () => (draw.uniform() < 0.5 ? -1 : 1))
  return (head, frequency) => signs[head * HEAD_WIDTH + frequency] ?? 1
}

const coinOf = (subject: Prepared, reference: Prepared) => queryPairTests(subject, reference, { coin: true })[0]?.coin

describe('the coins of rotary frequency pairs', () => {
  it('all show the same side between a model and its copy: 64 coins give log10 p = −13.6', () => {
    const rows = drawn('one')
    const coin = coinOf(model(rows, even), model(rows, even))
    expect(coin).toMatchObject({ n: 64, alike: 64 })
    expect((coin?.logP ?? 0) / Math.LN10).toBeCloseTo(-13.6, 1)
  })

  it('fall as they may where pairs were turned round at random', () => {
    const rows = drawn('one')
    const coin = coinOf(model(rows, random('turn')), model(rows, even))
    expect(coin?.logP).toBeGreaterThan(Math.log(1e-3))
  })

  it('show no side between models that have nothing in common', () => {
    expect(coinOf(model(drawn('one'), even), model(drawn('two'), even))?.logP).toBeGreaterThan(Math.log(1e-2))
  })

  it('belong to neighbouring rows where the architecture says so', () => {
    const rows = drawn('one')
    const turned = random('turn')
    const own = model(rows, turned, 'neighbours')
    expect(coinOf(own, own)).toMatchObject({ n: 64, alike: 64 })
    expect(coinOf(own, model(rows, even, 'neighbours'))?.alike).toBe(
      [...Array(HEADS).keys()].flatMap((head) =>
        [...Array(HEAD_WIDTH / 2).keys()].filter((frequency) => turned(head, frequency) > 0),
      ).length,
    )
  })

  it('of two key heads that were made from one are tossed once', () => {
    const { q, k } = drawn('one')
    const half = k.length / 2
    k.copyWithin(half, 0, half)
    const copied = model({ q, k }, even)
    expect(coinOf(copied, copied)?.n).toBe(32)
  })

  it('are not tossed where the test is not allowed', () => {
    const rows = drawn('one')
    expect(queryPairTests(model(rows, even), model(rows, even), { coin: false })).toEqual([])
  })
})
