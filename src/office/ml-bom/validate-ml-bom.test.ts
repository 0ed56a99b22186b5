import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseJson } from '#base'
import { validateMlBom } from './validate-ml-bom.ts'

const samples = new URL('../../../test/golden/cyclonedx/', import.meta.url)
const names = readdirSync(samples).filter((name) => name.endsWith('.json'))
const problemsIn = async (name: string) => validateMlBom(parseJson(readFileSync(new URL(name, samples), 'utf8'), name))

describe('a declaration in CycloneDX 1.7', () => {
  it('has all samples of the standard at hand', () => expect(names).toHaveLength(49))

  it.each(names)('is judged as the standard does: %s', async (name) => {
    const problems = await problemsIn(name)
    expect(problems.length === 0 ? 'valid' : 'invalid').toBe(name.split('-')[0])
  })

  it('says where and what is wrong', async () => {
    expect(await problemsIn('invalid-hash-md5-1.7.json')).toEqual([
      expect.objectContaining({ at: expect.stringContaining('/components/0/hashes/0') as string }),
    ])
  })

  it('refuses a reference that stands twice', async () => {
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.7',
      components: [
        { type: 'library', name: 'one', 'bom-ref': 'same' },
        { type: 'library', name: 'two', 'bom-ref': 'same' },
      ],
    }
    expect(await validateMlBom(bom)).toEqual([{ at: '/components/1/bom-ref', what: 'stands elsewhere too' }])
  })
})
