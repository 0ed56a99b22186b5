import { innerProduct, rowProducts } from '#numeric'
import type { UnitRows } from './unit-rows.ts'

/** Length of row i with its mean left in. */
export const rawLength = ({ width, length, mean }: UnitRows, i: number): number =>
  Math.sqrt((length[i] as number) ** 2 + width * (mean[i] as number) ** 2)

/** Some rows as directions with their means left in: taken.length × width. Rows without spread are zeros. */
export const rawRowsAt = (rows: UnitRows, taken: Int32Array): Float32Array => {
  const { width, unit, length, mean } = rows
  const directions = new Float32Array(taken.length * width)
  for (const [place, i] of taken.entries()) {
    if ((length[i] as number) === 0) continue
    const norm = rawLength(rows, i)
    const [scale, shift] = [(length[i] as number) / norm, (mean[i] as number) / norm]
    for (let k = 0; k < width; k++) directions[place * width + k] = (unit[i * width + k] as number) * scale + shift
  }
  return directions
}

/**
 * Products of the rows, as directions with their means left in, with any vectors: what a rotation of the axes leaves as
 * it is, got from the rows as they are held, without a copy of them. Rows without spread give zeros.
 *
 * @param vectors count × rows.width, row-major
 * @returns n × count, row-major
 */
export const rawProducts = (
  rows: UnitRows,
  vectors: Float32Array,
  { count }: { readonly count: number },
): Float32Array => {
  const { n, width, unit, length, mean } = rows
  const products = rowProducts(unit, vectors, { n, m: count, width })
  const sums = Float64Array.from({ length: count }, (_, j) => sumOf(vectors, j * width, width))
  for (let i = 0; i < n; i++) {
    const norm = rawLength(rows, i)
    const alive = (length[i] as number) > 0
    const [scale, shift] = alive ? [(length[i] as number) / norm, (mean[i] as number) / norm] : [0, 0]
    for (let j = 0, at = i * count; j < count; j++, at++) {
      products[at] = (products[at] as number) * scale + shift * (sums[j] as number)
    }
  }
  return products
}

/** Cosine of row i with row i of another matrix of as many rows, means left in. */
export const rawDots = (rows: UnitRows, others: UnitRows): Float64Array => {
  const { n, width } = rows
  const dots = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const norms = rawLength(rows, i) * rawLength(others, i)
    const [spread, otherSpread] = [rows.length[i] as number, others.length[i] as number]
    if (spread === 0 || otherSpread === 0) continue
    const inner = innerProduct(rows.unit, i * width, others.unit, i * width, width)
    dots[i] = (inner * spread * otherSpread + width * (rows.mean[i] as number) * (others.mean[i] as number)) / norms
  }
  return dots
}

const sumOf = (values: Float32Array, from: number, count: number): number => {
  let sum = 0
  for (let k = from; k < from + count; k++) sum += values[k] as number
  return sum
}
