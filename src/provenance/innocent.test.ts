import { describe, expect, it } from 'vitest'
import { rowProducts, seeded, type Seeded } from '#numeric'
import { roundTo } from '../../test/support/alter.ts'
import { changed, overTensors, permuteUnits, rotateResidual, type Step } from '../../test/support/disguise.ts'
import { memoryModel } from '../../test/support/memory-model.ts'
import { learned, noise, SMALL, syntheticDecoder, trainedLike } from '../../test/support/synthetic-decoder.ts'
import { openZoo } from '../../test/support/zoo.ts'
import type { TensorSource } from '#tensors'
import { compareModels } from './compare-models.ts'
import type { ComponentComparison } from './comparison.ts'
import { polarFactor } from './frames/polar-factor.ts'

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
const transformer = (
  seed: string,
  positions: (draw: Seeded) => Float32Array,
  turn: (weights: Vision, draw: Seeded) => Vision = (weights) => weights,
): TensorSource => {
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
  return memoryModel(seed, turn(weights, draw), config)
}

type Vision = Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }>

/** The residual stream rotated at random. */
const onOwnAxes = (weights: Vision, draw: Seeded): Vision => {
  const width = 96
  const normals = Float32Array.from({ length: width * width }, () => draw.normal())
  const axes = polarFactor(normals, { rows: width, columns: width })
  const across = (matrix: Float32Array, n: number, m: number): Float32Array =>
    Float32Array.from(matrix, (_, k) => matrix[(k % n) * m + Math.floor(k / n)] as number)
  return new Map(
    [...weights].map(([name, { shape, values }]) => {
      const [rows = 1, columns = 1] = shape
      const writes = /patch|proj|fc2/.test(name)
      const turned = writes
        ? across(rowProducts(across(values, rows, columns), axes, { n: columns, m: width, width }), columns, width)
        : rowProducts(values, axes, { n: rows, m: width, width })
      return [name, { shape, values: turned }] as const
    }),
  )
}

describe('two encoders with the same sine and cosine positions', () => {
  it('share no free order of hidden dimensions, so that it is not tested', async () => {
    const component = await compared(transformer('ours', sines), transformer('theirs', sines))
    expect(state(component, 'hidden', 'order')).toBe('neither')
    expect(component.tests.some(({ test }) => test.startsWith('hidden'))).toBe(false)
    expect(component.finding).toBe('independent')
  })

  it('are not accused on axes of their own either, where the positions are what they have in common', async () => {
    const turned = (seed: string): TensorSource => transformer(seed, sines, onOwnAxes)
    const component = await compared(turned('ours'), turned('theirs'))
    expect(component.frames).toContain('prof')
    expect(component.finding).toBe('independent')
  })

  it('are no different from others where positions were learned', async () => {
    const component = await compared(transformer('ours', learnedPositions), transformer('theirs', learnedPositions))
    expect(state(component, 'hidden', 'order')).toBe('both')
    expect(component.finding).toBe('independent')
  })
})

type Made = Parameters<Parameters<typeof syntheticDecoder>[1] & object>[0]

/** The first layer in place of every other. */
const repeated = (weights: Made): void => {
  for (const [name, tensor] of weights) {
    if (name.includes('layers.0.')) weights.set(name.replace('layers.0.', 'layers.1.'), tensor)
  }
}

/** Every MLP taken over as three experts, hardly trained apart. */
const upcycled = (seed: string): TensorSource => {
  const experts = syntheticDecoder(seed, (weights, draw) => {
    for (let layer = 0; layer < layers; layer++) {
      const at = `model.layers.${layer}`
      for (const [dense, expert] of Object.entries({ gate_proj: 'w1', up_proj: 'w3', down_proj: 'w2' })) {
        const tensor = weights.get(`${at}.mlp.${dense}.weight`)
        if (tensor === undefined) continue
        weights.delete(`${at}.mlp.${dense}.weight`)
        for (let e = 0; e < 3; e++) {
          const values = tensor.values.map((value) => value + 0.002 * draw.normal())
          weights.set(`${at}.block_sparse_moe.experts.${e}.${expert}.weight`, { shape: tensor.shape, values })
        }
      }
      weights.set(`${at}.block_sparse_moe.gate.weight`, { shape: [3, hidden], values: noise(3, hidden, draw) })
    }
  })
  return { ...experts, config: { model_type: 'mixtral', num_attention_heads: 4, num_key_value_heads: 4 } }
}

