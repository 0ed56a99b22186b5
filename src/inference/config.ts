import { AssayError, type Json } from '#base'
import { z } from 'zod'

/** What a forward pass must know of a decoder; every field is checked. */
export type DecoderConfig = {
  /** `mixtral`: a router chooses experts per token; `llama`: one SwiGLU block */
  readonly layout: 'llama' | 'mixtral'
  readonly hidden: number
  readonly layers: number
  readonly heads: number
  /** divides `heads`: so many query heads share one key and value head */
  readonly keyValueHeads: number
  readonly headDim: number
  readonly intermediate: number
  readonly normEpsilon: number
  readonly ropeTheta: number
  readonly tiedHead: boolean
  readonly experts: number
  readonly expertsPerToken: number
}

/** Tokens are bytes of UTF-8: nothing else has to be shipped beside the weights to read and write text. */
export const VOCABULARY = 256

// Bounds before anything is allocated: far above what runs in a process, far below what overflows a product of two.
const Size = z.int().min(1).max(65_536)
const Count = z.int().min(1).max(1024)
const NEUTRAL_ROPE = z.looseObject({
  rope_type: z.literal('default').optional(),
  type: z.literal('default').optional(),
})

const Decoder = z.looseObject({
  model_type: z.string().max(100).optional(),
  vocab_size: Size,
  hidden_size: Size,
  num_hidden_layers: Count,
  num_attention_heads: Count,
  num_key_value_heads: Count.nullish(),
  head_dim: Size.nullish(),
  intermediate_size: Size,
  rms_norm_eps: z.number().positive().max(1).nullish(),
  rope_theta: z.number().positive().nullish(),
  rope_parameters: NEUTRAL_ROPE.extend({ rope_theta: z.number().positive().optional() }).nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  num_local_experts: Count.nullish(),
  num_experts_per_tok: Count.nullish(),
  // What would change the arithmetic and is not computed here must be absent or neutral.
  hidden_act: z.literal('silu').nullish(),
  rope_scaling: NEUTRAL_ROPE.nullish(),
  sliding_window: z.null().optional(),
  attention_bias: z.literal(false).nullish(),
  mlp_bias: z.literal(false).nullish(),
  partial_rotary_factor: z.literal(1).nullish(),
})

const Outer = z.looseObject({ text_config: Decoder.optional(), tie_word_embeddings: z.boolean().nullish() })

const MODEL_TYPES: readonly string[] = ['llama', 'mistral', 'mixtral']
// Where a configuration is silent. 1e-5 and 10000 are the published defaults of the Mixtral and Llama 2 checkpoints.
const NORM_EPSILON = 1e-5
const ROPE_THETA = 10_000

/**
 * The decoder that `config.json` describes: its own, or the one under `text_config` of a model with several components.
 *
 * @param model what a person calls the model
 * @throws AssayError `inference/no-config`, `inference/config-malformed`, `inference/unsupported-model`
 */
export const parseDecoderConfig = (config: Json | undefined, model: string): DecoderConfig => {
  if (config === undefined) throw new AssayError('inference/no-config', { model })
  const outer = parsed(Outer, config, model)
  const own = outer.text_config ?? parsed(Decoder, config, model)

  const unsupported = (what: string): AssayError => new AssayError('inference/unsupported-model', { model, what })
  if (own.model_type !== undefined && !MODEL_TYPES.includes(own.model_type)) {
    throw unsupported(`model_type ${own.model_type}; known are ${MODEL_TYPES.join(', ')}`)
  }
  if (own.vocab_size !== VOCABULARY)
    throw unsupported(`vocab_size ${own.vocab_size}; known is ${VOCABULARY}, one byte a token`)

  const heads = own.num_attention_heads
  const keyValueHeads = own.num_key_value_heads ?? heads
  const headDim = own.head_dim ?? own.hidden_size / heads
  if (heads % keyValueHeads !== 0) throw unsupported(`${heads} heads over ${keyValueHeads} key and value heads`)
  if (headDim % 8 !== 0) throw unsupported(`head_dim ${headDim}; it must be a multiple of 8`)
  const experts = own.num_local_experts ?? 0
  const expertsPerToken = experts === 0 ? 0 : (own.num_experts_per_tok ?? 2)
  if (expertsPerToken > experts) throw unsupported(`${expertsPerToken} of ${experts} experts a token`)

  return {
    layout: experts > 0 ? 'mixtral' : 'llama',
    hidden: own.hidden_size,
    layers: own.num_hidden_layers,
    heads,
    keyValueHeads,
    headDim,
    intermediate: own.intermediate_size,
    normEpsilon: own.rms_norm_eps ?? NORM_EPSILON,
    ropeTheta: own.rope_theta ?? own.rope_parameters?.rope_theta ?? ROPE_THETA,
    tiedHead: own.tie_word_embeddings ?? outer.tie_word_embeddings ?? false,
    experts,
    expertsPerToken,
  }
}

const MAX_PROBLEMS = 10

const parsed = <T>(schema: z.ZodType<T>, config: Json, model: string): T => {
  const result = schema.safeParse(config)
  if (result.success) return result.data
  const problems = result.error.issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`)
  throw new AssayError('inference/config-malformed', { model, problems })
}
