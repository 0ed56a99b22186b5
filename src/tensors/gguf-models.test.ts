import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import { readRows, readTensor, type TensorSource } from '#tensors'
import { openGguf } from '#tensors/sources'

type Tensor = { name: string; shape: number[]; values: number[] }

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-gguf-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A file of F32 tensors with the metadata of an architecture, as little-endian version 3. */
const fileOf = (architecture: string, numbers: Record<string, number>, tensors: readonly Tensor[]): Uint8Array => {
  const entries = Object.entries(numbers).map(([key, value]) =>
    Buffer.concat([text(`${architecture}.${key}`), u32(4), u32(value)]),
  )
  let offset = 0
  const infos = tensors.map(({ name, shape, values }) => {
    const info = [text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(0), u64(offset)]
    offset += Math.ceil((values.length * 4) / 32) * 32
    return Buffer.concat(info)
  })
  const head = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(entries.length + 1),
    Buffer.concat([text('general.architecture'), u32(8), text(architecture)]),
    ...entries,
    ...infos,
  ])
  const data = tensors.map(({ values }) => padded(Buffer.from(new Float32Array(values).buffer)))
  return Buffer.concat([padded(head), ...data])
}

const u32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer)
const u64 = (value: number): Buffer => Buffer.from(new BigUint64Array([BigInt(value)]).buffer)
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)])

const opened = async (...file: Parameters<typeof fileOf>): Promise<TensorSource> => {
  const path = join(folder, `${file[0]}.gguf`)
  await writeFile(path, fileOf(...file))
  return openGguf(path)
}

const valuesOf = async (source: TensorSource, name: string): Promise<number[]> => [
  ...(await readTensor(source, name, { maxBytes: 1e6 })),
]

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)

