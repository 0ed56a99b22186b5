import { affineFit, distance, type Gram, gramOf, setsOf } from './affine-fit.ts'
import type { Merge } from './merge-search.ts'
import type { SampledTensor } from './sampled-weights.ts'

/** What a merge may leave unexplained, relative to the nearest parent; independent sets leave .8 and more. */
export const EXPLAINED = 0.05
/** A parent with less weight is none. */
const LEAST_WEIGHT = 0.02
/** Parents sought at most, and sets at most, so that many candidates end in seconds. */
const MOST_PARENTS = 5
const MOST_SETS = 20_000

export type Fit = { readonly set: readonly number[]; readonly weights: readonly number[]; readonly residual: number }

/**
 * The smallest sets of candidates whose weighted sum, weights adding up to 1, gives the subject.
 *
 * @param sensible whether a set may have such weights
 */
export const affineMerges = (
  gram: Gram,
  sensible: (set: readonly number[], weights: readonly number[]) => boolean,
): { readonly found: readonly Fit[]; readonly nextBest: number | undefined; readonly tried: number } => {
  let tried = 0
  let found: readonly Fit[] = []
  let nextBest: number | undefined
  const end = (fits: readonly Fit[], next: number | undefined) => ({ found: fits, nextBest: next, tried })
  for (let size = 2; size <= Math.min(MOST_PARENTS, gram.size); size++) {
    const fits: Fit[] = []
    let best: number | undefined
    for (const set of setsOf(gram.size, size)) {
      if (++tried > MOST_SETS) return end(found, nextBest)
      const fit = affineFit(gram, set)
      if (fit === undefined) continue
      const residual = Math.sqrt(Math.max(0, fit.left)) / Math.min(...set.map((i) => distance(gram, i)))
      const real = fit.weights.every((weight) => Math.abs(weight) >= LEAST_WEIGHT) && sensible(set, fit.weights)
      if (real && residual < EXPLAINED) fits.push({ set, weights: fit.weights, residual })
      else if (residual >= EXPLAINED) best = Math.min(best ?? Infinity, residual)
    }
    fits.sort((a, b) => a.residual - b.residual)
    const [own, before] = [fits[0], found[0]]
    // A set with one more is taken only if it explains far more than the smaller one: another parent of little weight.
    if (before !== undefined)
      return own !== undefined && own.residual < before.residual / 2 ? end(fits, best) : end(found, nextBest)
    nextBest = best
    found = fits
  }
  return end(found, nextBest)
}

/** Two parents whose weights change from layer to layer. */
export const layeredMerge = (
  sampled: readonly SampledTensor[],
  set: readonly number[],
  size: number,
): Pick<Merge, 'byLayer' | 'residual'> & { readonly weights: readonly number[] } => {
  const layers = [...new Set(sampled.map(({ layer }) => layer))]
  let left = 0
  const nearest = set.map(() => 0)
  const byLayer = layers.map((layer) => {
    const gram = gramOf(
      sampled.filter((tensor) => tensor.layer === layer),
      size,
    )
    const fit = affineFit(gram, set)
    left += Math.max(0, fit?.left ?? 0)
    for (const [k, i] of set.entries()) nearest[k] = (nearest[k] as number) + distance(gram, i) ** 2
    return { layer: layer ?? null, weights: [...(fit?.weights ?? set.map(() => 0))] }
  })
  const mean = set.map((_, k) => byLayer.reduce((sum, { weights }) => sum + (weights[k] as number), 0) / byLayer.length)
  return { byLayer, residual: Math.sqrt(left / Math.min(...nearest)), weights: mean }
}
