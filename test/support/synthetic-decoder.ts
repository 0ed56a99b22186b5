import { seeded, type Seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import { memoryModel, type Weights } from './memory-model.ts'

export type SyntheticShape = {
  readonly vocabulary: number
  readonly hidden: number
  readonly units: number
  readonly layers: number
}

export const SMALL: SyntheticShape = { vocabulary: 256, hidden: 128, units: 192, layers: 2 }

type Made = Map<string, { shape: readonly number[]; values: Float32Array }>

/**
 * A Llama-layout decoder with weights like trained ones: noise of an initialisation, and a dozen strong directions that
 * belong to this seed alone. `change` may replace tensors before the model is closed up.
 */
export const syntheticDecoder = (
  seed: string,
  change: (weights: Made, draw: Seeded) => void = () => undefined,
  shape: SyntheticShape = SMALL,
): TensorSource => {
  const draw = seeded(seed)
  const { vocabulary, hidden, units, layers } = shape
  const weights: Made = new Map()
  const matrix = (name: string, rows: number, columns: number): void => {
    weights.set(name, { shape: [rows, columns], values: trainedLike(rows, columns, draw) })
  }
  const gain = (name: string): void => {
    weights.set(name, {
      shape: [hidden],
      values: Float32Array.from({ length: hidden }, () => 1 + 0.05 * draw.normal()),
    })
  }
  matrix('model.embed_tokens.weight', vocabulary, hidden)
  matrix('lm_head.weight', vocabulary, hidden)
  gain('model.norm.weight')
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`
    gain(`${at}.input_layernorm.weight`)
    gain(`${at}.post_attention_layernorm.weight`)
    for (const name of ['q', 'k', 'v', 'o']) matrix(`${at}.self_attn.${name}_proj.weight`, hidden, hidden)
    matrix(`${at}.mlp.gate_proj.weight`, units, hidden)
    matrix(`${at}.mlp.up_proj.weight`, units, hidden)
    matrix(`${at}.mlp.down_proj.weight`, hidden, units)
  }
  change(weights, draw)
  return memoryModel(seed, weights, { model_type: 'llama', num_attention_heads: 4, num_key_value_heads: 4 })
}

/** Noise as at the start, and learned directions whose singular values begin at three times the noise's greatest. */
export const trainedLike = (rows: number, columns: number, draw: Seeded): Float32Array =>
  learned(noise(rows, columns, draw), { rows, columns, draw })

export const noise = (rows: number, columns: number, draw: Seeded): Float32Array =>
  Float32Array.from({ length: rows * columns }, () => 0.02 * draw.normal())

/** Adds `strength` times what a training writes into a matrix of noise of deviation 0.02. */
export const learned = (
  start: Float32Array,
  { rows, columns, draw, strength = 1 }: { rows: number; columns: number; draw: Seeded; strength?: number },
): Float32Array => {
  const values = start.slice()
  const edge = 0.02 * (Math.sqrt(rows) + Math.sqrt(columns))
  for (let rank = 0; rank < 12; rank++) {
    const height = (strength * edge * 3 * 0.85 ** rank) / Math.sqrt(rows * columns)
    const left = Float32Array.from({ length: rows }, () => draw.normal())
    const right = Float32Array.from({ length: columns }, () => draw.normal())
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < columns; k++) {
        const place = i * columns + k
        values[place] = (values[place] as number) + height * (left[i] as number) * (right[k] as number)
      }
    }
  }
  return values
}

export type { Weights }
