import { beforeAll, describe, expect, it } from 'vitest'
import { memoryModel } from '../../../test/support/memory-model.ts'
import { openZoo } from '../../../test/support/zoo.ts'
import { seeded } from '#numeric'
import { readTensor, type TensorSource } from '#tensors'
import type { Merge, MergeSearch } from './merge-search.ts'
import { mergesAmong } from './merges-among.ts'

const CHILDREN = ['a-finetune', 'a-continued', 'a-lora', 'a-int4'] as const
const NAMES = ['base-a', ...CHILDREN]

let candidates: readonly TensorSource[]
beforeAll(async () => {
  candidates = await Promise.all(NAMES.map(openZoo))
})

type Mix = (values: Readonly<Record<string, Float32Array>>, name: string) => Float32Array

/** A model merged by other code than the one under test, and stored as BF16 unless said otherwise. */
const merged = async (mix: Mix, stored: (values: Float32Array) => Float32Array = asBf16): Promise<TensorSource> => {
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  const [base] = candidates
  if (base === undefined) throw new Error('no candidates')
  for (const [name, { shape }] of base.tensors) {
    const values: Record<string, Float32Array> = {}
    for (const model of candidates) values[model.label] = await readTensor(model, name, { maxBytes: 1e9 })
    weights.set(name, { shape, values: stored(mix(values, name)) })
  }
  return memoryModel('merged', weights, base.config ?? null)
}

const asBf16 = (values: Float32Array): Float32Array => {
  const bits = new Uint32Array(values.buffer)
  for (const [k, word] of bits.entries()) bits[k] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000
  return values
}

const weighted =
  (weights: Readonly<Record<string, number>>): Mix =>
  (values) =>
    (values['base-a'] as Float32Array).map((_, k) =>
      Object.entries(weights).reduce((sum, [name, weight]) => sum + weight * (values[name]?.[k] ?? 0), 0),
    )

const found = async (mix: Mix, bases: readonly string[] = ['base-a']): Promise<Merge> => {
  const search = await mergesAmong(await merged(mix), candidates, { seed: 'merges', bases })
  const [first] = search.found
  if (first === undefined) throw new Error(`nothing found; the next best leaves ${search.nextBest}`)
  return first
}

const shares = ({ parents }: Merge): Record<string, number> =>
  Object.fromEntries(parents.map(({ label, weight }) => [label, weight]))

describe('the merge in the zoo', () => {
  const ALL = ['base-a', 'base-b', 'same-init', 'distilled', 'a-permuted', 'a-rescaled', 'a-merged', ...CHILDREN]
  const among = async (subject: string): Promise<MergeSearch> => {
    const others = await Promise.all(ALL.filter((name) => name !== subject).map(openZoo))
    return mergesAmong(await openZoo(subject), others, { seed: 'zoo' })
  }

  it('is the only one, of its two parents in equal parts', async () => {
    const searches = await Promise.all(ALL.map(among))
    expect(searches.map(({ found: merges }) => merges.length)).toEqual(ALL.map((name) => (name === 'a-merged' ? 1 : 0)))
    const merge = searches[ALL.indexOf('a-merged')]?.found[0]
    expect(merge?.method).toBe('linear')
    expect(merge?.parents.map(({ label }) => label)).toEqual(['a-finetune', 'a-continued'])
    for (const { weight } of merge?.parents ?? []) expect(Math.abs(weight - 0.5)).toBeLessThan(0.001)
    expect(merge?.residual).toBeLessThan(0.01)
    expect(searches[ALL.indexOf('a-merged')]?.nextBest).toBeGreaterThan(0.2)
  })

  it('says which candidates could not be laid over it', async () => {
    const { notAligned } = await among('a-merged')
    expect(notAligned).toContainEqual({ label: 'a-permuted', reason: 'other-axes' })
    expect(notAligned).toContainEqual({ label: 'base-b', reason: 'other-axes' })
  })
})

