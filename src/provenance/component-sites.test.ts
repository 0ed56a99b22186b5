import { describe, expect, it } from 'vitest'
import type { Json } from '#base'
import type { TensorSource } from '#tensors'
import { memoryModel } from '../../test/support/memory-model.ts'
import { architectureRules } from './architectures.ts'
import { componentSites } from './component-sites.ts'

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** A model of empty tensors with the names and shapes given: naming reads the header only. */
const named = (shapes: Readonly<Record<string, readonly number[]>>, config: Json): TensorSource => {
  const weights = Object.entries(shapes).map(
    ([name, shape]) => [name, { shape, values: new Float32Array(count(shape)) }] as const,
  )
  return memoryModel('named', new Map(weights), config)
}

const gatedLayer = (at: string, mlp = 'mlp'): Record<string, readonly number[]> => ({
  [`${at}.input_layernorm.weight`]: [8],
  [`${at}.post_attention_layernorm.weight`]: [8],
  [`${at}.self_attn.q_proj.weight`]: [8, 8],
  [`${at}.self_attn.k_proj.weight`]: [4, 8],
  [`${at}.self_attn.v_proj.weight`]: [4, 8],
  [`${at}.self_attn.o_proj.weight`]: [8, 8],
  [`${at}.${mlp}.gate_proj.weight`]: [12, 8],
  [`${at}.${mlp}.up_proj.weight`]: [12, 8],
  [`${at}.${mlp}.down_proj.weight`]: [8, 12],
})

const expert = (e: number): Record<string, readonly number[]> => ({
  [`model.layers.0.block_sparse_moe.experts.${e}.w1.weight`]: [12, 8],
  [`model.layers.0.block_sparse_moe.experts.${e}.w2.weight`]: [8, 12],
  [`model.layers.0.block_sparse_moe.experts.${e}.w3.weight`]: [12, 8],
})

const layer = (at: string, mlp: string): Record<string, readonly number[]> => ({
  [`${at}.self_attn.q_proj.weight`]: [6, 6],
  [`${at}.self_attn.k_proj.weight`]: [6, 6],
  [`${at}.self_attn.v_proj.weight`]: [6, 6],
  [`${at}.self_attn.out_proj.weight`]: [6, 6],
  [`${at}.${mlp}fc1.weight`]: [10, 6],
  [`${at}.${mlp}fc2.weight`]: [6, 10],
})

const heads = { num_attention_heads: 4, num_key_value_heads: 2 }
const rules = architectureRules()

