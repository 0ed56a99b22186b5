import type { Json } from '#base'
import type { Manifest, TensorSource } from '#tensors'
import type { WeightFormat } from './submission-rules.ts'

/** What the weights themselves say; declared fields are held against it. */
export type Measured = {
  readonly tensors: number
  /** elements of all tensors as the model has them: packed and quantised ones unpacked */
  readonly parameters: number
  /** type of most elements; absent where the file stores them quantised */
  readonly dtype: string | undefined
  readonly format: WeightFormat | undefined
  /** `architectures` and `model_type` of the configuration */
  readonly architectures: readonly string[]
  readonly family: string | undefined
  readonly files: Manifest['files']
}

export const measuredWeights = (source: TensorSource, files: Manifest['files']): Measured => {
  const counts = new Map<string, number>()
  for (const { dtype, count } of source.tensors.values()) counts.set(dtype, (counts.get(dtype) ?? 0) + count)
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  const format = formatAmong(files.map(({ path }) => path))
  const config = source.config as Readonly<Record<string, Json>> | null | undefined
  const isQuantised = format === 'gguf' || config?.['quantization_config'] !== undefined
  const architectures = config?.['architectures']
  const family = config?.['model_type']
  return {
    tensors: source.tensors.size,
    parameters: [...counts.values()].reduce((sum, count) => sum + count, 0),
    dtype: isQuantised ? undefined : most?.[0],
    format,
    architectures: Array.isArray(architectures) ? architectures.filter((name) => typeof name === 'string') : [],
    family: typeof family === 'string' ? family : undefined,
    files,
  }
}

/** The kind of the weights beside each other in a folder, in the order in which the office prefers them. */
export const formatAmong = (paths: readonly string[]): WeightFormat | undefined =>
  ENDINGS.find(([ending]) => paths.some((path) => !path.includes('/') && ending.test(path)))?.[1]

const ENDINGS: readonly (readonly [RegExp, WeightFormat])[] = [
  [/\.safetensors$/, 'safetensors'],
  [/\.gguf$/, 'gguf'],
  [/\.(?:bin|pt|pth|ckpt)$/, 'torch'],
  [/\.onnx$/, 'onnx'],
  [/\.np[yz]$/, 'numpy'],
]
