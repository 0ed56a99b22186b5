import { beforeAll, describe, expect, it } from 'vitest'
import {
  calibrationOf,
  EVERY_FAMILY,
  LEVELS,
  noiseModel,
  redrawn,
  signsRedrawn,
  testsEverywhere,
} from '../../test/support/nulls.ts'
import { preparedWhole as prepared } from '../../test/support/prepared-zoo.ts'
import { syntheticDecoder as noiseSource } from '../../test/support/synthetic-decoder.ts'
import { openZoo } from '../../test/support/zoo.ts'
import { regauge } from '../../test/support/regauge.ts'
import type { PairSimilarity, TensorSource } from '#tensors'
import { effectSizes, type SimilarityPass } from './effect-sizes.ts'
import { partTests, type PartTest } from './family-tests.ts'
import type { Prepared } from './prepared.ts'
import { gaugeRedraws } from './resampled-null.ts'
import { alignTensors } from './tensor-alignment.ts'

const RESAMPLES = 150
const every = { coin: true, label: true }
const allowed = {
  hidden: every,
  unit: every,
  value: every,
  query: { coin: false, label: false },
  'query-pair': { coin: false, label: false },
}

const whole = { hidden: true, units: true, values: true }

const share = (logPs: readonly number[], level: number): number =>
  logPs.filter((logP) => logP <= Math.log(level)).length / logPs.length

describe('under independence', () => {
  let tests: PartTest[] = []
  beforeAll(async () => {
    const reference = await prepared(await regauge(await openZoo('base-a'), 'as is', { parts: none, layers: 1 }))
    const model = await openZoo('base-b')
    for (let resample = 0; resample < RESAMPLES; resample++) {
      const subject = await prepared(await regauge(model, `null ${resample}`, { parts: whole, layers: 1 }))
      tests.push(...partTests(subject, reference, allowed))
    }
  }, 120_000)

  const coins = (): number[] => tests.flatMap(({ coin }) => (coin === undefined ? [] : [coin.logP]))
  const labels = (): number[] => tests.flatMap(({ label }) => (label === undefined ? [] : [label.logP]))

  it.each([0.1, 0.01, 0.001])('a p-value of at most %d comes no more often than that', (level) => {
    expect(coins()).toHaveLength(3 * RESAMPLES)
    expect(share(coins(), level)).toBeLessThanOrEqual(level)
    expect(share(labels(), level)).toBeLessThanOrEqual(level)
  })

  it('the coins’ statistic has mean 0 and variance 1', () => {
    const statistics = tests.flatMap(({ coin }) => coin?.statistic ?? [])
    const mean = statistics.reduce((sum, t) => sum + t, 0) / statistics.length
    const variance = statistics.reduce((sum, t) => sum + (t - mean) ** 2, 0) / statistics.length
    expect(Math.abs(mean)).toBeLessThan(0.15)
    expect(variance).toBeGreaterThan(0.8)
    expect(variance).toBeLessThan(1.25)
  })

  it('no more labels agree than a random order allows', () => {
    const equal = tests.flatMap(({ label }) => label?.equal ?? [])
    expect(equal.reduce((sum, k) => sum + k, 0) / equal.length).toBeLessThan(1)
    expect(Math.max(...equal)).toBeLessThanOrEqual(6)
  })
})

describe('a perfect copy whose units were given random signs and order', () => {
  it('passes the coin and label tests of its units, which is all that those can see', async () => {
    const original = await openZoo('base-a')
    const reference = await prepared(original)
    const scrambled = await prepared(
      await regauge(original, 'scrambled', { parts: { hidden: false, units: true, values: true }, layers: 4 }),
    )
    const units = partTests(scrambled, reference, allowed).filter(({ family }) => family === 'unit')
    for (const { coin, label, phi } of units) {
      expect(coin?.logP).toBeGreaterThan(Math.log(1e-4))
      expect(label?.logP).toBeGreaterThan(Math.log(1e-4))
      expect(phi).toBeGreaterThan(0.99)
    }
  })
})