describe('naming by convention', () => {
  it.each([
    { wrapper: 'model.', config: { model_type: 'llama', ...heads } },
    { wrapper: 'model.language_model.', config: { model_type: 'qwen2_5_vl', text_config: heads } },
    {
      wrapper: 'language_model.model.',
      config: { model_type: 'llava', text_config: { model_type: 'llama', ...heads } },
    },
  ])('finds a Llama-layout decoder under $wrapper', ({ wrapper, config }) => {
    const model = named(
      {
        ...gatedLayer(`${wrapper}layers.0`),
        ...gatedLayer(`${wrapper}layers.11`),
        [`${wrapper}embed_tokens.weight`]: [20, 8],
        'lm_head.weight': [20, 8],
        [`${wrapper}norm.weight`]: [8],
      },
      config,
    )
    const sites = componentSites(model, rules).get('language')
    expect(sites?.architecture?.id).toBe('llama')
    expect(sites?.mlp.map(({ layer }) => layer)).toEqual([0, 11])
    expect(sites?.attention[1]).toMatchObject({ layer: 11, heads: 4, keyHeads: 2, headWidth: 2 })
    expect(sites?.tables.map(({ name }) => name)).toEqual(['embedding', 'head'])
  })

  it('takes each expert as a block of its own', () => {
    const sites = componentSites(named({ ...expert(0), ...expert(1), ...expert(10) }, { model_type: 'mixtral' }), rules)
    expect(sites.get('language')?.mlp.map((site) => site.expert)).toEqual(['0', '1', '10'])
  })

  it('knows the ranks and the outputs of a latent attention, and shared experts', () => {
    const model = named(
      {
        'model.layers.0.mlp.gate_proj.weight': [12, 8],
        'model.layers.0.mlp.up_proj.weight': [12, 8],
        'model.layers.0.mlp.down_proj.weight': [8, 12],
        'model.layers.1.mlp.shared_experts.gate_proj.weight': [6, 8],
        'model.layers.1.mlp.shared_experts.up_proj.weight': [6, 8],
        'model.layers.1.mlp.shared_experts.down_proj.weight': [8, 6],
        'model.layers.0.self_attn.kv_a_proj_with_mqa.weight': [5, 8],
        'model.layers.0.self_attn.kv_a_layernorm.weight': [4],
        'model.layers.0.self_attn.kv_b_proj.weight': [16, 4],
        'model.layers.0.self_attn.o_proj.weight': [8, 8],
      },
      { model_type: 'deepseek_v3', ...heads },
    )
    const sites = componentSites(model, rules).get('language')
    expect(sites?.architecture?.id).toBe('deepseek')
    expect(sites?.attention).toEqual([])
    // The fifth row of the compressing matrix carries positions: the norm has four gains.
    expect(sites?.latent).toMatchObject([
      { kind: 'rows', part: 'latent keys 0', rows: { count: 4 } },
      { kind: 'columns', part: 'attention 0', headWidth: 2 },
    ])
    expect(sites?.mlp.map(({ layer, expert }) => [layer, expert])).toEqual([
      [0, undefined],
      [1, 'shared'],
    ])
  })

  it('reads q, k and v of a GPT-NeoX head by head', () => {
    const model = named(
      {
        'gpt_neox.layers.0.attention.query_key_value.weight': [24, 8],
        'gpt_neox.layers.0.attention.dense.weight': [8, 8],
        'gpt_neox.layers.0.mlp.dense_h_to_4h.weight': [32, 8],
        'gpt_neox.layers.0.mlp.dense_4h_to_h.weight': [8, 32],
        'gpt_neox.embed_in.weight': [20, 8],
        'embed_out.weight': [20, 8],
      },
      { model_type: 'gpt_neox', num_attention_heads: 2 },
    )
    const [attention] = componentSites(model, rules).get('language')?.attention ?? []
    // Head 1 (channels 4–7) has its query at rows 12–15, its key at 16–19 and its value at 20–23.
    expect([attention?.q.rowOf(5), attention?.k.rowOf(5), attention?.v.rowOf(5)]).toEqual([13, 17, 21])
  })

  it('reads q, k and v that are fused key head by key head', () => {
    const model = named(
      {
        'model.layers.0.attention.wqkv.weight': [16, 8],
        'model.layers.0.attention.wo.weight': [8, 8],
        'model.layers.0.feed_forward.w1.weight': [12, 8],
        'model.layers.0.feed_forward.w2.weight': [8, 12],
        'model.layers.0.feed_forward.w3.weight': [12, 8],
      },
      { model_type: 'internlm2', ...heads },
    )
    const [attention] = componentSites(model, rules).get('language')?.attention ?? []
    // Two key heads of width 2, each: two queries (rows 0–3), a key (4–5), a value (6–7); then the second (8–15).
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((channel) => attention?.q.rowOf(channel))).toEqual([0, 1, 2, 3, 8, 9, 10, 11])
    expect([0, 1, 2, 3].map((channel) => attention?.k.rowOf(channel))).toEqual([4, 5, 12, 13])
    expect([0, 1, 2, 3].map((channel) => attention?.v.rowOf(channel))).toEqual([6, 7, 14, 15])
  })

  it('splits a fused gate and up, and stacked q, k and v', () => {
    const model = named(
      {
        'model.layers.0.mlp.gate_up_proj.weight': [24, 8],
        'model.layers.0.mlp.down_proj.weight': [8, 12],
        'model.layers.0.self_attn.qkv_proj.weight': [16, 8],
        'model.layers.0.self_attn.o_proj.weight': [8, 8],
      },
      { model_type: 'phi3', ...heads },
    )
    const sites = componentSites(model, rules).get('language')
    expect(sites?.mlp[0]?.up?.rowOf(3)).toBe(15)
    expect(sites?.attention[0]?.v.rowOf(0)).toBe(12)
  })

  it('tells a vision encoder, its projector and the language model apart', () => {
    const model = named(
      {
        ...gatedLayer('model.layers.0'),
        'visual.blocks.0.mlp.gate_proj.weight': [10, 6],
        'visual.blocks.0.mlp.up_proj.weight': [10, 6],
        'visual.blocks.0.mlp.down_proj.weight': [6, 10],
        'visual.blocks.0.attn.qkv.weight': [18, 6],
        'visual.blocks.0.attn.proj.weight': [6, 6],
        'visual.patch_embed.proj.weight': [6, 3, 2, 2, 2],
        'visual.merger.mlp.0.weight': [24, 24],
        'visual.merger.mlp.2.weight': [8, 24],
      },
      { model_type: 'qwen2_5_vl', vision_config: { num_heads: 2 }, ...heads },
    )
    const sites = componentSites(model, rules)
    expect([...sites.keys()].toSorted()).toEqual(['language', 'projector', 'vision'])
    expect(sites.get('vision')).toMatchObject({ architecture: { id: 'qwen2-5-vision' }, hidden: 6 })
    expect(sites.get('vision')?.tables[0]?.axis).toBe('rows')
    expect(sites.get('projector')?.mlp).toHaveLength(1)
  })

  it('knows the encoders of CLIP and Whisper', () => {
    const model = named(
      {
        ...layer('vision_tower.vision_model.encoder.layers.0', 'mlp.'),
        'vision_tower.vision_model.embeddings.patch_embedding.weight': [6, 3, 2, 2],
        'vision_tower.vision_model.embeddings.position_embedding.weight': [9, 6],
        ...layer('audio_tower.layers.0', ''),
      },
      { vision_config: { num_attention_heads: 2 }, audio_config: { encoder_attention_heads: 2 } },
    )
    const sites = componentSites(model, rules)
    expect(sites.get('vision')?.architecture?.id).toBe('clip-vision')
    expect(sites.get('vision')?.tables).toHaveLength(2)
    expect(sites.get('audio')?.architecture).toMatchObject({ id: 'whisper-encoder', gauge: { hiddenLabel: 'fixed' } })
  })

  it('assumes nothing of the residual stream of a model type that no rule names', () => {
    const sites = componentSites(named(gatedLayer('model.layers.0'), { model_type: 'newcomer', ...heads }), rules)
    expect(sites.get('language')?.architecture).toMatchObject({ id: 'unknown-gated', gauge: { hiddenSign: 'fixed' } })
    expect(sites.get('language')?.tables).toEqual([])
  })

  it('leaves out matrices whose shapes do not fit together', () => {
    const shapes = { ...gatedLayer('model.layers.0'), 'model.layers.0.mlp.down_proj.weight': [8, 11] }
    const sites = componentSites(named(shapes, { model_type: 'llama', ...heads }), rules)
    expect(sites.get('language')?.mlp).toEqual([])
    expect(sites.get('language')?.hidden).toBeUndefined()
  })

  it('does without attention where the configuration does not say how many heads there are', () => {
    const sites = componentSites(named(gatedLayer('model.layers.0'), { model_type: 'llama' }), rules)
    expect(sites.get('language')?.attention).toEqual([])
    expect(sites.get('language')?.mlp).toHaveLength(1)
  })
})

