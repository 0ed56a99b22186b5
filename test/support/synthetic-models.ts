// Independent models without training them, for the nulls of fingerprints.
//
// A fingerprint is blind to the whole gauge (signs, order, rotation), so a gauge-resampled model has the fingerprint of
// the model that it was made from and is no further independent. What remains is:
// - `matched`: every matrix keeps the singular values of a trained donor's; its learned directions are drawn anew, over
//   tokens from the covariance that trained models have on average, over units uniformly, and what lies below them is
//   noise of the donor's strength. So it shares with trained models what all of them share (the common structure of
//   tokens, how strongly each matrix learned) and nothing that belongs to one of them: for the token code a fair
//   independent. Its units are less structured than trained ones, so for the block code it is an easy one.
// - `perturbed`: a trained independent with noise up to a cosine of 0.4. Its units and tokens are structured as trained
//   ones; it is in the family of its donor and a hard independent of every other family.
import type { Json } from '#base'
import { rowProducts, seeded, type Seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import { allEigen } from '../../src/provenance/fingerprints/symmetric-eigen.ts'
import { transposed } from '../../src/provenance/frames/raw-rows.ts'
import { driftTo } from './alter.ts'
import {
  changed,
  foldNorms,
  type Parts,
  partsOf,
  permuteHeads,
  permuteUnits,
  permuteVocabulary,
  randomSigns,
  rescalePairs,
  rotateResidual,
  type Tensor,
} from './disguise.ts'
import { memoryModel } from './memory-model.ts'
import { openZoo } from './zoo.ts'

/** The language component of a model by itself, under the names of a model that has no other. */
export const languageOf = (model: TensorSource): TensorSource => {
  const inside = [...model.tensors.values()].filter(({ name }) => name.startsWith(PREFIX))
  if (inside.length === 0) return model
  const own = new Map(
    inside.map((info) => [info.name.slice(PREFIX.length), { ...info, name: info.name.slice(PREFIX.length) }]),
  )
  const { text_config: text } = model.config as { text_config: { hidden_size: number; num_attention_heads: number } }
  const config: Json = { ...text, model_type: 'llama', head_dim: text.hidden_size / text.num_attention_heads }
  const readBytes: TensorSource['readBytes'] = (name, offset, into) => model.readBytes(PREFIX + name, offset, into)
  const { label, bytesRead, close } = model
  return { label, bytesRead, close, tensors: own, config, readBytes }
}

const PREFIX = 'language_model.'

/**
 * The same function under another gauge: norms folded, residual stream rotated, units, heads and value channels in
 * another order, with other signs and scales, and tokens in another order.
 */
export const fullyDisguised = (language: TensorSource, seed: string): Promise<TensorSource> =>
  changed(language, seed, rotateResidual, permuteUnits, permuteHeads, rescalePairs, randomSigns, permuteVocabulary)

/** @param cosine between each matrix before and after */
const perturbed = (donor: TensorSource, seed: string, cosine: number): Promise<TensorSource> =>
  changed(donor, `perturbed ${seed}`, driftTo(cosine))

/** Matrices that read the residual stream through a norm, matrices that write into it, and tables of tokens. */
const roleOf = (name: string): 'embedding' | 'head' | 'reads' | 'writes' | 'norm' => {
  if (/embed_tokens/.test(name)) return 'embedding'
  if (/lm_head/.test(name)) return 'head'
  if (/norm/.test(name)) return 'norm'
  return /o_proj|down_proj|w2\.weight/.test(name) ? 'writes' : 'reads'
}

/** Which matrix of a layer it is, wherever the layer stands. */
const kindOf = (name: string): string => name.replace(/^.*layers\.\d+\./, '')

type Made = Map<string, Tensor>
type Donor = { readonly source: TensorSource; readonly parts: Parts }

const donorOf = async (name: string): Promise<Donor> => {
  const source = languageOf(await openZoo(name))
  return { source, parts: foldNorms(await partsOf(source), seeded('')) }
}

/** What trained models share: for each kind of matrix, the covariance over tokens of what its rows read or write. */
type TokenPopulation = ReadonlyMap<string, Float32Array>

const TOKENS = 256
const LEARNED = 24 // directions above the noise of an initialisation, at these sizes

/** Square roots of the covariances (tokens × tokens), pooled over donors of one vocabulary of 256 tokens. */
const tokenPopulation = (donors: readonly Donor[]): TokenPopulation => {
  const sums = new Map<string, Float64Array>()
  for (const { parts } of donors) {
    const made = parts.weights
    const table = [...made].find(([name]) => roleOf(name) === 'embedding')?.[1]
    if (table === undefined) continue
    const frame = frameOf(table)
    for (const [name, matrix] of made) {
      const role = roleOf(name)
      if (role === 'norm') continue
      const functions = role === 'embedding' || role === 'head' ? columnsOf(matrix) : overTokens(matrix, role, frame)
      const n = functions.length / TOKENS
      const covariance = rowProducts(transposed(functions, n, TOKENS), transposed(functions, n, TOKENS), {
        n: TOKENS,
        m: TOKENS,
        width: n,
      })
      let trace = 0
      for (let t = 0; t < TOKENS; t++) trace += covariance[t * TOKENS + t] as number
      const sum = sums.get(kindOf(name)) ?? new Float64Array(TOKENS * TOKENS)
      sums.set(kindOf(name), sum)
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (covariance[i] as number) / trace
    }
  }
  return new Map([...sums].map(([kind, sum]) => [kind, squareRoot(sum)]))
}

/** A model whose learned directions are drawn anew; see the head of this file. */
const spectrumMatched = (donor: Donor, population: TokenPopulation, seed: string): TensorSource => {
  const draw = seeded(`spectrum ${seed}`)
  const made = donor.parts.weights
  const result: Made = new Map()
  const functionsOf = (kind: string, count: number): Float32Array => {
    const root = population.get(kind)
    if (root === undefined) throw new Error(`no donor has ${kind}`)
    const normals = Float32Array.from({ length: count * TOKENS }, () => draw.normal())
    return rowProducts(normals, root, { n: count, m: TOKENS, width: TOKENS })
  }
  for (const [name, matrix] of made) {
    if (roleOf(name) !== 'embedding' && roleOf(name) !== 'head') continue
    const hidden = matrix.shape[1] ?? 1
    const { learned, bulk } = spectrumOf(name, matrix)
    const left = orthonormal(learned.length, TOKENS, draw, functionsOf(kindOf(name), learned.length))
    const right = orthonormal(learned.length, hidden, draw)
    result.set(name, composed(matrix.shape, { learned, left, right, bulk, draw }))
  }
  const table = [...result].find(([name]) => roleOf(name) === 'embedding')?.[1]
  if (table === undefined) throw new Error('the donor has no embedding')
  const frame = frameOf(table)
  for (const [name, matrix] of made) {
    const role = roleOf(name)
    if (role === 'norm') result.set(name, matrix)
    if (role !== 'reads' && role !== 'writes') continue
    const [rows = 1, columns = 1] = matrix.shape
    const hidden = role === 'reads' ? columns : rows
    const units = role === 'reads' ? rows : columns
    const { learned, bulk } = spectrumOf(name, matrix)
    const over = functionsOf(kindOf(name), learned.length)
    const directions = rowProducts(over, transposed(frame, TOKENS, hidden), {
      n: learned.length,
      m: hidden,
      width: TOKENS,
    })
    const stream = orthonormal(learned.length, hidden, draw, directions)
    const ofUnits = orthonormal(learned.length, units, draw)
    const [left, right] = role === 'reads' ? [ofUnits, stream] : [stream, ofUnits]
    result.set(name, composed(matrix.shape, { learned, left, right, bulk, draw }))
  }
  return memoryModel(`${donor.source.label} matched ${seed}`, result, donor.parts.config)
}

type Composition = {
  readonly learned: Float64Array
  readonly left: Float32Array
  readonly right: Float32Array
  readonly bulk: number
  readonly draw: Seeded
}

const composed = (shape: readonly number[], { learned, left, right, bulk, draw }: Composition): Tensor => {
  const [rows = 1, columns = 1] = shape
  const rank = learned.length
  const scaled = transposed(left, rank, rows).map((value, i) => value * (learned[i % rank] as number))
  const values = rowProducts(scaled, transposed(right, rank, columns), { n: rows, m: columns, width: rank })
  return { shape, values: values.map((value) => value + bulk * draw.normal()) }
}

type Spectrum = { readonly learned: Float64Array; readonly bulk: number }
const spectra = new WeakMap<Float32Array, Spectrum>()

/** The greatest singular values, and the deviation of an element in what is left. */
const spectrumOf = (name: string, { shape: [rows = 1, columns = 1], values }: Tensor): Spectrum => {
  const known = spectra.get(values)
  if (known !== undefined) return known
  const wide = columns > rows
  const [x, n, width] = wide ? [values, rows, columns] : [transposed(values, rows, columns), columns, rows]
  const gram = rowProducts(x, x, { n, m: n, width })
  const { values: squares } = allEigen(Float64Array.from(gram), n)
  const kept = Math.min(LEARNED, Math.max(1, n - 8))
  // The embedding's mean row is a direction like the others here; it is removed by whoever centres.
  const learned = squares.slice(0, kept).map((square) => Math.sqrt(Math.max(0, square)))
  const left = squares.slice(kept).reduce((sum, square) => sum + Math.max(0, square), 0)
  const spectrum = { learned, bulk: Math.sqrt(left / (rows * columns)) }
  if (!/norm/.test(name)) spectra.set(values, spectrum)
  return spectrum
}

/** Tokens × hidden: U Vᵀ of the embedding, centred over tokens, rows of length 1. */
const frameOf = ({ shape: [tokens = 1, hidden = 1], values }: Tensor): Float32Array => {
  const table = values.slice()
  for (let k = 0; k < hidden; k++) {
    let mean = 0
    for (let t = 0; t < tokens; t++) mean += (table[t * hidden + k] as number) / tokens
    for (let t = 0; t < tokens; t++) table[t * hidden + k] = (table[t * hidden + k] as number) - mean
  }
  for (let t = 0; t < tokens; t++) {
    let squares = 0
    for (let k = 0; k < hidden; k++) squares += (table[t * hidden + k] as number) ** 2
    for (let k = 0; k < hidden; k++) table[t * hidden + k] = (table[t * hidden + k] as number) / Math.sqrt(squares)
  }
  const across = transposed(table, tokens, hidden)
  const gram = rowProducts(across, across, { n: hidden, m: hidden, width: tokens })
  const { values: squares, vectors } = allEigen(Float64Array.from(gram), hidden)
  const inverse = new Float32Array(hidden * hidden)
  for (let r = 0; r < hidden; r++) {
    const scale = 1 / Math.sqrt(Math.max(1e-9, squares[r] as number))
    for (let i = 0; i < hidden; i++) {
      for (let j = 0; j < hidden; j++) {
        inverse[i * hidden + j] =
          (inverse[i * hidden + j] as number) +
          scale * (vectors[r * hidden + i] as number) * (vectors[r * hidden + j] as number)
      }
    }
  }
  return rowProducts(table, inverse, { n: tokens, m: hidden, width: hidden })
}

/** Rows of length 1 as functions on tokens: n × tokens. */
const overTokens = (
  { shape: [rows = 1, columns = 1], values }: Tensor,
  role: 'reads' | 'writes',
  frame: Float32Array,
): Float32Array => {
  const hidden = role === 'reads' ? columns : rows
  const n = role === 'reads' ? rows : columns
  const units = role === 'reads' ? values.slice() : transposed(values, rows, columns)
  for (let i = 0; i < n; i++) {
    let squares = 0
    for (let k = 0; k < hidden; k++) squares += (units[i * hidden + k] as number) ** 2
    for (let k = 0; k < hidden; k++) units[i * hidden + k] = (units[i * hidden + k] as number) / Math.sqrt(squares || 1)
  }
  return rowProducts(units, frame, { n, m: TOKENS, width: hidden })
}

/** Columns of a table as functions on tokens, without their means. */
const columnsOf = ({ shape: [tokens = 1, hidden = 1], values }: Tensor): Float32Array => {
  const across = transposed(values, tokens, hidden)
  for (let k = 0; k < hidden; k++) {
    let mean = 0
    for (let t = 0; t < tokens; t++) mean += (across[k * tokens + t] as number) / tokens
    for (let t = 0; t < tokens; t++) across[k * tokens + t] = (across[k * tokens + t] as number) - mean
  }
  return across
}

const squareRoot = (matrix: Float64Array): Float32Array => {
  const { values, vectors } = allEigen(matrix, TOKENS)
  const scaled = Float32Array.from(
    vectors,
    (value, i) => value * Math.sqrt(Math.sqrt(Math.max(0, values[Math.floor(i / TOKENS)] as number))),
  )
  const across = transposed(scaled, TOKENS, TOKENS)
  return rowProducts(across, across, { n: TOKENS, m: TOKENS, width: TOKENS })
}

/** Trained from scratch, each with weights of its own, none of base-a's family. */
export const TRAINED_INDEPENDENTS: readonly string[] = [
  'base-b',
  'base-c',
  'base-d',
  'distilled',
  'same-init',
  'code-500',
  ...Array.from({ length: 12 }, (_, i) => `twin-${String(i).padStart(2, '0')}`),
]

export type Independent = {
  readonly model: TensorSource
  readonly kind: 'matched' | 'perturbed'
  readonly family: string
}

/**
 * Independents without end, by turns of both kinds, from all trained donors in turn. A perturbed one belongs to the
 * family of its donor, at a cosine from 0.4 to 0.95.
 */
export async function* syntheticIndependents(
  count: number,
  seed: string,
  from: readonly string[] = TRAINED_INDEPENDENTS,
): AsyncGenerator<Independent> {
  const donors: Donor[] = []
  for (const name of from) donors.push(await donorOf(name))
  const population = tokenPopulation(donors)
  for (let i = 0; i < count; i++) {
    const donor = donors[(i >> 1) % donors.length] as Donor
    const own = `${seed} ${i}`
    if (i % 2 === 0)
      yield { model: spectrumMatched(donor, population, own), kind: 'matched', family: `synthetic ${own}` }
    else {
      const cosine = 0.4 + 0.55 * ((i * 0.618_034) % 1)
      yield { model: await perturbed(donor.source, own, cosine), kind: 'perturbed', family: donor.source.label }
    }
  }
}

/** count ≤ width orthonormal rows, uniformly drawn, or those nearest to what `draw` fills in. */
const orthonormal = (
  count: number,
  width: number,
  draw: Seeded,
  rows: Float32Array = Float32Array.from({ length: count * width }, () => draw.normal()),
): Float32Array => {
  for (let r = 0; r < count; r++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let q = 0; q < r; q++) {
        let along = 0
        for (let k = 0; k < width; k++) along += (rows[r * width + k] as number) * (rows[q * width + k] as number)
        for (let k = 0; k < width; k++)
          rows[r * width + k] = (rows[r * width + k] as number) - along * (rows[q * width + k] as number)
      }
    }
    let squares = 0
    for (let k = 0; k < width; k++) squares += (rows[r * width + k] as number) ** 2
    const scale = 1 / Math.sqrt(squares)
    for (let k = 0; k < width; k++) rows[r * width + k] = (rows[r * width + k] as number) * scale
  }
  return rows
}
