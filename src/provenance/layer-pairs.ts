import type { ComponentSites } from './component-sites.ts'

/** Layers of two models that are held to belong together, both ascending; blind to signs and to every order inside. */
export type LayerPairs = { readonly pairs: readonly LayerPair[] }
export type LayerPair = { readonly subject: number; readonly reference: number }

/** Layers that have an MLP or an attention, ascending. */
export const layersOf = ({ mlp, attention }: Pick<ComponentSites, 'mlp' | 'attention'>): readonly number[] =>
  [...new Set([...mlp, ...attention].map(({ layer }) => layer))].toSorted((a, b) => a - b)

/** Layers of the same relative depth: all there is to go by until weights are looked at. */
export const pairedByDepth = (subject: readonly number[], reference: readonly number[]): LayerPairs => {
  const fewer = Math.min(subject.length, reference.length)
  const at = (layers: readonly number[], k: number): number[] =>
    layers.slice(placeOf(k, fewer, layers.length)).slice(0, 1)
  return {
    pairs: Array.from({ length: fewer }, (_, k) => k).flatMap((k) =>
      at(subject, k).flatMap((own) => at(reference, k).map((other) => ({ subject: own, reference: other }))),
    ),
  }
}

// The first stays the first and the last the last.
const placeOf = (k: number, fewer: number, count: number): number =>
  fewer === 1 ? 0 : Math.round((k * (count - 1)) / (fewer - 1))

/**
 * Layers paired by their profiles, in one order on both sides, so that dropped, repeated or inserted layers move the
 * rest aside. The pairing with the greatest sum of likenesses is found by dynamic programming; a gap costs nothing.
 *
 * @param subject @param reference one profile for each layer, all of one length
 */
export const pairedByProfile = (
  subject: readonly { readonly layer: number; readonly profile: Float64Array }[],
  reference: readonly { readonly layer: number; readonly profile: Float64Array }[],
): LayerPairs => {
  const [n, m] = [subject.length, reference.length]
  const likeness = likenesses(
    subject.map(({ profile }) => profile),
    reference.map(({ profile }) => profile),
  )
  const best = new Float64Array((n + 1) * (m + 1))
  const at = (i: number, j: number): number => best[i * (m + 1) + j] as number
  for (let i = 1; i <= n; i++) {
    for (let j = 1; j <= m; j++) {
      const paired = at(i - 1, j - 1) + (likeness[(i - 1) * m + j - 1] as number)
      best[i * (m + 1) + j] = Math.max(paired, at(i - 1, j), at(i, j - 1))
    }
  }
  const pairs: LayerPair[] = []
  for (let i = n, j = m; i > 0 && j > 0;) {
    const [own, other] = [subject[i - 1], reference[j - 1]]
    if (at(i, j) === at(i - 1, j)) i--
    else if (at(i, j) === at(i, j - 1)) j--
    else {
      if (own !== undefined && other !== undefined) pairs.push({ subject: own.layer, reference: other.layer })
      i--
      j--
    }
  }
  return { pairs: pairs.toReversed() }
}

/** Between equally likely pairings the one nearer to the same depth wins. */
const DEPTH_WEIGHT = 0.02

// 1 for equal profiles, one half where the distance is that of a typical nearest layer.
const likenesses = (subject: readonly Float64Array[], reference: readonly Float64Array[]): Float64Array => {
  const [n, m] = [subject.length, reference.length]
  const scales = spreads([...subject, ...reference])
  const distances = new Float64Array(n * m)
  for (const [i, own] of subject.entries()) {
    for (const [j, other] of reference.entries()) {
      distances[i * m + j] = own.reduce((sum, value, k) => {
        const apart = (value - (other[k] as number)) / (scales[k] as number)
        return sum + apart * apart
      }, 0)
    }
  }
  const nearest = subject.map((_, i) => Math.min(...distances.subarray(i * m, (i + 1) * m))).toSorted((a, b) => a - b)
  const typical = Math.max(1e-9, nearest[Math.floor(nearest.length / 2)] ?? 1)
  return distances.map((distance, place) => {
    const [i, j] = [Math.floor(place / m), place % m]
    const apart = Math.abs((i + 0.5) / n - (j + 0.5) / m)
    return 1 / (1 + distance / typical) + DEPTH_WEIGHT * (1 - apart)
  })
}

const spreads = (profiles: readonly Float64Array[]): Float64Array => {
  const width = profiles[0]?.length ?? 0
  return Float64Array.from({ length: width }, (_, k) => {
    const values = profiles.map((profile) => profile[k] as number)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return Math.sqrt(variance) + 1e-9
  })
}
