import { affineFit, distance as distanceIn, gramOf, setsOf } from '../merges/affine-fit.ts'
import type { SampledTensor } from '../merges/sampled-weights.ts'

/** The models of a path as points, seen at the same sampled weights. */
export type Points = {
  readonly labels: readonly string[]
  /** ⟨pᵢ, pⱼ⟩ */
  readonly products: readonly (readonly number[])[]
}

/** @param tensors the samples; `subject` is the last point, `candidates` the earlier ones in order */
export const pointsOf = (labels: readonly string[], tensors: readonly SampledTensor[]): Points => {
  const products = labels.map(() => labels.map(() => 0))
  for (const tensor of tensors) {
    const values = valuesOf(tensor)
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j <= i; j++) {
        const [a, b] = [values[i] as Float32Array, values[j] as Float32Array]
        let sum = 0
        for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
        const [row, column] = [products[i] as number[], products[j] as number[]]
        row[j] = (row[j] as number) + sum
        if (i !== j) column[i] = (column[i] as number) + sum
      }
    }
  }
  return { labels, products }
}

export const valuesOf = ({ candidates, subject }: SampledTensor): readonly Float32Array[] => [...candidates, subject]

export const product = ({ products }: Points, i: number, j: number): number => products[i]?.[j] ?? 0

export const length = (points: Points, i: number): number => Math.sqrt(product(points, i, i))

export const squaredDistance = (points: Points, i: number, j: number): number =>
  Math.max(0, product(points, i, i) + product(points, j, j) - 2 * product(points, i, j))

/** Cosine between the step into point i and the step out of it. */
export const turnAt = (points: Points, i: number): number => {
  const along =
    product(points, i, i + 1) - product(points, i, i) - product(points, i - 1, i + 1) + product(points, i - 1, i)
  const [into, out] = [squaredDistance(points, i - 1, i), squaredDistance(points, i, i + 1)]
  return into > 0 && out > 0 ? along / Math.sqrt(into * out) : 0
}

/** Where on the line between its neighbours point i lies nearest: 0 at the one before, 1 at the one after. */
export const placeBetween = (points: Points, i: number): number => {
  const along =
    product(points, i, i + 1) -
    product(points, i, i - 1) -
    product(points, i - 1, i + 1) +
    product(points, i - 1, i - 1)
  const whole = squaredDistance(points, i - 1, i + 1)
  return whole > 0 ? along / whole : 0
}

/** What the best weighted average of two other points leaves of point i, relative to the nearer of the two. */
export const unexplainedAt = (tensors: readonly SampledTensor[], count: number, i: number): number => {
  const others = Array.from({ length: count }, (_, k) => k).filter((k) => k !== i)
  const seenFrom = tensors.map((tensor) => {
    const values = valuesOf(tensor)
    return { ...tensor, subject: values[i] as Float32Array, candidates: others.map((k) => values[k] as Float32Array) }
  })
  const gram = gramOf(seenFrom, others.length)
  let least = 1
  for (const set of setsOf(others.length, 2)) {
    const fit = affineFit(gram, set)
    const nearest = Math.min(...set.map((k) => distanceIn(gram, k)))
    if (fit === undefined || nearest === 0 || fit.weights.some((weight) => weight < 0)) continue
    least = Math.min(least, Math.sqrt(Math.max(0, fit.left)) / nearest)
  }
  return least
}
