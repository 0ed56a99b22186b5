import { seeded, type Seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import { memoryModel } from './memory-model.ts'
import { trainedLike } from './synthetic-decoder.ts'

type Made = Map<string, { shape: readonly number[]; values: Float32Array }>

const HIDDEN = 128
const VOCABULARY = 256
const HEADS = 4
const [NOPE, ROPE, VALUE] = [24, 8, 24]
const [QUERY_RANK, KEY_RANK] = [64, 48]
const [DENSE_UNITS, EXPERT_UNITS, EXPERTS] = [192, 96, 4]

/**
 * A decoder of the DeepSeek-V3 layout with weights like trained ones: latent attention, a dense first layer, then a layer
 * of experts with a shared one. `change` may replace tensors before the model is closed up.
 */
export const latentDecoder = (
  seed: string,
  change: (weights: Made, draw: Seeded) => void = () => undefined,
): TensorSource => {
  const draw = seeded(seed)
  const weights: Made = new Map()
  const matrix = (name: string, rows: number, columns: number): void => {
    weights.set(`${name}.weight`, { shape: [rows, columns], values: trainedLike(rows, columns, draw) })
  }
  const gain = (name: string, count = HIDDEN): void => {
    const values = Float32Array.from({ length: count }, () => 1 + 0.05 * draw.normal())
    weights.set(`${name}.weight`, { shape: [count], values })
  }
  const mlp = (at: string, units: number): void => {
    matrix(`${at}.gate_proj`, units, HIDDEN)
    matrix(`${at}.up_proj`, units, HIDDEN)
    matrix(`${at}.down_proj`, HIDDEN, units)
  }
  matrix('model.embed_tokens', VOCABULARY, HIDDEN)
  matrix('lm_head', VOCABULARY, HIDDEN)
  gain('model.norm')
  for (let layer = 0; layer < 2; layer++) {
    const at = `model.layers.${layer}`
    gain(`${at}.input_layernorm`)
    gain(`${at}.post_attention_layernorm`)
    matrix(`${at}.self_attn.q_a_proj`, QUERY_RANK, HIDDEN)
    gain(`${at}.self_attn.q_a_layernorm`, QUERY_RANK)
    matrix(`${at}.self_attn.q_b_proj`, HEADS * (NOPE + ROPE), QUERY_RANK)
    matrix(`${at}.self_attn.kv_a_proj_with_mqa`, KEY_RANK + ROPE, HIDDEN)
    gain(`${at}.self_attn.kv_a_layernorm`, KEY_RANK)
    matrix(`${at}.self_attn.kv_b_proj`, HEADS * (NOPE + VALUE), KEY_RANK)
    matrix(`${at}.self_attn.o_proj`, HIDDEN, HEADS * VALUE)
  }
  mlp('model.layers.0.mlp', DENSE_UNITS)
  matrix('model.layers.1.mlp.gate', EXPERTS, HIDDEN)
  for (let expert = 0; expert < EXPERTS; expert++) mlp(`model.layers.1.mlp.experts.${expert}`, EXPERT_UNITS)
  mlp('model.layers.1.mlp.shared_experts', EXPERT_UNITS)
  change(weights, draw)
  return memoryModel(seed, weights, {
    model_type: 'deepseek_v3',
    hidden_size: HIDDEN,
    num_attention_heads: HEADS,
    num_key_value_heads: HEADS,
    q_lora_rank: QUERY_RANK,
    kv_lora_rank: KEY_RANK,
    qk_nope_head_dim: NOPE,
    qk_rope_head_dim: ROPE,
    v_head_dim: VALUE,
  })
}
