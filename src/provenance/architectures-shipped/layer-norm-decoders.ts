/** Decoders with LayerNorm, which gives the signs of the residual stream a meaning. */
export const layerNormDecoders = `
  - id: gpt-neox
    component: language
    modelTypes: [gpt_neox]
    fits: layers.<layer>.mlp.dense_h_to_4h.weight
    norm: layer
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed, queryPairSign: fixed}
    hidden:
      - {tensor: embed_in.weight, axis: columns}
      - {tensor: embed_out.weight, axis: columns, gain: final_layer_norm.weight}
    mlp:
      - {gate: layers.<layer>.mlp.dense_h_to_4h.weight, down: layers.<layer>.mlp.dense_4h_to_h.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention:
      {q: {tensor: layers.<layer>.attention.query_key_value.weight, take: interleaved-q}, k: {tensor: layers.<layer>.attention.query_key_value.weight, take: interleaved-k}, v: {tensor: layers.<layer>.attention.query_key_value.weight, take: interleaved-v}, o: layers.<layer>.attention.dense.weight, norm: layers.<layer>.input_layernorm.weight}

  - id: bloom
    component: language
    modelTypes: [bloom]
    fits: h.<layer>.mlp.dense_h_to_4h.weight
    norm: layer
    positions: none
    heads: {heads: n_head}
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: free}
    hidden:
      - {tensor: word_embeddings.weight, axis: columns}
    mlp:
      - {gate: h.<layer>.mlp.dense_h_to_4h.weight, down: h.<layer>.mlp.dense_4h_to_h.weight, norm: h.<layer>.post_attention_layernorm.weight}
    attention:
      {q: {tensor: h.<layer>.self_attention.query_key_value.weight, take: interleaved-q}, k: {tensor: h.<layer>.self_attention.query_key_value.weight, take: interleaved-k}, v: {tensor: h.<layer>.self_attention.query_key_value.weight, take: interleaved-v}, o: h.<layer>.self_attention.dense.weight, norm: h.<layer>.input_layernorm.weight}

  # How queries, keys and values lie in one tensor depends on the size of these models: attention is left out.
  - id: falcon
    component: language
    modelTypes: [falcon, RefinedWeb, RefinedWebModel]
    fits: h.<layer>.mlp.dense_h_to_4h.weight
    norm: layer
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: word_embeddings.weight, axis: columns}
    mlp:
      - {gate: h.<layer>.mlp.dense_h_to_4h.weight, down: h.<layer>.mlp.dense_4h_to_h.weight, norm: h.<layer>.ln_mlp.weight}

  - id: starcoder2
    component: language
    modelTypes: [starcoder2]
    fits: layers.<layer>.mlp.c_fc.weight
    norm: layer
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp:
      - {gate: layers.<layer>.mlp.c_fc.weight, down: layers.<layer>.mlp.c_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention: *llamaAttention

  - id: phi
    component: language
    modelTypes: [phi]
    fits: layers.<layer>.mlp.fc1.weight
    norm: layer
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed, queryPairSign: fixed}
    hidden:
      - {tensor: embed_tokens.weight, axis: columns}
      - {tensor: lm_head.weight, axis: columns, gain: model.final_layernorm.weight}
    mlp:
      - {gate: layers.<layer>.mlp.fc1.weight, down: layers.<layer>.mlp.fc2.weight, norm: layers.<layer>.input_layernorm.weight}
    attention:
      {q: layers.<layer>.self_attn.q_proj.weight, k: layers.<layer>.self_attn.k_proj.weight, v: layers.<layer>.self_attn.v_proj.weight, o: layers.<layer>.self_attn.dense.weight, norm: layers.<layer>.input_layernorm.weight}

  - id: opt
    component: language
    modelTypes: [opt]
    fits: layers.<layer>.fc1.weight
    norm: layer
    positions: learned
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: free}
    hidden:
      - {tensor: embed_tokens.weight, axis: columns}
    mlp:
      - {gate: layers.<layer>.fc1.weight, down: layers.<layer>.fc2.weight, norm: layers.<layer>.final_layer_norm.weight}
    attention:
      {q: layers.<layer>.self_attn.q_proj.weight, k: layers.<layer>.self_attn.k_proj.weight, v: layers.<layer>.self_attn.v_proj.weight, o: layers.<layer>.self_attn.out_proj.weight, norm: layers.<layer>.self_attn_layer_norm.weight}

  # Attention and a gated MLP side by side behind one LayerNorm.
  - id: cohere
    component: language
    modelTypes: [cohere, cohere2]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: layer
    positions: rotary
    rotaryPairs: neighbours
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: embed_tokens.weight, axis: columns}
    mlp:
      - {gate: layers.<layer>.mlp.gate_proj.weight, up: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.input_layernorm.weight}
    attention: *llamaAttention

  # The gain of its LayerNorm is stored as its distance from one, and squares of ReLU are no linear gate.
  - id: nemotron
    component: language
    modelTypes: [nemotron]
    fits: layers.<layer>.mlp.up_proj.weight
    norm: after
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed, queryPairSign: fixed}
    hidden:
      - {tensor: embed_tokens.weight, axis: columns}
      - {tensor: lm_head.weight, axis: columns}
    mlp:
      - {gate: layers.<layer>.mlp.up_proj.weight, down: layers.<layer>.mlp.down_proj.weight}
    attention: *llamaAttention
`
