import type { TensorSource } from '#tensors'
import { alignTensors } from '../tensor-alignment.ts'
import { gramOf, setsOf } from './affine-fit.ts'
import { affineMerges, EXPLAINED, type Fit, layeredMerge } from './dense-merges.ts'
import type { Merge, MergeSearch } from './merge-search.ts'
import { type SampledTensor, sampledWeights } from './sampled-weights.ts'
import { arcBetween } from './slerp-merge.ts'
import { type Named, sparseMerges } from './sparse-merges.ts'

export type MergeOptions = {
  /** published; it fixes which weights are looked at */
  readonly seed: number | string
  /** about how many weights are looked at */
  readonly weights?: number | undefined
  /** labels of candidates that others may be changes of; task arithmetic, TIES and DARE are sought around these alone */
  readonly bases?: readonly string[] | undefined
}

/** Weights that the published figures were measured with. */
const WEIGHTS = 40_000
/** Cosine below which the axes of two models do not lie over each other. */
const LEAST_ALIKE = 0.5
/** Distance, relative to the subject's length, below which a candidate is the subject itself. */
const SAME_WEIGHTS = 1e-4

/**
 * Was the subject put together from some of the candidates? Weighted averages of any set of up to five, weights that
 * change by layer, the arc between two, task arithmetic, TIES and DARE of up to three children of one base.
 *
 * Found only where the axes of all models lie over each other: a merge that was permuted or rotated afterwards is
 * reported as not aligned. Siblings whose weights are nearly equal to those of a parent can stand in for it.
 */
export const mergesAmong = async (
  subject: TensorSource,
  candidates: readonly TensorSource[],
  { seed, weights = WEIGHTS, bases }: MergeOptions,
): Promise<MergeSearch> => {
  const shaped = candidates.filter((candidate) => alignedShare(subject, candidate) > ALIGNED_SHARE)
  const notAligned: MergeSearch['notAligned'] = candidates
    .filter((candidate) => !shaped.includes(candidate))
    .map(({ label }) => ({ label, reason: 'other-shapes' as const }))
  const everyone = await sampledWeights(subject, shaped, { seed: String(seed), weights })
  const used: number[] = []
  for (const [i, { label }] of shaped.entries()) {
    const { cosine, away } = likeness(everyone, i)
    if (away < SAME_WEIGHTS) notAligned.push({ label, reason: 'same-weights' })
    else if (cosine < LEAST_ALIKE) notAligned.push({ label, reason: 'other-axes' })
    else used.push(i)
  }
  const sampled = everyone.map((tensor) => ({
    ...tensor,
    candidates: used.map((i) => tensor.candidates[i] as Float32Array),
  }))
  const labels = used.map((i) => shaped[i]?.label ?? '')
  const gram = gramOf(sampled, labels.length)
  const named = new Set(bases)
  // Solving a merge for one of its parents gives a negative weight, so that only a named base may take one.
  const dense = affineMerges(
    gram,
    (set, shares) => shares.every((share) => share > 0) || set.some((i) => named.has(labels[i] as string)),
  )
  const among = { labels, gram, named }
  const plain = dense.found.length > 0 ? dense.found.map((fit) => denseMerge(fit, among)) : unevenMerges(sampled, among)
  const found =
    plain.length > 0 || named.size === 0
      ? plain
      : sparseMerges(await denser(subject, shaped, { used, sampled, seed }), among)
  return {
    found: found.toSorted((a, b) => modelsIn(a) - modelsIn(b) || a.residual - b.residual).slice(0, MOST_FOUND),
    nextBest: dense.nextBest ?? null,
    candidates: labels,
    notAligned,
    setsTried: dense.tried,
    sampledWeights: sampled.reduce((sum, tensor) => sum + tensor.subject.length, 0),
    seed: String(seed),
  }
}

const modelsIn = ({ parents, base }: Merge): number => parents.length + (base === null ? 0 : 1)

/** Share of the subject's matrices that a candidate has in the same shape. */
const ALIGNED_SHARE = 0.5
const MOST_FOUND = 20

const alignedShare = (subject: TensorSource, candidate: TensorSource): number => {
  const own = [...subject.tensors.values()].filter(({ shape }) => shape.length === 2)
  return own.length === 0 ? 0 : alignTensors(own, [...candidate.tensors.values()]).length / own.length
}

const likeness = (sampled: readonly SampledTensor[], i: number): { cosine: number; away: number } => {
  let [xx, yy, xy] = [0, 0, 0]
  for (const { subject, candidates } of sampled) {
    const other = candidates[i] as Float32Array
    for (let k = 0; k < subject.length; k++) {
      xx += (subject[k] as number) ** 2
      yy += (other[k] as number) ** 2
      xy += (subject[k] as number) * (other[k] as number)
    }
  }
  if (xx === 0 || yy === 0) return { cosine: 0, away: 1 }
  return { cosine: xy / Math.sqrt(xx * yy), away: Math.sqrt(Math.max(0, xx + yy - 2 * xy) / xx) }
}

/** Around a named base the others count as changes of it; else the weights are those of an average. */
const denseMerge = ({ set, weights, residual }: Fit, { labels, named }: Named): Merge => {
  const parents = set.map((i, k) => ({ label: labels[i] as string, weight: weights[k] as number }))
  const base = parents.find(({ label }) => named.has(label))
  return {
    method: base === undefined ? 'linear' : 'task-arithmetic',
    base: base?.label ?? null,
    parents: parents.filter((parent) => parent !== base),
    density: null,
    byLayer: null,
    residual,
  }
}

/** Two parents, mixed otherwise in each layer or along an arc. */
const unevenMerges = (sampled: readonly SampledTensor[], { labels }: Named): readonly Merge[] =>
  [...setsOf(labels.length, 2)].flatMap((set): Merge[] => {
    const [first, second] = set as unknown as readonly [number, number]
    const parents = (weights: readonly number[]): Merge['parents'] =>
      set.map((i, k) => ({ label: labels[i] as string, weight: weights[k] as number }))
    const common = { base: null, density: null }
    const arc = arcBetween(sampled, [first, second])
    if (arc.residual < EXPLAINED) {
      const weights = [1 - arc.place, arc.place]
      return [{ ...common, method: 'slerp', parents: parents(weights), byLayer: null, residual: arc.residual }]
    }
    const { weights, byLayer, residual } = layeredMerge(sampled, set, labels.length)
    if (residual >= EXPLAINED || byLayer?.some((layer) => layer.weights.some((share) => share < 0))) return []
    return [{ ...common, method: 'linear', parents: parents(weights), byLayer, residual }]
  })

/** Largest changes are told by quantiles within a tensor, which need more of it: a few changed matrices, nearly whole. */
const denser = async (
  subject: TensorSource,
  shaped: readonly TensorSource[],
  { used, sampled, seed }: { used: readonly number[]; sampled: readonly SampledTensor[]; seed: number | string },
): Promise<readonly SampledTensor[]> => {
  const moved = sampled
    .filter((tensor) => tensor.candidates.every((other) => tensor.subject.some((value, k) => value !== other[k])))
    .map(({ name }) => name)
  const step = Math.max(1, moved.length / SPARSE_TENSORS)
  const only = moved.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step))
  if (only.length === 0) return []
  return sampledWeights(
    subject,
    used.map((i) => shaped[i] as TensorSource),
    { seed: String(seed), weights: SPARSE_WEIGHTS, only },
  )
}

const SPARSE_TENSORS = 4
const SPARSE_WEIGHTS = 200_000
