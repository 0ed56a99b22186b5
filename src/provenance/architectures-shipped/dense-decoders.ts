/** Decoders with RMSNorm and one MLP a layer. */
export const denseDecoders = `
  # RMSNorm decoders whose gain is stored as it is applied.
  - id: llama
    component: language
    modelTypes: [llama, mistral, mistral3, ministral, qwen2, qwen3, qwen2_vl, qwen2_5_vl, qwen2_vl_text, qwen2_5_vl_text, qwen3_vl, qwen3_vl_text, internlm3, llava, llava_next, tiny_vlm, hyperclovax, smollm3, seed_oss, ernie4_5, granite, hunyuan_v1_dense]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: &llamaHidden
      - {tensor: embed_tokens.weight, axis: columns}
      - {tensor: lm_head.weight, axis: columns, gain: model.norm.weight}
    mlp: &llamaMlp
      - {gate: layers.<layer>.mlp.gate_proj.weight, up: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention: &llamaAttention
      {q: layers.<layer>.self_attn.q_proj.weight, k: layers.<layer>.self_attn.k_proj.weight, v: layers.<layer>.self_attn.v_proj.weight, o: layers.<layer>.self_attn.o_proj.weight, norm: layers.<layer>.input_layernorm.weight}

  # The gain is stored as its distance from one; the MLP is read through a norm of its own from the second generation on.
  - id: gemma
    component: language
    modelTypes: [gemma]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms-plus-one
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: *llamaMlp
    attention: *llamaAttention

  - id: gemma-sandwich
    component: language
    modelTypes: [gemma2, gemma3, gemma3_text]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms-plus-one
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp:
      - {gate: layers.<layer>.mlp.gate_proj.weight, up: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.pre_feedforward_layernorm.weight}
    attention: *llamaAttention

  - id: phi3
    component: language
    modelTypes: [phi3]
    fits: layers.<layer>.mlp.gate_up_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: &gateUpMlp
      - {gate: {tensor: layers.<layer>.mlp.gate_up_proj.weight, take: first-half}, up: {tensor: layers.<layer>.mlp.gate_up_proj.weight, take: second-half}, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention:
      {q: {tensor: layers.<layer>.self_attn.qkv_proj.weight, take: stacked-q}, k: {tensor: layers.<layer>.self_attn.qkv_proj.weight, take: stacked-k}, v: {tensor: layers.<layer>.self_attn.qkv_proj.weight, take: stacked-v}, o: layers.<layer>.self_attn.o_proj.weight, norm: layers.<layer>.input_layernorm.weight}

  # Gate and up in one tensor; queries, keys and values apart.
  - id: glm
    component: language
    modelTypes: [glm, glm4]
    fits: layers.<layer>.mlp.gate_up_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed, queryPairSign: fixed}
    hidden: *llamaHidden
    mlp: *gateUpMlp
    attention: *llamaAttention

  # The residual stream is read as it stands: norms come after attention and MLP.
  - id: norm-after
    component: language
    modelTypes: [olmo2, olmo3, exaone4]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: after
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: embed_tokens.weight, axis: columns}
      - {tensor: lm_head.weight, axis: columns}
    mlp:
      - {gate: layers.<layer>.mlp.gate_proj.weight, up: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight}
    attention:
      {q: layers.<layer>.self_attn.q_proj.weight, k: layers.<layer>.self_attn.k_proj.weight, v: layers.<layer>.self_attn.v_proj.weight, o: layers.<layer>.self_attn.o_proj.weight}

  - id: exaone
    component: language
    modelTypes: [exaone]
    fits: h.<layer>.mlp.c_fc_0.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: wte.weight, axis: columns}
      - {tensor: lm_head.weight, axis: columns, gain: ln_f.weight}
    mlp:
      - {gate: h.<layer>.mlp.c_fc_0.weight, up: h.<layer>.mlp.c_fc_1.weight, down: h.<layer>.mlp.c_proj.weight, norm: h.<layer>.ln_2.weight}
    attention:
      {q: h.<layer>.attn.attention.q_proj.weight, k: h.<layer>.attn.attention.k_proj.weight, v: h.<layer>.attn.attention.v_proj.weight, o: h.<layer>.attn.attention.out_proj.weight, norm: h.<layer>.ln_1.weight}

  - id: internlm2
    component: language
    modelTypes: [internlm2]
    fits: layers.<layer>.attention.wqkv.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: tok_embeddings.weight, axis: columns}
      - {tensor: output.weight, axis: columns, gain: model.norm.weight}
    mlp:
      - {gate: layers.<layer>.feed_forward.w1.weight, up: layers.<layer>.feed_forward.w3.weight, down: layers.<layer>.feed_forward.w2.weight, norm: layers.<layer>.ffn_norm.weight}
    attention:
      {q: {tensor: layers.<layer>.attention.wqkv.weight, take: grouped-q}, k: {tensor: layers.<layer>.attention.wqkv.weight, take: grouped-k}, v: {tensor: layers.<layer>.attention.wqkv.weight, take: grouped-v}, o: layers.<layer>.attention.wo.weight, norm: layers.<layer>.attention_norm.weight}

  - id: baichuan
    component: language
    modelTypes: [baichuan]
    fits: layers.<layer>.self_attn.W_pack.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: *llamaMlp
    attention:
      {q: {tensor: layers.<layer>.self_attn.W_pack.weight, take: stacked-q}, k: {tensor: layers.<layer>.self_attn.W_pack.weight, take: stacked-k}, v: {tensor: layers.<layer>.self_attn.W_pack.weight, take: stacked-v}, o: layers.<layer>.self_attn.o_proj.weight, norm: layers.<layer>.input_layernorm.weight}

  # One matrix in, one out: no sign of a unit is free where the activation is no linear gate.
  - id: ungated
    component: language
    modelTypes: [arcee, apertus]
    fits: layers.<layer>.mlp.up_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp:
      - {gate: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention: *llamaAttention
`
