import { describe, expect, it } from 'vitest'
import type { TensorSource } from '#tensors'
import { memoryModel } from '../../test/support/memory-model.ts'
import { SMALL, syntheticDecoder } from '../../test/support/synthetic-decoder.ts'
import { openZoo } from '../../test/support/zoo.ts'
import { regauge } from '../../test/support/regauge.ts'
import { compareModels } from './compare-models.ts'

const GATE = 'model.layers.1.mlp.gate_proj.weight'

const empty = (seed: string): TensorSource =>
  syntheticDecoder(seed, (weights) => {
    for (const { values } of weights.values()) values.fill(0)
  })

const constant = (seed: string): TensorSource =>
  syntheticDecoder(seed, (weights) => {
    for (const { shape, values } of weights.values()) {
      const width = shape.at(-1) ?? 1
      for (let k = 0; k < values.length; k++) values[k] = Math.floor(k / width) + 1
    }
  })

const widened = (seed: string): TensorSource =>
  syntheticDecoder(seed, (weights, draw) => {
    for (const name of ['gate_proj', 'up_proj']) {
      const { values } = weights.get(`model.layers.0.mlp.${name}.weight`) ?? { values: new Float32Array() }
      const half = (SMALL.units / 2) * SMALL.hidden
      for (let k = 0; k < half; k++) values[half + k] = (values[k] as number) + 0.002 * draw.normal()
    }
  })

const unknown = (model: TensorSource): TensorSource => ({
  ...model,
  config: { ...(model.config as Record<string, string>), model_type: 'newcomer' },
})

describe('weights that are no numbers', () => {
  it.each([
    { what: 'NaN', value: Number.NaN, nan: 3, infinite: 0 },
    { what: 'infinite', value: Number.POSITIVE_INFINITY, nan: 0, infinite: 3 },
  ])('are refused with the tensor’s name and how many are $what', async ({ value, nan, infinite }) => {
    const spoilt = syntheticDecoder('ours', (weights) => weights.get(GATE)?.values.fill(value, 10, 13))
    await expect(compareModels(spoilt, syntheticDecoder('theirs'), { seed: 1 })).rejects.toMatchObject({
      code: 'tensors/non-finite',
      facts: { tensor: GATE, nan, infinite },
    })
  })

  it('are refused too where no effect sizes are taken', async () => {
    const spoilt = syntheticDecoder('theirs', (weights) => weights.get(GATE)?.values.fill(Number.NaN, 10, 13))
    const comparison = compareModels(syntheticDecoder('ours'), spoilt, { seed: 1, similarity: async () => [] })
    await expect(comparison).rejects.toMatchObject({ code: 'tensors/non-finite', facts: { tensor: GATE, nan: 3 } })
  })
})

describe('weights that say nothing', () => {
  it('of zeros give no finding by accident', async () => {
    const { components } = await compareModels(empty('ours'), empty('theirs'), { seed: 1 })
    expect(components[0]).toMatchObject({ finding: 'inconclusive', reason: 'not-comparable', coins: 0, log10P: 0 })
    expect(components[0]?.effectSizes.every(({ cosine }) => cosine === null)).toBe(true)
  })

  it('of constant rows give none either', async () => {
    const { components } = await compareModels(constant('ours'), syntheticDecoder('theirs'), { seed: 1 })
    expect(components[0]).toMatchObject({ finding: 'inconclusive', reason: 'not-comparable' })
  })

  it('in a layout that no rule names are inconclusive', async () => {
    const values = Float32Array.from({ length: 64 * 64 }, (_, k) => Math.sin(k * k))
    const foreign = (label: string): TensorSource =>
      memoryModel(label, new Map([['mixer.0.kernel', { shape: [64, 64], values }]]), { model_type: 'mixer' })
    const { components } = await compareModels(foreign('ours'), foreign('theirs'), { seed: 1 })
    expect(components[0]).toMatchObject({
      finding: 'inconclusive',
      reason: 'no-frame',
      notes: [{ code: 'layout-unknown', facts: { component: 'language' } }, { code: 'alike-matrix' }],
    })
    expect(components[0]?.effectSizes[0]?.cosine).toBeCloseTo(1, 9)
  })

  it('repeated as near copies inside a block enter the tests once', async () => {
    const { components } = await compareModels(widened('ours'), widened('ours'), { seed: 1 })
    const signs = components[0]?.tests.find(({ test, part }) => test === 'unit-signs' && part === 'mlp 0')
    expect(signs?.coins?.n).toBe(SMALL.units / 2)
  })
})

describe('a clone that hides in an unknown layout, its units scrambled', () => {
  it('is structural: units match one to one, and no p-value is claimed', async () => {
    const parts = { hidden: false, units: true, values: true }
    const clone = await regauge(await openZoo('a-continued'), 'clone', { parts, layers: 4 })
    const { components } = await compareModels(unknown(clone), unknown(await openZoo('base-a')), { seed: 1 })
    expect(components[0]?.finding).toBe('structural')
    expect(components[0]?.log10P).toBeGreaterThan(-3)
    expect(components[0]?.phi?.value).toBeGreaterThan(0.9)
  })
})
