import { beforeAll, describe, expect, it } from 'vitest'
import { memoryModel } from '../../../test/support/memory-model.ts'
import { openZoo } from '../../../test/support/zoo.ts'
import { seeded } from '#numeric'
import { readTensor, type TensorSource } from '#tensors'
import { DeclaredStart } from './declared-start.ts'
import { trainingPath } from './training-path.ts'
import { TrainingPath } from './training-path-result.ts'

const declared = DeclaredStart.parse({
  seed: '0',
  tensors: [
    { pattern: '*norm*', distribution: { kind: 'ones' } },
    { pattern: '*', distribution: { kind: 'normal', std: 0.02 } },
  ],
})

const names = [
  'init-a',
  'base-a',
  'a-continued',
  'a-finetune',
  'base-b',
  'init',
  'docs-120',
  'docs-120-cont-500',
] as const

let models: Record<(typeof names)[number], TensorSource>
beforeAll(async () => {
  models = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await openZoo(name)])),
  ) as typeof models
})

const path = async (
  initial: TensorSource,
  checkpoints: readonly TensorSource[],
  final: TensorSource = checkpoints.at(-1) as TensorSource,
): Promise<TrainingPath> => trainingPath({ initial, checkpoints, final, declared, seed: 'path' })

const codes = ({ anomalies }: TrainingPath): readonly string[] => [...new Set(anomalies.map(({ code }) => code))]

const made = async (
  label: string,
  sources: readonly TensorSource[],
  mix: (values: readonly Float32Array[], name: string) => Float32Array,
): Promise<TensorSource> => {
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  const [first] = sources
  if (first === undefined) throw new Error('no source')
  for (const [name, { shape }] of first.tensors) {
    const values = await Promise.all(sources.map((source) => readTensor(source, name, { maxBytes: 1e9 })))
    weights.set(name, { shape, values: mix(values, name) })
  }
  return memoryModel(label, weights, first.config ?? null)
}

const between = (one: TensorSource, other: TensorSource, share: number): Promise<TensorSource> =>
  made(`${share}`, [one, other], ([x, y]) =>
    (x as Float32Array).map((value, k) => (1 - share) * value + share * (y?.[k] ?? 0)),
  )

const noisy = (source: TensorSource, strength: number, label: string): Promise<TensorSource> => {
  const draw = seeded(label)
  return made(label, [source], ([values]) => {
    const own = values as Float32Array
    const rms = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length)
    return own.map((value) => value + strength * rms * draw.normal())
  })
}

describe('a real path', () => {
  it.each([
    ['init-a', ['base-a', 'a-continued']],
    ['init', ['docs-120', 'docs-120-cont-500']],
    ['init', ['code-120', 'code-500']],
  ])('from %s over %s is corroborated', async (initial, checkpoints) => {
    const result = await path(await openZoo(initial), await Promise.all(checkpoints.map(openZoo)))
    expect(result.anomalies).toEqual([])
    expect(result.corroborated).toBe(true)
    expect(TrainingPath.parse(result)).toEqual(result)
  })

  it('shows that every checkpoint grew from the initial weights', async () => {
    const { descent } = await path(models['init-a'], [models['base-a'], models['a-continued']])
    for (const { log10P } of descent) expect(log10P).toBeLessThan(-400)
  })

  it('is not corroborated without its start', async () => {
    const { checkpoints, final } = { checkpoints: [models['base-a']], final: models['base-a'] }
    const result = await trainingPath({ checkpoints, final, declared, seed: 'path' })
    expect(result).toMatchObject({ corroborated: false, initial: null, anomalies: [] })
  })
})

