import { describe, expect, it } from 'vitest'
import { decodeToF32, type TensorSource, unpackedExperts } from '#tensors'
import { memoryModel } from '../../test/support/memory-model.ts'
import { openZoo } from '../../test/support/zoo.ts'
import { compareModels } from './compare-models.ts'
import type { Comparison } from './comparison.ts'

// Real weights, laid out as other architectures lay theirs: a thief renames and fuses before anything else.

type Tensor = { readonly shape: readonly number[]; readonly values: Float32Array }
type Weights = Map<string, Tensor>

const HEADS = 4
const KEY_HEADS = 2
const WIDTH = 32 // of a head

const weightsOf = async (model: TensorSource): Promise<Weights> => {
  const weights: Weights = new Map()
  for (const [name, info] of model.tensors) {
    const bytes = new Uint8Array(info.bytes)
    await model.readBytes(name, 0, bytes)
    weights.set(name, { shape: info.shape, values: decodeToF32(bytes, info.dtype) })
  }
  return weights
}

const relaid = async (
  name: string,
  config: Readonly<Record<string, string | number>>,
  lay: (weights: Weights) => void,
): Promise<TensorSource> => {
  const model = await openZoo(name)
  const weights = await weightsOf(model)
  lay(weights)
  const known = model.config as Readonly<Record<string, string | number>>
  return unpackedExperts(memoryModel(`${name} as ${config['model_type']}`, weights, { ...known, ...config }))
}

const take = (weights: Weights, name: string): Tensor => {
  const tensor = weights.get(name)
  if (tensor === undefined) throw new Error(`no ${name}`)
  weights.delete(name)
  return tensor
}

const stacked = (...tensors: readonly Tensor[]): Tensor => {
  const columns = tensors[0]?.shape[1] ?? 0
  const values = Float32Array.from(tensors.flatMap((tensor) => [...tensor.values]))
  return { shape: [values.length / columns, columns], values }
}

const rowsOf = ({ shape, values }: Tensor, from: number, count: number): Tensor => {
  const columns = shape[1] ?? 0
  return { shape: [count, columns], values: values.slice(from * columns, (from + count) * columns) }
}

const layers = [0, 1, 2, 3]
const against = async (subject: TensorSource): Promise<Comparison> =>
  compareModels(subject, await openZoo('base-a'), { seed: 'layouts' })

const phi3 = (weights: Weights): void => {
  for (const layer of layers) {
    const at = `model.layers.${layer}`
    const of = (name: string): Tensor => take(weights, `${at}.${name}_proj.weight`)
    weights.set(`${at}.mlp.gate_up_proj.weight`, stacked(of('mlp.gate'), of('mlp.up')))
    weights.set(`${at}.self_attn.qkv_proj.weight`, stacked(of('self_attn.q'), of('self_attn.k'), of('self_attn.v')))
  }
}

const internlm2 = (weights: Weights): void => {
  for (const layer of layers) {
    const at = `model.layers.${layer}`
    const of = (name: string): Tensor => take(weights, `${at}.${name}.weight`)
    const [q, k, v] = [of('self_attn.q_proj'), of('self_attn.k_proj'), of('self_attn.v_proj')]
    const group = HEADS / KEY_HEADS
    const grouped = Array.from({ length: KEY_HEADS }, (_, head) => [
      rowsOf(q, head * group * WIDTH, group * WIDTH),
      rowsOf(k, head * WIDTH, WIDTH),
      rowsOf(v, head * WIDTH, WIDTH),
    ])
    weights.set(`${at}.attention.wqkv.weight`, stacked(...grouped.flat()))
    weights.set(`${at}.attention.wo.weight`, of('self_attn.o_proj'))
    weights.set(`${at}.feed_forward.w1.weight`, of('mlp.gate_proj'))
    weights.set(`${at}.feed_forward.w3.weight`, of('mlp.up_proj'))
    weights.set(`${at}.feed_forward.w2.weight`, of('mlp.down_proj'))
    weights.set(`${at}.attention_norm.weight`, of('input_layernorm'))
    weights.set(`${at}.ffn_norm.weight`, of('post_attention_layernorm'))
  }
  weights.set('model.tok_embeddings.weight', take(weights, 'model.embed_tokens.weight'))
  weights.set('output.weight', take(weights, 'lm_head.weight'))
}

