import type { Json } from '#base'
import type { TensorInfo } from '../source.ts'

/** Where one matrix of one expert lies inside a tensor that packs all experts of a layer. */
export type ExpertMatrix = {
  readonly name: string
  readonly pack: TensorInfo
  readonly expert: number
  /** [out, in] of the matrix, as an unpacked checkpoint has it */
  readonly shape: readonly [number, number]
  /** whether the pack holds [in, out] */
  readonly transposed: boolean
  /** row i of the matrix is row, or where transposed column, `first + step · i` of the expert's slice */
  readonly first: number
  readonly step: 1 | 2
}

/**
 * The matrices in a layer's packed experts (`….experts.gate_up_proj`, `….experts.down_proj`, with three axes).
 *
 * Both orders of the axes are in use: [experts, out, in], and [experts, in, out]. Which one it is, the width of the
 * residual stream tells. Where it fits both ways nothing is taken apart: a guess would compare the wrong rows.
 */
export const expertMatrices = (pack: TensorInfo, config: Json | undefined): readonly ExpertMatrix[] => {
  const form = /^(?<at>.*\.experts)\.(?<what>gate_up_proj|gate_proj|up_proj|down_proj)(?:\.weight)?$/.exec(pack.name)
  const [experts = 0, second = 0, third = 0] = pack.shape
  const hidden = widthIn(config)
  if (form?.groups === undefined || pack.shape.length !== 3 || hidden === undefined || experts > MOST_EXPERTS) return []
  const { at = '', what = '' } = form.groups
  const writes = what === 'down_proj'
  // The residual stream is the last axis of a matrix that reads it, and the first of one that writes it.
  const straight = writes ? second === hidden : third === hidden
  const turned = writes ? third === hidden : second === hidden
  if (straight === turned) return []
  const [rows, columns] = turned ? [third, second] : [second, third]
  const fused = what === 'gate_up_proj'
  if (fused && rows % 2 !== 0) return []
  const units = fused ? rows / 2 : rows
  const interleaved = fused && isInterleaved(config)
  const parts = fused ? (['gate_proj', 'up_proj'] as const) : [what]
  return Array.from({ length: experts }, (_, expert) =>
    parts.map((part, place): ExpertMatrix => ({
      name: `${at}.${expert}.${part}.weight`,
      pack,
      expert,
      shape: [units, columns],
      transposed: turned,
      first: interleaved ? place : place * units,
      step: interleaved ? 2 : 1,
    })),
  ).flat()
}

// More than any model published, and few enough to list.
const MOST_EXPERTS = 4096

const widthIn = (config: Json | undefined): number | undefined => {
  for (const part of [config, ...['text_config', 'llm_config', 'language_config'].map((key) => valueAt(config, key))]) {
    const width = valueAt(part, 'hidden_size')
    if (typeof width === 'number') return width
  }
  return undefined
}

/** gpt-oss alone is known to alternate gate and up columns; all others stack them. */
const isInterleaved = (config: Json | undefined): boolean => valueAt(config, 'model_type') === 'gpt_oss'

const valueAt = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined)

const isObject = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
