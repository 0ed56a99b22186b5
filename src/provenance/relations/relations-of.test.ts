import { beforeAll, describe, expect, it } from 'vitest'
import { openZoo } from '../../../test/support/zoo.ts'
import { memoryModel } from '../../../test/support/memory-model.ts'
import { readTensor, type TensorSource } from '#tensors'
import { compareModels } from '../compare-models.ts'
import type { ComponentComparison } from '../comparison.ts'

const compare = async (subject: TensorSource, reference: TensorSource): Promise<ComponentComparison> => {
  const { components } = await compareModels(subject, reference, { seed: 'zoo' })
  const [first] = components
  if (first === undefined) throw new Error('one component expected')
  return first
}

type Values = Map<string, { shape: readonly number[]; values: Float32Array }>

const edited = async (label: string, model: string, edit: (weights: Values) => Promise<void> | void) => {
  const source = await openZoo(model)
  const weights: Values = new Map()
  for (const [name, { shape }] of source.tensors) {
    weights.set(name, { shape, values: await readTensor(source, name, { maxBytes: 1e9 }) })
  }
  await edit(weights)
  return memoryModel(label, weights, source.config ?? null)
}

describe('what happened to a child', () => {
  it.each([
    ['a-continued', ['long-training'], 'undecided'],
    ['a-lora', ['low-rank-update'], 'subject-from-reference'],
    ['a-int4', ['rounded'], 'subject-from-reference'],
    ['a-rescaled', ['rescaled'], 'subject-from-reference'],
    ['a-shallow', ['layers-dropped', 'fine-tuned'], 'subject-from-reference'],
    ['a-deeper', ['layers-repeated', 'fine-tuned'], 'subject-from-reference'],
    ['a-narrow', ['width-pruned', 'fine-tuned'], 'subject-from-reference'],
    ['a-moe', ['upcycled', 'fine-tuned'], 'subject-from-reference'],
  ])(
    '%s is told by its own marks, and by whom it came from where that is told',
    async (child, relations, direction) => {
      const found = await compare(await openZoo(child), await openZoo('base-a'))
      expect(found).toMatchObject({ finding: 'derived', relations, direction })
    },
  )

  it.each([['base-a', 'a-shallow', ['layers-dropped', 'fine-tuned'], 'reference-from-subject']])(
    '%s against %s: the same mark, the other way round',
    async (subject, reference, relations, direction) => {
      const found = await compare(await openZoo(subject), await openZoo(reference))
      expect(found).toMatchObject({ finding: 'derived', relations, direction })
    },
  )
})

describe('two children of one parent', () => {
  it.each([
    ['a-shallow', 'a-deeper', ['layers-repeated', 'layers-dropped', 'fine-tuned'], 'common-ancestor'],
    ['a-permuted', 'a-lora', ['permuted', 'low-rank-update'], 'undecided'],
    ['a-finetune', 'a-lora', ['fine-tuned'], 'undecided'],
  ])(
    '%s and %s bear both marks, and neither is called the other’s source',
    async (one, other, relations, direction) => {
      const found = await compare(await openZoo(one), await openZoo(other))
      expect(found).toMatchObject({ finding: 'derived', relations, direction })
    },
  )
})

describe('attention copied whole into another host', () => {
  let found: ComponentComparison
  beforeAll(async () => {
    const donor = await openZoo('base-a')
    const host = await edited('host', 'base-c', async (weights) => {
      for (const [name, { shape }] of weights) {
        if (name.includes('self_attn')) {
          weights.set(name, { shape, values: await readTensor(donor, name, { maxBytes: 1e9 }) })
        }
      }
    })
    found = await compare(host, donor)
  })

  it('is a graft, not a low-rank update', () => {
    expect(found.relations).toEqual(['grafted'])
  })

  it('tells nothing of a direction', () => {
    expect(found.direction).toBe('undecided')
  })
})

describe('a block grown by copies of its units', () => {
  it('is told from one that was pruned', async () => {
    const grown = await edited('grown', 'base-a', (weights) => {
      for (const [name, { shape, values }] of weights) {
        const [rows = 0, columns = 0] = shape
        const copies = 88
        if (/gate_proj|up_proj/.test(name)) {
          const wider = new Float32Array((rows + copies) * columns)
          wider.set(values)
          wider.set(values.subarray(0, copies * columns), rows * columns)
          weights.set(name, { shape: [rows + copies, columns], values: wider })
        } else if (name.includes('down_proj')) {
          const wider = new Float32Array(rows * (columns + copies))
          for (let i = 0; i < rows; i++) {
            for (let k = 0; k < columns + copies; k++) {
              const source = k < columns ? k : k - columns
              const half = source < copies ? 0.5 : 1
              wider[i * (columns + copies) + k] = half * (values[i * columns + source] as number)
            }
          }
          weights.set(name, { shape: [rows, columns + copies], values: wider })
        }
      }
    })
    const found = await compare(grown, await openZoo('base-a'))
    expect(found.finding).toBe('derived')
    expect(found.relations).toEqual(['width-grown'])
    expect(found.direction).toBe('subject-from-reference')
  })
})
