import { describe, expect, it } from 'vitest'
import { seeded, type Seeded } from '#numeric'
import { memoryModel } from '../../test/support/memory-model.ts'
import { learned, noise, SMALL, syntheticDecoder, trainedLike } from '../../test/support/synthetic-decoder.ts'
import { openZoo } from '../../test/support/zoo.ts'
import type { TensorSource } from '#tensors'
import { compareModels } from './compare-models.ts'
import type { ComponentComparison } from './comparison.ts'

const compared = async (subject: TensorSource, reference: TensorSource): Promise<ComponentComparison> => {
  const { components } = await compareModels(subject, reference, { seed: 'innocent' })
  const [first] = components
  if (first === undefined) throw new Error('one component expected')
  return first
}

const state = ({ preconditions }: ComponentComparison, family: string, need: string): string | undefined =>
  preconditions.find((entry) => entry.family === family && entry.need === need)?.carriedBy

const { vocabulary, hidden, units, layers } = SMALL

const shifted = (seed: string): TensorSource =>
  syntheticDecoder(seed, (weights) => {
    for (let layer = 0; layer < layers; layer++) {
      const up = weights.get(`model.layers.${layer}.mlp.up_proj.weight`)
      up?.values.forEach((value, k) => (up.values[k] = value + 0.03))
    }
  })

const sorted = (seed: string): TensorSource =>
  syntheticDecoder(seed, (weights) => {
    for (let layer = 0; layer < layers; layer++) {
      const gate = weights.get(`model.layers.${layer}.mlp.gate_proj.weight`)
      if (gate === undefined) continue
      const size = (row: number): number => Math.hypot(...gate.values.subarray(row * hidden, (row + 1) * hidden))
      const order = Array.from({ length: units }, (_, i) => i).toSorted((a, b) => size(b) - size(a))
      const values = Float32Array.from(
        order.flatMap((row) => [...gate.values.subarray(row * hidden, (row + 1) * hidden)]),
      )
      weights.set(`model.layers.${layer}.mlp.gate_proj.weight`, { shape: gate.shape, values })
    }
  })

describe('two nets that share only the initial draw of their embedding', () => {
  const start = noise(vocabulary, hidden, seeded('one seed in both offices'))
  const trainedFrom = (seed: string, strength: number): TensorSource =>
    syntheticDecoder(seed, (weights, draw) => {
      const values = learned(start, { rows: vocabulary, columns: hidden, draw, strength })
      weights.set('model.embed_tokens.weight', { shape: [vocabulary, hidden], values })
    })

  it.each([
    { own: 1, other: 1 },
    { own: 0.5, other: 2 },
    { own: 0.35, other: 0.4 },
    { own: 0.1, other: 1 },
    { own: 0, other: 0 },
  ])('are not accused, though hundreds of labels agree (training $own and $other)', async ({ own, other }) => {
    const component = await compared(trainedFrom('ours', own), trainedFrom('theirs', other))
    expect(component.log10P).toBeLessThan(-100)
    expect(['shared-init', 'inconclusive']).toContain(component.finding)
  })
})

describe('a net that took a trained embedding', () => {
  it('is partial: the embedding is derived and the layers are not', async () => {
    const values = trainedLike(vocabulary, hidden, seeded('a trained table'))
    const withTable = (seed: string): TensorSource =>
      syntheticDecoder(seed, (weights) => {
        weights.set('model.embed_tokens.weight', { shape: [vocabulary, hidden], values })
      })
    const component = await compared(withTable('ours'), withTable('theirs'))
    expect(component.finding).toBe('partial')
    expect(component.layers.filter(({ carried }) => carried).map(({ part }) => part)).toEqual(['embedding'])
  })
})

describe('an MLP that computes with up + 1', () => {
  it('has no free sign, so its signs are not tested', async () => {
    const component = await compared(shifted('ours'), shifted('theirs'))
    expect(state(component, 'unit', 'signs')).toBe('neither')
    expect(component.tests.some(({ test }) => test === 'unit-signs')).toBe(false)
    expect(component.finding).not.toBe('derived')
  })

  it('is tested where only one of the two does so, and the report says which side carries it', async () => {
    const shifted = syntheticDecoder('ours', (weights) => {
      const up = weights.get('model.layers.0.mlp.up_proj.weight')
      up?.values.forEach((value, k) => (up.values[k] = value + 0.03))
    })
    const component = await compared(shifted, syntheticDecoder('theirs'))
    expect(state(component, 'unit', 'signs')).toBe('reference')
    expect(component.finding).toBe('independent')
  })
})

