import { affineFit, distance, type Gram, setsOf } from './affine-fit.ts'
import { dareMerge, standingShare } from './dare-merge.ts'
import { EXPLAINED } from './dense-merges.ts'
import type { Merge } from './merge-search.ts'
import type { SampledTensor } from './sampled-weights.ts'
import { tiesMerge } from './ties-merge.ts'

/** The candidates by their labels, their distances, and which of them may be a base. */
export type Named = {
  readonly labels: readonly string[]
  readonly gram: Gram
  readonly named: ReadonlySet<string>
}

/** Children of one base that a sparse merge is sought of. */
const MOST_CHILDREN = 3
/** What trimming leaves unexplained where the quantiles come from a sample. */
const SPARSE_EXPLAINED = 0.1
/** Assigning each weight to the nearest subset fits anything a little; true ones leave .03 at most. */
const ASSIGNED = 0.04
/** A merge that keeps nearly all changes is a dense one. */
const DENSE = 0.97

/** The fewest children of a named base whose trimmed or dropped changes give the subject. */
export const sparseMerges = (sampled: readonly SampledTensor[], { labels, gram, named }: Named): readonly Merge[] => {
  for (let size = 1; size <= MOST_CHILDREN; size++) {
    const found: Merge[] = []
    for (const [base, label] of labels.entries()) {
      if (!named.has(label)) continue
      for (const children of setsOf(labels.length, size)) {
        if (children.includes(base) || !couldBeSparse(sampled, { base, children, gram })) continue
        const merge = sparseMerge(sampled, base, children)
        if (merge === undefined) continue
        const parents = children.map((i, k) => ({ label: labels[i] as string, weight: merge.weights[k] as number }))
        const { method, density, residual } = merge
        found.push({ method, base: label, parents, density, byLayer: null, residual })
      }
    }
    if (found.length > 0) return found
  }
  return []
}

type Sparse = Pick<Merge, 'method' | 'density' | 'residual'> & { readonly weights: readonly number[] }

const sparseMerge = (
  sampled: readonly SampledTensor[],
  base: number,
  children: readonly number[],
): Sparse | undefined => {
  const ties = tiesMerge(sampled, base, children)
  if (ties.residual < SPARSE_EXPLAINED && ties.density < DENSE) {
    const { lambda, density, residual } = ties
    return { method: 'ties', weights: children.map(() => lambda), density, residual }
  }
  const { lambdas, density, residual } = dareMerge(sampled, base, children)
  return residual < ASSIGNED && density < DENSE ? { method: 'dare', weights: lambdas, density, residual } : undefined
}

/** Trimmed changes still point the children's way; dropped ones leave the base's own values standing. */
const LEFT_STANDING = 0.05
const POINTS_ALONG = 0.75

const couldBeSparse = (
  sampled: readonly SampledTensor[],
  { base, children, gram }: { base: number; children: readonly number[]; gram: Gram },
): boolean => {
  const set = [base, ...children]
  const fit = affineFit(gram, set)
  const left = fit === undefined ? 1 : Math.sqrt(fit.left) / Math.min(...set.map((i) => distance(gram, i)))
  if (left < EXPLAINED) return false // a sum of whole changes explains it already
  if (left < POINTS_ALONG) return true
  return standingShare(sampled, base, children) > LEFT_STANDING
}
