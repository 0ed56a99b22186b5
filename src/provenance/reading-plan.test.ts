import { expect, it } from 'vitest'
import { memoryModel } from '../../test/support/memory-model.ts'
import { architectureRules } from './architectures.ts'
import { componentSites, type ComponentSites } from './component-sites.ts'
import { readingPlan } from './reading-plan.ts'

/** Many layers whose MLPs are tiny beside their attention. */
const narrow = ({ layers, hidden, units }: { layers: number; hidden: number; units: number }): ComponentSites => {
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  const matrix = (name: string, rows: number, columns: number): void => {
    weights.set(name, { shape: [rows, columns], values: new Float32Array(rows * columns) })
  }
  matrix('model.embed_tokens.weight', 16, hidden)
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`
    for (const name of ['q', 'k', 'v', 'o']) matrix(`${at}.self_attn.${name}_proj.weight`, hidden, hidden)
    matrix(`${at}.mlp.gate_proj.weight`, units, hidden)
    matrix(`${at}.mlp.up_proj.weight`, units, hidden)
    matrix(`${at}.mlp.down_proj.weight`, hidden, units)
  }
  const config = { model_type: 'llama', num_attention_heads: 8, num_key_value_heads: 8 }
  const sites = componentSites(memoryModel('narrow', weights, config), architectureRules()).get('language')
  if (sites === undefined) throw new Error('one component expected')
  return sites
}

it('bounds the attention that is held, however small the MLPs are', () => {
  const sites = narrow({ layers: 8, hidden: 1024, units: 4 })
  const plan = readingPlan(sites, sites)
  expect(plan?.subject.attention.map(({ layer }) => layer)).toEqual([0, 2, 5])
  expect(plan?.subject.mlp.map(({ layer }) => layer)).toEqual([0, 2, 5])
  expect(plan?.sampled).toBe(true)
})

it('reads small models whole', () => {
  const sites = narrow({ layers: 8, hidden: 64, units: 96 })
  const plan = readingPlan(sites, sites)
  expect(plan?.subject.attention).toHaveLength(8)
  expect(plan?.subject.mlp).toHaveLength(8)
  expect(plan?.sampled).toBe(false)
})
