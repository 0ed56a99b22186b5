import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRows, readTensor, type TensorSource } from '#tensors'
import { openGguf } from '#tensors/sources'
import { parseGguf } from './gguf/header.ts'

type GoldenTensor = {
  name: string
  dtype: string
  shape: number[]
  sha256_f32: string
  sha256_f32_unpermuted?: string
  hf_name?: string
  row_first?: number[]
  row_last?: number[]
}
type GoldenFile = { file: string; version: number; byte_order?: string; metadata?: unknown; tensors: GoldenTensor[] }

const GOLDEN = 'test/golden/gguf'
const golden = JSON.parse(readFileSync(join(GOLDEN, 'golden.json'), 'utf8')) as {
  files: GoldenFile[]
  split: { first: string; parts: GoldenFile[] }
}
const whole = golden.files.find(({ file }) => file === 'base-a-q8_0.gguf')?.tensors ?? []

describe('a sound GGUF file', () => {
  it.each(golden.files)('gives every value of $file bit for bit', async ({ file, tensors }) => {
    const source = await openGguf(join(GOLDEN, file))
    expect(await hashesOf(source)).toEqual(expectedHashes(tensors))
    await source.close()
  })

  it.each(golden.files)('lists version, names, types and shapes of $file', ({ file, version, byte_order, tensors }) => {
    const header = headerOf(file)
    expect(header?.version).toBe(version)
    expect(header?.littleEndian).toBe(byte_order !== 'big')
    expect(header?.tensors.map(({ name, type, shape }) => ({ name, dtype: type.name, shape }))).toEqual(
      tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    )
  })

  const withRows = golden.files.flatMap(({ file, tensors }) =>
    tensors.filter((t) => t.row_first && t.hf_name === undefined).map((t) => ({ ...t, file })),
  )
  it.each(withRows)('gives parts of $name in $file alone', async ({ file, name, shape, row_first, row_last }) => {
    const source = await openGguf(join(GOLDEN, file))
    const values = await readTensor(source, name, { maxBytes: 1e6 })
    const width = shape.at(-1) ?? 1
    expect([...values.subarray(0, width)]).toEqual(row_first)
    expect([...values.subarray(values.length - width)]).toEqual(row_last)
    const rows = shape[0] ?? 1
    const last = values.length - values.length / rows
    expect(await readRows(source, name, { from: rows - 1, to: rows })).toEqual(values.subarray(last))
    await source.close()
  })

  it('has every kind of metadata, 64-bit integers exactly', () => {
    const { metadata } = golden.files.find(({ file }) => file === 'metadata.gguf') ?? {}
    const expected = (metadata as { key: string; value: unknown }[]).map(({ key, value }) => [key, value])
    const found = [...(headerOf('metadata.gguf')?.metadata ?? [])]
      .filter(([key]) => key.startsWith('t.'))
      .map(([key, { value }]) => [key, asGolden(value)])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
  })

  it('is read from whatever byte to whatever byte', async () => {
    const source = await openGguf(join(GOLDEN, 'base-a-q8_0.gguf'))
    const name = 'model.layers.0.self_attn.k_proj.weight'
    const values = new Uint8Array((await readTensor(source, name, { maxBytes: 1e6 })).buffer)
    const range = fc.tuple(fc.nat({ max: values.length }), fc.nat({ max: values.length })).map(([a, b]) => [a, b])
    await fc.assert(
      fc.asyncProperty(range, async (ends) => {
        const [from = 0, to = 0] = ends.toSorted((a, b) => a - b)
        const part = new Uint8Array(to - from)
        await source.readBytes(name, from, part)
        expect(Buffer.compare(part, values.subarray(from, to))).toBe(0)
      }),
      { numRuns: 60 },
    )
    await source.close()
  })

  it('fetches the blocks that hold what is asked for, and no others', async () => {
    const source = await openGguf(join(GOLDEN, 'types/q4_k.gguf'))
    expect(source.bytesRead()).toBe(0)
    await readRows(source, 'weight', { from: 7, to: 8 })
    expect(source.bytesRead()).toBe(144)
    await source.close()
  })

  it('fetches one stored row for one row that lies elsewhere, and a head once for all its rows', async () => {
    const source = await openGguf(join(GOLDEN, 'base-a-q8_0.gguf'))
    const rowBytes = (128 / 32) * 34
    await readRows(source, 'model.layers.0.self_attn.q_proj.weight', { from: 5, to: 6 })
    expect(source.bytesRead()).toBe(rowBytes)
    await readRows(source, 'model.layers.0.self_attn.q_proj.weight', { from: 32, to: 64 })
    expect(source.bytesRead()).toBe(33 * rowBytes)
    await source.close()
  })

  it('lends its bytes to a thread where nothing has to be reckoned', async () => {
    const plain = await openGguf(join(GOLDEN, 'types/bf16.gguf'))
    expect(plain.lend?.('weight', 0, 512).offset).toBeGreaterThan(0)
    const quantised = await openGguf(join(GOLDEN, 'types/q8_0.gguf'))
    expect(quantised.lend).toBeUndefined()
    await Promise.all([plain.close(), quantised.close()])
  })
})

describe('a model in GGUF', () => {
  it('has the configuration that the hub has for it', async () => {
    const source = await openGguf(join(GOLDEN, 'base-a-f16.gguf'))
    expect(source.config).toMatchObject({
      model_type: 'llama',
      hidden_size: 128,
      num_hidden_layers: 4,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      intermediate_size: 352,
      head_dim: 32,
      vocab_size: 256,
      max_position_embeddings: 256,
      rope_theta: 10_000,
      tie_word_embeddings: false,
    })
    await source.close()
  })

  it.each(golden.split.parts)('is one source, whichever of its parts is named: $file', async ({ file }) => {
    const source = await openGguf(join(GOLDEN, file))
    expect(await hashesOf(source)).toEqual(expectedHashes(whole))
    expect(source.config).toMatchObject({ model_type: 'llama', num_hidden_layers: 4 })
    await source.close()
  })
})

const headerOf = (file: string) => {
  const bytes = readFileSync(join(GOLDEN, file))
  return parseGguf(bytes, bytes.length, file)
}

const asGolden = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asGolden)
  if (typeof value !== 'bigint') return value
  return value > -(2n ** 53n) && value < 2n ** 53n ? Number(value) : String(value)
}

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
  Object.fromEntries(
    tensors.map(({ name, hf_name, sha256_f32, sha256_f32_unpermuted }) => [
      hf_name ?? name,
      sha256_f32_unpermuted ?? sha256_f32,
    ]),
  )
