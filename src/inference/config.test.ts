import { expect, it } from 'vitest'
import type { Json } from '#base'
import { parseDecoderConfig } from './config.ts'

const LLAMA = {
  model_type: 'llama',
  vocab_size: 256,
  hidden_size: 128,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 352,
  rms_norm_eps: 1e-6,
  rope_theta: 500_000,
  tie_word_embeddings: true,
  head_dim: 64,
}
const refusalOf = (config: Json | undefined): unknown => {
  try {
    return parseDecoderConfig(config, 'm')
  } catch (error) {
    return error
  }
}

it('reads a Llama configuration', () => {
  expect(parseDecoderConfig(LLAMA, 'm')).toEqual({
    layout: 'llama',
    hidden: 128,
    layers: 4,
    heads: 4,
    keyValueHeads: 2,
    headDim: 64,
    intermediate: 352,
    normEpsilon: 1e-6,
    ropeTheta: 500_000,
    tiedHead: true,
    experts: 0,
    expertsPerToken: 0,
  })
})

it('fills in what older configurations leave out', () => {
  const { rms_norm_eps, rope_theta, head_dim, num_key_value_heads, tie_word_embeddings, ...bare } = LLAMA
  expect([rms_norm_eps, rope_theta, head_dim, num_key_value_heads, tie_word_embeddings]).not.toContain(undefined)
  expect(parseDecoderConfig(bare, 'm')).toMatchObject({
    keyValueHeads: 4,
    headDim: 32,
    normEpsilon: 1e-5,
    ropeTheta: 10_000,
    tiedHead: false,
  })
})

it('reads the language part of a model with several components', () => {
  const { model_type, ...text_config } = LLAMA
  expect(parseDecoderConfig({ model_type, text_config, vision_config: { hidden_size: 96 } }, 'm')).toMatchObject({
    hidden: 128,
  })
})

it('takes a model with experts for a mixture', () => {
  expect(parseDecoderConfig({ ...LLAMA, num_local_experts: 4, num_experts_per_tok: 2 }, 'm')).toMatchObject({
    layout: 'mixtral',
    experts: 4,
    expertsPerToken: 2,
  })
})

it.each([
  ['another architecture', { model_type: 'qwen3' }, 'inference/unsupported-model'],
  ['another vocabulary', { vocab_size: 32_000 }, 'inference/unsupported-model'],
  ['heads that do not group', { num_key_value_heads: 3 }, 'inference/unsupported-model'],
  ['an odd head', { head_dim: 20 }, 'inference/unsupported-model'],
  [
    'more experts a token than there are',
    { num_local_experts: 2, num_experts_per_tok: 3 },
    'inference/unsupported-model',
  ],
  ['another activation', { hidden_act: 'gelu' }, 'inference/config-malformed'],
  ['scaled positions', { rope_scaling: { rope_type: 'yarn', factor: 4 } }, 'inference/config-malformed'],
  ['a sliding window', { sliding_window: 64 }, 'inference/config-malformed'],
  ['biases', { attention_bias: true }, 'inference/config-malformed'],
  ['no size', { hidden_size: 0 }, 'inference/config-malformed'],
  ['a size that is no number', { hidden_size: '128' }, 'inference/config-malformed'],
  ['a billion layers', { num_hidden_layers: 1_000_000_000 }, 'inference/config-malformed'],
])('refuses %s, which would give wrong figures', (_, change, code) => {
  expect(refusalOf({ ...LLAMA, ...change })).toMatchObject({ code, facts: { model: 'm' } })
})

it('refuses weights without a configuration, and one that is no object', () => {
  expect(refusalOf(undefined)).toMatchObject({ code: 'inference/no-config' })
  expect(refusalOf([1])).toMatchObject({ code: 'inference/config-malformed' })
})
