import { innerProduct, rowProducts } from '#numeric'
import type { ChannelBlock, UnitBlock } from '../prepared.ts'
import { fromUnitRows, type UnitRows } from '../unit-rows.ts'
import { projected, signBits } from './sketch.ts'

export const BLOCK_CODE_BYTES = 256
/** Blocks kept of a component, evenly spread over its depth. */
export const MOST_BLOCKS = 8
const QUANTILES = 16
const COLUMNS = 26

/** Numbers that describe a block: quantiles of 26 columns, then the correlations of the columns. */
export const BLOCK_FEATURES = COLUMNS * QUANTILES + (COLUMNS * (COLUMNS - 1)) / 2

/** How the features of independent models' blocks spread. */
export type FeatureSpread = {
  readonly mean: Float32Array
  readonly deviation: Float32Array
  /** rank × BLOCK_FEATURES: directions along which standardised features of independents differ most, orthonormal */
  readonly directions: Float32Array
  /** what is added of a direction, from −1 to 0: with it independents differ no more along it than along others */
  readonly shrink: Float32Array
}

/**
 * How the units of a block are distributed over 26 quantities that know nothing of vocabulary, rotation, order, signs
 * or the scale of up against down: sizes and angles of a unit's gate, up and down vectors, and how strongly each reads
 * what the matrices of its layer read or write, `log x̂ᵀ M x̂` with M the mean of ŵŵᵀ over a matrix's rows.
 */
export const blockFeatures = (block: UnitBlock, channels: ChannelBlock | undefined): Float32Array => {
  const columns = signature(block, channels)
  const features = new Float32Array(BLOCK_FEATURES)
  const scores = columns.map((column, c) => {
    const sorted = column.toSorted()
    for (let q = 0; q < QUANTILES; q++) features[c * QUANTILES + q] = quantile(sorted, (q + 0.5) / QUANTILES)
    return standardised(column)
  })
  let at = COLUMNS * QUANTILES
  for (let a = 0; a < COLUMNS; a++) {
    for (let b = 0; b < a; b++) {
      const [x, y] = [scores[a] as Float64Array, scores[b] as Float64Array]
      let sum = 0
      for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number)
      features[at++] = x.length === 0 ? 0 : sum / x.length
    }
  }
  return features
}

/**
 * 2,048 signs of random projections of the features: standardised over independent models, and weakened along the
 * directions in which those differ anyway, so that what is left speaks of one training rather than of its size and data.
 */
export const blockCode = (features: Float32Array, spread: FeatureSpread): Uint8Array => {
  const code = new Uint8Array(BLOCK_CODE_BYTES)
  signBits(
    projected(whitened(standardFeatures(features, spread), spread), { count: 8 * BLOCK_CODE_BYTES, name: 'f3' }),
    code,
  )
  return code
}

export const standardFeatures = (
  features: Float32Array,
  { mean, deviation }: Pick<FeatureSpread, 'mean' | 'deviation'>,
): Float32Array =>
  features.map((value, i) => {
    const z = (value - (mean[i] as number)) / (deviation[i] as number)
    return Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, z))
  })

// One foreign feature must not drown the others.
const MOST_DEVIATIONS = 6

const whitened = (standard: Float32Array, { directions, shrink }: FeatureSpread): Float32Array => {
  const width = standard.length
  const out = standard.slice()
  for (const [r, weight] of shrink.entries()) {
    const along = weight * innerProduct(standard, 0, directions, r * width, width)
    for (let k = 0; k < width; k++) out[k] = (out[k] as number) + along * (directions[r * width + k] as number)
  }
  return out
}

const signature = (block: UnitBlock, channels: ChannelBlock | undefined): readonly Float64Array[] => {
  const { gate, up = gate, down, excluded } = block
  const kept = Int32Array.from(excluded.keys()).filter((i) => excluded[i] === 0)
  const n = kept.length
  const vectors = [gate, up, down].map((rows) => raw(rows, kept))
  const [g, u, d] = vectors as [Raw, Raw, Raw]
  const columns: Float64Array[] = [
    Float64Array.from({ length: n }, (_, i) => Math.log(g.size[i] as number)),
    centredOnMedian(
      Float64Array.from({ length: n }, (_, i) => Math.log((u.size[i] as number) * (d.size[i] as number))),
    ),
    cosines(g, u).map(Math.abs),
    cosines(g, d).map(Math.abs),
    cosines(u, d),
  ]
  const all = Int32Array.from({ length: gate.n }, (_, i) => i)
  const read = [channels?.q, channels?.k, channels?.v, channels?.o].map((rows) =>
    rows === undefined
      ? undefined
      : raw(
          rows,
          Int32Array.from({ length: rows.n }, (_, i) => i),
        ),
  )
  const matrices = [...read, raw(gate, all), raw(up, all), raw(down, all)]
  for (const x of vectors) {
    for (const matrix of matrices) columns.push(strengths(x, matrix))
  }
  return columns
}

type Raw = { readonly n: number; readonly width: number; readonly rows: Float32Array; readonly size: Float64Array }

/** Rows of length 1, their means left in, and the length that they had; a dead row has length 1e-30. */
const raw = (rows: UnitRows, take: Int32Array): Raw => {
  const values = fromUnitRows(rows, { take })
  const { width } = rows
  const n = take.length
  const size = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let squares = 0
    for (let k = 0; k < width; k++) squares += (values[i * width + k] as number) ** 2
    size[i] = Math.max(1e-30, Math.sqrt(squares))
    for (let k = 0; k < width; k++) values[i * width + k] = (values[i * width + k] as number) / (size[i] as number)
  }
  return { n, width, rows: values, size }
}

const cosines = (a: Raw, b: Raw): Float64Array =>
  Float64Array.from({ length: a.n }, (_, i) => {
    if (a.width !== b.width) return 0
    let sum = 0
    for (let k = 0; k < a.width; k++) sum += (a.rows[i * a.width + k] as number) * (b.rows[i * a.width + k] as number)
    return sum
  })

/** log(width · mean over rows ŵ of (x̂·ŵ)²): 0 where the matrix reads all directions alike, or is not there. */
const strengths = (x: Raw, matrix: Raw | undefined): Float64Array => {
  const out = new Float64Array(x.n)
  if (matrix === undefined || matrix.width !== x.width || matrix.n === 0) return out
  const products = rowProducts(x.rows, matrix.rows, { n: x.n, m: matrix.n, width: x.width })
  for (let i = 0; i < x.n; i++) {
    let squares = 0
    for (let j = 0; j < matrix.n; j++) squares += (products[i * matrix.n + j] as number) ** 2
    out[i] = Math.log(Math.max(1e-12, (x.width * squares) / matrix.n))
  }
  return out
}

const centredOnMedian = (values: Float64Array): Float64Array => {
  const middle = values.toSorted()[values.length >> 1] ?? 0
  return values.map((value) => value - middle)
}

const quantile = (sorted: Float64Array, share: number): number => {
  if (sorted.length === 0) return 0
  const at = share * sorted.length - 0.5
  const low = Math.max(0, Math.min(sorted.length - 1, Math.floor(at)))
  const high = Math.min(sorted.length - 1, low + 1)
  const part = Math.max(0, Math.min(1, at - low))
  return (sorted[low] as number) * (1 - part) + (sorted[high] as number) * part
}

const standardised = (values: Float64Array): Float64Array => {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / Math.max(1, values.length)
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  const deviation = Math.sqrt(squares / Math.max(1, values.length))
  return values.map((value) => (deviation > 1e-9 ? (value - mean) / deviation : 0))
}