describe('a model of another family in GGUF', () => {
  it('gets back the gains of Gemma, which are stored with one added, and its four norms', async () => {
    const source = await opened('gemma2', { 'attention.head_count': 2 }, [
      { name: 'blk.0.ffn_norm.weight', shape: [2], values: [1.5, 0.75] },
      { name: 'blk.0.post_attention_norm.weight', shape: [2], values: [1, 3] },
      { name: 'blk.0.post_ffw_norm.weight', shape: [2], values: [1, 1] },
      { name: 'token_embd.weight', shape: [2, 2], values: [1.5, 1, 2, 3] },
    ])
    expect([...source.tensors.keys()]).toEqual([
      'model.embed_tokens.weight',
      'model.layers.0.post_attention_layernorm.weight',
      'model.layers.0.post_feedforward_layernorm.weight',
      'model.layers.0.pre_feedforward_layernorm.weight',
    ])
    expect(await valuesOf(source, 'model.layers.0.pre_feedforward_layernorm.weight')).toEqual([0.5, -0.25])
    expect(await valuesOf(source, 'model.embed_tokens.weight')).toEqual([1.5, 1, 2, 3])
    expect(source.config).toMatchObject({ model_type: 'gemma2', tie_word_embeddings: true })
    await source.close()
  })

  it('gives each expert of a mixture a tensor of its own', async () => {
    const source = await opened('llama', { expert_count: 2, 'attention.head_count': 1 }, [
      { name: 'blk.0.ffn_gate_exps.weight', shape: [2, 2, 3], values: range(12) },
      { name: 'blk.0.ffn_gate_inp.weight', shape: [2, 3], values: range(6) },
      { name: 'blk.1.ffn_down.1.weight', shape: [3, 2], values: range(6) }, // as files before merged experts have it
    ])
    const second = 'model.layers.0.block_sparse_moe.experts.1.w1.weight'
    expect([...source.tensors.keys()]).toEqual([
      'model.layers.0.block_sparse_moe.experts.0.w1.weight',
      second,
      'model.layers.0.block_sparse_moe.gate.weight',
      'model.layers.1.block_sparse_moe.experts.1.w2.weight',
    ])
    expect(source.tensors.get(second)?.shape).toEqual([2, 3])
    expect([...(await readRows(source, second, { from: 1, to: 2 }))]).toEqual([9, 10, 11])
    expect(source.config).toMatchObject({ model_type: 'mixtral' })
    await source.close()
  })

  it('puts rows of q and k, and their biases, into the order of the hub', async () => {
    const source = await opened('llama', { 'attention.head_count': 2, 'attention.head_count_kv': 1 }, [
      { name: 'blk.0.attn_q.weight', shape: [8, 1], values: [0, 2, 1, 3, 4, 6, 5, 7] },
      { name: 'blk.0.attn_k.weight', shape: [4, 1], values: [0, 2, 1, 3] },
      { name: 'blk.0.attn_k.bias', shape: [4], values: [0, 2, 1, 3] },
      { name: 'blk.0.attn_v.weight', shape: [4, 1], values: [0, 2, 1, 3] },
    ])
    expect(await valuesOf(source, 'model.layers.0.self_attn.q_proj.weight')).toEqual(range(8))
    expect(await valuesOf(source, 'model.layers.0.self_attn.k_proj.weight')).toEqual(range(4))
    expect(await valuesOf(source, 'model.layers.0.self_attn.k_proj.bias')).toEqual(range(4))
    expect(await valuesOf(source, 'model.layers.0.self_attn.v_proj.weight')).toEqual([0, 2, 1, 3])
    await source.close()
  })

  it('puts rows into order that are too long to be fetched together', async () => {
    const width = 400_000
    const rowOf = (row: number): number[] => Array.from({ length: width }, (_, i) => row * 10 + (i % 7))
    const source = await opened('llama', { 'attention.head_count': 1 }, [
      { name: 'blk.0.attn_q.weight', shape: [4, width], values: [0, 2, 1, 3].flatMap(rowOf) },
    ])
    const name = 'model.layers.0.self_attn.q_proj.weight'
    const [found, wanted] = [
      await readRows(source, name, { from: 0, to: 4 }),
      new Float32Array(range(4).flatMap(rowOf)),
    ]
    expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(wanted.buffer))).toBe(0)
    expect(source.bytesRead()).toBeLessThan(2 * 4 * width * 4)
    const part = new Float32Array(3)
    await source.readBytes(name, (2 * width - 1) * 4, new Uint8Array(part.buffer))
    expect([...part]).toEqual([10 + ((width - 1) % 7), 20, 21])
    await source.close()
  })

  it('leaves rows of Qwen as they are, with the biases that it has', async () => {
    const source = await opened('qwen2', { 'attention.head_count': 2 }, [
      { name: 'blk.0.attn_q.bias', shape: [4], values: range(4) },
      { name: 'blk.11.attn_q.weight', shape: [4, 1], values: range(4) },
    ])
    expect([...source.tensors.keys()]).toEqual([
      'model.layers.0.self_attn.q_proj.bias',
      'model.layers.11.self_attn.q_proj.weight',
    ])
    expect(await valuesOf(source, 'model.layers.11.self_attn.q_proj.weight')).toEqual(range(4))
    await source.close()
  })

  it('keeps the fused matrices of Phi fused', async () => {
    const source = await opened('phi3', { 'attention.head_count': 1 }, [
      { name: 'blk.0.attn_qkv.weight', shape: [3, 1], values: range(3) },
      { name: 'blk.0.ffn_up.weight', shape: [4, 1], values: range(4) },
    ])
    expect([...source.tensors.keys()]).toEqual([
      'model.layers.0.mlp.gate_up_proj.weight',
      'model.layers.0.self_attn.qkv_proj.weight',
    ])
    await source.close()
  })

  it('puts q, k and v of GPT-NeoX back head by head', async () => {
    // As stored: q of head 0 and 1, then k, then v, two channels each; the number is where the hub has the row.
    const values = [0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]
    const source = await opened('gptneox', { 'attention.head_count': 2 }, [
      { name: 'blk.0.attn_qkv.weight', shape: [12, 1], values },
      { name: 'output.weight', shape: [1, 1], values: [1] },
    ])
    expect([...source.tensors.keys()]).toEqual([
      'embed_out.weight',
      'gpt_neox.layers.0.attention.query_key_value.weight',
    ])
    expect(await valuesOf(source, 'gpt_neox.layers.0.attention.query_key_value.weight')).toEqual(range(12))
    await source.close()
  })

  it('keeps the names of an architecture that is not known', async () => {
    const source = await opened('constructor', { block_count: 1 }, [
      { name: 'blk.0.attn_q.weight', shape: [2, 1], values: [1, 2] },
      { name: '__proto__.weight', shape: [1], values: [1] },
    ])
    expect([...source.tensors.keys()]).toEqual(['__proto__.weight', 'blk.0.attn_q.weight'])
    expect(source.config).toEqual({ model_type: 'constructor', num_hidden_layers: 1 })
    await source.close()
  })

  it('is refused where the heads do not fit the rows, since a wrong order would look like another model', async () => {
    const tensors = [{ name: 'blk.0.attn_q.weight', shape: [4, 1], values: range(4) }]
    for (const heads of [0, 3, 4]) {
      await expect(opened('llama', { 'attention.head_count': heads }, tensors)).rejects.toMatchObject({
        code: 'tensors/gguf-heads',
        facts: { rows: 4, heads },
      })
    }
    await expect(opened('llama', {}, tensors)).rejects.toBeInstanceOf(AssayError)
  })

  it('is refused where two tensors would have one name', async () => {
    const file = opened('llama', { 'attention.head_count': 1 }, [
      { name: 'blk.0.attn_v.weight', shape: [1], values: [1] },
      { name: 'model.layers.0.self_attn.v_proj.weight', shape: [1], values: [2] },
    ])
    await expect(file).rejects.toMatchObject({ code: 'tensors/duplicate-name' })
  })
})
