import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRows, readTensor, type TensorSource } from '#tensors'
import { openNpz, openOnnx, openTorch } from '#tensors/sources'

type GoldenTensor = {
  name: string
  dtype: string
  shape: number[]
  sha256_f32: string
  row_first?: number[]
  row_last?: number[]
}
type GoldenFile = { file: string; tensors: GoldenTensor[] }
type Golden = { files: GoldenFile[]; sharded?: { index: string; shards: GoldenFile[] } }

const TORCH = 'test/golden/torch'
const OTHER = 'test/golden/other'
const goldenOf = (folder: string): Golden => JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'))
const torch = goldenOf(TORCH)
const shards = torch.sharded?.shards ?? []
const files = [
  ...[...torch.files, ...shards].map(({ file, tensors }) => ({ path: join(TORCH, file), tensors })),
  ...goldenOf(OTHER).files.map(({ file, tensors }) => ({ path: join(OTHER, file), tensors })),
]

const open = (path: string): Promise<TensorSource> => {
  if (path.endsWith('.onnx')) return openOnnx(path)
  return path.startsWith(OTHER) ? openNpz(path) : openTorch(path)
}

// The wrapper's prefix before every name is taken off; four-bit integers are presented as whole bytes.
const nameOf = (name: string): string => name.replace(/^module\./, '')
const dtypeOf = (dtype: string): string => (dtype === 'I4' ? 'I8' : dtype)

describe('a sound file of PyTorch, NumPy or ONNX', () => {
  it.each(files)('gives every value of $path bit for bit', async ({ path, tensors }) => {
    const source = await open(path)
    expect(await hashesOf(source)).toMatchObject(
      Object.fromEntries(tensors.map(({ name, sha256_f32 }) => [nameOf(name), sha256_f32])),
    )
    await source.close()
  })

  it.each(files)('lists types and shapes of $path, and no other tensor', async ({ path, tensors }) => {
    const source = await open(path)
    const listed = [...source.tensors.values()].filter(({ name }) => name !== 'const.value')
    expect(listed.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
      tensors
        .map(({ name, dtype, shape }) => ({ name: nameOf(name), dtype: dtypeOf(dtype), shape }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
    await source.close()
  })

  it.each(files.flatMap(({ path, tensors }) => tensors.filter((t) => t.row_first).map((t) => ({ ...t, path }))))(
    'gives the first and the last row of $name in $path alone',
    async ({ path, name, shape, row_first, row_last }) => {
      const source = await open(path)
      const whole = await readTensor(source, nameOf(name), { maxBytes: 1e6 })
      const length = row_first?.length ?? 0
      expect(row_last?.length).toBe(length)
      expect([...whole.subarray(0, length)]).toEqual(row_first)
      expect([...whole.subarray(-length)]).toEqual(row_last)
      const rows = shape[0] ?? 1
      const row = whole.length / rows
      expect(await readRows(source, nameOf(name), { from: 0, to: 1 })).toEqual(whole.subarray(0, row))
      expect(await readRows(source, nameOf(name), { from: rows - 1, to: rows })).toEqual(whole.subarray(-row))
      await source.close()
    },
  )

  it.each(['zip-views-shared.pt', 'zip-deflated.pt', 'zip-dtypes.pt', 'zip-big-endian.pt'])(
    'gives any range of bytes as it lies in the whole: %s',
    async (file) => {
      const source = await openTorch(join(TORCH, file))
      for (const { name, bytes } of source.tensors.values()) {
        const whole = new Uint8Array(bytes)
        await source.readBytes(name, 0, whole)
        const range = fc.tuple(fc.nat({ max: bytes }), fc.nat({ max: 600 }))
        const asLong = fc.asyncProperty(range, async ([offset, length]) => {
          const part = new Uint8Array(Math.min(length, bytes - offset))
          await source.readBytes(name, offset, part)
          expect(part).toEqual(whole.subarray(offset, offset + part.byteLength))
        })
        await fc.assert(asLong, { numRuns: 15, seed: 4 })
      }
      await source.close()
    },
  )
})

describe('a model of PyTorch in shards', () => {
  it('is one source whose tensors lie where the index says', async () => {
    const source = await openTorch(join(TORCH, torch.sharded?.index ?? ''))
    expect(await hashesOf(source)).toEqual(
      Object.fromEntries(shards.flatMap(({ tensors }) => tensors).map(({ name, sha256_f32 }) => [name, sha256_f32])),
    )
    await source.close()
  })
})

it('fetches no data before it is asked for some, and then little more than that', async () => {
  for (const [path, name] of [
    [join(TORCH, 'pytorch_model-bf16.bin'), 'model.layers.0.mlp.gate_proj.weight'],
    [join(TORCH, 'legacy-f32.bin'), 'model.embed_tokens.weight'],
    [join(OTHER, 'stored.npz'), 'w'],
    [join(OTHER, 'inline.onnx'), 'raw.f32'],
    [join(OTHER, 'external.onnx'), 'ext.b'],
  ] as const) {
    const source = await open(path)
    expect(source.bytesRead()).toBe(0)
    await readRows(source, name, { from: 3, to: 4 })
    expect(source.bytesRead()).toBeLessThanOrEqual(2048)
    await source.close()
  }
})

it('lends what lies in the file as it is presented, and only then', async () => {
  const plain = await openTorch(join(TORCH, 'zip-f32.bin'))
  const range = plain.lend?.('model.embed_tokens.weight', 4, 8)
  expect(range).toEqual({ file: range?.file, offset: range?.offset })
  await plain.close()
  for (const file of ['zip-views-shared.pt', 'zip-big-endian.pt', 'zip-deflated.pt']) {
    const source = await openTorch(join(TORCH, file))
    expect(source.lend).toBeUndefined()
    await source.close()
  }
})

it('gives the value of a Constant node of ONNX under the name of its output', async () => {
  const source = await openOnnx(join(OTHER, 'inline.onnx'))
  expect(source.tensors.get('const.value')).toMatchObject({ dtype: 'F32' })
  expect((await readTensor(source, 'const.value', { maxBytes: 1e6 })).every(Number.isFinite)).toBe(true)
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
