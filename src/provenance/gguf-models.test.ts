import { describe, expect, it } from 'vitest'
import { openGguf } from '#tensors/sources'
import { openZoo } from '../../test/support/zoo.ts'
import { compareModels } from './compare-models.ts'
import type { Comparison } from './comparison.ts'

const compare = async (file: string, zoo: string): Promise<Comparison> => {
  const [subject, reference] = [await openGguf(`test/golden/gguf/${file}`), await openZoo(zoo)]
  const comparison = await compareModels(subject, reference, { seed: 'gguf' })
  await Promise.all([subject.close(), reference.close()])
  return comparison
}

describe('a model that was converted to GGUF', () => {
  it('is derived from the model that it was made of, and rounded, when it was quantised to 8 bits', async () => {
    const { finding, components } = await compare('base-a-q8_0.gguf', 'base-a')
    expect(finding).toBe('derived')
    expect(components).toMatchObject([{ component: 'language', relation: 'rounded', share: 1 }])
  })

  it('is a copy when it was stored as F16, in which every weight of the model has a place', async () => {
    const { finding, components } = await compare('base-a-f16.gguf', 'base-a')
    expect(finding).toBe('derived')
    expect(components).toMatchObject([{ component: 'language', relation: 'copy', share: 1 }])
  })

  it('is independent of a model that it was not made of', async () => {
    expect((await compare('base-a-q8_0.gguf', 'base-b')).finding).toBe('independent')
  })
})
