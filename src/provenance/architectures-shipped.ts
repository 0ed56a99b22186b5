/**
 * The rule file that ships with Assay. Users add files of the same form; theirs are tried first.
 *
 * - `components`: the first entry whose segment stands in a tensor's dotted name says which component the tensor
 *   belongs to; a tensor that fits none is `language`.
 * - `architectures`: the first entry fits whose `component` and `modelTypes` agree and whose `fits` tensor exists. An
 *   entry without `modelTypes` takes any. Patterns fit at the end of a name; `<layer>` and `<expert>` are numbers.
 * - `gauge`: which signs and labels mean nothing in this architecture, so that an independent training leaves them to
 *   chance: `free` or `fixed`. A family whose sign or label is fixed is not tested.
 * - `hidden`: tables whose columns (`axis: columns`) or rows (`axis: rows`) are the hidden dimensions.
 * - `{tensor, take}` splits fused tensors: `part: i, of: sizes` for stacked q, k, v; `interleaved` for [head, 3, channel].
 */
export const shippedArchitectures = `
version: 1

components:
  - component: projector
    segments: [multi_modal_projector, mm_projector, projector, connector, aligner, merger, mlp1, modality_projection, embed_vision, embed_audio]
  - component: vision
    segments: [vision_model, vision_tower, visual, vision_encoder, vision, vit, image_encoder, patch_embed]
  - component: audio
    segments: [audio_tower, audio_model, audio_encoder, audio, speech_encoder]
  - component: embedding
    segments: [bert, roberta, embeddings, encoder]

architectures:
  # RMSNorm decoders whose gain is stored as it is applied.
  - id: llama
    component: language
    modelTypes: [llama, mistral, qwen2, qwen3, qwen2_vl, qwen2_5_vl, qwen2_vl_text, qwen2_5_vl_text, qwen3_vl, internlm3, llava, llava_next, tiny_vlm, exaone4, hyperclovax]
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

  - id: mixtral
    component: language
    modelTypes: [mixtral]
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
    modelTypes: [qwen2_moe, qwen3_moe, olmoe]
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

  # Latent attention has no plain value channels: the value family is left out.
  - id: deepseek
    component: language
    modelTypes: [deepseek, deepseek_v2, deepseek_v3]
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms
    positions: rotary
    gauge: {upSign: free, unitLabel: free, hiddenSign: free, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: *llamaHidden
    mlp: *expertsMlp
    attention: *llamaAttention

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
    mlp:
      - {gate: {tensor: layers.<layer>.mlp.gate_up_proj.weight, take: first-half}, up: {tensor: layers.<layer>.mlp.gate_up_proj.weight, take: second-half}, down: layers.<layer>.mlp.down_proj.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention:
      {q: {tensor: layers.<layer>.self_attn.qkv_proj.weight, take: stacked-q}, k: {tensor: layers.<layer>.self_attn.qkv_proj.weight, take: stacked-k}, v: {tensor: layers.<layer>.self_attn.qkv_proj.weight, take: stacked-v}, o: layers.<layer>.self_attn.o_proj.weight, norm: layers.<layer>.input_layernorm.weight}

  - id: gpt-neox
    component: language
    modelTypes: [gpt_neox]
    fits: layers.<layer>.mlp.dense_h_to_4h.weight
    norm: layer
    positions: rotary
    gauge: {upSign: fixed, unitLabel: free, hiddenSign: fixed, hiddenLabel: free, valueSign: free, valueLabel: free, querySign: fixed}
    hidden:
      - {tensor: embed_in.weight, axis: columns}
      - {tensor: embed_out.weight, axis: columns, gain: final_layer_norm.weight}
    mlp:
      - {gate: layers.<layer>.mlp.dense_h_to_4h.weight, down: layers.<layer>.mlp.dense_4h_to_h.weight, norm: layers.<layer>.post_attention_layernorm.weight}
    attention:
      {q: {tensor: layers.<layer>.attention.query_key_value.weight, take: interleaved-q}, k: {tensor: layers.<layer>.attention.query_key_value.weight, take: interleaved-k}, v: {tensor: layers.<layer>.attention.query_key_value.weight, take: interleaved-v}, o: layers.<layer>.attention.dense.weight, norm: layers.<layer>.input_layernorm.weight}

  # Names that are known on a model type that is not: nothing is assumed of the residual stream.
  - id: unknown-gated
    component: language
    fits: layers.<layer>.mlp.gate_proj.weight
    norm: rms
    positions: unknown
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: []
    mlp: *expertsMlp
    attention: *llamaAttention

  - id: unknown-experts
    component: language
    fits: layers.<layer>.mlp.experts.<expert>.gate_proj.weight
    norm: rms
    positions: unknown
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: []
    mlp: *expertsMlp
    attention: *llamaAttention

  - id: unknown-mixtral
    component: language
    fits: layers.<layer>.block_sparse_moe.experts.<expert>.w1.weight
    norm: rms
    positions: unknown
    gauge: {upSign: free, unitLabel: free, hiddenSign: fixed, hiddenLabel: fixed, valueSign: free, valueLabel: free, querySign: fixed}
    hidden: []
    mlp: *mixtralMlp
    attention: *llamaAttention

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
