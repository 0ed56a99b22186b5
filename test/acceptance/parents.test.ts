import { describe, expect, it } from 'vitest'
import { assay, assayJson } from '../support/assay.ts'

type Found = {
  readonly found: readonly { readonly method: string; readonly parents: readonly { label: string; weight: number }[] }[]
}

describe('assay parents', () => {
  it('finds which two models were averaged, and with which weights', async () => {
    const candidates = ['a-finetune', 'a-continued', 'a-lora', 'base-a', 'base-b'].map((name) => `test/zoo/${name}`)
    const { code, json } = await assayJson<Found>(['parents', 'test/zoo/a-merged', ...candidates])
    expect(code).toBe(0)
    expect(json.found).toHaveLength(1)
    expect(json.found[0]?.method).toBe('linear')
    const parents = json.found[0]?.parents ?? []
    expect(parents.map(({ label }) => label)).toEqual(['test/zoo/a-finetune', 'test/zoo/a-continued'])
    for (const { weight } of parents) expect(weight).toBeCloseTo(0.5, 2)
  })

  it('says so where nothing explains the weights', async () => {
    const { code, stdout } = await assay(['parents', 'test/zoo/a-continued', 'test/zoo/base-a', 'test/zoo/a-finetune'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^No merge of these models/)
  })

  it('says so where nothing could be looked at', async () => {
    const { stdout } = await assay(['parents', 'test/zoo/base-b', 'test/zoo/base-a', 'test/zoo/a-finetune'])
    expect(stdout).toMatch(/^Nothing was looked at/)
    expect(stdout).toMatch(/its axes do not lie over/)
  })
})
