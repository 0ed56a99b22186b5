import { rowProducts, symmetricEigen } from '#numeric'
import type { HiddenBlock, Prepared } from '../prepared.ts'
import { fromUnitRows, toUnitRows } from '../unit-rows.ts'
import { widthOf } from './framed.ts'
import { transposed } from './raw-rows.ts'
import { onAxes } from './rotated.ts'

/**
 * The model on the directions of its residual stream that anything is written into, by the embedding, the output
 * projections or the down projections. Along all others the stream stays zero: what reads them reads nothing, and could be
 * filled with anything to hide what a row is. The model itself where something is written everywhere, or where too little
 * was read to tell. Neither signs nor orders of units and channels enter; those of the hidden dimensions are lost.
 */
export const inWrittenSpan = (prepared: Prepared): Prepared => {
  const known = spans.get(prepared) ?? spanOf(prepared)
  spans.set(prepared, known)
  return known
}

const spans = new WeakMap<Prepared, Prepared>()

const spanOf = (prepared: Prepared): Prepared => {
  const width = widthOf(prepared) ?? 0
  if (prepared.hidden?.label.length !== width || width > WIDEST) return prepared
  const energy = writtenEnergy(prepared, prepared.hidden, width)
  if (energy === undefined) return prepared
  const least = UNWRITTEN * trace(energy, width) * (1 / width)
  if (everywhereAbove(energy, least, width)) return prepared
  const { values, vectors } = symmetricEigen(energy, width)
  const live = [...values.keys()].filter((k) => (values[k] as number) > least)
  if (live.length === width || live.length < 2) return prepared
  const axes = Float32Array.from(
    live.flatMap((column) => Array.from({ length: width }, (_, i) => vectors[i * width + column] as number)),
  )
  return { ...onAxes(prepared, axes, width), hidden: tablesOn(prepared.hidden, axes, width) }
}

/** Above it finding the span takes seconds. */
const WIDEST = 512
/**
 * Energy along a direction, by the mean over directions, below which nothing but rounding is written there. Trained
 * models have .1 and more everywhere; rounding to 4 bits leaves .009, to 8 bits .00003.
 */
const UNWRITTEN = 0.01
/** Written vectors for each dimension that must be at hand before a direction can be said to be empty. */
const VECTORS_PER_DIMENSION = 4

/** Σ wwᵀ over the vectors w that each matrix writes, each matrix at the same weight: width × width. */
const writtenEnergy = (
  { units, channels }: Prepared,
  { tables }: HiddenBlock,
  width: number,
): Float64Array | undefined => {
  const embeddings = tables.filter(({ name, rows }) => rows.n === width && !/head|embed_out/.test(name))
  if (embeddings.length === 0) return undefined
  // As columns: width × count.
  const written = [
    ...embeddings.map(({ rows }) => ({ count: rows.width, columns: fromUnitRows(rows) })),
    ...[...units.map(({ down }) => down), ...channels.map(({ o }) => o)]
      .filter((rows) => rows.width === width)
      .map((rows) => ({ count: rows.n, columns: transposed(fromUnitRows(rows), rows.n, width) })),
  ]
  if (written.reduce((sum, { count }) => sum + count, 0) < VECTORS_PER_DIMENSION * width) return undefined
  const energy = new Float64Array(width * width)
  for (const { count, columns } of written) {
    const gram = rowProducts(columns, columns, { n: width, m: width, width: count })
    const whole = trace(gram, width)
    if (whole <= 0) continue
    for (let k = 0; k < energy.length; k++) energy[k] = (energy[k] as number) + (gram[k] as number) / whole
  }
  return energy
}

const trace = (matrix: Float32Array | Float64Array, size: number): number => {
  let sum = 0
  for (let i = 0; i < size; i++) sum += matrix[i * size + i] as number
  return sum
}

/** Whether all eigenvalues exceed `least`, by whether Cholesky's pivots stay positive: no eigenvalue is computed. */
const everywhereAbove = (matrix: Float64Array, least: number, size: number): boolean => {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (matrix[i * size + j] as number) - (i === j ? least : 0)
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
      if (i === j && sum <= 0) return false
      lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * size + j] as number)
    }
  }
  return true
}

const tablesOn = (hidden: HiddenBlock, axes: Float32Array, width: number): HiddenBlock => {
  const count = axes.length / width
  return {
    ...hidden,
    label: Int32Array.from({ length: count }, (_, i) => i),
    tables: hidden.tables.map(({ name, rows }) => {
      const features = transposed(fromUnitRows(rows), width, rows.width)
      const turned = rowProducts(axes, features, { n: count, m: rows.width, width })
      return { name, rows: toUnitRows(turned, count, rows.width) }
    }),
    excluded: new Uint8Array(count),
  }
}