/** One table of tokens for both ends, which holds how frequent tokens are, as any two of one tokenizer do. */
const tied = (seed: string): TensorSource => {
  const model = syntheticDecoder(seed, (weights, draw) => {
    weights.delete('lm_head.weight')
    const table = weights.get('model.embed_tokens.weight')
    const direction = Float32Array.from({ length: hidden }, () => draw.normal())
    table?.values.forEach((value, k) => {
      const frequency = Math.log(2 + Math.floor(k / hidden))
      table.values[k] = value + 0.02 * frequency * (direction[k % hidden] as number)
    })
  })
  return {
    ...model,
    config: { model_type: 'llama', num_attention_heads: 4, num_key_value_heads: 4, tie_word_embeddings: true },
  }
}

/** Every weight −1, 0 or 1 times one step that all such models have. */
const ternary: Step = (parts) =>
  overTensors(parts, (_, tensor) =>
    tensor.shape.length < 2
      ? tensor
      : { ...tensor, values: tensor.values.map((value) => (Math.abs(value) < 0.01 ? 0 : 0.02 * Math.sign(value))) },
  )

describe('independent models', () => {
  const plain = (seed: string): TensorSource => syntheticDecoder(seed)
  const rounded = (step: Step) => (seed: string) => changed(plain(seed), seed, step)
  it.each([
    { what: 'of repeated layers', make: (seed: string) => syntheticDecoder(seed, repeated) },
    { what: 'grown to experts', make: upcycled },
    { what: 'of one tokenizer with tied embeddings', make: tied },
    { what: 'rounded to 4 bits', make: rounded(roundTo(4)) },
    { what: 'rounded to three values of one step', make: rounded(ternary) },
    {
      what: 'that compute with up + 1, on axes of their own',
      make: (seed: string) => changed(shifted(seed), seed, rotateResidual),
    },
  ])('$what are independent', async ({ make }) => {
    const component = await compared(await make('ours'), await make('theirs'))
    expect(component.frames).toEqual(expect.arrayContaining(['ident', 'prof', 'proc']))
    expect(component.finding).toBe('independent')
    expect(component.log10P).toBeGreaterThan(-1)
  })

  it('that saw the same data in the same order from other seeds are, both on axes of their own', async () => {
    const own = await changed(await openZoo('twin-00'), 'ours', rotateResidual)
    const component = await compared(own, await changed(await openZoo('twin-01'), 'theirs', rotateResidual))
    expect(component.finding).toBe('independent')
  })
})

describe('two nets of one seed and other shapes', () => {
  const drawn = (seed: string, shape: typeof SMALL, strength: number): TensorSource => {
    const start = seeded('42')
    return syntheticDecoder(
      seed,
      (weights, draw) => {
        for (const [name, { shape: size }] of weights) {
          const [rows = 1, columns = 1] = size
          if (size.length < 2) continue
          weights.set(name, {
            shape: size,
            values: learned(noise(rows, columns, start), { rows, columns, draw, strength }),
          })
        }
      },
      shape,
    )
  }

  it.each([
    { what: 'more units', shape: { ...SMALL, units: 256 }, strength: 1, finding: 'shared-init' },
    { what: 'more units, hardly trained', shape: { ...SMALL, units: 256 }, strength: 0.1, finding: 'shared-init' },
    { what: 'a wider stream', shape: { ...SMALL, hidden: 160 }, strength: 0.5, finding: 'independent' },
  ])('are not accused: $what', async ({ shape, strength, finding }) => {
    const component = await compared(drawn('ours', SMALL, strength), drawn('theirs', shape, 1))
    expect(component.finding).toBe(finding)
  })
})

describe('two children of one initialisation, both rotated and their units in another order', () => {
  // Units that find each other by likeness are the likest: their slope alone, .8, would say that they were trained in common.
  it.each([
    { own: 'docs-500', other: 'code-120' },
    { own: 'docs-120', other: 'code-120' },
    { own: 'init', other: 'code-500' },
  ])('are not accused: $own and $other', async ({ own, other }) => {
    const subject = await changed(await openZoo(own), 'ours', rotateResidual, permuteUnits)
    const component = await compared(
      subject,
      await changed(await openZoo(other), 'theirs', rotateResidual, permuteUnits),
    )
    expect(component.log10P).toBeLessThan(-9)
    expect(['shared-init', 'inconclusive']).toContain(component.finding)
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