describe('a weighted average', () => {
  it('of four children is found with its weights, though one has a tenth', async () => {
    const weights = { 'a-finetune': 0.4, 'a-continued': 0.3, 'a-lora': 0.2, 'a-int4': 0.1 }
    const merge = await found(weighted(weights))
    expect(merge).toMatchObject({ method: 'linear', base: null })
    for (const [label, weight] of Object.entries(weights)) expect(shares(merge)[label]).toBeCloseTo(weight, 2)
  })

  it('that was never rounded is found as well', async () => {
    const [, first, second] = candidates as readonly [TensorSource, TensorSource, TensorSource]
    const mix = weighted({ 'a-finetune': 0.25, 'a-continued': 0.75 })
    const exact = await merged(mix, (values) => values)
    const { found: merges } = await mergesAmong(exact, [first, second], { seed: 'merges' })
    expect(merges[0]?.parents[0]?.weight).toBeCloseTo(0.25, 4)
  })

  it('whose weights change from layer to layer is found with those of each layer', async () => {
    const ofLayer = [0.2, 0.4, 0.6, 0.8]
    const merge = await found((values, name) => {
      const share = ofLayer[Number(/layers\.(\d)/.exec(name)?.[1] ?? 0)] as number
      return weighted({ 'a-finetune': share, 'a-continued': 1 - share })(values, name)
    })
    expect(merge.method).toBe('linear')
    for (const [layer, share] of ofLayer.entries()) {
      const own = merge.byLayer?.find((entry) => entry.layer === layer)
      expect(own?.weights[0]).toBeCloseTo(share, 2)
    }
  })

  it('along the arc between two is told from one along the chord', async () => {
    const merge = await found(({ 'a-finetune': x, 'a-continued': y }) => arc(x as Float32Array, y as Float32Array, 0.4))
    expect(merge.method).toBe('slerp')
    expect(shares(merge)['a-continued']).toBeCloseTo(0.4, 2)
  })
})

const arc = (x: Float32Array, y: Float32Array, t: number): Float32Array => {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, k) => sum + value * (b[k] as number), 0)
  const angle = Math.acos(Math.min(1, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))))
  if (angle < 1e-4) return x.map((value, k) => (1 - t) * value + t * (y[k] as number))
  const [a, b] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)]
  return x.map((value, k) => a * value + b * (y[k] as number))
}

describe('task arithmetic', () => {
  it('gives the factor of each child’s change', async () => {
    const merge = await found(weighted({ 'base-a': -0.2, 'a-finetune': 0.4, 'a-continued': 0.4, 'a-lora': 0.4 }))
    expect(merge).toMatchObject({ method: 'task-arithmetic', base: 'base-a' })
    for (const child of ['a-finetune', 'a-continued', 'a-lora']) expect(shares(merge)[child]).toBeCloseTo(0.4, 2)
  })

  it('may take a change away', async () => {
    const merge = await found(weighted({ 'base-a': 1.5, 'a-finetune': -0.5 }))
    expect(merge).toMatchObject({ method: 'task-arithmetic', base: 'base-a' })
    expect(shares(merge)['a-finetune']).toBeCloseTo(-0.5, 2)
  })
})

const changes = (
  values: Readonly<Record<string, Float32Array>>,
  children: readonly string[],
): readonly Float32Array[] =>
  children.map((child) => (values[child] as Float32Array).map((value, k) => value - (values['base-a']?.[k] ?? 0)))

describe('a sparse merge', () => {
  it('by TIES is found with its density and factor', async () => {
    const merge = await found((values) => {
      const children = changes(values, ['a-finetune', 'a-continued'])
      const least = children.map((change) => change.map(Math.abs).toSorted()[Math.floor(0.8 * change.length)] ?? 0)
      return (values['base-a'] as Float32Array).map((from, k) => {
        const kept = children.map((change, c) =>
          Math.abs(change[k] as number) >= (least[c] as number) ? change[k] : 0,
        )
        const sum = kept.reduce<number>((total, value) => total + (value ?? 0), 0)
        const agreed = kept.filter((value) => (value ?? 0) * sum > 0)
        return agreed.length === 0 ? from : from + agreed.reduce<number>((t, v) => t + (v ?? 0), 0) / agreed.length
      })
    })
    expect(merge).toMatchObject({ method: 'ties', base: 'base-a', density: 0.2 })
    expect(Object.keys(shares(merge))).toEqual(['a-finetune', 'a-continued'])
    expect(merge.parents[0]?.weight).toBeCloseTo(1, 2)
  })

  it('by DARE is found with what it dropped and the factors', async () => {
    const draw = seeded('dare')
    const merge = await found((values) => {
      const [first, second] = changes(values, ['a-finetune', 'a-continued']) as [Float32Array, Float32Array]
      const kept = (): number => (draw.uniform() < 0.5 ? 0 : 2)
      return (values['base-a'] as Float32Array).map(
        (from, k) => from + 0.6 * kept() * (first[k] as number) + 0.5 * kept() * (second[k] as number),
      )
    })
    expect(merge).toMatchObject({ method: 'dare', base: 'base-a' })
    expect(merge.density).toBeCloseTo(0.5, 1)
    expect(Math.abs((shares(merge)['a-finetune'] ?? 0) - 0.6)).toBeLessThan(0.03)
    expect(Math.abs((shares(merge)['a-continued'] ?? 0) - 0.5)).toBeLessThan(0.03)
  })
})
