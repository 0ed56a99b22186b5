import { readFileSync } from 'node:fs'
import { cp, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import { readTensor } from '#tensors'
import { openGguf } from '#tensors/sources'
import { parseGguf } from './gguf/header.ts'
import { hubConfig } from './gguf/hub-config.ts'
import { hubTensors } from './gguf/hub-model.ts'
import { expectSentence } from '../../test/support/refusal-sentence.ts'

type Expect = 'refuse' | 'accept' | 'either'

const GOLDEN = 'test/golden/gguf'
const golden = JSON.parse(readFileSync(join(GOLDEN, 'hostile/golden.json'), 'utf8')) as {
  cases: { file: string; why: string; expect: Expect }[]
  split_sets: { dir: string; first: string; why: string; expect: Expect }[]
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-gguf-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Opens and reads everything, as a comparison would. */
const outcomeOf = async (path: string): Promise<'accept' | AssayError> => {
  try {
    const source = await openGguf(path)
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

describe('a hostile GGUF file', () => {
  it.each(golden.cases)('$expect: $why ($file)', async ({ file, expect: expected }) => {
    judge(await outcomeOf(join(GOLDEN, file)), expected)
  })

  it.each([
    ['empty', 'tensors/empty-file', {}],
    ['gzip', 'tensors/not-gguf', {}],
    ['ggjt-magic', 'tensors/not-gguf', { looksLike: 'GGJT (older than GGUF)' }],
    ['version-1', 'tensors/gguf-version', { got: 1 }],
    ['version-4', 'tensors/gguf-version', { got: 4 }],
    ['truncated-kv', 'tensors/gguf-too-many', {}],
    ['truncated-header', 'tensors/gguf-cut-off', {}],
    ['truncated-data', 'tensors/truncated', { wanted: 8, got: 4 }],
    ['n-tensors-2p63', 'tensors/gguf-too-many', { what: 'tensors' }],
    ['n-kv-2p40', 'tensors/gguf-too-many', { what: 'metadata' }],
    ['key-length-2p64m1', 'tensors/gguf-cut-off', { what: 'key' }],
    ['key-duplicate', 'tensors/duplicate-name', { name: 'general.architecture' }],
    ['key-empty', 'tensors/gguf-malformed', {}],
    ['string-1GB', 'tensors/gguf-cut-off', { wanted: 2 ** 30 }],
    ['kv-type-13', 'tensors/gguf-malformed', { got: 'type 13' }],
    ['array-length-2p32', 'tensors/gguf-cut-off', { wanted: 2 ** 32 }],
    ['array-strings-many', 'tensors/gguf-cut-off', {}],
    ['array-nested-300', 'tensors/gguf-malformed', {}],
    ['bool-2', 'tensors/gguf-malformed', {}],
    ['alignment-3', 'tensors/gguf-alignment', { got: '3' }],
    ['alignment-u64', 'tensors/gguf-alignment', {}],
    ['tensor-name-duplicate', 'tensors/duplicate-name', { name: 'a' }],
    ['n-dims-5', 'tensors/bad-entry', { field: 'n_dimensions', got: 5 }],
    ['dims-overflow', 'tensors/shape-too-large', {}],
    ['dim-2p40', 'tensors/truncated', {}],
    ['type-unknown-99', 'tensors/gguf-unknown-type', { got: 99 }],
    ['type-removed-31', 'tensors/gguf-removed-type', { got: 'Q4_0_4_4' }],
    ['type-q8_k', 'tensors/gguf-removed-type', { got: 'Q8_K' }],
    ['row-not-superblock', 'tensors/gguf-odd-row', { row: 128, block: 256 }],
    ['overlap', 'tensors/gguf-misplaced', { tensor: 'b', got: 0 }],
  ])('is refused for what is wrong with it: %s is %s', async (name, code, facts) => {
    const path = join(GOLDEN, `hostile/${name}.gguf`)
    expect(await outcomeOf(path)).toMatchObject({ code, facts: { file: path, ...facts } })
  })

  it('is refused with a code, or read, whatever bytes of a sound header are changed', () => {
    const sound = readFileSync(join(GOLDEN, 'base-a-q8_0.gguf')).subarray(0, 4096)
    const change = fc.record({ at: fc.nat({ max: 2500 }), byte: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(sound)
        for (const { at, byte } of changes) bytes[at] = byte
        try {
          const header = parseGguf(bytes, 860_672, 'changed')
          if (header !== undefined) hubConfig(hubTensors(header.tensors, header.metadata, 'changed'), header.metadata)
        } catch (error) {
          expect(error).toBeInstanceOf(AssayError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('is refused without memory for what it claims', async () => {
    const before = process.memoryUsage().rss
    for (const { file } of golden.cases) await outcomeOf(join(GOLDEN, file))
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })

  it('is refused when its header claims to be larger than any', async () => {
    const path = join(folder, 'endless.gguf')
    const file = await open(path, 'w')
    const head = Buffer.alloc(45)
    head.write('GGUF')
    head.writeUInt32LE(3, 4)
    head.writeBigUInt64LE(1n, 16) // one key
    head.writeBigUInt64LE(1n, 24)
    head.write('x', 32)
    head.writeUInt32LE(8, 33)
    head.writeBigUInt64LE(300_000_000n, 37)
    await file.write(head)
    await file.truncate(400_000_000)
    await file.close()
    expect(await outcomeOf(path)).toMatchObject({ code: 'tensors/gguf-header-too-large' })
  })

  it('is refused when it is a folder, or is not there', async () => {
    expect(await outcomeOf(folder)).toMatchObject({ code: 'tensors/special-file' })
    expect(await outcomeOf(join(folder, 'none.gguf'))).toMatchObject({ code: 'tensors/not-found' })
  })
})

describe('a hostile set of parts', () => {
  it.each(golden.split_sets)('$expect: $why ($dir)', async ({ dir, first, expect: expected }) => {
    judge(await outcomeOf(join(GOLDEN, dir, first)), expected)
  })

  it.each([
    ['split-missing-second', 'tensors/gguf-missing-part', {}],
    ['split-same-part-twice', 'tensors/gguf-split-disagrees', { field: 'split.no', got: 0, wanted: 1 }],
    ['split-count-lies', 'tensors/gguf-split-disagrees', { field: 'split.count', got: 3, wanted: 2 }],
    ['split-tensors-count-lies', 'tensors/gguf-split-disagrees', { field: 'split.tensors.count', got: 5, wanted: 2 }],
    ['split-duplicate-tensor', 'tensors/duplicate-name', { name: 'a' }],
    ['split-negative-count', 'tensors/gguf-malformed', { what: 'split.tensors.count', got: '-1' }],
  ])('is refused for what is wrong with it: %s is %s', async (name, code, facts) => {
    expect(await outcomeOf(join(GOLDEN, `hostile/${name}/m-00001-of-00002.gguf`))).toMatchObject({ code, facts })
  })

  it('is refused when a part lost the name that says where it belongs', async () => {
    const path = join(folder, 'renamed.gguf')
    await cp(join(GOLDEN, 'hostile/split-good/m-00001-of-00002.gguf'), path)
    expect(await outcomeOf(path)).toMatchObject({ code: 'tensors/gguf-split-name', facts: { count: 2 } })
  })
})
