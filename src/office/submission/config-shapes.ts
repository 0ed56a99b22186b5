import type { Json } from '#base'
import type { TensorSource } from '#tensors'
import { lack, type Lack } from './lack.ts'

export type ShapeCheck = {
  readonly lacks: readonly Lack[]
  /** tensors whose shape the configuration says, and all */
  readonly checked: number
  readonly of: number
}

/** Layouts whose tensors follow from the configuration as below; a false alarm would keep an honest team out. */
const KNOWN = new Set(['llama', 'mistral', 'mixtral', 'qwen2', 'qwen3', 'tiny_vlm'])

const MOST_LACKS = 50

/**
 * Do the weights have the shapes that `config.json` says? Of known decoders every matrix of every layer is asked for; of
 * other parts and other layouts nothing is said.
 */
export const shapesByConfig = ({ tensors, config }: TensorSource): ShapeCheck => {
  const sizes = sizesOf(config)
  const table = [...tensors.keys()].find((name) => name.endsWith('embed_tokens.weight') && !OTHER_PART.test(name))
  if (sizes === undefined || table === undefined) return { lacks: [], checked: 0, of: tensors.size }
  const lacks: Lack[] = []
  let checked = 0
  const prefix = table.slice(0, -'embed_tokens.weight'.length)
  for (const [name, wanted] of shapesOf(sizes, prefix, tensors)) {
    const got = tensors.get(name)?.shape
    checked++
    if (got === undefined) lacks.push(lack('submission/tensor-missing', 'config.json', { tensor: name, wanted }))
    else if (got.join() !== wanted.join()) lacks.push(lack('submission/shape-differs', name, { got: [...got], wanted }))
  }
  const beyond = [...tensors.keys()].find((name) => layerOf(name, prefix) >= sizes.layers)
  if (beyond !== undefined) lacks.push(lack('submission/layer-too-many', beyond, { layers: sizes.layers }))
  return { lacks: lacks.slice(0, MOST_LACKS), checked, of: tensors.size }
}

const OTHER_PART = /(?:^|\.)(?:vision|visual|audio|speech|projector|multi_modal)/

type Sizes = {
  readonly vocabulary: number
  readonly hidden: number
  readonly layers: number
  readonly heads: number
  readonly keyHeads: number
  readonly headWidth: number
  readonly inner: number
  readonly experts: number
}

const sizesOf = (config: Json | undefined): Sizes | undefined => {
  const whole = objectOf(config)
  const text = objectOf(whole?.['text_config']) ?? whole
  const type = text?.['model_type'] ?? whole?.['model_type']
  if (text === undefined || typeof type !== 'string' || !KNOWN.has(type)) return undefined
  const size = (name: string): number => {
    const value = text[name]
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 1e9 ? value : 0
  }
  const [hidden, heads] = [size('hidden_size'), size('num_attention_heads')]
  const sizes = {
    vocabulary: size('vocab_size'),
    hidden,
    layers: size('num_hidden_layers'),
    heads,
    keyHeads: size('num_key_value_heads') || heads,
    headWidth: size('head_dim') || Math.floor(hidden / heads),
    inner: size('intermediate_size'),
  }
  const known = Object.values(sizes).every((value) => value > 0 && Number.isFinite(value)) && sizes.layers <= 10_000
  return known ? { ...sizes, experts: size('num_local_experts') } : undefined
}

const objectOf = (value: Json | undefined): Readonly<Record<string, Json>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : undefined

// oxlint-disable-next-line func-style
function* shapesOf(
  { vocabulary, hidden, layers, heads, keyHeads, headWidth, inner, experts }: Sizes,
  prefix: string,
  tensors: TensorSource['tensors'],
): Generator<readonly [string, number[]]> {
  yield [`${prefix}embed_tokens.weight`, [vocabulary, hidden]]
  yield [`${prefix}norm.weight`, [hidden]]
  const head = [...tensors.keys()].find((name) => /(?:^|\.)lm_head\.weight$/.test(name))
  if (head !== undefined) yield [head, [vocabulary, hidden]]
  for (let layer = 0; layer < layers; layer++) {
    const at = `${prefix}layers.${layer}`
    yield [`${at}.input_layernorm.weight`, [hidden]]
    yield [`${at}.post_attention_layernorm.weight`, [hidden]]
    yield [`${at}.self_attn.q_proj.weight`, [heads * headWidth, hidden]]
    yield [`${at}.self_attn.k_proj.weight`, [keyHeads * headWidth, hidden]]
    yield [`${at}.self_attn.v_proj.weight`, [keyHeads * headWidth, hidden]]
    yield [`${at}.self_attn.o_proj.weight`, [hidden, heads * headWidth]]
    if (experts === 0) {
      yield [`${at}.mlp.gate_proj.weight`, [inner, hidden]]
      yield [`${at}.mlp.up_proj.weight`, [inner, hidden]]
      yield [`${at}.mlp.down_proj.weight`, [hidden, inner]]
    }
    for (let expert = 0; expert < Math.min(experts, 4096); expert++) {
      yield [`${at}.block_sparse_moe.experts.${expert}.w1.weight`, [inner, hidden]]
      yield [`${at}.block_sparse_moe.experts.${expert}.w3.weight`, [inner, hidden]]
      yield [`${at}.block_sparse_moe.experts.${expert}.w2.weight`, [hidden, inner]]
    }
  }
}

const layerOf = (name: string, prefix: string): number => {
  if (!name.startsWith(`${prefix}layers.`)) return -1
  const number = Number(name.slice(prefix.length + 'layers.'.length).split('.')[0])
  return Number.isInteger(number) ? number : -1
}
