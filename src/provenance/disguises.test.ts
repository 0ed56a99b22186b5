import { beforeAll, describe, expect, it } from 'vitest'
import { driftTo, dropTokens, graft, pruneUnits, roundTo, sliceHidden } from '../../test/support/alter.ts'
import {
  changed,
  permuteHeads,
  permuteHidden,
  permuteUnits,
  permuteVocabulary,
  randomSigns,
  rescalePairs,
  rotateResidual,
  type Step,
} from '../../test/support/disguise.ts'
import { openZoo } from '../../test/support/zoo.ts'
import type { TensorSource } from '#tensors'
import { compareModels } from './compare-models.ts'
import type { ComponentComparison } from './comparison.ts'

/** Everything that can be done to a model without changing what it computes, but for random signs. */
const everything: readonly Step[] = [rotateResidual, permuteHidden, permuteUnits, permuteHeads, rescalePairs]

let reference: TensorSource
let finetuned: TensorSource
let continued: TensorSource
let host: TensorSource
beforeAll(async () => {
  ;[reference, finetuned, continued, host] = await Promise.all([
    openZoo('base-a'),
    openZoo('a-finetune'),
    openZoo('a-continued'),
    openZoo('base-c'),
  ])
})

const compared = async (
  subject: TensorSource,
  controls: readonly TensorSource[] = [],
): Promise<ComponentComparison> => {
  const options = { seed: 'disguises', similarity: async () => [], controls }
  const { components } = await compareModels(subject, reference, options)
  const [first] = components
  if (first === undefined) throw new Error('one component expected')
  return first
}

const disguisedAs = async (model: TensorSource, ...steps: readonly Step[]): Promise<ComponentComparison> =>
  compared(await changed(model, 'thief', ...steps))

describe('a child of the reference is derived, with p below 1e-60,', () => {
  it.each<{ what: string; steps: readonly Step[] }>([
    { what: 'with its residual stream rotated', steps: [rotateResidual] },
    { what: 'rotated and rounded to 4 bits', steps: [rotateResidual, roundTo(4)] },
    { what: 'behind every disguise at once, half of its tokens dropped', steps: [...everything, dropTokens(0.5)] },
    { what: 'with half of its hidden width cut away', steps: [sliceHidden(64)] },
    {
      what: 'drifted to cosine .7, with a foreign vocabulary',
      steps: [driftTo(0.7), ...everything, permuteVocabulary],
    },
  ])('$what', async ({ steps }) => {
    const component = await disguisedAs(finetuned, ...steps)
    expect(component).toMatchObject({ finding: 'derived', share: 1 })
    expect(component.log10P).toBeLessThan(-60)
  })

  it('trained on as long as its parent, behind every disguise, with other tokens and 8 bits', async () => {
    const component = await disguisedAs(continued, ...everything, permuteVocabulary, roundTo(8))
    expect(component).toMatchObject({ finding: 'derived', share: 1, trained: { kind: 'trained', basis: 'gate' } })
    expect(component.log10P).toBeLessThan(-60)
  })
})

describe('a child with half of its units pruned', () => {
  it('is derived behind every disguise', async () => {
    const component = await disguisedAs(finetuned, ...everything, pruneUnits(0.5))
    expect(component.finding).toBe('derived')
    expect(component.log10P).toBeLessThan(-30)
  })
})

describe('a model of others', () => {
  it('with one layer of a child is partial, and the layer is named', async () => {
    const taken = await graft(host, continued, (name) => name.includes('layers.2.'))
    const component = await disguisedAs(host, taken, ...everything)
    expect(component.finding).toBe('partial')
    expect(component.log10P).toBeLessThan(-60)
    const carried = component.layers.filter((part) => part.carried)
    expect(carried.map(({ part, reference: layer }) => [part, layer])).toContainEqual(['mlp 2', 2])
    expect(carried.every(({ layer }) => layer === 2)).toBe(true)
  })

  it('with the attention alone of a child is partial too, found by its value channels', async () => {
    const taken = await graft(host, finetuned, (name) => /self_attn|input_layernorm/.test(name))
    const component = await disguisedAs(host, taken, ...everything)
    expect(component.finding).toBe('partial')
    expect(component.log10P).toBeLessThan(-9)
    const found = component.tests.filter(({ log10P }) => (log10P ?? 0) < -9)
    expect(new Set(found.map(({ test, frame }) => `${test} ${frame}`))).toEqual(new Set(['value-signs chan']))
    const carried = component.layers.filter((part) => part.carried).map(({ part }) => part)
    expect(carried).toEqual(['attention 0', 'attention 1', 'attention 2', 'attention 3'])
  })
})

describe('a thief who throws every sign and order anew', () => {
  it('is structural: units match one to one, and no p-value is claimed but by counting models', async () => {
    const thief = await changed(continued, 'thief', ...everything, randomSigns, permuteVocabulary)
    const controls = await Promise.all(['base-b', 'base-c', 'distilled'].map(openZoo))
    const component = await compared(thief, controls)
    expect(component).toMatchObject({ finding: 'structural', structural: { controls: 3, p: 0.25 } })
    expect(component.phi?.value).toBeGreaterThan(0.8)
    expect(component.log10P).toBeGreaterThan(-3)
  })
})

describe('a child drowned in noise', () => {
  it('has a common origin for certain, and nothing more is said', async () => {
    const component = await disguisedAs(finetuned, ...everything, driftTo(0.45))
    expect(component).toMatchObject({
      finding: 'inconclusive',
      reason: 'common-origin',
      relation: 'common-origin',
    })
  })
})
