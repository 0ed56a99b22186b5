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

describe('a configuration whose heads do not fit the attention', () => {
  it.each([
    { what: 'no heads', config: { model_type: 'llama' } },
    { what: 'no whole heads', config: { model_type: 'llama', num_attention_heads: 2.5, num_key_value_heads: 2 } },
    { what: 'too many heads', config: { model_type: 'llama', num_attention_heads: 1_000_000_000 } },
    { what: 'heads in words', config: { model_type: 'llama', num_attention_heads: 'four' } },
  ])('leaves the finding open, and says why: $what', async ({ config }) => {
    const subject: TensorSource = { ...syntheticDecoder('ours'), config }
    const { finding, components } = await compareModels(subject, syntheticDecoder('theirs'), { seed: 1 })
    expect(finding).toBe('inconclusive')
    expect(components[0]?.reason).toBe('unread-part')
    expect(components[0]?.notes).toContainEqual({ code: 'attention-unread', facts: { side: 'subject' } })
  })
})

it('refuses matrices without elements, by name and shape', async () => {
  const at = 'model.layers.0.mlp'
  const model = syntheticDecoder('ours', (weights) => {
    for (const name of ['gate', 'up'])
      weights.set(`${at}.${name}_proj.weight`, { shape: [0, 128], values: new Float32Array() })
    weights.set(`${at}.down_proj.weight`, { shape: [128, 0], values: new Float32Array() })
  })
  await expect(compareModels(model, syntheticDecoder('theirs'), { seed: 1 })).rejects.toMatchObject({
    code: 'provenance/empty-tensor',
    facts: { shape: [0, 128] },
  })
})

describe('models with little in them', () => {
  const without = (seed: string): TensorSource =>
    syntheticDecoder(seed, (weights) =>
      ['model.embed_tokens.weight', 'lm_head.weight'].forEach((name) => weights.delete(name)),
    )

  it('of one layer are compared as others are', async () => {
    const one = { ...SMALL, layers: 1 }
    const { finding } = await compareModels(syntheticDecoder('ours', undefined, one), syntheticDecoder('theirs'), {
      seed: 1,
    })
    expect(finding).toBe('independent')
  })

  it('of one layer and few units are left open: too few coins', async () => {
    const few = { ...SMALL, layers: 1, units: 16, hidden: 16 }
    const { components } = await compareModels(
      syntheticDecoder('ours', undefined, few),
      syntheticDecoder('theirs', undefined, few),
      { seed: 1 },
    )
    expect(components[0]).toMatchObject({ finding: 'inconclusive', reason: 'few-coins' })
  })

  it('without an embedding are compared by units and channels, and a copy is found', async () => {
    const strangers = await compareModels(without('ours'), without('theirs'), { seed: 1 })
    expect(strangers.finding).toBe('independent')
    expect(strangers.components[0]?.frames).toEqual(['ident', 'anch', 'chan'])
    const copy = await compareModels(without('ours'), without('ours'), { seed: 1 })
    expect(copy.finding).toBe('derived')
  })
})

describe('shards of two models in one', () => {
  it('are partial where one of them is the reference’s', async () => {
    const [own, other] = [syntheticDecoder('ours'), syntheticDecoder('theirs')]
    const mixed: TensorSource = {
      ...own,
      readBytes: (name, offset, into) => (/layers\.1\./.test(name) ? other : own).readBytes(name, offset, into),
    }
    const { finding, components } = await compareModels(mixed, other, { seed: 1 })
    expect(finding).toBe('partial')
    const carried = components[0]?.layers.filter((entry) => entry.carried)
    expect(carried?.map(({ part }) => part)).toEqual(['mlp 1', 'attention 1'])
  })
})

describe('shapes that lie', () => {
  it.each([
    { what: 'transposed', reshape: ([rows = 1, columns = 1]: readonly number[]) => [columns, rows] },
    { what: 'of one axis', reshape: ([rows = 1, columns = 1]: readonly number[]) => [rows * columns] },
    { what: 'of three axes', reshape: (shape: readonly number[]) => [1, ...shape] },
  ])('give no verdict: gate matrices $what', async ({ reshape }) => {
    const subject = syntheticDecoder('ours', (weights) => {
      for (const [name, { shape, values }] of weights) {
        if (name.includes('gate_proj')) weights.set(name, { shape: reshape(shape), values })
      }
    })
    const { components } = await compareModels(subject, syntheticDecoder('theirs'), { seed: 1 })
    expect(components[0]).toMatchObject({ finding: 'inconclusive', reason: 'no-frame' })
  })
})

it.each([1e37, 1e-40])('weights at the end of what F32 holds are not comparable (times %d)', async (factor) => {
  const subject = syntheticDecoder('ours', (weights) => {
    for (const { values } of weights.values()) values.forEach((value, k) => (values[k] = value * factor))
  })
  const { components } = await compareModels(subject, syntheticDecoder('theirs'), { seed: 1 })
  expect(components[0]).toMatchObject({ finding: 'inconclusive', reason: 'not-comparable' })
})

it('leaves the finding open where layers of two widths are mixed', async () => {
  const wide = syntheticDecoder('wide', undefined, { ...SMALL, hidden: 96 })
  const narrow = syntheticDecoder('ours')
  const mixed: TensorSource = {
    ...narrow,
    tensors: new Map(
      [...narrow.tensors].map(([name, info]) => [
        name,
        name.includes('layers.1.') ? (wide.tensors.get(name) ?? info) : info,
      ]),
    ),
    readBytes: (name, offset, into) => (name.includes('layers.1.') ? wide : narrow).readBytes(name, offset, into),
  }
  const { finding, components } = await compareModels(mixed, syntheticDecoder('theirs'), { seed: 1 })
  expect(finding).toBe('inconclusive')
  expect(components[0]?.notes).toContainEqual({ code: 'layers-unread', facts: { side: 'subject', layers: 1 } })
})
