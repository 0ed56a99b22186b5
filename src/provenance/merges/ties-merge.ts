import type { SampledTensor } from './sampled-weights.ts'

export type Ties = { readonly density: number; readonly lambda: number; readonly residual: number }

/** Densities tried, coarse and then fine. */
const COARSE = Array.from({ length: 20 }, (_, i) => (i + 1) / 20)
const FINE = 0.01
/** At first one weight in so many is looked at, and no more where that leaves this much. */
const GLANCE = 16
const WORTH_A_LOOK = 0.4

/**
 * TIES (Yadav et al. 2023): of each child's change from the base the largest are kept, the sign with the greater sum is
 * elected for each weight, and the changes of that sign are averaged and added, times λ. Density and λ that come nearest
 * to the subject; the largest are found tensor by tensor among the sampled weights.
 */
export const tiesMerge = (sampled: readonly SampledTensor[], base: number, children: readonly number[]): Ties => {
  const parts = sampled.map(({ subject, candidates }) => {
    const from = candidates[base] as Float32Array
    const changes = children.map((child) => difference(candidates[child] as Float32Array, from))
    const sizes = changes.map((change) => change.map(Math.abs).toSorted())
    return { target: difference(subject, from), changes, sizes }
  })
  const nearest = nearestOf(sampled, [base, ...children])
  const at = (density: number, stride: number): Ties => {
    let [tt, dt, dd] = [0, 0, 0]
    for (const { target, changes, sizes } of parts) {
      const merged = electedMean(
        changes,
        sizes.map((size) => size[Math.floor((1 - density) * size.length)] ?? 0),
        stride,
      )
      for (let k = 0; k < target.length; k += stride) {
        tt += (merged[k] as number) ** 2
        dt += (merged[k] as number) * (target[k] as number)
        dd += (target[k] as number) ** 2
      }
    }
    const lambda = tt > 0 ? dt / tt : 0
    return { density, lambda, residual: Math.sqrt((Math.max(0, dd - lambda * dt) * stride) / nearest) }
  }
  const coarse = COARSE.map((density) => at(density, GLANCE)).reduce(nearer)
  if (coarse.residual > WORTH_A_LOOK) return coarse
  const around = Array.from({ length: 9 }, (_, i) => coarse.density + (i - 4) * FINE).filter((d) => d > 0 && d <= 1)
  return around.map((density) => at(density, 1)).reduce(nearer)
}

const nearer = (a: Ties, b: Ties): Ties => (b.residual < a.residual ? b : a)

const electedMean = (changes: readonly Float32Array[], thresholds: readonly number[], stride: number): Float32Array => {
  const length = changes[0]?.length ?? 0
  const merged = new Float32Array(length)
  for (let k = 0; k < length; k += stride) {
    let sum = 0
    for (const [c, change] of changes.entries()) {
      const value = change[k] as number
      if (Math.abs(value) >= (thresholds[c] as number)) sum += value
    }
    let [agreed, count] = [0, 0]
    for (const [c, change] of changes.entries()) {
      const value = change[k] as number
      if (Math.abs(value) < (thresholds[c] as number) || value * sum <= 0) continue
      agreed += value
      count++
    }
    merged[k] = count === 0 ? 0 : agreed / count
  }
  return merged
}

export const difference = (a: Float32Array, b: Float32Array): Float32Array =>
  a.map((value, k) => value - (b[k] as number))

/** Squared distance from the subject to the nearest of some candidates. */
export const nearestOf = (sampled: readonly SampledTensor[], set: readonly number[]): number =>
  Math.min(
    ...set.map((i) =>
      sampled.reduce((sum, { subject, candidates }) => {
        const away = difference(candidates[i] as Float32Array, subject)
        return sum + away.reduce((total, value) => total + value * value, 0)
      }, 0),
    ),
  )
