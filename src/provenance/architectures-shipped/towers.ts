/** Encoders of images, sound and text, and what joins them to a language model. */
export const towers = `
  # Vision transformers with LayerNorm and learned positions: a sign in the residual stream means something there.
  - id: tiny-vit
    component: vision
    modelTypes: [tiny_vlm]
    fits: blocks.<layer>.fc1.weight
    norm: layer
    positions: learned
    heads: {under: vision_config}
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: free}
    hidden:
      - {tensor: patch_embed.weight, axis: rows}
      - {tensor: pos_embed, axis: columns}
    mlp:
      - {gate: blocks.<layer>.fc1.weight, down: blocks.<layer>.fc2.weight, norm: blocks.<layer>.norm2.weight}
    attention:
      {q: {tensor: blocks.<layer>.qkv.weight, take: stacked-q}, k: {tensor: blocks.<layer>.qkv.weight, take: stacked-k}, v: {tensor: blocks.<layer>.qkv.weight, take: stacked-v}, o: blocks.<layer>.proj.weight, norm: blocks.<layer>.norm1.weight}

  - id: clip-vision
    component: vision
    fits: encoder.layers.<layer>.mlp.fc1.weight
    norm: layer
    positions: learned
    heads: {under: vision_config}
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: free}
    hidden:
      - {tensor: embeddings.patch_embedding.weight, axis: rows}
      - {tensor: embeddings.position_embedding.weight, axis: columns}
    mlp:
      - {gate: encoder.layers.<layer>.mlp.fc1.weight, down: encoder.layers.<layer>.mlp.fc2.weight, norm: encoder.layers.<layer>.layer_norm2.weight}
    attention:
      {q: encoder.layers.<layer>.self_attn.q_proj.weight, k: encoder.layers.<layer>.self_attn.k_proj.weight, v: encoder.layers.<layer>.self_attn.v_proj.weight, o: encoder.layers.<layer>.self_attn.out_proj.weight, norm: encoder.layers.<layer>.layer_norm1.weight}

  - id: qwen2-5-vision
    component: vision
    fits: blocks.<layer>.mlp.gate_proj.weight
    norm: rms
    positions: rotary
    heads: {under: vision_config, heads: num_heads}
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: patch_embed.proj.weight, axis: rows}
    mlp:
      - {gate: blocks.<layer>.mlp.gate_proj.weight, up: blocks.<layer>.mlp.up_proj.weight, down: blocks.<layer>.mlp.down_proj.weight, norm: blocks.<layer>.norm2.weight}
    attention: &qwenVisionAttention
      {q: {tensor: blocks.<layer>.attn.qkv.weight, take: stacked-q}, k: {tensor: blocks.<layer>.attn.qkv.weight, take: stacked-k}, v: {tensor: blocks.<layer>.attn.qkv.weight, take: stacked-v}, o: blocks.<layer>.attn.proj.weight, norm: blocks.<layer>.norm1.weight}

  - id: qwen2-vision
    component: vision
    fits: blocks.<layer>.mlp.fc1.weight
    norm: layer
    positions: rotary
    heads: {under: vision_config, heads: num_heads}
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: patch_embed.proj.weight, axis: rows}
    mlp:
      - {gate: blocks.<layer>.mlp.fc1.weight, down: blocks.<layer>.mlp.fc2.weight, norm: blocks.<layer>.norm2.weight}
    attention: *qwenVisionAttention

  # Whisper's sine and cosine positions stay in the residual stream: neither its signs nor its labels are free.
  - id: whisper-encoder
    component: audio
    fits: layers.<layer>.fc1.weight
    norm: layer
    positions: fixed
    heads: {under: audio_config, heads: encoder_attention_heads}
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: free}
    hidden: []
    mlp:
      - {gate: layers.<layer>.fc1.weight, down: layers.<layer>.fc2.weight, norm: layers.<layer>.final_layer_norm.weight}
    attention:
      {q: layers.<layer>.self_attn.q_proj.weight, k: layers.<layer>.self_attn.k_proj.weight, v: layers.<layer>.self_attn.v_proj.weight, o: layers.<layer>.self_attn.out_proj.weight, norm: layers.<layer>.self_attn_layer_norm.weight}

  - id: bert
    component: embedding
    fits: encoder.layer.<layer>.intermediate.dense.weight
    norm: after
    positions: learned
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: free}
    hidden:
      - {tensor: embeddings.word_embeddings.weight, axis: columns}
    mlp:
      - {gate: encoder.layer.<layer>.intermediate.dense.weight, down: encoder.layer.<layer>.output.dense.weight}
    attention:
      {q: encoder.layer.<layer>.attention.self.query.weight, k: encoder.layer.<layer>.attention.self.key.weight, v: encoder.layer.<layer>.attention.self.value.weight, o: encoder.layer.<layer>.attention.output.dense.weight}

  - id: projector-mlp
    component: projector
    fits: linear_1.weight
    norm: after
    positions: none
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: fixed, valueLabel: fixed, querySign: fixed}
    hidden: []
    mlp:
      - {gate: linear_1.weight, down: linear_2.weight}

  - id: projector-merger
    component: projector
    fits: merger.mlp.0.weight
    norm: after
    positions: none
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: fixed, valueLabel: fixed, querySign: fixed}
    hidden: []
    mlp:
      - {gate: merger.mlp.0.weight, down: merger.mlp.2.weight}
`
