import { mkdir, open, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CheckReport, CheckReportJson, CheckRules, checkSubmission } from '#office'
import { world } from '../../bin/compose.ts'
import { checkTable } from '../../src/cli/check-table.ts'
import { assay, assayJson, scratch } from '../support/assay.ts'
import { mlBom, submissionFolder } from '../support/submission.ts'

const { tools } = world(new AbortController().signal)
const check = (folder: string): Promise<CheckReport> => checkSubmission(tools, folder, { rules: CheckRules.parse({}) })
const codesOf = (report: CheckReport): readonly string[] => report.lacks.map(({ code }) => code)

describe('assay check', () => {
  it('finds a folder in order, and says of each declared field how far it is more than words', async () => {
    await using folder = await scratch()
    await submissionFolder(join(folder.path, 'alder'))
    const { code, json } = await assayJson<CheckReport>(['check', join(folder.path, 'alder')])
    expect([code, json.lacks]).toEqual([0, []])
    CheckReportJson.parse(json)
    expect(json.checks.find(({ id }) => id === 'shapes')).toEqual({ id: 'shapes', count: 39, of: 39 })
    expect(json.manifest?.files.map(({ path }) => path)).toEqual([
      'LICENSE',
      'config.json',
      'ml-bom.json',
      'model.safetensors',
    ])
    const states = Object.fromEntries(json.fields.map(({ field, state }) => [field, state]))
    expect(states).toEqual({
      name: 'declared',
      version: 'declared',
      supplier: 'declared',
      licence: 'corroborated',
      permits: 'declared',
      architecture: 'verified',
      'architecture-family': 'verified',
      parameters: 'verified',
      dtype: 'verified',
      approach: 'declared',
      dataset: 'declared',
      'from-scratch': 'declared',
    })
  })

  it('lists every lack at once, each a line that says how to mend it', async () => {
    await using folder = await scratch()
    const place = await submissionFolder(join(folder.path, 'alder'))
    await rm(join(place, 'LICENSE'))
    const weights = await open(join(place, 'model.safetensors'), 'r+')
    const header = Number((await weights.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE())
    await weights.write(Buffer.from([0xc0, 0x7f, 0x80, 0xff]), 0, 4, 8 + header) // NaN and −infinity in BF16
    await weights.close()
    const config = JSON.parse(await readFile(join(place, 'config.json'), 'utf8')) as Record<string, unknown>
    await writeFile(
      join(place, 'config.json'),
      JSON.stringify({ ...config, intermediate_size: 353, num_hidden_layers: 3 }),
    )
    const model = mlBom.metadata.component
    const properties = [{ name: 'assay:model:parameters', value: '7000000000' }]
    const declared = { ...mlBom, metadata: { component: { ...model, properties } } }
    await writeFile(join(place, 'ml-bom.json'), JSON.stringify(declared))
    await writeFile(join(place, 'state.pkl'), 'cos\nsystem\n')
    const json = await check(place)
    expect(new Set(codesOf(json))).toEqual(
      new Set([
        'submission/licence-missing',
        'submission/non-finite',
        'submission/shape-differs',
        'submission/layer-too-many',
        'submission/declared-otherwise',
        'submission/field-missing',
        'submission/pickle',
      ]),
    )
    for (const language of ['ko', 'en'] as const) {
      const said = checkTable(json, CheckRules.parse({}), language)
      expect(said).toMatch(/✗ .*LICENSE/)
      expect(said).not.toMatch(/\{\w+\}/)
    }
  })

  it('opens nothing of a folder that is a trap, and says what is wrong with it', async () => {
    await using folder = await scratch()
    const place = await submissionFolder(join(folder.path, 'alder'))
    await symlink('/etc/passwd', join(place, 'password.txt'))
    await symlink('nowhere', join(place, 'broken'))
    await writeFile(join(place, 'a\u202Etxt.exe'), '')
    await writeFile(join(place, 'Config.json'), '{}')
    await mkdir(join(place, 'con'))
    await writeFile(join(place, 'holes.safetensors'), '')
    await truncate(join(place, 'holes.safetensors'), 2 ** 40)
    const started = performance.now()
    const report = await check(place)
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(codesOf(report).toSorted()).toEqual([
      'submission/broken-link',
      'submission/file-too-large',
      'submission/link-outside',
      'submission/name-deceives',
      'submission/name-not-portable',
      'submission/names-collide',
    ])
    await truncate(join(place, 'holes.safetensors'), 2 ** 34)
    expect(codesOf(await check(place))).toContain('submission/sparse-file')
  })

  it('drafts declarations from the weights, which then only lack what the team alone knows', async () => {
    await using folder = await scratch()
    const place = await submissionFolder(join(folder.path, 'alder'))
    await rm(join(place, 'ml-bom.json'))
    expect((await assay(['check', place, '--draft', join(place, 'ml-bom.json')])).code).toBe(1)
    const { lacks, fields } = await check(place)
    expect(lacks.map(({ facts }) => facts['field'])).toEqual(['licence', 'approach', 'datasets', 'from-scratch'])
    expect(fields.filter(({ state }) => state === 'verified').map(({ field }) => field)).toEqual([
      'architecture',
      'architecture-family',
      'parameters',
      'dtype',
      'sha-256 LICENSE',
      'sha-256 config.json',
      'sha-256 model.safetensors',
    ])
    const again = await assay(['check', place, '--draft', join(place, 'ml-bom.json')])
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('EEXIST')]) // never written over
  })

  it('answers a call that names no folder with exit 2', async () => {
    expect(await assay(['check', '/nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/nowhere') as string,
    })
  })
})
