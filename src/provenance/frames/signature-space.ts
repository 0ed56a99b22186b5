import { rowProducts } from '#numeric'
import { transposed } from './raw-rows.ts'
import type { Signatures } from './unit-signature.ts'

/** Signatures in a space where all directions weigh alike: n × width, row-major. */
export type Placed = { readonly n: number; readonly width: number; readonly values: Float32Array }

/**
 * Brings the signatures of two models into one space: the columns that all of them have, uncorrelated and of variance 1
 * over the two together (a little less where columns hardly vary), so that plain distance is Mahalanobis distance.
 */
export const placedTogether = (
  subject: readonly Signatures[],
  reference: readonly Signatures[],
): { readonly subject: readonly Placed[]; readonly reference: readonly Placed[] } => {
  const all = [...subject, ...reference]
  const names = (all[0]?.columns ?? []).filter((name) => all.every(({ columns }) => columns.includes(name)))
  const width = names.length
  const covariance = new Float64Array(width * width)
  let count = 0
  for (const signatures of all) {
    const { values, n } = columnsAt(signatures, names)
    const turned = transposed(values, n, width)
    const sums = rowProducts(turned, turned, { n: width, m: width, width: n })
    for (let k = 0; k < sums.length; k++) covariance[k] = (covariance[k] as number) + (sums[k] as number)
    count += n
  }
  for (let k = 0; k < covariance.length; k++) {
    covariance[k] = (covariance[k] as number) / Math.max(1, count) + (k % (width + 1) === 0 ? RIDGE : 0)
  }
  const whitening = inverseOfCholesky(covariance, width)
  const place = (signatures: Signatures): Placed => {
    const { values, n } = columnsAt(signatures, names)
    return { n, width, values: rowProducts(values, whitening, { n, m: width, width }) }
  }
  return { subject: subject.map(place), reference: reference.map(place) }
}

/** Added to every variance: what columns share beyond it is noise of few units. */
const RIDGE = 0.3

const columnsAt = (
  { columns, values }: Signatures,
  names: readonly string[],
): { readonly n: number; readonly values: Float32Array } => {
  const n = columns.length === 0 ? 0 : values.length / columns.length
  if (names.length === columns.length) return { n, values }
  const places = names.map((name) => columns.indexOf(name))
  const some = new Float32Array(n * names.length)
  for (let i = 0; i < n; i++) {
    for (const [k, place] of places.entries()) {
      some[i * names.length + k] = values[i * columns.length + place] as number
    }
  }
  return { n, values: some }
}

/** L⁻¹ of a positive definite matrix L Lᵀ, row-major. */
const inverseOfCholesky = (matrix: Float64Array, size: number): Float32Array => {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (lower[j * size + j] as number)
    }
  }
  const inverse = new Float32Array(size * size)
  for (let column = 0; column < size; column++) {
    for (let i = column; i < size; i++) {
      let sum = i === column ? 1 : 0
      for (let k = column; k < i; k++) sum -= (lower[i * size + k] as number) * (inverse[k * size + column] as number)
      inverse[i * size + column] = sum / (lower[i * size + i] as number)
    }
  }
  return inverse
}
