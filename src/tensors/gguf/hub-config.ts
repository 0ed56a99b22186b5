import type { Json } from '#base'
import { architectureOf, familyIn, ownValue } from './architecture.ts'
import type { TensorView } from './hub-model.ts'
import type { Metadata, MetadataValue } from './metadata.ts'

/**
 * What `config.json` would say, from the metadata: under the hub's names, as far as the file says it. A number that
 * differs from layer to layer is left out.
 *
 * @returns undefined if the file names no architecture
 */
export const hubConfig = (views: readonly TensorView[], metadata: Metadata): Json | undefined => {
  const architecture = architectureOf(metadata)
  if (architecture === undefined) return undefined
  const family = familyIn(metadata)
  const config: Record<string, Json> = { model_type: family?.modelType ?? architecture }
  for (const [key, name] of CONFIG_KEYS) {
    const value = sameInAllLayers(ownValue(metadata, key))
    if (value !== undefined) config[name] = value
  }
  const names = new Set(views.map(({ info }) => info.name))
  const output = family?.outside['output']
  if (output !== undefined) config['tie_word_embeddings'] = !names.has(`${output}.weight`)
  return config
}

const CONFIG_KEYS: readonly (readonly [key: string, name: string])[] = [
  ['embedding_length', 'hidden_size'],
  ['block_count', 'num_hidden_layers'],
  ['feed_forward_length', 'intermediate_size'],
  ['expert_feed_forward_length', 'moe_intermediate_size'],
  ['attention.head_count', 'num_attention_heads'],
  ['attention.head_count_kv', 'num_key_value_heads'],
  ['attention.key_length', 'head_dim'],
  ['attention.layer_norm_rms_epsilon', 'rms_norm_eps'],
  ['attention.layer_norm_epsilon', 'layer_norm_eps'],
  ['attention.sliding_window', 'sliding_window'],
  ['context_length', 'max_position_embeddings'],
  ['rope.freq_base', 'rope_theta'],
  ['vocab_size', 'vocab_size'],
  ['expert_count', 'num_experts'],
  ['expert_used_count', 'num_experts_per_tok'],
]

const sameInAllLayers = (value: MetadataValue | undefined): number | undefined => {
  const [first, ...others] = Array.isArray(value) ? (value as readonly MetadataValue[]) : [value]
  const number = typeof first === 'bigint' ? Number(first) : first
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  return others.every((other) => other === first) ? number : undefined
}
