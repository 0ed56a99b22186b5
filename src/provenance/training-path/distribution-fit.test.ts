import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { DeclaredStart, lawOf } from './declared-start.ts'
import { fitOf } from './distribution-fit.ts'

const start = (distribution: unknown, pattern = '*'): DeclaredStart =>
  DeclaredStart.parse({ tensors: [{ pattern, distribution }] })

describe('a declared law', () => {
  it.each([
    [{ kind: 'normal', std: { rule: 'xavier' } }, Math.sqrt(2 / (352 + 128))],
    [{ kind: 'normal', std: { rule: 'xavier', gain: 2 } }, 2 * Math.sqrt(2 / (352 + 128))],
    [{ kind: 'uniform', std: { rule: 'kaiming' } }, Math.sqrt(2 / 128)],
    [{ kind: 'normal', std: { rule: 'kaiming', mode: 'fan-out', gain: 1 } }, 1 / Math.sqrt(352)],
  ])('%j follows from the shape', (distribution, std) => {
    expect(lawOf('any', [352, 128], start(distribution))).toMatchObject({ std: expect.closeTo(std, 12) })
  })

  it('holds for the names that its pattern fits, and no other', () => {
    const declared = start({ kind: 'zeros' }, 'model.*.bias')
    expect(lawOf('model.layers.0.bias', [4], declared)).toEqual({ kind: 'constant', value: 0 })
    expect(lawOf('model.bias', [4], declared)).toBeUndefined()
    expect(lawOf('model.layers.0.bias.scale', [4], declared)).toBeUndefined()
  })
})

describe('the fit to a law', () => {
  const least = (values: Float32Array, law: Parameters<typeof fitOf>[1]): number => {
    const { logP } = fitOf(values, law, 0)
    return Math.min(logP.mean, logP.std, logP.shape)
  }

  it('refuses no more true draws than its p-value says', () => {
    const draw = seeded('true draws')
    const laws = [
      { law: { kind: 'normal', mean: 0, std: 0.02 } as const, next: () => 0.02 * draw.normal() },
      { law: { kind: 'uniform', std: 1 } as const, next: () => (2 * draw.uniform() - 1) * Math.sqrt(3) },
      { law: { kind: 'truncated-normal', std: 1, cut: 2 } as const, next: () => cutNormal(draw.normal) },
    ]
    for (const { law, next } of laws) {
      const ps = Array.from({ length: 300 }, () => least(Float32Array.from({ length: 500 }, next), law))
      // three looks at each: expected 9 below .01 at most; 21 would be four deviations beyond it
      expect(ps.filter((logP) => logP < Math.log(0.01)).length).toBeLessThan(21)
    }
  })

  it('admits one value alone where the law is constant', () => {
    expect(least(Float32Array.of(1, 1, 1), { kind: 'constant', value: 1 })).toBe(0)
    expect(least(Float32Array.of(1, 1, 1.0001), { kind: 'constant', value: 1 })).toBeLessThan(-1000)
  })
})

const cutNormal = (normal: () => number): number => {
  for (;;) {
    const value = normal()
    if (Math.abs(value) <= 2) return value
  }
}
