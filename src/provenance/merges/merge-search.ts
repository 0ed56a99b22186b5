import { z } from 'zod'

/** How a model was put together from others. */
export const Merge = z.strictObject({
  /**
   * - `linear`: weighted average of the parents, weights adding up to 1
   * - `slerp`: each tensor moved along the arc between two parents; `weight` is the place on it
   * - `task-arithmetic`: base + Σ λ·(child − base); `weight` is λ
   * - `ties`: base + λ·(mean of the children's changes that were among the largest and agree in sign)
   * - `dare`: base + Σ λ·(child − base) with changes dropped at random and the rest scaled up
   */
  method: z.enum(['linear', 'slerp', 'task-arithmetic', 'ties', 'dare']),
  base: z.string().nullable(),
  parents: z.array(z.strictObject({ label: z.string(), weight: z.number() })).min(1),
  /** share of each child's changes that was kept; null for dense methods */
  density: z.number().min(0).max(1).nullable(),
  /** weights of one layer each, where they differ from layer to layer; layer null: embedding and head */
  byLayer: z.array(z.strictObject({ layer: z.int().nullable(), weights: z.array(z.number()) })).nullable(),
  /** what the merge leaves unexplained, relative to the distance from the subject to the nearest model named */
  residual: z.number().min(0),
})
export type Merge = z.infer<typeof Merge>

export const MergeSearch = z.strictObject({
  /** the simplest merges that explain the subject: fewest parents, and the plainest method that does */
  found: z.array(Merge),
  /** the best that any other set of as many candidates leaves unexplained: the null beside the figure */
  nextBest: z.number().nullable(),
  /** candidates that the subject could be compared with, and those it couldn't */
  candidates: z.array(z.string()),
  notAligned: z.array(
    z.strictObject({ label: z.string(), reason: z.enum(['other-shapes', 'other-axes', 'same-weights']) }),
  ),
  setsTried: z.int().min(0),
  sampledWeights: z.int().min(0),
  seed: z.string(),
})
export type MergeSearch = z.infer<typeof MergeSearch>
