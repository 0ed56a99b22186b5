import { heldFloats } from './held-floats.ts'
import { innerProduct, rowProducts } from './row-products.ts'
import { seeded } from './seeded.ts'

/** The greatest singular values of a matrix and the right singular vectors that belong to them. */
export type LeadingDirections = {
  /** descending */
  readonly values: Float64Array
  /** values.length × width, row-major, orthonormal */
  readonly right: Float32Array
}

/**
 * Leading singular triplets of `x` (n × width, row-major) by subspace iteration, with a few directions to spare, on the
 * smaller of the two Gram matrices. The start is seeded and the number of rounds fixed: equal input, equal output.
 * Values below 1e-3 of the greatest are rounding.
 *
 * @returns at most `count` triplets, fewer where the matrix is smaller
 */
export const leadingDirections = (
  x: Float32Array,
  { n, width, count, rounds = ROUNDS }: { n: number; width: number; count: number; rounds?: number },
): LeadingDirections => {
  const wide = width > n
  const size = wide ? n : width
  const kept = Math.min(count, size)
  const tried = Math.min(kept + SPARE, size)
  if (tried === 0) return { values: new Float64Array(), right: new Float32Array() }
  const rows = wide ? x : transposed(x, { n, width, into: transposedRoom(x.length) })
  const gram = rowProducts(rows, rows, { n: size, m: size, width: wide ? width : n, into: gramRoom(size * size) })
  const draw = seeded('leading-directions')
  const basis: Float32Array = Float32Array.from({ length: tried * size }, () => draw.normal())
  orthonormalise(basis, { count: tried, width: size, passes: 1 })
  for (let round = 1; round <= rounds; round++) {
    const image = rowProducts(gram, basis, { n: size, m: tried, width: size }) // of the two, few directions pack faster
    transposed(image, { n: size, width: tried, into: basis })
    orthonormalise(basis, { count: tried, width: size, passes: round === rounds ? 2 : 1 })
  }
  const { values, vectors } = rotateToEigen(gram, basis, { size, tried, kept })
  return { values, right: wide ? rightFromLeft(x, vectors, values, { n, width }) : vectors }
}

// Power rounds: a direction whose value is 5 % below its neighbour's is told apart only roughly, but then they weigh
// alike; the spare directions take up what lies further down.
const ROUNDS = 10
const SPARE = 8

const gramRoom = heldFloats()
const transposedRoom = heldFloats()

const transposed = (
  x: Float32Array,
  { n, width, into }: { n: number; width: number; into: Float32Array },
): Float32Array => {
  for (let i = 0; i < n; i++) for (let k = 0; k < width; k++) into[k * n + i] = x[i * width + k] as number
  return into
}

// Gram–Schmidt; a second pass makes the last round exact. A vanished direction becomes zero and stays out.
const orthonormalise = (
  basis: Float32Array,
  { count, width, passes }: { count: number; width: number; passes: 1 | 2 },
): void => {
  for (let r = 0; r < count; r++) {
    const at = r * width
    for (let pass = 0; pass < passes; pass++) {
      for (let q = 0; q < r; q++) {
        const along = innerProduct(basis, at, basis, q * width, width)
        for (let k = 0; k < width; k++) {
          basis[at + k] = (basis[at + k] as number) - along * (basis[q * width + k] as number)
        }
      }
      const norm = Math.sqrt(innerProduct(basis, at, basis, at, width))
      const scale = norm > 1e-20 ? 1 / norm : 0
      for (let k = 0; k < width; k++) basis[at + k] = (basis[at + k] as number) * scale
    }
  }
}

// Rayleigh–Ritz: the small matrix B G Bᵀ is diagonalised, and its eigenvectors turn the basis.
const rotateToEigen = (
  gram: Float32Array,
  basis: Float32Array,
  { size, tried, kept }: { size: number; tried: number; kept: number },
): { values: Float64Array; vectors: Float32Array } => {
  const image = rowProducts(basis, gram, { n: tried, m: size, width: size })
  const small = new Float64Array(tried * tried)
  for (let r = 0; r < tried; r++) {
    for (let s = 0; s <= r; s++) {
      small[r * tried + s] = innerProduct(basis, r * size, image, s * size, size)
      small[s * tried + r] = small[r * tried + s] as number
    }
  }
  const eigen = symmetricEigen(small, tried)
  const order = Array.from({ length: tried }, (_, i) => i).toSorted(
    (p, q) => (eigen.values[q] as number) - (eigen.values[p] as number),
  )
  const values = new Float64Array(kept)
  const vectors = new Float32Array(kept * size)
  for (const [place, column] of order.slice(0, kept).entries()) {
    values[place] = Math.sqrt(Math.max(0, eigen.values[column] as number))
    for (let r = 0; r < tried; r++) {
      const weight = eigen.vectors[r * tried + column] as number
      for (let k = 0; k < size; k++) {
        const at = place * size + k
        vectors[at] = (vectors[at] as number) + weight * (basis[r * size + k] as number)
      }
    }
  }
  return { values, vectors }
}

// v = xᵀu / s
const rightFromLeft = (
  x: Float32Array,
  left: Float32Array,
  values: Float64Array,
  { n, width }: { n: number; width: number },
): Float32Array => {
  const right = new Float32Array(values.length * width)
  for (let r = 0; r < values.length; r++) {
    const scale = (values[r] as number) > 0 ? 1 / (values[r] as number) : 0
    for (let i = 0; i < n; i++) {
      const weight = (left[r * n + i] as number) * scale
      for (let k = 0; k < width; k++) {
        right[r * width + k] = (right[r * width + k] as number) + weight * (x[i * width + k] as number)
      }
    }
  }
  return right
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.
 *
 * @param matrix size × size; it is overwritten
 * @returns values in no order; column c of `vectors` (row-major) belongs to value c
 */
export const symmetricEigen = (matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } => {
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    let diagonal = 0
    for (let p = 0; p < size; p++) {
      diagonal += (matrix[p * size + p] as number) ** 2
      for (let q = p + 1; q < size; q++) off += (matrix[p * size + q] as number) ** 2
    }
    if (off <= 1e-24 * diagonal) break
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, { p, q, size })
  }
  return { values: Float64Array.from({ length: size }, (_, i) => matrix[i * size + i] as number), vectors }
}

const rotate = (
  matrix: Float64Array,
  vectors: Float64Array,
  { p, q, size }: { p: number; q: number; size: number },
): void => {
  const apq = matrix[p * size + q] as number
  if (apq === 0) return
  const theta = ((matrix[q * size + q] as number) - (matrix[p * size + p] as number)) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < size; k++) {
    const kp = matrix[k * size + p] as number
    const kq = matrix[k * size + q] as number
    matrix[k * size + p] = c * kp - s * kq
    matrix[k * size + q] = s * kp + c * kq
  }
  for (let k = 0; k < size; k++) {
    const pk = matrix[p * size + k] as number
    const qk = matrix[q * size + k] as number
    matrix[p * size + k] = c * pk - s * qk
    matrix[q * size + k] = s * pk + c * qk
    const vp = vectors[k * size + p] as number
    const vq = vectors[k * size + q] as number
    vectors[k * size + p] = c * vp - s * vq
    vectors[k * size + q] = s * vp + c * vq
  }
}
