import { rowProducts, symmetricEigen } from '#numeric'
import {
  eachMlp,
  foldNorms,
  hiddenOf,
  isTable,
  onAxes,
  overTensors,
  type Parts,
  partsOf,
  reindexed,
  type Step,
  transposed,
  writes,
} from './disguise.ts'
import type { TensorSource } from '#tensors'

// Changes after which a model computes something else: what else is done to stolen weights.

/** Every matrix rounded to so many bits, in groups of 32 along its rows. */
export const roundTo =
  (bits: number): Step =>
  (parts) =>
    overTensors(parts, (_, tensor) => {
      if (tensor.shape.length < 2) return tensor
      const values = tensor.values.slice()
      for (let from = 0; from < values.length; from += GROUP) {
        const group = values.subarray(from, from + GROUP)
        const step = group.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / (2 ** (bits - 1) - 1)
        if (step > 0) for (let k = 0; k < group.length; k++) group[k] = Math.round((group[k] as number) / step) * step
      }
      return { ...tensor, values }
    })

const GROUP = 32

/** Noise on every matrix, so strong that its cosine to what it was becomes `cosine`. */
export const driftTo =
  (cosine: number): Step =>
  (parts, draw) =>
    overTensors(parts, (_, tensor) => {
      if (tensor.shape.length < 2) return tensor
      const squares = tensor.values.reduce((sum, value) => sum + value * value, 0)
      const strength = Math.sqrt((squares / tensor.values.length) * (1 / cosine ** 2 - 1))
      return { ...tensor, values: tensor.values.map((value) => value + strength * draw.normal()) }
    })

/** Some tensors of the host exchanged for the donor's of the same name; the rest of the host stays. */
export const graft = async (
  host: TensorSource,
  donor: TensorSource,
  taken: (name: string) => boolean,
): Promise<Step> => {
  const [own, other] = [await partsOf(host), await partsOf(donor)]
  return () => overTensors(own, (name, tensor) => (taken(name) ? (other.weights.get(name) ?? tensor) : tensor))
}

/** A share of the tokens dropped, at random; the rest keep their order. */
export const dropTokens =
  (share: number): Step =>
  (parts, draw) => {
    const count = parts.weights.get('model.embed_tokens.weight')?.shape[0] ?? 0
    const order = draw
      .order(count)
      .slice(0, Math.round(count * (1 - share)))
      .toSorted()
    const fewer = overTensors(parts, (name, tensor) => (isTable(name) ? reindexed(tensor, { axis: 0, order }) : tensor))
    return { ...fewer, config: { ...parts.config, vocab_size: order.length } }
  }

/** A share of the units of every MLP dropped, at random. */
export const pruneUnits =
  (share: number): Step =>
  (parts, draw) =>
    eachMlp(parts, (count) => {
      const order = draw
        .order(count)
        .slice(0, Math.round(count * (1 - share)))
        .toSorted()
      return { gate: { axis: 0, order }, up: { axis: 0, order }, down: { axis: 1, order } }
    })

/** The residual stream cut down to the leading directions of what the model writes into it; norms are folded first. */
export const sliceHidden =
  (width: number): Step =>
  (parts, draw) => {
    const folded = foldNorms(parts, draw)
    const sliced = onAxes(folded, leadingAxes(folded, width), hiddenOf(parts))
    return { ...sliced, config: { ...parts.config, hidden_size: width } }
  }

const leadingAxes = (parts: Parts, count: number): Float32Array => {
  const width = hiddenOf(parts)
  const moment = new Float64Array(width * width)
  for (const [name, { shape, values }] of parts.weights) {
    if (!writes(name) && name !== 'model.embed_tokens.weight') continue
    const [rows = 1, columns = 1] = shape
    const directions = writes(name) ? values : transposed(values, rows, columns)
    const gram = rowProducts(directions, directions, { n: width, m: width, width: directions.length / width })
    for (let k = 0; k < moment.length; k++) moment[k] = (moment[k] as number) + (gram[k] as number)
  }
  const eigen = symmetricEigen(moment, width)
  const order = [...eigen.values.keys()].toSorted((a, b) => (eigen.values[b] as number) - (eigen.values[a] as number))
  return Float32Array.from(
    order
      .slice(0, count)
      .flatMap((column) => Array.from({ length: width }, (_, i) => eigen.vectors[i * width + column] as number)),
  )
}
