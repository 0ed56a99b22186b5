import type { UnitRows } from '../unit-rows.ts'

/**
 * Rows of length 1 with their means left in: what a rotation of the axes turns as a whole. Dead rows are zeros.
 * Kept for as long as the rows themselves, since every pairing of a model asks for them.
 */
export const rawUnit = (rows: UnitRows): Float32Array => {
  const known = rawRows.get(rows) ?? rawOf(rows)
  rawRows.set(rows, known)
  return known
}

const rawRows = new WeakMap<UnitRows, Float32Array>()

const rawOf = ({ n, width, unit, length, mean }: UnitRows): Float32Array => {
  const raw = new Float32Array(n * width)
  for (let i = 0; i < n; i++) {
    const spread = length[i] as number
    if (spread === 0) continue
    const shift = mean[i] as number
    const norm = Math.sqrt(spread * spread + width * shift * shift)
    for (let k = 0; k < width; k++) raw[i * width + k] = ((unit[i * width + k] as number) * spread + shift) / norm
  }
  return raw
}

/** n × width to width × n. */
export const transposed = (matrix: Float32Array, n: number, width: number): Float32Array => {
  const turned = new Float32Array(matrix.length)
  for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) turned[k * n + i] = matrix[i * width + k] as number
  return turned
}

/** Some rows of a matrix, in the order given. */
export const taken = (rows: Float32Array, places: Int32Array, width: number): Float32Array => {
  const some = new Float32Array(places.length * width)
  for (const [k, place] of places.entries()) some.set(rows.subarray(place * width, (place + 1) * width), k * width)
  return some
}
