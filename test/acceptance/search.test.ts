import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IndexingJson, IndexJson, SearchJson } from '#office'
import { assay, assayJson } from '../support/assay.ts'

let folder: string
let index: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-search-'))
  index = join(folder, 'known.idx')
  const list = join(folder, 'models.txt')
  await writeFile(list, '# the twins\ntest/twins/twin-00\n\ntest/twins/twin-01  # same data\n')
  const { code } = await assay([
    'index',
    'add',
    'test/zoo/base-a',
    'test/zoo/vlm-foreign',
    '--list',
    list,
    '--index',
    index,
  ])
  expect(code).toBe(0)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('assay index', () => {
  it('lists what it holds, by component', async () => {
    const { stdout } = await assay(['index', 'list', '--index', index])
    expect(stdout).toMatch(/vlm-foreign\s+Language model/)
    expect(stdout).toMatch(/vlm-foreign\s+Vision encoder/)
    expect(stdout).toMatch(/twin-01/)
    const { json } = await assayJson(['index', 'list', '--index', index])
    expect(IndexJson.parse(json).components).toHaveLength(5)
  })

  it('adds nothing twice, and adds the rest though some cannot be read', async () => {
    const { code, json } = await assayJson<IndexingJson>([
      'index',
      'add',
      'test/zoo/base-a',
      'nowhere',
      'test/twins/twin-02',
      '--index',
      join(folder, 'known.idx'),
    ])
    expect(code).toBe(1)
    expect(IndexingJson.parse(json)).toEqual(json)
    expect(json.known).toEqual([expect.stringMatching(/base-a$/)])
    expect(json.added.map(({ model }) => model)).toEqual(['twin-02'])
    expect(json.refused).toMatchObject([{ code: 'tensors/not-found' }])
  })

  it.each([
    ['no model', ['index', 'add', '--index', 'x.idx'], /--list/],
    ['no index', ['index', 'add', 'test/zoo/base-a'], /--index/],
    ['an index that is not there', ['index', 'list', '--index', 'nowhere.idx'], /nowhere\.idx/],
    ['a file that is no index', ['search', 'test/zoo/base-a', '--index', 'README.md'], /README\.md is not an index/],
  ])('refuses %s in one line', async (_, args, line) => {
    const { code, stderr, stdout } = await assay(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
  })
})

describe('assay search', () => {
  it('finds the models that a subject comes from and tests them, the gravest finding first', async () => {
    const { code, json } = await assayJson<SearchJson>([
      'search',
      'test/zoo/vlm-suspect',
      '--index',
      index,
      '--top',
      '2',
    ])
    expect(code).toBe(0)
    expect(SearchJson.parse(json)).toEqual(json)
    const [first] = json.candidates
    expect(first).toMatchObject({ model: 'vlm-foreign', comparison: { finding: 'partial' } })
    expect(first?.comparison?.components.find(({ component }) => component === 'vision')?.finding).toBe('derived')
    expect(json.method.references).toBe(2)
    expect(first?.comparison?.method.references).toBe(2)
  })

  it('says how near independents come, and that nearness is no evidence', async () => {
    const { stdout } = await assay(['search', 'test/zoo/a-continued', '--index', index, '--top', '1', '--no-tests'])
    expect(stdout).toMatch(/base-a\s+0\.\d+\s+-?0\.\d\d ± 0\.\d\d, ≤ 0\.\d\d\s+0\.000/)
    expect(stdout).toMatch(/no evidence/)
    expect(stdout).not.toMatch(/derived/)
  })

  it('speaks Korean where asked', async () => {
    const { stdout } = await assay(['search', 'test/zoo/a-lora', '--index', index, '--top', '1'], { ASSAY_LANG: 'ko' })
    expect(stdout).toMatch(/base-a\s+파생/)
  })

  it('finds that a subject was merged from two of the models that it comes from', async () => {
    const own = join(folder, 'merged.idx')
    await assay(['index', 'add', 'test/zoo/a-finetune', 'test/zoo/a-continued', '--index', own])
    const { json } = await assayJson<SearchJson>(['search', 'test/zoo/a-merged', '--index', own])
    const [merge] = json.merge?.found ?? []
    expect(merge?.method).toBe('linear')
    expect(merge?.parents.map(({ weight }) => Number(weight.toFixed(2)))).toEqual([0.5, 0.5])
  })
})
