import { AssayError } from '#base'
import { type Dense, packPanels, padded, type Panels, PANEL, panelsFor } from '#numeric'
import { readTensor, type TensorSource } from '#tensors'
import type { DecoderConfig } from './config.ts'
import {
  allNames,
  type DecoderNames,
  decoderNames,
  type FeedForwardNames,
  type Named,
  PREFIXES,
} from './tensor-names.ts'

export type FeedForwardWeights = { readonly gate: Panels; readonly up: Panels; readonly down: Panels }

export type LayerWeights = {
  readonly attentionNorm: number
  readonly query: Panels
  readonly key: Panels
  readonly value: Panels
  readonly output: Panels
  readonly feedForwardNorm: number
  readonly router: Panels | undefined
  readonly experts: readonly FeedForwardWeights[]
}

/** A decoder's weights in a dense memory: matrices in panels, vectors and the embedding's rows padded with zeros. */
export type DecoderWeights = {
  /** first of 256 rows of padded(hidden) floats */
  readonly embedding: number
  readonly layers: readonly LayerWeights[]
  readonly norm: number
  readonly head: Panels
  readonly parameters: number
}

/** 1 GB as float32. A checkpoint beyond it is served by an engine made for it, and evaluated over HTTP. */
const MAX_PARAMETERS = 268_435_456

/**
 * Checks that the checkpoint holds the decoder that its configuration describes, whole and with nothing beside it that
 * would change the arithmetic, then brings it into `dense`, one tensor at a time.
 *
 * @throws AssayError `inference/missing-tensor`, `inference/wrong-shape`, `inference/unexpected-tensor`,
 *   `inference/model-too-large`, `inference/weights-not-finite`
 */
export const loadWeights = async (
  source: TensorSource,
  config: DecoderConfig,
  dense: Dense,
): Promise<DecoderWeights> => {
  const prefix = prefixOf(source, config)
  const names = decoderNames(config, prefix)
  const parameters = checkedParameters(source, names, prefix)

  const vectorOf = async ({ name, shape: [width = 0] }: Named): Promise<number> => {
    const values = await finiteTensor(source, name)
    const at = dense.reserve(padded(width))
    dense.floats().set(values, at)
    return at
  }
  const panelsOf = async ({ name, shape: [outputs = 0, depth = 0] }: Named): Promise<Panels> => {
    const values = await finiteTensor(source, name)
    const at = dense.reserve(padded(outputs) * depth)
    packPanels(values, depth, dense.floats().subarray(at))
    return { at, panelStride: depth * PANEL, panels: panelsFor(outputs) }
  }
  const feedForwardOf = async (expert: FeedForwardNames): Promise<FeedForwardWeights> => ({
    gate: await panelsOf(expert.gate),
    up: await panelsOf(expert.up),
    down: await panelsOf(expert.down),
  })

  const layers: LayerWeights[] = []
  for (const layer of names.layers) {
    const experts: FeedForwardWeights[] = []
    for (const expert of layer.experts) experts.push(await feedForwardOf(expert))
    layers.push({
      attentionNorm: await vectorOf(layer.attentionNorm),
      query: await panelsOf(layer.query),
      key: await panelsOf(layer.key),
      value: await panelsOf(layer.value),
      output: await panelsOf(layer.output),
      feedForwardNorm: await vectorOf(layer.feedForwardNorm),
      router: layer.router === undefined ? undefined : await panelsOf(layer.router),
      experts,
    })
  }
  return {
    embedding: await rowsOf(source, names.embedding, dense),
    layers,
    norm: await vectorOf(names.norm),
    head: await panelsOf(names.head),
    parameters,
  }
}

const prefixOf = (source: TensorSource, config: DecoderConfig): string => {
  const found = PREFIXES.find((prefix) => source.tensors.has(decoderNames(config, prefix).embedding.name))
  if (found !== undefined) return found
  throw new AssayError('inference/missing-tensor', {
    model: source.label,
    tensor: decoderNames(config, '').embedding.name,
  })
}

const checkedParameters = (source: TensorSource, names: DecoderNames, prefix: string): number => {
  const model = source.label
  const wanted = allNames(names)
  let parameters = 0
  for (const { name, shape } of wanted) {
    const info = source.tensors.get(name)
    if (info === undefined) throw new AssayError('inference/missing-tensor', { model, tensor: name })
    if (info.shape.length !== shape.length || info.shape.some((size, axis) => size !== shape[axis])) {
      throw new AssayError('inference/wrong-shape', { model, tensor: name, got: info.shape, wanted: shape })
    }
    parameters += info.count
  }
  if (parameters > MAX_PARAMETERS) {
    throw new AssayError('inference/model-too-large', { model, parameters, limit: MAX_PARAMETERS })
  }
  const known = new Set(wanted.map(({ name }) => name))
  for (const name of source.tensors.keys()) {
    if (!known.has(name) && belongsToDecoder(name, prefix)) {
      throw new AssayError('inference/unexpected-tensor', { model, tensor: name })
    }
  }
  return parameters
}

// A bias or a norm that the configuration does not mention would be left out of the arithmetic without a word. Two
// kinds of leftovers are harmless: the tables of old rotary code, and a head that is stored though tied.
const belongsToDecoder = (name: string, prefix: string): boolean =>
  (name.startsWith(`${prefix}model.`) || name.startsWith(`${prefix}lm_head.`)) &&
  !name.endsWith('.rotary_emb.inv_freq') &&
  name !== `${prefix}lm_head.weight`

const rowsOf = async (source: TensorSource, { name, shape }: Named, dense: Dense): Promise<number> => {
  const [rows = 0, width = 0] = shape
  const values = await finiteTensor(source, name)
  const at = dense.reserve(rows * padded(width))
  const floats = dense.floats()
  for (let row = 0; row < rows; row++) {
    floats.set(values.subarray(row * width, (row + 1) * width), at + row * padded(width))
  }
  return at
}

const finiteTensor = async (source: TensorSource, name: string): Promise<Float32Array> => {
  const values = await readTensor(source, name, { maxBytes: 4 * MAX_PARAMETERS })
  if (values.every(Number.isFinite)) return values
  throw new AssayError('inference/weights-not-finite', { model: source.label, tensor: name })
}
