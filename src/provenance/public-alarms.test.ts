import { describe, expect, it } from 'vitest'
import { correlation, seeded } from '#numeric'
import { latentDecoder } from '../../test/support/latent-decoder.ts'
import { syntheticDecoder } from '../../test/support/synthetic-decoder.ts'
import type { TensorSource } from '#tensors'
import { compareModels } from './compare-models.ts'

/** Gains as training leaves them: near one, spread by `spread`. */
const gains = (count: number, spread: number, seed: string): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, () => 1 + spread * draw.normal())
}

const cosine = (a: Float32Array, b: Float32Array): number => {
  let [aa, bb, ab] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    aa += (a[i] as number) ** 2
    bb += (b[i] as number) ** 2
    ab += (a[i] as number) * (b[i] as number)
  }
  return ab / Math.sqrt(aa * bb)
}

const WIDTH = 4096

describe('the LayerNorm trap: vectors that stand near one point in the same direction', () => {
  // For independent values of mean 1 and deviation s the cosine is 1 / (1 + s²): it tells the spread, not the origin.
  it.each([
    { spread: 0.01, expected: 0.9999 },
    { spread: 0.105, expected: 0.9891 },
  ])('unrelated gains spread by $spread have a cosine of $expected', ({ spread, expected }) => {
    const [own, other] = [gains(WIDTH, spread, 'ours'), gains(WIDTH, spread, 'theirs')]
    expect(cosine(own, other)).toBeCloseTo(expected, 3)
    expect(Math.abs(correlation(own, other))).toBeLessThan(0.04) // 2.6 deviations of 1 / √4095
  })

  const trained = (seed: string): TensorSource =>
    syntheticDecoder(seed, (weights) => {
      for (const [name, { shape, values }] of weights) {
        if (name.includes('norm')) weights.set(name, { shape, values: gains(values.length, 0.105, `${seed} ${name}`) })
      }
    })

  it('accuses nobody: the finding is independent, and the report says what the cosine of norms is worth', async () => {
    const { finding, components } = await compareModels(trained('accused'), trained('accuser'), { seed: 'trap' })
    expect(finding).toBe('independent')
    const effects = components[0]?.effectSizes ?? []
    const norms = effects.filter(({ role }) => role === 'norm')
    expect(norms).toHaveLength(5)
    for (const { cosine: likeness, underIndependence } of norms) {
      expect(likeness).toBeGreaterThan(0.98)
      // Independent models that were really trained reach as much, which stands beside.
      expect(underIndependence?.cosine.high).toBeGreaterThan(0.98)
      expect(underIndependence?.controls).toBeGreaterThan(1)
    }
    const keysAndValues = effects.filter(({ role }) => role === 'k' || role === 'v')
    for (const { cosine: likeness } of keysAndValues) expect(Math.abs(likeness ?? 1)).toBeLessThan(0.05)
  })

  it('no test reads a norm: the finding rests on coins of units and channels', async () => {
    const { components } = await compareModels(trained('accused'), trained('accuser'), { seed: 'trap' })
    expect(components[0]?.tests.some(({ part }) => part.includes('norm'))).toBe(false)
    expect(components[0]?.coins).toBeGreaterThanOrEqual(64)
  })
})

describe('two models of one published architecture, with latent attention and experts', () => {
  const original = latentDecoder('original')

  it('are independent: a configuration holds no trained number', async () => {
    const { finding, components } = await compareModels(latentDecoder('accused'), original, { seed: 'trap' })
    expect(finding).toBe('independent')
    expect(components[0]?.architecture).toEqual({ subject: 'deepseek', reference: 'deepseek' })
  })

  it('are partial where the latent attention of a layer was taken over, through its ranks and its outputs', async () => {
    const taken = /layers\.1\.self_attn\./
    const thief = latentDecoder('accused')
    const subject: TensorSource = {
      ...thief,
      readBytes: (name, offset, into) => (taken.test(name) ? original : thief).readBytes(name, offset, into),
    }
    const { finding, components } = await compareModels(subject, original, { seed: 'trap' })
    expect(finding).toBe('partial')
    const carried = components[0]?.layers.filter((entry) => entry.carried).map(({ part }) => part)
    expect(carried).toEqual(['latent keys 1', 'latent queries 1', 'attention 1'])
  })

  it('are partial where one expert was taken over, and the map names it', async () => {
    const taken = /experts\.2\./
    const thief = latentDecoder('accused')
    const subject: TensorSource = {
      ...thief,
      readBytes: (name, offset, into) => (taken.test(name) ? original : thief).readBytes(name, offset, into),
    }
    const { finding, components } = await compareModels(subject, original, { seed: 'trap' })
    expect(finding).toBe('partial')
    const carried = components[0]?.layers.filter((entry) => entry.carried)
    expect(carried?.map(({ part, partner }) => [part, partner])).toEqual([['mlp 1.2', 'mlp 1.2']])
  })
})
