import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesSource, headerBytesOf, parseHeader, readRows, readTensor, type TensorSource } from '#tensors'
import { openModel } from '#tensors/sources'

type GoldenTensor = {
  name: string
  dtype: string
  shape: number[]
  sha256_f32: string
  row_first?: number[]
  row_last?: number[]
}
type GoldenFile = {
  file: string
  header_length: number
  metadata: Record<string, string> | null
  tensors: GoldenTensor[]
}

const GOLDEN = 'test/golden/safetensors'
const golden = JSON.parse(readFileSync(join(GOLDEN, 'golden.json'), 'utf8')) as {
  files: GoldenFile[]
  sharded: { weight_map: Record<string, string>; shards: GoldenFile[] }
}
const files = [...golden.files, ...golden.sharded.shards]

describe('a sound safetensors file', () => {
  it.each(files)('gives every value of $file bit for bit', async ({ file, tensors }) => {
    const source = await openModel(join(GOLDEN, file))
    expect(await hashesOf(source)).toEqual(expectedHashes(tensors))
    await source.close()
  })

  it.each(files)('gives the same from memory: $file', async ({ file, tensors }) => {
    const source = bytesSource(readFileSync(join(GOLDEN, file)), file)
    expect(await hashesOf(source)).toEqual(expectedHashes(tensors))
  })

  it.each(files)('lists names, types, shapes and metadata of $file', ({ file, header_length, metadata, tensors }) => {
    const bytes = readFileSync(join(GOLDEN, file))
    const length = headerBytesOf(bytes, bytes.length, file)
    const header = parseHeader(bytes.subarray(8, 8 + length), bytes.length, file)
    expect(length).toBe(header_length)
    expect(Object.fromEntries(header.metadata)).toEqual(metadata ?? {})
    expect(header.tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })).toSorted(byName)).toEqual(
      tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })).toSorted(byName),
    )
  })

  it.each(files.flatMap(({ file, tensors }) => tensors.filter((t) => t.row_first).map((t) => ({ ...t, file }))))(
    'gives the first and the last row of $name in $file alone',
    async ({ file, name, shape, row_first, row_last }) => {
      const source = await openModel(join(GOLDEN, file))
      const rows = shape[0] ?? 1
      expect([...(await readRows(source, name, { from: 0, to: 1 }))]).toEqual(row_first)
      expect([...(await readRows(source, name, { from: rows - 1, to: rows }))]).toEqual(row_last)
      await source.close()
    },
  )
})

describe('a model in shards', () => {
  it('is one source whose tensors lie where the index says', async () => {
    const source = await openModel(join(GOLDEN, 'sharded'))
    expect([...source.tensors.keys()]).toEqual(Object.keys(golden.sharded.weight_map).toSorted())
    expect(await hashesOf(source)).toEqual(expectedHashes(golden.sharded.shards.flatMap(({ tensors }) => tensors)))
    await source.close()
  })

  it('opens by its index file too', async () => {
    const source = await openModel(join(GOLDEN, 'sharded/model.safetensors.index.json'))
    expect(source.tensors.size).toBe(21)
    await source.close()
  })
})

it('reads no weights before it is asked for some', async () => {
  const source = await openModel('test/zoo/base-a')
  expect(source.tensors.get('model.norm.weight')).toEqual({
    name: 'model.norm.weight',
    dtype: 'BF16',
    shape: [128],
    count: 128,
    bytes: 256,
  })
  expect(source.config).toMatchObject({ hidden_size: 128 })
  expect(source.bytesRead()).toBe(0)
  await readRows(source, 'model.norm.weight', { from: 0, to: 3 })
  expect(source.bytesRead()).toBeLessThanOrEqual(16)
  await source.close()
})

const hashesOf = async (source: TensorSource): Promise<Record<string, string>> => {
  const hashes: Record<string, string> = {}
  for (const name of source.tensors.keys()) {
    const words = new Uint32Array((await readTensor(source, name, { maxBytes: 1e6 })).buffer)
    const plain = words.map((bits) => ((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : bits))
    hashes[name] = createHash('sha256').update(plain).digest('hex')
  }
  return hashes
}

const expectedHashes = (tensors: readonly GoldenTensor[]): Record<string, string> =>
  Object.fromEntries(tensors.map(({ name, sha256_f32 }) => [name, sha256_f32]))

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
