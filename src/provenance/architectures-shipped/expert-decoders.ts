/** Decoders whose MLPs are experts; packed ones were taken apart when the model was opened. */
export const expertDecoders = `
  - id: mixtral
    component: language
    modelTypes: [mixtral, minimax_m2]
    fits: layers.<layer>.block_sparse_moe.experts.<expert>.w1.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: &mixtralMlp
      - {gate: layers.<layer>.block_sparse_moe.experts.<expert>.w1.weight, up: layers.<layer>.block_sparse_moe.experts.<expert>.w3.weight, down: layers.<layer>.block_sparse_moe.experts.<expert>.w2.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention: *llamaAttention

  - id: qwen-moe
    component: language
    modelTypes: [qwen2_moe, qwen3_moe, qwen3_vl_moe, qwen3_vl_moe_text, olmoe, glm4_moe, dots1, solar_open, exaone_moe]
    fits: layers.<layer>.mlp.experts.<expert>.gate_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: &expertsMlp
      - {gate: layers.<layer>.mlp.gate_proj.weight, up: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
      - {gate: layers.<layer>.mlp.experts.<expert>.gate_proj.weight, up: layers.<layer>.mlp.experts.<expert>.up_proj.weight, down: layers.<layer>.mlp.experts.<expert>.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
      - {gate: layers.<layer>.mlp.shared_expert.gate_proj.weight, up: layers.<layer>.mlp.shared_expert.up_proj.weight, down: layers.<layer>.mlp.shared_expert.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight, name: shared}
      - {gate: layers.<layer>.mlp.shared_experts.gate_proj.weight, up: layers.<layer>.mlp.shared_experts.up_proj.weight, down: layers.<layer>.mlp.shared_experts.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight, name: shared}
    attention: *llamaAttention

  - id: ernie-moe
    component: language
    modelTypes: [ernie4_5_moe]
    fits: layers.<layer>.mlp.experts.<expert>.gate_proj.weight
    norm: rms
    positions: rotary
    rotaryPairs: neighbours
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: *expertsMlp
    attention: *llamaAttention

  # Latent attention: the dimensions that keys and queries are compressed to are channels of their own.
  - id: deepseek
    component: language
    modelTypes: [deepseek, deepseek_v2, deepseek_v3, deepseek_v32, kimi_k2, minicpm3, axk1, AXK1]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: *expertsMlp
    latent:
      ranks:
        - {name: keys, rows: layers.<layer>.self_attn.kv_a_proj_with_mqa.weight, gain: layers.<layer>.self_attn.kv_a_layernorm.weight, norm: layers.<layer>.input_layernorm.weight}
        - {name: queries, rows: layers.<layer>.self_attn.q_a_proj.weight, gain: layers.<layer>.self_attn.q_a_layernorm.weight, norm: layers.<layer>.input_layernorm.weight}
      reads: layers.<layer>.self_attn.kv_b_proj.weight
      output: layers.<layer>.self_attn.o_proj.weight
    attention: *llamaAttention

  # Computes with up + 1 and clamps it: the sign of a unit means something.
  - id: gpt-oss
    component: language
    modelTypes: [gpt_oss]
    fits: layers.<layer>.mlp.experts.<expert>.gate_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: *expertsMlp
    attention: *llamaAttention

  - id: llama4
    component: language
    modelTypes: [llama4, llama4_text]
    fits: layers.<layer>.feed_forward.experts.<expert>.gate_proj.weight
    norm: rms
    positions: rotary
    rotaryPairs: neighbours
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp:
      - {gate: layers.<layer>.feed_forward.gate_proj.weight, up: layers.<layer>.feed_forward.up_proj.weight, down: layers.<layer>.feed_forward.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
      - {gate: layers.<layer>.feed_forward.experts.<expert>.gate_proj.weight, up: layers.<layer>.feed_forward.experts.<expert>.up_proj.weight, down: layers.<layer>.feed_forward.experts.<expert>.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
      - {gate: layers.<layer>.feed_forward.shared_expert.gate_proj.weight, up: layers.<layer>.feed_forward.shared_expert.up_proj.weight, down: layers.<layer>.feed_forward.shared_expert.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight, name: shared}
    attention: *llamaAttention
`
