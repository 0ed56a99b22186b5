import type { SampledTensor } from './sampled-weights.ts'

/** ⟨cᵢ − s, cⱼ − s⟩ over sampled weights, candidates c and subject s: size × size, row-major. */
export type Gram = { readonly size: number; readonly values: Float64Array }

export const gramOf = (sampled: readonly SampledTensor[], size: number): Gram => {
  const values = new Float64Array(size * size)
  for (const { subject, candidates } of sampled) {
    const away = candidates.map((candidate) => candidate.map((value, k) => value - (subject[k] as number)))
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const [a, b] = [away[i] as Float32Array, away[j] as Float32Array]
        let sum = 0
        for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
        values[i * size + j] = (values[i * size + j] as number) + sum
        if (i !== j) values[j * size + i] = (values[j * size + i] as number) + sum
      }
    }
  }
  return { size, values }
}

export const distance = ({ size, values }: Gram, i: number): number => Math.sqrt(values[i * size + i] as number)

/**
 * The weights, adding up to 1, with which a set of candidates comes nearest to the subject, and the squared distance that
 * is left: w = G⁻¹1 / (1ᵀG⁻¹1), 1 / (1ᵀG⁻¹1).
 *
 * @returns undefined where the set is degenerate
 */
export const affineFit = (
  gram: Gram,
  set: readonly number[],
): { weights: readonly number[]; left: number } | undefined => {
  const n = set.length
  const greatest = Math.max(...set.map((i) => gram.values[i * gram.size + i] as number))
  if (!(greatest > 0)) return undefined
  // An exact merge makes the matrix singular: a ridge of the size of rounding keeps its weights.
  const matrix = set.map((i) => [
    ...set.map((j) => (gram.values[i * gram.size + j] as number) / greatest + (i === j ? RIDGE : 0)),
    1,
  ])
  for (let p = 0; p < n; p++) {
    let pivot = p
    for (let r = p + 1; r < n; r++) if (Math.abs(matrix[r]?.[p] ?? 0) > Math.abs(matrix[pivot]?.[p] ?? 0)) pivot = r
    const [own, chosen] = [matrix[p], matrix[pivot]]
    if (own === undefined || chosen === undefined || Math.abs(chosen[p] ?? 0) < RIDGE / 1e3) return undefined
    matrix[p] = chosen
    matrix[pivot] = own
    for (let r = 0; r < n; r++) {
      const row = matrix[r]
      if (r === p || row === undefined) continue
      const factor = (row[p] ?? 0) / (chosen[p] as number)
      for (let c = p; c <= n; c++) row[c] = (row[c] as number) - factor * (chosen[c] as number)
    }
  }
  const solution = matrix.map((row, p) => (row[n] as number) / (row[p] as number))
  const sum = solution.reduce((total, value) => total + value, 0)
  if (!(sum > 0)) return undefined
  return { weights: solution.map((value) => value / sum), left: greatest / sum }
}

const RIDGE = 1e-9

/** Sets of `size` out of 0 … count−1. */
export const setsOf = function* (count: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let i = from; i <= count - size; i++) for (const rest of setsOf(count, size - 1, i + 1)) yield [i, ...rest]
}
