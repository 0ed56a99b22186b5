import { denseDecoders } from './dense-decoders.ts'
import { expertDecoders } from './expert-decoders.ts'
import { layerNormDecoders } from './layer-norm-decoders.ts'
import { towers } from './towers.ts'
import { unknownLayouts } from './unknown-layouts.ts'

const components = `
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
`

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
 * - `{tensor, take}` splits fused tensors: `stacked` for q, k, v one after the other, `interleaved` for
 *   [head, 3, channel], `grouped` for each key head's queries, then its key, then its value.
 */
export const shippedArchitectures = [
  components,
  'architectures:',
  denseDecoders,
  expertDecoders,
  layerNormDecoders,
  unknownLayouts,
  towers,
].join('\n')
