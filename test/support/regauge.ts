import { seeded } from '#numeric'
import { decodeToF32, type TensorSource } from '#tensors'
import { memoryModel } from './memory-model.ts'

export type GaugeParts = { readonly hidden: boolean; readonly units: boolean; readonly values: boolean }
type Made = Map<string, { shape: readonly number[]; values: Float32Array }>

/**
 * The same Llama-layout model, function unchanged, with random signs and order of its hidden dimensions, MLP units and
 * value channels: what an independent training leaves to chance. Layers from `layers` on are left out.
 */
export const regauge = async (
  model: TensorSource,
  seed: string,
  { parts, layers }: { parts: GaugeParts; layers: number },
): Promise<TensorSource> => {
  const draw = seeded(seed)
  const weights: Made = new Map()
  for (const [name, info] of model.tensors) {
    if (Number(/layers\.(\d+)\./.exec(name)?.[1] ?? 0) >= layers) continue
    const bytes = new Uint8Array(info.bytes)
    await model.readBytes(name, 0, bytes)
    weights.set(name, { shape: info.shape, values: decodeToF32(bytes, info.dtype) })
  }
  const config = model.config as {
    hidden_size: number
    num_key_value_heads: number
    num_attention_heads: number
    head_dim: number
  }
  const coins = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => (draw.uniform() < 0.5 ? -1 : 1))

  if (parts.hidden) {
    const order = draw.order(config.hidden_size)
    const sign = coins(config.hidden_size)
    for (const [name, tensor] of weights) {
      if (/norm/.test(name)) weights.set(name, reindexed(tensor, { axis: 0, order }))
      else weights.set(name, reindexed(tensor, { axis: /o_proj|down_proj/.test(name) ? 0 : 1, order, sign }))
    }
  }
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`
    const change = (name: string, turn: Parameters<typeof reindexed>[1]): void => {
      const tensor = weights.get(`${at}.${name}.weight`)
      if (tensor !== undefined) weights.set(`${at}.${name}.weight`, reindexed(tensor, turn))
    }
    if (parts.units) {
      const count = weights.get(`${at}.mlp.gate_proj.weight`)?.shape[0] ?? 0
      const order = draw.order(count)
      const sign = coins(count)
      change('mlp.gate_proj', { axis: 0, order })
      change('mlp.up_proj', { axis: 0, order, sign })
      change('mlp.down_proj', { axis: 1, order, sign })
    }
    if (parts.values) {
      const { num_key_value_heads: keyHeads, num_attention_heads: heads, head_dim: headWidth } = config
      const group = heads / keyHeads
      const sign = coins(keyHeads * headWidth)
      const inHead = Array.from({ length: keyHeads }, () => draw.order(headWidth))
      const order = Int32Array.from(
        sign,
        (_, c) => Math.floor(c / headWidth) * headWidth + (inHead[Math.floor(c / headWidth)]?.[c % headWidth] ?? 0),
      )
      change('self_attn.v_proj', { axis: 0, order, sign })
      const channelOf = (c: number): number =>
        Math.floor(Math.floor(c / headWidth) / group) * headWidth + (c % headWidth)
      const wide = Int32Array.from({ length: heads * headWidth }, (_, c) => {
        const source = order[channelOf(c)] as number
        return Math.floor(c / headWidth) * headWidth + (source % headWidth)
      })
      const wideSign = Float32Array.from({ length: heads * headWidth }, (_, c) => sign[channelOf(c)] as number)
      change('self_attn.o_proj', { axis: 1, order: wide, sign: wideSign })
    }
  }
  return memoryModel(`${model.label} ${seed}`, weights, model.config ?? null)
}

/** Place i along the axis takes what stood at `order[i]`, times `sign[i]`. */
const reindexed = (
  { shape, values }: { shape: readonly number[]; values: Float32Array },
  { axis, order, sign }: { axis: 0 | 1; order: Int32Array; sign?: Float32Array },
): { shape: readonly number[]; values: Float32Array } => {
  const [rows = 1, columns = 1] = shape
  const result = new Float32Array(values.length)
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) {
      const place = axis === 0 ? i : k
      const from = axis === 0 ? (order[i] as number) * columns + k : i * columns + (order[k] as number)
      result[i * columns + k] = (values[from] as number) * (sign?.[place] ?? 1)
    }
  }
  return { shape, values: result }
}
