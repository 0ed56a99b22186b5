import { beforeAll, describe, expect, it } from 'vitest'
import { openZoo } from '../../test/support/zoo.ts'
import { regauge } from '../../test/support/regauge.ts'
import { architectureRules } from './architectures.ts'
import type { Known } from './compare-component.ts'
import { componentSites } from './component-sites.ts'
import { partTests, type PartTest } from './family-tests.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepared.ts'
import { readingPlan } from './reading-plan.ts'
import type { TensorSource } from '#tensors'

const RESAMPLES = 250
const rules = architectureRules()
const every = { coin: true, label: true }
const allowed = {
  hidden: every,
  unit: every,
  value: every,
  query: { coin: false, label: false },
  'query-pair': { coin: false, label: false },
}

const prepared = async (model: TensorSource): Promise<Prepared> => {
  const sites = componentSites(model, rules).get('language') as Known
  const plan = readingPlan(sites, sites)
  if (plan === undefined) throw new Error('no frame')
  return prepare(model, sites, { plan: plan.subject })
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

const none = { hidden: false, units: false, values: false }
