import { describe, expect, it } from 'vitest'
import type { TensorInfo, TensorSource } from '#tensors'
import { architectureRules, type Architecture } from './architectures.ts'
import { componentSites, type ComponentSites } from './component-sites.ts'
import { planReading } from './plan-reading.ts'
import { ReadingPlanEvidence } from './plan-schema.ts'
import { prepare } from './prepare.ts'
import { readingPlan } from './reading-plan.ts'

type Size = { readonly layers: number; readonly hidden: number; readonly units: number; readonly vocabulary: number }
type Model = TensorSource & { readonly sites: ComponentSites & { readonly architecture: Architecture } }

/** A Llama layout whose weights are made when they are read, some function of their place. */
const madeOnDemand = ({ layers, hidden, units, vocabulary }: Size): Model => {
  const tensors = new Map<string, TensorInfo>()
  const matrix = (name: string, ...shape: number[]): void => {
    const count = shape.reduce((product, side) => product * side, 1)
    tensors.set(name, { name, dtype: 'F32', shape, count, bytes: 4 * count })
  }
  matrix('model.embed_tokens.weight', vocabulary, hidden)
  matrix('lm_head.weight', vocabulary, hidden)
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`
    for (const name of ['q', 'k', 'v', 'o']) matrix(`${at}.self_attn.${name}_proj.weight`, hidden, hidden)
    matrix(`${at}.mlp.gate_proj.weight`, units, hidden)
    matrix(`${at}.mlp.up_proj.weight`, units, hidden)
    matrix(`${at}.mlp.down_proj.weight`, hidden, units)
  }
  let read = 0
  const source: TensorSource = {
    label: 'made on demand',
    tensors,
    config: { model_type: 'llama', num_attention_heads: 8, num_key_value_heads: 8 },
    bytesRead: () => read,
    readBytes: async (name, offset, into) => {
      const values = new Float32Array(into.byteLength / 4)
      for (let i = 0; i < values.length; i++) {
        values[i] = ((Math.imul(offset / 4 + i + 1, 0x9e3779b1) ^ (name.length * 77_777)) >> 8) / 2 ** 23
      }
      into.set(new Uint8Array(values.buffer))
      read += into.byteLength
    },
    close: async () => undefined,
  }
  const sites = componentSites(source, architectureRules()).get('language') as Model['sites']
  return { ...source, sites }
}

const LARGE: Size = { layers: 40, hidden: 512, units: 640, vocabulary: 2048 }
const large = madeOnDemand(LARGE)

describe('a reading plan', () => {
  it('reads small models whole', () => {
    const { sites } = madeOnDemand({ layers: 8, hidden: 64, units: 96, vocabulary: 16 })
    const plan = readingPlan(sites, sites)
    expect(plan).toMatchObject({ sampled: false, effectsSampled: false, evidence: { kind: 'whole', screenedRows: 0 } })
    expect(plan?.subject.attention).toHaveLength(8)
    expect(plan?.subject.mlp).toHaveLength(8)
  })

  it('draws layers of large models from the seed, the same of both sides', () => {
    const layersFor = (seed: number): readonly number[] | undefined => {
      const plan = readingPlan(large.sites, large.sites, { seed })
      expect(plan?.reference.mlp.map(({ layer }) => layer)).toEqual(plan?.subject.mlp.map(({ layer }) => layer))
      expect(plan?.subject.attention.map(({ layer }) => layer)).toEqual(plan?.subject.mlp.map(({ layer }) => layer))
      return plan?.evidence.subject.layers
    }
    expect(layersFor(1)).toEqual(layersFor(1))
    expect(layersFor(1)).not.toEqual(layersFor(3))
    expect(layersFor(1)).toHaveLength(8)
  })

  it('bounds what is held, however large the model', () => {
    const huge = madeOnDemand({ layers: 80, hidden: 16_384, units: 53_248, vocabulary: 128_000 }).sites
    const plan = readingPlan(huge, huge)
    const held =
      (plan?.evidence.subject.blocks ?? 0) * (plan?.subject.units ?? 0) * 3 + 3 * (plan?.subject.channels ?? 0) * 4
    expect(plan?.evidence.subject.layers).toHaveLength(3)
    expect(held * 16_384 * 4).toBeLessThan(200e6)
  })

  it('says before anything is read how many bytes will be', async () => {
    const before = large.bytesRead()
    const plan = await planReading(
      { model: large, sites: large.sites },
      { model: large, sites: large.sites },
      { seed: 7 },
    )
    if (plan === undefined) throw new Error('a plan expected')
    const screening = (large.bytesRead() - before) / 2 // both sides are this model
    const prepareFrom = large.bytesRead()
    await prepare(large, large.sites, { plan: plan.subject })
    const read = screening + large.bytesRead() - prepareFrom
    const { bytesPlanned, bytesOfComponent } = ReadingPlanEvidence.parse(plan.evidence).subject
    expect(bytesPlanned - bytesOfComponent).toBeLessThanOrEqual(0)
    expect(plan.evidence.screenedRows).toBe(32)
    // Effect sizes are taken of the whole of a component below a gigabyte.
    expect(plan.effectsSampled).toBe(false)
    expect(read).toBeLessThan(bytesPlanned)
  })

  it('plans for two widths where it is asked to', () => {
    const narrow = madeOnDemand({ ...LARGE, layers: 4, hidden: 256 }).sites
    expect(readingPlan(large.sites, narrow)).toBeUndefined()
    const plan = readingPlan(large.sites, narrow, { widths: 'any' })
    expect(plan?.subject.dimensions).toHaveLength(512)
    expect(plan?.reference.dimensions).toHaveLength(256)
    expect(plan?.reference.tables.map(({ features }) => features)).toEqual(
      plan?.subject.tables.map(({ features }) => features),
    )
  })
})
