import type { SampledTensor } from './sampled-weights.ts'
import { difference } from './ties-merge.ts'

export type Dare = {
  readonly lambdas: readonly number[]
  readonly density: number
  readonly residual: number
}

/** A change smaller than this part of the weight drowns in the rounding of BF16, and can't be told from a dropped one. */
const ABOVE_ROUNDING = 0.02
const ROUNDS = 15
/** Weights looked at, so that many sets of children end in seconds. */
const MOST_WEIGHTS = 12_000

/**
 * DARE (Yu et al. 2024): each child's change from the base is kept with a probability, scaled up by its inverse, and
 * added times λ. Every weight of the subject is then the base plus a subset of the scaled changes: the nearest subset is
 * assigned and the scales are fitted, in turns. Dropping spares the mean, so least squares gives λ to start from.
 */
export const dareMerge = (sampled: readonly SampledTensor[], base: number, children: readonly number[]): Dare => {
  const { target, changes } = tellingWeights(sampled, base, children)
  const none = { lambdas: children.map(() => 0), density: 1, residual: 1 }
  if (target.length < 1000) return none
  const means = leastSquares(target, changes)
  if (means === undefined) return none
  const subsets = Array.from({ length: 2 ** changes.length }, (_, bits) => bits)
  let best: Dare = none
  const scaleOfTarget = target.reduce((sum, value) => sum + value * value, 0)
  // A weight stands as in the base where all children's changes were dropped.
  const standing = target.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / target.length
  const share = 1 - standing ** (1 / children.length)
  for (const guess of standing > 0.01 ? [share] : [0.9, 0.7, 0.5]) {
    let scales = means.map((mean) => mean / guess)
    let chosen = new Uint8Array(target.length)
    for (let round = 0; round < ROUNDS; round++) {
      chosen = assigned(target, changes, { scales, subsets })
      const next = leastSquares(target, changes, chosen)
      if (next === undefined) break
      const settled = next.every((scale, c) => Math.abs(scale - (scales[c] as number)) < 1e-4)
      scales = next
      if (settled) break
    }
    const kept = changes.map((_, c) => chosen.reduce((sum, bits) => sum + ((bits >> c) & 1), 0) / chosen.length)
    let left = 0
    for (let k = 0; k < target.length; k++) left += leftAt(k, chosen[k] as number, { target, changes, scales }) ** 2
    const residual = Math.sqrt(left / scaleOfTarget)
    if (residual >= best.residual) continue
    const lambdas = scales.map((scale, c) => scale * (kept[c] as number))
    best = { lambdas, density: kept.reduce((sum, share) => sum + share, 0) / kept.length, residual }
  }
  return best
}

/** Share of weights that all children changed and that still stand in the subject as in the base, in changed matrices. */
export const standingShare = (sampled: readonly SampledTensor[], base: number, children: readonly number[]): number => {
  const changed = sampled.filter(({ subject, candidates }) =>
    subject.some((value, k) => value !== (candidates[base]?.[k] ?? value)),
  )
  const { target } = tellingWeights(changed, base, children)
  return target.length === 0 ? 0 : target.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / target.length
}

type Weights = { readonly target: Float32Array; readonly changes: readonly Float32Array[] }

const tellingWeights = (sampled: readonly SampledTensor[], base: number, children: readonly number[]): Weights => {
  const target: number[] = []
  const changes = children.map((): number[] => [])
  const all = sampled.reduce((sum, { subject }) => sum + subject.length, 0)
  const step = Math.max(1, Math.floor(all / MOST_WEIGHTS))
  for (const { subject, candidates } of sampled) {
    const from = candidates[base] as Float32Array
    const moved = children.map((child) => difference(candidates[child] as Float32Array, from))
    for (let k = 0; k < from.length; k += step) {
      const least = ABOVE_ROUNDING * Math.abs(from[k] as number)
      if (moved.some((change) => Math.abs(change[k] as number) <= least)) continue
      target.push((subject[k] as number) - (from[k] as number))
      for (const [c, change] of moved.entries()) changes[c]?.push(change[k] as number)
    }
  }
  return { target: Float32Array.from(target), changes: changes.map((change) => Float32Array.from(change)) }
}

const leftAt = (
  k: number,
  bits: number,
  { target, changes, scales }: Weights & { readonly scales: readonly number[] },
): number => {
  let left = target[k] as number
  for (const [c, change] of changes.entries()) {
    if (((bits >> c) & 1) === 1) left -= (scales[c] as number) * (change[k] as number)
  }
  return left
}

const assigned = (
  target: Float32Array,
  changes: readonly Float32Array[],
  { scales, subsets }: { scales: readonly number[]; subsets: readonly number[] },
): Uint8Array<ArrayBuffer> => {
  const chosen = new Uint8Array(target.length)
  for (let k = 0; k < target.length; k++) {
    let least = Infinity
    for (const bits of subsets) {
      const left = Math.abs(leftAt(k, bits, { target, changes, scales }))
      if (left >= least) continue
      least = left
      chosen[k] = bits
    }
  }
  return chosen
}

/** Least squares of the target on the changes, each counted only where it was chosen; one to three unknowns. */
const leastSquares = (
  target: Float32Array,
  changes: readonly Float32Array[],
  chosen?: Uint8Array,
): number[] | undefined => {
  const n = changes.length
  const rows = Array.from({ length: n }, () => new Float64Array(n + 1))
  const at = (c: number, k: number): number =>
    chosen === undefined || (((chosen[k] as number) >> c) & 1) === 1 ? (changes[c]?.[k] ?? 0) : 0
  for (let k = 0; k < target.length; k++) {
    for (let i = 0; i < n; i++) {
      const row = rows[i] as Float64Array
      const own = at(i, k)
      if (own === 0) continue
      for (let j = 0; j < n; j++) row[j] = (row[j] as number) + own * at(j, k)
      row[n] = (row[n] as number) + own * (target[k] as number)
    }
  }
  for (let p = 0; p < n; p++) {
    const own = rows[p] as Float64Array
    if (Math.abs(own[p] as number) < 1e-30) return undefined
    for (let r = 0; r < n; r++) {
      const row = rows[r] as Float64Array
      if (r === p) continue
      const factor = (row[p] as number) / (own[p] as number)
      for (let c = p; c <= n; c++) row[c] = (row[c] as number) - factor * (own[c] as number)
    }
  }
  return rows.map((row, p) => (row[n] as number) / (row[p] as number))
}
