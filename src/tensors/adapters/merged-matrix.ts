import { AssayError } from '#base'
import type { ComputedMatrix, Window } from '../quantised/matrix-view.ts'
import { readElements } from '../rows.ts'
import { shown } from '../shown.ts'
import type { TensorInfo, TensorSource } from '../source.ts'
import type { ModulePatch } from './adapter-parts.ts'

type Merge = {
  readonly name: string
  /** the weight below */
  readonly under: { readonly source: TensorSource; readonly info: TensorInfo }
  readonly patch: ModulePatch
  readonly scale: number
  /** whether the weight is stored [in, out], so that (B·A)ᵀ is added; embeddings always are */
  readonly transposed: boolean
  readonly dora: TensorInfo | undefined
  readonly factors: FactorCache
}

/**
 * Rows of W + s·L·R, L with a row for each row of W, R with a column for each of its columns: L is B and R is A, or Aᵀ
 * and Bᵀ where W is stored transposed. R is held, L is read by rows.
 */
export const mergedMatrix = (merge: Merge): ComputedMatrix => {
  const { name, under, dora } = merge
  const [rows = 0, columns = 0] = under.info.shape
  const fill: Fill = async (window, into) => {
    const { rowFrom, rowTo, columnFrom, columnTo } = window
    const from = rowFrom * columns + columnFrom
    const [weights, { rank, left }, right] = await Promise.all([
      readElements(under.source, under.info, from, from + into.length),
      leftRows(merge, window),
      merge.factors(merge),
    ])
    const width = columnTo - columnFrom
    const sums = new Float64Array(width)
    for (let row = 0; row < rowTo - rowFrom; row++) {
      sums.fill(0)
      for (let k = 0; k < rank; k++) {
        const factor = left[row * rank + k] as number
        const at = k * columns + columnFrom
        for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + factor * (right[at + i] as number)
      }
      const at = row * width
      for (let i = 0; i < width; i++) into[at + i] = (weights[at + i] as number) + merge.scale * (sums[i] as number)
    }
  }
  return { name, rows, columns, fill: dora === undefined ? fill : scaledToLength({ ...merge, dora }, fill, columns) }
}

/** In double as well: DoRA rounds once, after its own factor. */
type Fill = (window: Window, into: Float32Array | Float64Array) => Promise<void>

/**
 * DoRA: each row gets the length that the adapter stores for it, m · W′ / ‖W′‖. The length needs the whole row, also
 * where only a part of it is asked for.
 *
 * @see Liu et al. 2024, arXiv:2402.09353; PEFT 0.21 `tuners/lora/dora.py`
 */
const scaledToLength =
  ({ factors, dora }: Merge & { readonly dora: TensorInfo }, fill: Fill, columns: number): ComputedMatrix['fill'] =>
  async ({ rowFrom, rowTo, columnFrom, columnTo }, into) => {
    const whole = new Float64Array((rowTo - rowFrom) * columns)
    await fill({ rowFrom, rowTo, columnFrom: 0, columnTo: columns }, whole)
    const lengths = await readElements(factors.source, dora, rowFrom, rowTo)
    for (let row = 0; row < rowTo - rowFrom; row++) {
      const values = whole.subarray(row * columns, (row + 1) * columns)
      let squares = 0
      for (const value of values) squares += value * value
      const factor = (lengths[row] as number) / Math.sqrt(squares)
      const at = row * (columnTo - columnFrom)
      for (let i = columnFrom; i < columnTo; i++) into[at + i - columnFrom] = factor * (values[i] as number)
    }
  }

/** L's rows of a window, rank values each: rows of B, or columns of A. */
const leftRows = async (
  { patch: { a, b }, transposed, factors: { source } }: Merge,
  { rowFrom, rowTo }: Window,
): Promise<{ rank: number; left: Float32Array }> => {
  const rank = a.shape[0] ?? 0
  if (!transposed) return { rank, left: await readElements(source, b, rowFrom * rank, rowTo * rank) }
  const left = new Float32Array((rowTo - rowFrom) * rank)
  const inputs = a.shape[1] ?? 0
  for (let k = 0; k < rank; k++) {
    const column = await readElements(source, a, k * inputs + rowFrom, k * inputs + rowTo)
    for (const [row, value] of column.entries()) left[row * rank + k] = value
  }
  return { rank, left }
}

/** The factors R of an adapter, as F32, together; those that were not used for longest go first. */
const MOST_HELD_BYTES = 64 * 2 ** 20

export type FactorCache = ((merge: Merge) => Promise<Float32Array>) & { readonly source: TensorSource }

/** @throws AssayError `tensors/too-large` for a factor that does not fit at all */
export const factorCache = (source: TensorSource): FactorCache => {
  const held = new Map<string, Float32Array>()
  let bytes = 0
  const factorOf = async ({ patch: { a, b }, transposed }: Merge): Promise<Float32Array> => {
    const info = transposed ? b : a
    const size = info.count * 4
    if (size > MOST_HELD_BYTES) {
      const facts = { source: source.label, tensor: shown(info.name), bytes: size, limit: MOST_HELD_BYTES }
      throw new AssayError('tensors/too-large', facts)
    }
    const known = held.get(info.name)
    const factor = known ?? (await rightOf(source, info, transposed))
    bytes += held.has(info.name) ? 0 : size
    held.delete(info.name)
    held.set(info.name, factor)
    for (const [oldest, { byteLength }] of held) {
      if (bytes <= MOST_HELD_BYTES) break
      held.delete(oldest)
      bytes -= byteLength
    }
    return factor
  }
  return Object.assign(factorOf, { source })
}

/** rank × columns, row-major: A as it is, or B turned. */
const rightOf = async (source: TensorSource, info: TensorInfo, transposed: boolean): Promise<Float32Array> => {
  const stored = await readElements(source, info, 0, info.count)
  if (!transposed) return stored
  const [columns = 0, rank = 0] = info.shape
  const turned = new Float32Array(stored.length)
  for (let column = 0; column < columns; column++) {
    for (let k = 0; k < rank; k++) turned[k * columns + column] = stored[column * rank + k] as number
  }
  return turned
}
