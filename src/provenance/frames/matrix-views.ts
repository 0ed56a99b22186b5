import { rowProducts } from '#numeric'
import type { UnitRows } from '../unit-rows.ts'
import { rawLength, rawProducts, rawRowsAt } from '../raw-products.ts'
import { rawUnit, transposed } from './raw-rows.ts'

/**
 * What rows x̂ say to the matrices of their layer, through M = width · mean of ŵŵᵀ over the rows ŵ of each: numbers that
 * no rotation of the axes changes, one for every row.
 */
export type MatrixViews = {
  readonly names: readonly string[]
  /** x̂ᵀ M x̂ */
  readonly first: (name: string) => Float64Array
  /** x̂ᵀ M M′ x̂ */
  readonly second: (name: string, other: string) => Float64Array
  /** x̂ᵀ M ŷ with the rows of another view of the same matrices */
  readonly across: (name: string, other: MatrixViews) => Float64Array
  /** what `across` reads of the other side */
  readonly seen: (name: string) => Float32Array
}

export type Matrices = Readonly<Record<string, UnitRows | undefined>>

export const matrixViews = (rows: UnitRows, matrices: Matrices): MatrixViews => {
  const named = Object.entries(matrices).flatMap(([name, matrix]) =>
    matrix?.width === rows.width ? [[name, matrix] as const] : [],
  )
  return rows.width <= WIDEST_MOMENT ? throughMoments(rows, named) : throughRows(rows, named)
}

/** Above it M itself is more work than its rows. */
const WIDEST_MOMENT = 512

type Named = readonly (readonly [string, UnitRows])[]

const throughMoments = (rows: UnitRows, named: Named): MatrixViews => {
  const { n, width } = rows
  const raw = rawUnit(rows)
  const images = new Map(
    named.map(([name, matrix]) => [name, rowProducts(raw, secondMoment(matrix), { n, m: width, width })] as const),
  )
  const image = (name: string): Float32Array => images.get(name) ?? new Float32Array(n * width)
  return {
    names: [...images.keys()],
    first: (name) => dots(raw, image(name), n),
    second: (name, other) => dots(image(name), image(other), n),
    across: (name, other) => dots(raw, other.seen(name), n),
    seen: image,
  }
}

const secondMoment = (rows: UnitRows): Float32Array => {
  const known = moments.get(rows)
  if (known !== undefined) return known
  const { n, width } = rows
  const turned = transposed(rawUnit(rows), n, width)
  const moment = rowProducts(turned, turned, { n: width, m: width, width: n })
  for (let k = 0; k < moment.length; k++) moment[k] = ((moment[k] as number) * width) / n
  moments.set(rows, moment)
  return moment
}

const moments = new WeakMap<UnitRows, Float32Array>()

/** The same by the longest rows of each matrix alone. */
const throughRows = (rows: UnitRows, named: Named): MatrixViews => {
  const { n, width } = rows
  const some = new Map(named.map(([name, matrix]) => [name, longestRows(matrix)] as const))
  const products = new Map<string, Float32Array>()
  for (const [name, { count, values }] of some) {
    products.set(name, rawProducts(rows, values, { count }))
  }
  const seen = (name: string): Float32Array => products.get(name) ?? new Float32Array(n)
  return {
    names: [...some.keys()],
    first: (name) => dots(seen(name), seen(name), n),
    second: (name, other) => {
      const [a, b] = [some.get(name), some.get(other)]
      if (a === undefined || b === undefined) return new Float64Array(n)
      const gram = rowProducts(b.values, a.values, { n: b.count, m: a.count, width })
      return dots(rowProducts(seen(name), gram, { n, m: b.count, width: a.count }), seen(other), n)
    },
    across: (name, other) => dots(seen(name), other.seen(name), n),
    seen,
  }
}

type LongestRows = { readonly count: number; readonly values: Float32Array }

/** Rows that stand for a matrix: enough to see its leading directions, and the same ones in a relative. */
const ROWS = 64

const longestRows = (matrix: UnitRows): LongestRows => {
  const known = longest.get(matrix)
  if (known !== undefined) return known
  const { n, width } = matrix
  const length = Float64Array.from({ length: n }, (_, i) => rawLength(matrix, i))
  const order = Int32Array.from({ length: n }, (_, i) => i).toSorted(
    (a, b) => (length[b] as number) - (length[a] as number),
  )
  const places = order.slice(0, ROWS)
  const scale = Math.sqrt(width / places.length)
  const rows = { count: places.length, values: rawRowsAt(matrix, places).map((value) => value * scale) }
  longest.set(matrix, rows)
  return rows
}

const longest = new WeakMap<UnitRows, LongestRows>()

/** Row by row. */
const dots = (a: Float32Array, b: Float32Array, n: number): Float64Array => {
  const sums = new Float64Array(n)
  const width = n === 0 ? 0 : a.length / n
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = i * width; k < (i + 1) * width; k++) sum += (a[k] as number) * (b[k] as number)
    sums[i] = sum
  }
  return sums
}
