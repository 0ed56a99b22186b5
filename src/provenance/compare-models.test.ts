import { beforeAll, describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import type { TensorSource } from '#tensors'
import { openZoo } from '../../test/support/zoo.ts'
import { compareModels } from './compare-models.ts'
import { Comparison, type ComponentComparison } from './comparison.ts'

const compare = async (subject: string, reference: string): Promise<Comparison> =>
  compareModels(await openZoo(subject), await openZoo(reference), { seed: 'zoo' })

const only = ({ components }: Comparison): ComponentComparison => {
  const [first] = components
  if (first === undefined || components.length !== 1) throw new Error('one component expected')
  return first
}

describe('a vision encoder taken from another model', () => {
  let comparison: Comparison
  beforeAll(async () => {
    comparison = await compare('vlm-suspect', 'vlm-foreign')
  })

  it('makes the model partial: the encoder derived, the language model independent', () => {
    const findings = comparison.components.map(({ component, finding }) => [component, finding])
    expect(findings).toEqual([
      ['language', 'independent'],
      ['vision', 'derived'],
    ])
    expect(comparison.finding).toBe('partial')
  })

  it('is said with the probability that independent training gives as much', () => {
    expect(comparison.components[1]?.log10P).toBeLessThan(-400)
    expect(comparison.components[1]?.share).toBe(1)
  })

  it('tests no sign of a LayerNorm net’s residual stream', () => {
    const kinds = new Set(comparison.components[1]?.tests.map(({ test }) => test))
    expect(kinds.has('hidden-signs')).toBe(false)
    expect(kinds.has('unit-signs')).toBe(false)
    expect(kinds.has('query-signs')).toBe(true)
  })

  it('shows likeness beside what independent models give', () => {
    const [language, vision] = comparison.components
    const gate = vision?.effectSizes.find(({ role, layer }) => role === 'gate' && layer === 0)
    expect(gate?.cosine).toBeGreaterThan(0.9)
    expect(gate?.underIndependence?.cosine.high).toBeLessThan(0.05)
    const norm = language?.effectSizes.find(({ role }) => role === 'norm')
    expect(norm?.cosine).toBeGreaterThan(0.98)
    expect(norm?.cosine).toBeLessThanOrEqual(norm?.underIndependence?.cosine.high ?? 0)
  })

  it('keeps to the published form', () => {
    expect(Comparison.parse(comparison)).toEqual(comparison)
  })
})

describe('models of known lineage', () => {
  it.each([
    { subject: 'vlm-clean', reference: 'vlm-foreign', finding: 'independent' },
    { subject: 'base-a', reference: 'base-b', finding: 'independent' },
    { subject: 'base-a', reference: 'distilled', finding: 'independent' },
    {
      subject: 'a-finetune',
      reference: 'base-a',
      finding: 'derived',
      relation: 'fine-tuned',
      direction: 'subject-from-reference',
    },
    { subject: 'a-continued', reference: 'base-a', finding: 'derived', relation: 'long-training' },
    { subject: 'a-lora', reference: 'base-a', finding: 'derived', relation: 'low-rank-update' },
    {
      subject: 'a-int4',
      reference: 'base-a',
      finding: 'derived',
      relation: 'rounded',
      direction: 'subject-from-reference',
    },
    {
      subject: 'base-a',
      reference: 'a-int4',
      finding: 'derived',
      relation: 'rounded',
      direction: 'reference-from-subject',
    },
    { subject: 'a-rescaled', reference: 'base-a', finding: 'derived', relation: 'rescaled' },
    { subject: 'a-permuted', reference: 'base-a', finding: 'derived', relation: 'permuted' },
    {
      subject: 'a-moe',
      reference: 'base-a',
      finding: 'derived',
      relation: 'upcycled',
      direction: 'subject-from-reference',
    },
    { subject: 'a-narrow', reference: 'base-a', finding: 'derived', relation: 'width-pruned' },
    { subject: 'a-deeper', reference: 'base-a', finding: 'derived', relation: 'layers-repeated' },
    { subject: 'a-shallow', reference: 'base-a', finding: 'derived', relation: 'layers-dropped' },
    { subject: 'base-a', reference: 'base-a', finding: 'derived', relation: 'copy', direction: 'undecided' },
    { subject: 'same-init', reference: 'base-a', finding: 'shared-init', relation: 'common-initialisation' },
    { subject: 'init-a', reference: 'base-a', finding: 'shared-init', relation: 'common-initialisation' },
  ])('$subject against $reference is $finding', async ({ subject, reference, ...expected }) => {
    expect(await compare(subject, reference)).toMatchObject(expected)
  })

  it('are compared across widths, by what needs no common axes', async () => {
    const component = only(await compare('base-d', 'base-a'))
    expect(component).toMatchObject({ finding: 'independent', reason: null })
    expect(component.frames).toEqual(['prof', 'anch', 'proc', 'chan'])
    expect(component.log10P).toBeGreaterThan(-2)
  })

  it('are told apart through a rotation, and a rotated copy is found', async () => {
    const component = only(await compare('a-rotated', 'base-a'))
    expect(component).toMatchObject({ finding: 'derived', relation: 'rotated', share: 1 })
    expect(component.frames).toEqual(['ident', 'prof', 'anch', 'proc', 'seed', 'chan'])
    expect(component.log10P).toBeLessThan(-60)
    expect(component.trained).toMatchObject({ kind: 'trained', basis: 'gate' })
  })

  it('says of an independent finding how a drifted and disguised copy would have shown', async () => {
    const component = only(await compare('base-a', 'base-b'))
    expect(component.finding).toBe('independent')
    expect(component.planted).toMatchObject({ cosine: 0.7, disguised: true, found: true })
    expect(component.coins).toBeGreaterThanOrEqual(64)
  })

  it('finds which layers of the reference a repeated layer came from', async () => {
    const component = only(await compare('a-deeper', 'base-a'))
    const partners = component.layers.filter(({ part }) => part.startsWith('mlp')).map(({ reference }) => reference)
    expect(new Set(partners)).toEqual(new Set([0, 1, 2, 3]))
    expect(partners.length).toBeGreaterThan(4)
  })
})

describe('a comparison', () => {
  it('is the same whenever it is made', async () => {
    expect({ ...(await compare('base-a', 'base-b')), bytesRead: 0 }).toEqual({
      ...(await compare('base-a', 'base-b')),
      bytesRead: 0,
    })
  })

  it('takes its null from control models where they are given', async () => {
    const controls = [await openZoo('base-c'), await openZoo('distilled')]
    const comparison = await compareModels(await openZoo('a-finetune'), await openZoo('base-a'), { seed: 1, controls })
    const test = only(comparison).tests.find(({ test }) => test === 'unit-labels')
    expect(test?.estimate).toBe(1)
    expect(test?.underIndependence.controls).toBe(2)
    expect(test?.underIndependence.high).toBeLessThan(0.1)
    const effect = only(comparison).effectSizes.find(({ role }) => role === 'up')
    expect(effect?.underIndependence).toMatchObject({ controls: 2, source: 'given' })
  })

  it('corrects for every reference of the round', async () => {
    const [subject, reference] = [await openZoo('a-finetune'), await openZoo('base-a')]
    const alone = only(await compareModels(subject, reference, { seed: 1 }))
    const ofTen = only(await compareModels(subject, reference, { seed: 1, references: 10 }))
    expect(ofTen.log10P).toBeCloseTo(alone.log10P + 1, 9)
    expect(ofTen.testsCorrectedFor).toBe(10 * alone.testsCorrectedFor)
  })

  it('stops when it is told to', async () => {
    const stop = AbortSignal.abort(new AssayError('cli/interrupted'))
    const comparison = compareModels(await openZoo('base-a'), await openZoo('base-b'), { seed: 1, signal: stop })
    await expect(comparison).rejects.toMatchObject({ code: 'cli/interrupted' })
  })

  it('leaves out a component that the reference lacks, and says so', async () => {
    const comparison = await compare('vlm-suspect', 'base-c')
    expect(comparison.components.map(({ component }) => component)).toEqual(['language'])
    expect(comparison.notCompared).toEqual({ subject: ['vision'], reference: [] })
    expect(comparison.finding).toBe('partial')
  })

  it('refuses models that have nothing in common', async () => {
    const tower = withOnly(await openZoo('vlm-foreign'), 'vision_model')
    await expect(compareModels(tower, await openZoo('base-a'), { seed: 1 })).rejects.toMatchObject({
      code: 'provenance/no-common-component',
      facts: { subjectHas: ['vision'], referenceHas: ['language'] },
    })
  })
})

const withOnly = (model: TensorSource, prefix: string): TensorSource => ({
  ...model,
  tensors: new Map([...model.tensors].filter(([name]) => name.startsWith(prefix))),
})

describe('a theft that no coin or label reaches', () => {
  it('is inconclusive, and neither innocent nor accused: another model’s down matrices', async () => {
    const [host, victim] = await Promise.all([openZoo('base-c'), openZoo('base-a')])
    const subject = withTensors(host, victim, (name) => name.endsWith('mlp.down_proj.weight'))
    const { finding, components } = await compareModels(subject, victim, { seed: '1' })
    expect(finding).toBe('inconclusive')
    expect(components[0]?.reason).toBe('alike-matrix')
  })

  it('is no common initialisation where only the trained head was taken', async () => {
    const [host, victim] = await Promise.all([openZoo('base-c'), openZoo('base-a')])
    const subject = withTensors(host, victim, (name) => name === 'lm_head.weight')
    const { finding, direction } = await compareModels(subject, victim, { seed: '1' })
    expect(finding).toBe('inconclusive')
    expect(direction).toBe('undecided')
  })
})

/** The host with some of its tensors exchanged for the victim's of the same name. */
const withTensors = (host: TensorSource, victim: TensorSource, taken: (name: string) => boolean): TensorSource => ({
  label: 'thief',
  tensors: host.tensors,
  config: host.config,
  bytesRead: host.bytesRead,
  readBytes: (name, offset, into) => (taken(name) ? victim : host).readBytes(name, offset, into),
  close: host.close,
})