describe('a made-up path', () => {
  it('that runs straight from the start to the end is seen at every checkpoint', async () => {
    const [start, end] = [models['init'], models['docs-120-cont-500']]
    const result = await path(start, [await between(start, end, 0.3), await between(start, end, 0.6), end])
    expect(result.anomalies.map(({ code, place }) => [code, place])).toEqual([
      ['between-others', '0.3'],
      ['between-others', '0.6'],
    ])
  })

  it('that runs straight with noise added is seen by the noise', async () => {
    const [start, end] = [models['init'], models['docs-120-cont-500']]
    const result = await path(start, [await noisy(await between(start, end, 0.5), 0.2, 'half'), end])
    expect(codes(result)).toEqual(['between-others-with-noise'])
  })

  it('that runs straight at another pace in each layer is seen layer by layer', async () => {
    const [start, end] = [models['init'], models['docs-120-cont-500']]
    const uneven = await made('uneven', [start, end], ([x, y], name) => {
      const share = 0.3 + 0.3 * Number(/layers\.(\d)/.exec(name)?.[1] ?? 1)
      return (x as Float32Array).map((value, k) => (1 - share) * value + share * (y?.[k] ?? 0))
    })
    const { anomalies } = await path(start, [uneven, end])
    expect(anomalies.map(({ place }) => place)).toEqual([0, 1].map((layer) => `uneven, layer ${layer}`))
  })

  it('of noisy copies of the end is seen', async () => {
    const end = models['docs-120-cont-500']
    const result = await path(models['init'], [await noisy(end, 0.3, 'n1'), await noisy(end, 0.1, 'n2'), end])
    expect(codes(result)).toContain('step-is-noise')
  })

  it('with a foreign checkpoint is seen at that checkpoint', async () => {
    const result = await path(models['init-a'], [models['base-a'], models['base-b'], models['a-continued']])
    expect(result.anomalies).toContainEqual(expect.objectContaining({ code: 'not-from-initial', place: 'base-b' }))
    expect(result.anomalies).toContainEqual(expect.objectContaining({ code: 'detour', place: 'base-b' }))
  })

  it('with its checkpoints exchanged is seen', async () => {
    const result = await path(models['init'], [models['docs-120-cont-500'], models['docs-120']])
    expect(codes(result)).toContain('out-of-order')
  })

  it('with one checkpoint twice is seen', async () => {
    const result = await path(models['init'], [models['docs-120'], models['docs-120'], models['docs-120-cont-500']])
    expect(codes(result)).toEqual(['no-step'])
  })

  it('that ends in another model than the submission is seen', async () => {
    const result = await path(models['init'], [models['docs-120'], models['docs-120-cont-500']], models['docs-120'])
    expect(result.finalEqual).toBe(false)
    expect(codes(result)).toEqual(['final-differs'])
  })

  it('with a sibling in place of a checkpoint is not seen: it shares start and training', async () => {
    const result = await path(models['init-a'], [models['base-a'], models['a-finetune'], models['a-continued']])
    expect(result.anomalies).toEqual([])
  })
})

describe('initial weights', () => {
  const drawn = async (draw: (name: string) => () => number): Promise<TensorSource> =>
    made('drawn', [models['init']], ([values], name) => {
      if (name.includes('norm')) return values as Float32Array
      const next = draw(name)
      return (values as Float32Array).map(next)
    })

  it('of a deviation 3 % off are not as declared', async () => {
    const start = await made('scaled', [models['init']], ([values], name) =>
      name.includes('norm') ? (values as Float32Array) : (values as Float32Array).map((value) => 1.03 * value),
    )
    expect(codes(await path(start, [models['docs-120']]))).toContain('not-as-declared')
  })

  it('of the right deviation and the wrong shape are not as declared', async () => {
    const start = await drawn((name) => {
      const { uniform } = seeded(name)
      return () => (2 * uniform() - 1) * 0.02 * Math.sqrt(3)
    })
    expect(codes(await path(start, [models['docs-120']]))).toContain('not-as-declared')
  })

  it('that were drawn after the fact fit, and gave rise to nothing', async () => {
    const start = await drawn((name) => {
      const { normal } = seeded(name)
      return () => 0.02 * normal()
    })
    const result = await path(start, [models['docs-120'], models['docs-120-cont-500']])
    expect(result.anomalies.map(({ code, place }) => [code, place])).toEqual([
      ['not-from-initial', 'docs-120'],
      ['not-from-initial', 'docs-120-cont-500'],
    ])
  })

  it('made of trained ones by giving each rank its normal value have structure that no draw has', async () => {
    const start = await made('ranked', [models['docs-120']], ([values], name) => {
      const own = values as Float32Array
      if (name.includes('norm')) return own.map(() => 1)
      const { normal } = seeded(name)
      const levels = own.map(() => 0.02 * normal()).toSorted()
      const ranked = new Float32Array(own.length)
      const order = [...own.keys()].toSorted((a, b) => (own[a] as number) - (own[b] as number))
      for (const [rank, place] of order.entries()) ranked[place] = levels[rank] as number
      return ranked
    })
    expect(codes(await path(start, [models['docs-120'], models['docs-120-cont-500']]))).toContain(
      'initial-has-structure',
    )
  })
})