// Coins are fair only if nothing before them sees a sign: not the search for anchors, not a rotation, not a matching.
describe('a redrawn sign of the subject', () => {
  const middle = { width: 160, units: 120, channels: 96, headWidth: 32, layers: 2, tokens: 200 }
  const wide = { width: 600, units: 80, channels: 64, headWidth: 16, layers: 1, tokens: 120 }
  const small = { width: 64, units: 40, channels: 16, headWidth: 8, layers: 3, tokens: 64 }
  const zoo = async (name: string): Promise<Prepared> => prepared(await firstLayers(name, 1))
  const noise = (shape: typeof middle & { repeated?: number }) => async (): Promise<[Prepared, Prepared]> => [
    noiseModel('subject', shape),
    noiseModel('reference', shape),
  ]

  it.each([
    { what: 'noise', pair: noise(middle) },
    { what: 'noise wider than rotations are fitted', pair: noise(wide) },
    { what: 'few units and channels', pair: noise(small) },
    { what: 'repeated units', pair: noise({ ...middle, repeated: 0.5 }) },
    { what: 'independent models', pair: async () => [await zoo('base-b'), await zoo('base-a')] as const },
    { what: 'twins', pair: async () => [await zoo('twin-00'), await zoo('twin-01')] as const },
    { what: 'parent and child', pair: async () => [await zoo('a-continued'), await zoo('base-a')] as const },
  ])('turns its own term round and changes no other bit, in every frame: $what', async ({ pair }) => {
    const [subject, reference] = await pair()
    const before = testsEverywhere(subject, reference).filter(({ family }) => family !== 'hidden')
    const { model, coins } = signsRedrawn(subject, 'coins')
    const after = testsEverywhere(model, reference).filter(({ family }) => family !== 'hidden')
    expect(after.map(({ matching, partner }) => [matching.left, matching.right, partner])).toEqual(
      before.map(({ matching, partner }) => [matching.left, matching.right, partner]),
    )
    for (const [k, { family, part, matching, terms = new Float64Array() }] of before.entries()) {
      const signs = coins.get(`${family} ${part}`) ?? new Float32Array()
      const turned = terms.map((term, i) => term * (signs[matching.left[i] as number] as number))
      const seen = after[k]?.terms ?? new Float64Array()
      // One sign of everything is a convention of the frame.
      const place = turned.findIndex((term) => term !== 0)
      const side = Math.sign((turned[place] ?? 1) * (seen[place] ?? 1))
      expect(seen).toEqual(turned.map((term) => side * term))
    }
  })
})

describe('the null by redrawn gauges', () => {
  const COPIES = 60
  it('is what copies of the model under other gauges really give', async () => {
    const model = await openZoo('base-b')
    const reference = await prepared(await regauge(await openZoo('base-a'), 'as is', { parts: none, layers: 1 }))
    const copies: (readonly PartTest[])[] = []
    for (let copy = 0; copy < COPIES; copy++) {
      const gauge = { parts: { hidden: false, units: true, values: true }, layers: 1 }
      const subject = { ...(await prepared(await regauge(model, `copy ${copy}`, gauge))), hidden: undefined }
      copies.push(partTests(subject, reference, allowed))
    }
    const redraws = gaugeRedraws('null')
    const one = await prepared(await regauge(model, 'one', { parts: none, layers: 1 }))
    for (const [k, test] of partTests({ ...one, hidden: undefined }, reference, allowed).entries()) {
      const real = copies.map((tests) => tests[k] as PartTest)
      // The same pairs, whatever the gauge: only their signs and labels were drawn anew.
      expect(new Set(real.map(({ coin }) => coin?.n))).toEqual(new Set([test.coin?.n]))
      const plain = real.filter(({ coin }) => coin?.pattern === 0)
      const alike = plain.map(({ coin }) => (coin?.alike ?? 0) / (coin?.n ?? 1))
      const coins = redraws.coins(test)
      expect(outside(alike, coins)).toBeLessThanOrEqual(0.03 * COPIES)
      const deviation = Math.sqrt(alike.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / alike.length)
      expect(((coins?.high ?? 0) - (coins?.low ?? 0)) / 2 / 2.576 / deviation).toBeCloseTo(1, 0)
      const equal = real.map(({ label }) => (label?.equal ?? 0) / (label?.matched ?? 1))
      const labels = redraws.labels(test)
      expect(outside(equal, labels)).toBeLessThanOrEqual(0.03 * COPIES)
      expect(Math.max(...equal)).toBeGreaterThan(0.4 * (labels?.high ?? 1))
    }
  })

  const outside = (shares: readonly number[], range: { low: number; high: number } | undefined): number =>
    shares.filter((share) => range === undefined || share < range.low || share > range.high).length

  it('is the same for one seed, and finds a copy far outside', async () => {
    const reference = await prepared(await openZoo('base-a'))
    const [test] = partTests(await prepared(await openZoo('a-finetune')), reference, allowed).filter(
      ({ family }) => family === 'unit',
    )
    if (test === undefined) throw new Error('units expected')
    const [first, second] = [gaugeRedraws('seed').coins(test), gaugeRedraws('seed').coins(test)]
    expect(first).toEqual(second)
    expect((test.coin?.alike ?? 0) / (test.coin?.n ?? 1)).toBeGreaterThan(0.99)
    expect(first?.greatest).toBeLessThan(0.65)
    expect(gaugeRedraws('seed').labels(test)?.greatest).toBeLessThan(0.05)
  })
})