describe('a rule file of one’s own', () => {
  const text = `
version: 1
components:
  - {component: language, segments: [brain]}
architectures:
  - id: brain
    component: language
    fits: brain.<layer>.in.weight
    norm: layer
    positions: learned
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: fixed, valueLabel: fixed, querySign: fixed}
    hidden: []
    mlp:
      - {gate: brain.<layer>.in.weight, down: brain.<layer>.out.weight}
`

  it('names what the shipped rules do not know, and is tried before them', () => {
    const model = named({ 'brain.0.in.weight': [12, 8], 'brain.0.out.weight': [8, 12] }, {})
    expect(componentSites(model, architectureRules(text)).get('language')?.architecture?.id).toBe('brain')
    expect(componentSites(model, rules).get('language')?.architecture).toBeUndefined()
  })

  it.each([
    { fault: 'an unknown key', text: 'version: 1\ncomponents: []\narchitectures: []\nextra: 1' },
    { fault: 'a key that stands twice', text: 'version: 1\nversion: 1\ncomponents: []\narchitectures: []' },
    { fault: 'a form that it does not have', text: text.replace('upSign: fixed', 'upSign: maybe') },
    { fault: 'broken YAML', text: 'version: [1' },
    {
      fault: 'anchors that explode',
      text: `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]`,
    },
  ])('is refused for $fault, with the place', ({ text }) => {
    expect(() => architectureRules(text, 'own.yaml')).toThrow(
      expect.objectContaining({ code: 'provenance/rule-file', facts: expect.objectContaining({ where: 'own.yaml' }) }),
    )
  })
})
