import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { digestOfText, type Json, parseJson } from '#base'
import type { Measured } from '../submission/measured-weights.ts'
import { type Declarations, readDeclarations } from './declarations.ts'
import { fieldStates } from './field-states.ts'
import { validateMlBom } from './validate-ml-bom.ts'
import { writeMlBom } from './write-ml-bom.ts'

const declared: Declarations = {
  name: 'alder-1',
  version: '1.0',
  supplier: 'Alder',
  licences: ['Apache-2.0'],
  permits: ['public-use'],
  architecture: 'LlamaForCausalLM',
  family: 'llama',
  parameters: 803_968,
  dtype: 'bfloat16',
  approach: 'self-supervised',
  datasets: [{ name: 'Documents', url: 'https://example.org/documents', classification: 'public' }],
  fromScratch: false,
  ancestors: [{ name: 'open-vlm', version: '2.5', component: 'vision' }],
  hashes: new Map([['model.safetensors', digestOfText('weights').slice(7)]]),
}
const measured: Measured = {
  tensors: 39,
  parameters: 803_968,
  dtype: 'BF16',
  format: 'safetensors',
  architectures: ['LlamaForCausalLM'],
  family: 'llama',
  files: [{ path: 'model.safetensors', bytes: 7, digest: digestOfText('weights') }],
}
const stateOf = (field: string, change: Partial<Declarations>, ...rest: readonly unknown[]) =>
  fieldStates({ ...declared, ...change }, measured, ...(rest as [])).find((one) => one.field === field)

describe('declarations', () => {
  it('written as an ML-BOM are valid, and read back as they were', async () => {
    const bom = writeMlBom(declared, { at: '2027-03-02T00:00:00Z' })
    expect(await validateMlBom(bom)).toEqual([])
    expect(readDeclarations(bom, 'ml-bom.json')).toEqual(declared)
  })

  it('are read from the standard’s own model card', () => {
    const sample = new URL('../../../test/golden/cyclonedx/valid-machine-learning-1.7.json', import.meta.url)
    expect(readDeclarations(parseJson(readFileSync(sample, 'utf8'), 'sample'), 'sample')).toMatchObject({
      name: 'stable-diffusion',
      version: '1.4',
      supplier: 'Acme Inc',
      approach: 'supervised',
      architecture: 'The architecture of the model.',
      family: 'the architecture family goes here',
      datasets: [{ name: 'Training Data', url: 'https://example.com/path/to/dataset', classification: 'public' }],
    })
  })

  it('are refused where no model, or more than one, is described', () => {
    const model = { type: 'machine-learning-model', name: 'one' }
    const bom = (...components: readonly Json[]): Json => ({ bomFormat: 'CycloneDX', specVersion: '1.7', components })
    expect(() => readDeclarations(bom(), 'bom')).toThrow(/submission\/ml-bom-model/)
    expect(() => readDeclarations(bom(model, model), 'bom')).toThrow(/submission\/ml-bom-model/)
    expect(() => readDeclarations(bom({ type: 'library', name: 'x' }, model), 'bom')).not.toThrow()
  })
})

describe('a declared field', () => {
  it('is verified by the weights where they say the same, and contradicted where they say otherwise', () => {
    expect(stateOf('parameters', {})?.state).toBe('verified')
    expect(stateOf('parameters', { parameters: 7_000_000_000 })).toMatchObject({
      state: 'contradicted',
      found: '803968',
    })
    expect(stateOf('dtype', {})?.state).toBe('verified')
    expect(stateOf('dtype', { dtype: 'float16' })?.state).toBe('contradicted')
    expect(stateOf('architecture', { architecture: 'MixtralForCausalLM' })?.state).toBe('contradicted')
    expect(stateOf('sha-256 model.safetensors', {})?.state).toBe('verified')
    expect(stateOf('sha-256 x', { hashes: new Map([['x', '00']]) })?.state).toBe('contradicted')
  })

  it('stays the team’s word where nothing that was handed in speaks of it', () => {
    expect(stateOf('name', {})?.state).toBe('declared')
    expect(stateOf('dataset', {})?.state).toBe('declared')
    expect(fieldStates(declared, { ...measured, dtype: undefined }).find(({ field }) => field === 'dtype')?.state).toBe(
      'declared',
    )
    expect(stateOf('from-scratch', { fromScratch: true, ancestors: [] })?.state).toBe('declared')
  })

  it('is corroborated by a path of training, or by the words of a licence', () => {
    const scratch = { fromScratch: true, ancestors: [] }
    expect(stateOf('from-scratch', scratch, { trainingPath: true })?.state).toBe('corroborated')
    expect(stateOf('from-scratch', scratch, { trainingPath: false })?.state).toBe('declared') // a doubt is no guilt
    expect(stateOf('licence', {}, { licenceText: 'Apache License\n  Version 2.0, January 2004' })?.state).toBe(
      'corroborated',
    )
  })

  it('cannot be from scratch and descend from another model', () => {
    expect(stateOf('from-scratch', { fromScratch: true })).toMatchObject({ state: 'contradicted', found: 'open-vlm' })
  })
})