describe('the figure of a tensor beside control models', () => {
  const [own, other] = [noiseSource('ours'), noiseSource('theirs')]
  const aligned = alignTensors([...own.tensors.values()], [...other.tensors.values()])
  const control = (cosine: number): ReadonlyMap<string, PairSimilarity> =>
    new Map(aligned.map(({ subject, reference }) => [reference.name, figures(subject.name, reference.name, cosine)]))
  const figures = (subject: string, reference: string, cosine: number): PairSimilarity => {
    return { subject, reference, cosine, pearson: cosine, nonFinite: 0 } as PairSimilarity
  }
  const pOf = async (cosine: number): Promise<number | undefined> => {
    const similarity: SimilarityPass = async (_, __, pairs) =>
      pairs.map(({ subject, reference }) => figures(subject, reference, cosine))
    const controls = [0.1, -0.3, 0.02, 0.05].map(control)
    const sizes = await effectSizes(aligned, { subject: own, reference: other, similarity, controls })
    return sizes[0]?.underIndependence?.p?.cosine
  }

  it.each([
    { cosine: 0.9, p: 1 / 5 },
    { cosine: -0.2, p: 2 / 5 },
    { cosine: 0.05, p: 4 / 5 },
    { cosine: 0, p: 1 },
  ])('counts models, on either side: $cosine gives $p', async ({ cosine, p }) => {
    expect(await pOf(cosine)).toBe(p)
  })
})

// The whole is measured by scripts/measure-nulls.ts: 250 copies, 66 pairs of twins, 300 clones, noise of five shapes.
describe('in every frame', () => {
  it('copies of an independent model under other gauges show nothing', async () => {
    const reference = await prepared(await firstLayers('base-a', 2))
    const model = await firstLayers('base-b', 2)
    const byModel: (readonly PartTest[])[] = []
    for (let copy = 0; copy < 3; copy++) {
      const subject = await prepared(await redrawn(model, `every frame ${copy}`))
      byModel.push(testsEverywhere(subject, reference, { ...EVERY_FAMILY, query: { coin: false, label: false } }))
    }
    const { coins, mean, deviation, coinShare, labelShare, meanEqual } = calibrationOf(byModel)
    expect(new Set(byModel.flat().map(({ frame }) => frame)).size).toBe(6)
    expect(coins).toBeGreaterThan(90)
    expect(Math.abs(mean)).toBeLessThan(0.2)
    expect(Math.abs(deviation - 1)).toBeLessThan(0.15)
    for (const [k, level] of LEVELS.entries()) {
      expect(coinShare[k]).toBeLessThanOrEqual(level)
      expect(labelShare[k]).toBeLessThanOrEqual(level)
    }
    expect(meanEqual).toBeLessThan(1)
  })
})

const none = { hidden: false, units: false, values: false }

const firstLayers = async (name: string, layers: number): Promise<TensorSource> =>
  regauge(await openZoo(name), 'as is', { parts: none, layers })
