import type { DecoderConfig } from './config.ts'
import { VOCABULARY } from './config.ts'

/** A matrix outputs × inputs, or a vector, as a checkpoint names it. */
export type Named = { readonly name: string; readonly shape: readonly number[] }

export type FeedForwardNames = { readonly gate: Named; readonly up: Named; readonly down: Named }

type LayerNames = {
  readonly attentionNorm: Named
  readonly query: Named
  readonly key: Named
  readonly value: Named
  readonly output: Named
  readonly feedForwardNorm: Named
  /** only where there are several experts */
  readonly router: Named | undefined
  readonly experts: readonly FeedForwardNames[]
}

export type DecoderNames = {
  readonly embedding: Named
  readonly layers: readonly LayerNames[]
  readonly norm: Named
  /** the embedding itself where the head is tied to it */
  readonly head: Named
}

/** Where the language part of a checkpoint lies: alone, or beside other components. */
export const PREFIXES: readonly string[] = ['', 'language_model.']

/** Names and shapes of every tensor of the decoder, by the conventions of Llama and Mixtral checkpoints. */
export const decoderNames = (config: DecoderConfig, prefix: string): DecoderNames => {
  const { hidden, heads, keyValueHeads, headDim, intermediate, experts } = config
  const named = (name: string, ...shape: number[]): Named => ({ name: `${prefix}${name}.weight`, shape })
  const layerOf = (layer: number): LayerNames => {
    const at = `model.layers.${layer}`
    return {
      attentionNorm: named(`${at}.input_layernorm`, hidden),
      query: named(`${at}.self_attn.q_proj`, heads * headDim, hidden),
      key: named(`${at}.self_attn.k_proj`, keyValueHeads * headDim, hidden),
      value: named(`${at}.self_attn.v_proj`, keyValueHeads * headDim, hidden),
      output: named(`${at}.self_attn.o_proj`, hidden, heads * headDim),
      feedForwardNorm: named(`${at}.post_attention_layernorm`, hidden),
      router: experts > 0 ? named(`${at}.block_sparse_moe.gate`, experts, hidden) : undefined,
      experts:
        experts > 0
          ? Array.from({ length: experts }, (_, e) => ({
              gate: named(`${at}.block_sparse_moe.experts.${e}.w1`, intermediate, hidden),
              up: named(`${at}.block_sparse_moe.experts.${e}.w3`, intermediate, hidden),
              down: named(`${at}.block_sparse_moe.experts.${e}.w2`, hidden, intermediate),
            }))
          : [
              {
                gate: named(`${at}.mlp.gate_proj`, intermediate, hidden),
                up: named(`${at}.mlp.up_proj`, intermediate, hidden),
                down: named(`${at}.mlp.down_proj`, hidden, intermediate),
              },
            ],
    }
  }
  const embedding = named('model.embed_tokens', VOCABULARY, hidden)
  return {
    embedding,
    layers: Array.from({ length: config.layers }, (_, layer) => layerOf(layer)),
    norm: named('model.norm', hidden),
    head: config.tiedHead ? embedding : named('lm_head', VOCABULARY, hidden),
  }
}

/** Every tensor once. */
export const allNames = (names: DecoderNames): readonly Named[] => [
  ...new Map(
    [
      names.embedding,
      ...names.layers.flatMap((layer) => [
        layer.attentionNorm,
        layer.query,
        layer.key,
        layer.value,
        layer.output,
        layer.feedForwardNorm,
        ...(layer.router === undefined ? [] : [layer.router]),
        ...layer.experts.flatMap((expert) => [expert.gate, expert.up, expert.down]),
      ]),
      names.norm,
      names.head,
    ].map((named) => [named.name, named]),
  ).values(),
]
