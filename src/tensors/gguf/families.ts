/**
 * How a family of models is named in GGUF and on the Hugging Face hub, and what llama.cpp's converter changes in it.
 *
 * @see convert_hf_to_gguf.py of llama.cpp (`modify_tensors` of each model) and `TensorNameMap` of the gguf package
 */
export type Family = {
  readonly modelType: string
  /** names outside of the layers */
  readonly outside: Readonly<Record<string, string>>
  /** what stands before the number of a layer */
  readonly layers: string
  /** names within a layer; `<expert>` is the number of an expert, whose tensors lie merged in the file */
  readonly inside: Readonly<Record<string, string>>
  /**
   * - `paired`: rows of q and k are stored so that the two channels of a rotary pair are neighbours
   * - `stacked`: q, k and v are stored one after the other where the model has them head by head
   */
  readonly rows: 'as they are' | 'paired' | 'stacked'
  /** gains are stored as they are applied, with the one added that the model leaves out */
  readonly gainsPlusOne: boolean
}

const OUTSIDE = { token_embd: 'model.embed_tokens', output_norm: 'model.norm', output: 'lm_head' }

const INSIDE = {
  attn_norm: 'input_layernorm',
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_qkv: 'self_attn.qkv_proj',
  attn_output: 'self_attn.o_proj',
  attn_q_norm: 'self_attn.q_norm',
  attn_k_norm: 'self_attn.k_norm',
  ffn_norm: 'post_attention_layernorm',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
}

const MIXTRAL = {
  ...INSIDE,
  ffn_gate_inp: 'block_sparse_moe.gate',
  ffn_gate_exps: 'block_sparse_moe.experts.<expert>.w1',
  ffn_up_exps: 'block_sparse_moe.experts.<expert>.w3',
  ffn_down_exps: 'block_sparse_moe.experts.<expert>.w2',
}

const EXPERTS = {
  ...INSIDE,
  ffn_gate_inp: 'mlp.gate',
  ffn_gate_exps: 'mlp.experts.<expert>.gate_proj',
  ffn_up_exps: 'mlp.experts.<expert>.up_proj',
  ffn_down_exps: 'mlp.experts.<expert>.down_proj',
}

const SHARED_EXPERT = {
  ...EXPERTS,
  ffn_gate_inp_shexp: 'mlp.shared_expert_gate',
  ffn_gate_shexp: 'mlp.shared_expert.gate_proj',
  ffn_up_shexp: 'mlp.shared_expert.up_proj',
  ffn_down_shexp: 'mlp.shared_expert.down_proj',
}

const SHARED_EXPERTS = {
  ...EXPERTS,
  ffn_gate_shexp: 'mlp.shared_experts.gate_proj',
  ffn_up_shexp: 'mlp.shared_experts.up_proj',
  ffn_down_shexp: 'mlp.shared_experts.down_proj',
}

const LATENT = {
  ...SHARED_EXPERTS,
  attn_q_a: 'self_attn.q_a_proj',
  attn_q_a_norm: 'self_attn.q_a_layernorm',
  attn_q_b: 'self_attn.q_b_proj',
  attn_kv_a_mqa: 'self_attn.kv_a_proj_with_mqa',
  attn_kv_a_norm: 'self_attn.kv_a_layernorm',
  attn_kv_b: 'self_attn.kv_b_proj',
}

/** A norm before and after each half of a layer. */
const SANDWICH = {
  ...INSIDE,
  post_attention_norm: 'post_attention_layernorm',
  ffn_norm: 'pre_feedforward_layernorm',
  post_ffw_norm: 'post_feedforward_layernorm',
}

const PHI3 = { ...INSIDE, ffn_up: 'mlp.gate_up_proj' }

const NEOX = {
  attn_norm: 'input_layernorm',
  attn_qkv: 'attention.query_key_value',
  attn_output: 'attention.dense',
  ffn_norm: 'post_attention_layernorm',
  ffn_up: 'mlp.dense_h_to_4h',
  ffn_down: 'mlp.dense_4h_to_h',
}

const NEOX_OUTSIDE = {
  token_embd: 'gpt_neox.embed_in',
  output_norm: 'gpt_neox.final_layer_norm',
  output: 'embed_out',
}

const family = (modelType: string, changes: Partial<Family> = {}): Family => ({
  modelType,
  outside: OUTSIDE,
  layers: 'model.layers.',
  inside: INSIDE,
  rows: 'as they are',
  gainsPlusOne: false,
  ...changes,
})

/** Of an architecture that is not here, names stay as they are stored. */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['llama', family('llama', { rows: 'paired' })],
  ['mistral3', family('mistral', { rows: 'paired' })],
  ['minicpm', family('minicpm', { rows: 'paired' })],
  ['granite', family('granite', { rows: 'paired' })],
  ['smollm3', family('smollm3', { rows: 'paired' })],
  ['deepseek', family('deepseek', { rows: 'paired', inside: SHARED_EXPERTS })],
  ['deepseek2', family('deepseek_v2', { inside: LATENT })],
  ['qwen2', family('qwen2')],
  ['qwen2vl', family('qwen2_vl')],
  ['qwen2moe', family('qwen2_moe', { inside: SHARED_EXPERT })],
  ['qwen3', family('qwen3')],
  ['qwen3vl', family('qwen3_vl')],
  ['qwen3moe', family('qwen3_moe', { inside: EXPERTS })],
  ['olmoe', family('olmoe', { inside: EXPERTS })],
  ['olmo2', family('olmo2', { inside: SANDWICH })],
  ['exaone4', family('exaone4', { inside: SANDWICH })],
  ['gemma', family('gemma', { gainsPlusOne: true })],
  ['gemma2', family('gemma2', { inside: SANDWICH, gainsPlusOne: true })],
  ['gemma3', family('gemma3_text', { inside: SANDWICH, gainsPlusOne: true })],
  ['phi3', family('phi3', { inside: PHI3 })],
  ['gptneox', family('gpt_neox', { outside: NEOX_OUTSIDE, layers: 'gpt_neox.layers.', inside: NEOX, rows: 'stacked' })],
])

/** Llama and Mixtral share an architecture; the number of experts tells them apart. */
const WITH_EXPERTS: ReadonlyMap<string, Family> = new Map([
  ['llama', family('mixtral', { rows: 'paired', inside: MIXTRAL })],
])

export const familyOf = (architecture: string | undefined, experts: number): Family | undefined =>
  (experts > 0 ? WITH_EXPERTS.get(architecture ?? '') : undefined) ?? FAMILIES.get(architecture ?? '')