describe('a pipeline that sorts units by size', () => {
  it('gives order a meaning, so that labels of units are not tested', async () => {
    const component = await compared(sorted('ours'), sorted('theirs'))
    expect(state(component, 'unit', 'order')).toBe('neither')
    expect(component.tests.some(({ test }) => test === 'unit-labels')).toBe(false)
    expect(component.finding).toBe('independent')
  })
})

const sines = (): Float32Array =>
  Float32Array.from({ length: 36 * 96 }, (_, place) => {
    const [position, dimension] = [Math.floor(place / 96), place % 96]
    const angle = position / 10_000 ** ((dimension % 48) / 48)
    return dimension < 48 ? Math.sin(angle) : Math.cos(angle)
  })

const learnedPositions = (draw: Seeded): Float32Array => trainedLike(36, 96, draw)

/** A vision transformer of the layout of the tests' models, with a position table of its own or a fixed one. */
const transformer = (seed: string, positions: (draw: Seeded) => Float32Array): TensorSource => {
  const draw = seeded(seed)
  const width = 96
  const matrix = (rows: number, columns: number): { shape: readonly number[]; values: Float32Array } => ({
    shape: [rows, columns],
    values: trainedLike(rows, columns, draw),
  })
  const weights = new Map([
    ['vision_model.patch_embed.weight', matrix(width, 48)],
    ['vision_model.pos_embed', { shape: [36, width], values: positions(draw) }],
  ])
  for (let layer = 0; layer < 2; layer++) {
    weights.set(`vision_model.blocks.${layer}.qkv.weight`, matrix(3 * width, width))
    weights.set(`vision_model.blocks.${layer}.proj.weight`, matrix(width, width))
    weights.set(`vision_model.blocks.${layer}.fc1.weight`, matrix(256, width))
    weights.set(`vision_model.blocks.${layer}.fc2.weight`, matrix(width, 256))
  }
  const config = { model_type: 'tiny_vlm', vision_config: { num_attention_heads: 4 } }
  return memoryModel(seed, weights, config)
}

describe('two encoders with the same sine and cosine positions', () => {
  it('share no free order of hidden dimensions, so that it is not tested', async () => {
    const component = await compared(transformer('ours', sines), transformer('theirs', sines))
    expect(state(component, 'hidden', 'order')).toBe('neither')
    expect(component.tests.some(({ test }) => test.startsWith('hidden'))).toBe(false)
    expect(component.finding).toBe('independent')
  })

  it('are no different from others where positions were learned', async () => {
    const component = await compared(transformer('ours', learnedPositions), transformer('theirs', learnedPositions))
    expect(state(component, 'hidden', 'order')).toBe('both')
    expect(component.finding).toBe('independent')
  })
})

describe('vectors of norm gains', () => {
  it('enter no test: copied gains change neither a test nor the finding', async () => {
    const own = await openZoo('base-b')
    const reference = await openZoo('base-a')
    const plain = await compared(own, reference)
    const norms = [...reference.tensors.keys()].filter((name) => name.includes('norm'))
    const copied: TensorSource = {
      ...own,
      readBytes: (name, offset, into) =>
        norms.includes(name) ? reference.readBytes(name, offset, into) : own.readBytes(name, offset, into),
    }
    const component = await compared(copied, reference)
    expect(
      component.effectSizes.filter(({ role }) => role === 'norm').every(({ cosine }) => (cosine ?? 0) > 0.999),
    ).toBe(true)
    expect(component.finding).toBe('independent')
    expect(component.tests.map(({ test, part }) => `${test} ${part}`)).toEqual(
      plain.tests.map(({ test, part }) => `${test} ${part}`),
    )
    expect(component.tests.some(({ test }) => test.includes('norm'))).toBe(false)
    expect(component.log10P).toBe(0)
  })

  it('reach a cosine of .98 and more between independent models, which the report prints beside', async () => {
    const component = await compared(await openZoo('base-b'), await openZoo('base-a'))
    const norms = component.effectSizes.filter(({ role }) => role === 'norm')
    expect(norms.length).toBe(9)
    for (const { cosine, pearson, underIndependence } of norms) {
      expect(cosine).toBeGreaterThan(0.98)
      expect(Math.abs(pearson ?? 1)).toBeLessThan(0.45)
      expect(underIndependence?.cosine.low).toBeLessThanOrEqual(cosine ?? 0)
    }
  })
})
