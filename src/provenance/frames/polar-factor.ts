import { rowProducts } from '#numeric'
import { transposed } from './raw-rows.ts'

/**
 * The orthonormal factor U Vᵀ of a matrix U S Vᵀ: the rotation nearest to it. Where the matrix is not square, its
 * shorter side becomes orthonormal. Newton–Schulz iteration, X ← X (15 I − 10 XᵀX + 3 (XᵀX)²) / 8, in single
 * precision; directions whose singular value is below 1e-6 of the greatest stay undetermined and short.
 *
 * @param matrix rows × columns, row-major
 */
export const polarFactor = (
  matrix: Float32Array,
  { rows, columns }: { rows: number; columns: number },
): Float32Array => {
  if (rows < columns) {
    const turned = polarFactor(transposed(matrix, rows, columns), { rows: columns, columns: rows })
    return transposed(turned, columns, rows)
  }
  const size = columns
  let x = scaled(matrix, 1 / greatestSingular(matrix, rows, columns))
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const turned = transposed(x, rows, size)
    const gram = rowProducts(turned, turned, { n: size, m: size, width: rows })
    const square = rowProducts(gram, gram, { n: size, m: size, width: size }) // the Gram matrix is symmetric
    let off = 0
    for (let k = 0; k < gram.length; k++) {
      const unit = k % (size + 1) === 0 ? 1 : 0
      off += ((gram[k] as number) - unit) ** 2
      square[k] = (15 * unit - 10 * (gram[k] as number) + 3 * (square[k] as number)) / 8
    }
    if (off < NEAR * size) return x
    x = rowProducts(x, square, { n: rows, m: size, width: size })
  }
  return x
}

const MOST_ROUNDS = 24
const NEAR = 1e-8

const scaled = (matrix: Float32Array, factor: number): Float32Array => matrix.map((value) => value * factor)

/** A little above the greatest singular value, by power iteration: the iteration above needs values of at most 1. */
const greatestSingular = (matrix: Float32Array, rows: number, columns: number): number => {
  let vector = Float32Array.from({ length: columns }, (_, k) => 1 + (k % 7) / 7)
  let norm = 1
  const turned = transposed(matrix, rows, columns)
  for (let round = 0; round < 20; round++) {
    const image = rowProducts(matrix, vector, { n: rows, m: 1, width: columns })
    vector = rowProducts(turned, image, { n: columns, m: 1, width: rows }) as Float32Array<ArrayBuffer>
    norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
    if (norm === 0) return 1
    vector = vector.map((value) => value / norm)
  }
  return Math.sqrt(norm) * 1.05
}
