import type { CalibratedScore } from './calibrated.ts'
import type { ComponentFingerprint } from './fingerprint-model.ts'
import { type KnownModels, type Near, nearestKnown } from './known-models.ts'

/** A model that comes near in some component, with each component's best scores. */
export type Candidate = {
  readonly model: string
  readonly source: string
  readonly scores: readonly (CalibratedScore & { readonly component: string })[]
}

/**
 * The models nearest to a subject by any of its components' codes. Ranks are taken in turn, the nearest of each code
 * first, as similarities of different codes cannot be set against each other.
 */
export const shortlist = (
  known: KnownModels,
  fingerprints: readonly ComponentFingerprint[],
  most: number,
): readonly Candidate[] => {
  const lists: (readonly (Near & { component: string })[])[] = []
  for (const fingerprint of fingerprints) {
    const { token, block } = nearestKnown(known, fingerprint, most)
    for (const list of [token, block]) {
      if (list.length > 0) lists.push(list.map((near) => ({ ...near, component: fingerprint.component })))
    }
  }
  const chosen = new Map<
    string,
    { model: string; source: string; scores: (CalibratedScore & { component: string })[] }
  >()
  const longest = Math.max(0, ...lists.map((list) => list.length))
  for (let rank = 0; rank < longest && chosen.size < most; rank++) {
    for (const list of lists) {
      const near = list[rank]
      if (near === undefined || chosen.size >= most) continue
      const { model, source } = near.known
      if (!chosen.has(source)) chosen.set(source, { model, source, scores: [] })
    }
  }
  for (const list of lists) {
    for (const {
      known: { source },
      score,
      component,
    } of list) {
      const scores = chosen.get(source)?.scores
      // Of a model indexed twice the nearer component counts.
      if (scores?.some((one) => one.component === component && one.kind === score.kind) === false) {
        scores.push({ ...score, component })
      }
    }
  }
  return [...chosen.values()]
}
