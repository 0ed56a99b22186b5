import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import { SMALL, syntheticDecoder } from '../../test/support/synthetic-decoder.ts'
import { compareModels } from './compare-models.ts'
import type { ComponentComparison } from './comparison.ts'
import { MAX_UNITS } from './reading-plan.ts'

const compared = async (subject: TensorSource, reference: TensorSource): Promise<ComponentComparison> => {
  const [first] = (await compareModels(subject, reference, { seed: 1 })).components
  if (first === undefined) throw new Error('one component expected')
  return first
}

/** Gains multiplied into the matrices that read them, and set to 1: the same function. */
const folded = (seed: string): TensorSource =>
  syntheticDecoder(seed, (weights) => {
    const fold = (gain: string, readers: readonly string[]): void => {
      const gains = weights.get(gain)?.values ?? new Float32Array()
      for (const reader of readers) {
        const values = weights.get(reader)?.values ?? new Float32Array()
        values.forEach((value, k) => (values[k] = value * (gains[k % SMALL.hidden] as number)))
      }
      gains.fill(1)
    }
    strongGains(weights)
    for (let layer = 0; layer < SMALL.layers; layer++) {
      const at = `model.layers.${layer}`
      fold(
        `${at}.input_layernorm.weight`,
        ['q', 'k', 'v'].map((name) => `${at}.self_attn.${name}_proj.weight`),
      )
      fold(`${at}.post_attention_layernorm.weight`, [`${at}.mlp.gate_proj.weight`, `${at}.mlp.up_proj.weight`])
    }
    fold('model.norm.weight', ['lm_head.weight'])
  })

// Far from 1, and some negative, so that rows look unlike each other until gains are folded.
const strongGains = (weights: Map<string, { values: Float32Array }>): void => {
  const draw = seeded('gains')
  for (const [name, { values }] of weights) {
    if (name.includes('norm'))
      values.forEach((_, k) => (values[k] = (k % 3 === 0 ? -1 : 1) * (0.3 + 3 * draw.uniform())))
  }
}

describe('norm gains', () => {
  it('are folded into the rows that read them, so that folding them is no disguise', async () => {
    const plain = syntheticDecoder('net', (weights) => strongGains(weights))
    const component = await compared(folded('net'), plain)
    expect(component.finding).toBe('derived')
    for (const { cosine } of component.origins) expect(cosine).toBeCloseTo(1, 4)
  })

  it('count from one where the architecture stores their distance from it', async () => {
    const gemma = syntheticDecoder('net', (weights) => {
      for (const [name, { values }] of weights) {
        if (name.includes('norm')) values.forEach((value, k) => (values[k] = value - 1))
      }
    })
    const config = { model_type: 'gemma', num_attention_heads: 4, num_key_value_heads: 4 }
    const component = await compared({ ...gemma, config }, syntheticDecoder('net'))
    expect(component.architecture).toEqual({ subject: 'gemma', reference: 'llama' })
    for (const { cosine } of component.origins) expect(cosine).toBeCloseTo(1, 4)
  })
})

describe('a block of more units than are held', () => {
  const wide = { ...SMALL, units: MAX_UNITS + 100, layers: 1 }

  it('is tested on its largest units, the same of both models', async () => {
    const drift = syntheticDecoder(
      'net',
      (weights, draw) => {
        for (const { values, shape } of weights.values()) {
          if (shape.length > 1) values.forEach((value, k) => (values[k] = value + 0.005 * draw.normal()))
        }
      },
      wide,
    )
    const component = await compared(drift, syntheticDecoder('net', undefined, wide))
    const signs = component.tests.find(({ test }) => test === 'unit-signs')
    expect(component.sampled).toBe(true)
    expect(component.notes.map(({ code }) => code)).toContain('sampled')
    expect(signs?.coins?.n).toBeGreaterThan(0.8 * MAX_UNITS)
    expect(signs?.coins?.n).toBeLessThanOrEqual(MAX_UNITS)
    expect(component.finding).toBe('derived')
  })

  it('of independent models stays independent', async () => {
    const component = await compared(
      syntheticDecoder('ours', undefined, wide),
      syntheticDecoder('theirs', undefined, wide),
    )
    expect(component).toMatchObject({ finding: 'independent', sampled: true })
  })
})
