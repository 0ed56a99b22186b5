import { readFileSync } from 'node:fs'
import { cp, mkdtemp, open, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import { bytesSource, readRows, readTensor, type TensorSource } from '#tensors'
import { openModel } from '#tensors/sources'
import { expectSentence } from '../../test/support/refusal-sentence.ts'

type Expect = 'refuse' | 'accept' | 'either'
type Sparse = { name: string; expect: Expect; length: number; pieces: { at: number; hex: string }[] }

const GOLDEN = 'test/golden/safetensors'
const golden = JSON.parse(readFileSync(join(GOLDEN, 'hostile/golden.json'), 'utf8')) as {
  cases: { file: string; why: string; expect: Expect }[]
  index: { dir: string; why: string; expect: Expect }[]
  sparse: Sparse[]
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-hostile-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Opens and reads everything, as a comparison would. */
const outcomeOf = async (path: string): Promise<'accept' | AssayError> => {
  try {
    const source = await openModel(path)
    for (const name of source.tensors.keys()) await readTensor(source, name, { maxBytes: 1e6 })
    await source.close()
    return 'accept'
  } catch (error) {
    if (error instanceof AssayError) return error
    throw error
  }
}

const judge = (outcome: 'accept' | AssayError, expected: Expect): void => {
  if (expected === 'accept') expect(outcome).toBe('accept')
  if (expected === 'refuse') expect(outcome).toBeInstanceOf(AssayError)
  if (outcome !== 'accept') expectSentence(outcome)
}

describe('a hostile file', () => {
  it.each(golden.cases)('$expect: $why ($file)', async ({ file, expect: expected }) => {
    judge(await outcomeOf(join(GOLDEN, file)), expected)
  })

  it.each(golden.cases)('the same in memory, $expect: $why', ({ file, expect: expected }) => {
    const bytes = readFileSync(join(GOLDEN, file))
    if (expected === 'refuse') expect(() => bytesSource(bytes, file)).toThrow(AssayError)
    if (expected === 'accept') expect(bytesSource(bytes, file).tensors.size).toBe(1)
  })

  it.each(golden.sparse)('$expect: $name', async ({ name, expect: expected, length, pieces }) => {
    const path = join(folder, `${name}.safetensors`)
    const file = await open(path, 'w')
    for (const { at, hex } of pieces) await file.write(Buffer.from(hex, 'hex'), 0, null, at)
    await file.truncate(length)
    await file.close()
    if (expected === 'refuse') return judge(await outcomeOf(path), 'refuse')
    const source = await openModel(path)
    expect(await lastRow(source)).toEqual([0])
    await expect(readTensor(source, 'a', { maxBytes: 1e6 })).rejects.toMatchObject({ code: 'tensors/too-large' })
    await source.close()
    await rm(path)
  })

  it.each([
    ['empty-file', 'tensors/empty-file', {}],
    ['truncated-data', 'tensors/truncated', { wanted: 8, got: 7 }],
    ['pickle-magic', 'tensors/not-safetensors', { looksLike: 'pickle' }],
    ['gguf-magic', 'tensors/not-safetensors', { looksLike: 'GGUF' }],
    ['git-lfs-pointer', 'tensors/not-safetensors', { looksLike: 'Git LFS pointer' }],
    ['overlap-partial', 'tensors/ranges-overlap', { tensor: 'b' }],
    ['gap-between', 'tensors/ranges-gap', { tensor: 'b' }],
    ['duplicate-name-escaped', 'tensors/duplicate-name', {}],
    ['header-length-cap', 'tensors/header-too-large', { limit: 100_000_000 }],
    ['dtype-proto', 'tensors/unknown-dtype', { got: '__proto__' }],
    ['negative-zero-offset', 'tensors/malformed-header', {}],
    ['string-offset', 'tensors/bad-entry', { field: 'data_offsets', got: '["0","8"]' }],
    ['shape-huge-then-zero', 'tensors/shape-too-large', {}],
    ['deep-in-extra-field', 'tensors/malformed-header', {}],
  ])('is refused for what is wrong with it: %s is %s', async (name, code, facts) => {
    const path = join(GOLDEN, `hostile/${name}.safetensors`)
    expect(await outcomeOf(path)).toMatchObject({ code, facts: { file: path, ...facts } })
  })

  it('keeps a tensor called __proto__ an ordinary tensor', async () => {
    const source = await openModel(join(GOLDEN, 'hostile/name-proto.safetensors'))
    expect([...source.tensors.keys()]).toEqual(['__proto__'])
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    await source.close()
  })
})

describe('a hostile index', () => {
  it.each(golden.index)('$expect: $why ($dir)', async ({ dir, expect: expected }) => {
    judge(await outcomeOf(join(GOLDEN, dir)), expected)
  })

  it.each([
    ['index-missing-shard', 'tensors/missing-shard', { shard: 'model-00002-of-00002.safetensors' }],
    [
      'index-shard-is-pickle/model.safetensors.index.json',
      'tensors/shard-not-safetensors',
      { shard: 'pytorch_model.bin' },
    ],
    ['index-dotdot', 'tensors/shard-outside-folder', {}],
    ['index-percent', 'tensors/missing-shard', { shard: '%2e%2e%2fx.safetensors' }],
    ['index-self', 'tensors/shard-not-safetensors', {}],
    ['index-wrong-shard', 'tensors/index-disagrees', {}],
    ['index-tensor-absent', 'tensors/index-disagrees', { found: '—' }],
    ['index-not-json', 'tensors/malformed-index', {}],
    ['index-duplicate-key', 'tensors/duplicate-name', { name: 'a' }],
  ])('is refused for what is wrong with it: %s is %s', async (name, code, facts) => {
    expect(await outcomeOf(join(GOLDEN, `hostile/${name}`))).toMatchObject({ code, facts })
  })

  it('is refused when a shard is a link to a file that is no safetensors file', async () => {
    const copy = join(folder, 'linked')
    await cp(join(GOLDEN, 'hostile/index-symlink'), copy, { recursive: true })
    await rm(join(copy, 'model-00001-of-00002.safetensors'))
    await symlink(
      join(process.cwd(), GOLDEN, 'hostile/not-json.safetensors'),
      join(copy, 'model-00001-of-00002.safetensors'),
    )
    expect(await outcomeOf(copy)).toMatchObject({ code: 'tensors/malformed-header' })
  })

  it('reads a shard through a link, as model caches are made of links', async () => {
    const copy = join(folder, 'cache')
    await cp(join(GOLDEN, 'sharded'), copy, { recursive: true })
    const shard = 'model-00002-of-00004.safetensors'
    await rm(join(copy, shard))
    await symlink(join(process.cwd(), GOLDEN, 'sharded', shard), join(copy, shard))
    expect(await outcomeOf(copy)).toBe('accept')
  })
})

const lastRow = async (source: TensorSource): Promise<number[]> => [
  ...(await readRows(source, 'a', { from: 2_999_999_999, to: 3_000_000_000 })),
]