const tied = (weights: Weights): void => void weights.delete('lm_head.weight')

const withGains = (weights: Weights): void => {
  for (const layer of layers) {
    for (const name of ['q_norm', 'k_norm']) {
      const values = Float32Array.from({ length: WIDTH }, (_, i) => 1 + 0.1 * Math.sin(i + layer))
      weights.set(`model.layers.${layer}.self_attn.${name}.weight`, { shape: [WIDTH], values })
    }
  }
}

describe('a fine-tuned child laid out like another architecture', () => {
  it.each([
    { as: 'fused queries, keys and values, fused gate and up', model_type: 'phi3', lay: phi3 },
    { as: 'queries, keys and values fused key head by key head', model_type: 'internlm2', lay: internlm2 },
    { as: 'tied embeddings', model_type: 'llama', lay: tied },
    { as: 'gains on queries and keys', model_type: 'qwen3', lay: withGains },
    { as: 'a model type that nobody knows', model_type: 'ours-from-scratch', lay: () => undefined },
  ])('is derived: $as', async ({ model_type, lay }) => {
    const { finding, components } = await against(await relaid('a-finetune', { model_type }, lay))
    expect(finding).toBe('derived')
    expect(components[0]?.log10P).toBeLessThan(-70)
    expect(components[0]?.share).toBe(1)
  })

  it('still has its rotary coins where queries and keys have gains', async () => {
    const { components } = await against(await relaid('a-finetune', { model_type: 'qwen3' }, withGains))
    expect(components[0]?.tests.some(({ test }) => test === 'query-pair-signs')).toBe(true)
  })

  it('counts a tied embedding as one coin a dimension', async () => {
    const { components } = await against(await relaid('a-finetune', { model_type: 'llama' }, tied))
    const hidden = components[0]?.tests.filter(({ test }) => test === 'hidden-signs')
    expect(hidden?.map(({ coins }) => coins?.n)).toEqual([128])
  })
})

const EXPERTS = [0, 1, 2, 3]

/** The experts of a layer in tensors of three axes, [experts, out, in] or with the last two turned. */
const packed =
  (turned: boolean) =>
  (weights: Weights): void => {
    for (const layer of layers) {
      const from = `model.layers.${layer}.block_sparse_moe`
      const to = `model.layers.${layer}.mlp`
      const of = (expert: number, name: string): Tensor => take(weights, `${from}.experts.${expert}.${name}.weight`)
      const pack = (matrices: readonly Tensor[]): Tensor => {
        const [rows = 0, columns = 0] = matrices[0]?.shape ?? []
        const values = matrices.flatMap(({ values }) =>
          turned
            ? Array.from(
                { length: values.length },
                (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number,
              )
            : [...values],
        )
        const shape = turned ? [matrices.length, columns, rows] : [matrices.length, rows, columns]
        return { shape, values: Float32Array.from(values) }
      }
      const gateUp = EXPERTS.map((expert) => stacked(of(expert, 'w1'), of(expert, 'w3')))
      weights.set(`${to}.experts.gate_up_proj`, pack(gateUp))
      weights.set(`${to}.experts.down_proj`, pack(EXPERTS.map((expert) => of(expert, 'w2'))))
      weights.set(`${to}.gate.weight`, take(weights, `${from}.gate.weight`))
    }
  }

describe('an upcycled child with its experts packed', () => {
  it.each([
    { as: 'rows first', turned: false },
    { as: 'hidden dimensions first', turned: true },
  ])('is derived, each expert on its own: $as', async ({ turned }) => {
    const { finding, components } = await against(await relaid('a-moe', { model_type: 'qwen3_vl_moe' }, packed(turned)))
    expect(finding).toBe('derived')
    const experts = components[0]?.layers.filter(({ part, carried }) => carried && part.includes('.'))
    expect(experts).toHaveLength(16)
  })
})

describe('an independent model of another layout', () => {
  it('is independent', async () => {
    expect((await against(await relaid('base-b', { model_type: 'internlm2' }, internlm2))).finding).toBe('independent')
  })
})
