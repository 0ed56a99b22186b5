import { type PairSimilarity, refuseNonFinite, similarityPass, type TensorPair, type TensorSource } from '#tensors'
import type { EffectSize } from './comparison.ts'
import { independentRanges } from './independent-ranges.ts'
import type { AlignedTensor } from './tensor-alignment.ts'

/** Cosine and Pearson correlation of pairs of tensors; the office passes one that works in threads. */
export type SimilarityPass = (
  subject: TensorSource,
  reference: TensorSource,
  pairs: readonly TensorPair[],
  options: {
    readonly signal?: AbortSignal | undefined
    readonly onProgress?: ((progress: { readonly bytesDone: number; readonly bytesTotal: number }) => void) | undefined
  },
) => Promise<readonly PairSimilarity[]>

export const plainSimilarity: SimilarityPass = (subject, reference, pairs, options) =>
  similarityPass(subject, reference, pairs, options)

/**
 * How alike the aligned tensors of a component are, each beside what independent models give for tensors of its role.
 * These are effect sizes: real weights share heavy directions, so no p-value follows from them.
 *
 * @param controls similarities of the same reference tensors with independent models, if such models are at hand
 * @throws AssayError `tensors/non-finite` for a tensor with NaN or infinite elements
 */
export const effectSizes = async (
  aligned: readonly AlignedTensor[],
  {
    subject,
    reference,
    similarity,
    controls,
    signal,
    onProgress,
  }: {
    subject: TensorSource
    reference: TensorSource
    similarity: SimilarityPass
    controls: readonly ReadonlyMap<string, PairSimilarity>[]
    signal?: AbortSignal | undefined
    onProgress?: Parameters<SimilarityPass>[3]['onProgress']
  },
): Promise<readonly EffectSize[]> => {
  const measured = await similarities(aligned, { subject, reference, similarity, signal, onProgress })
  return aligned.map((entry): EffectSize => {
    const own = measured.get(entry.reference.name)
    return {
      subject: entry.subject.name,
      reference: entry.reference.name,
      role: entry.role,
      layer: entry.layer ?? null,
      shape: [...entry.subject.shape],
      cosine: own?.cosine ?? null,
      pearson: own?.pearson ?? null,
      underIndependence: bandFrom(controls, entry) ?? shippedBand(entry.role),
    }
  })
}

/** By the reference tensor's name. */
export const similarities = async (
  aligned: readonly AlignedTensor[],
  {
    subject,
    reference,
    similarity,
    signal,
    onProgress,
  }: {
    subject: TensorSource
    reference: TensorSource
    similarity: SimilarityPass
    signal?: AbortSignal | undefined
    onProgress?: Parameters<SimilarityPass>[3]['onProgress']
  },
): Promise<ReadonlyMap<string, PairSimilarity>> => {
  const pairs = aligned.map((entry) => ({ subject: entry.subject.name, reference: entry.reference.name }))
  const measured = await similarity(subject, reference, pairs, { signal, onProgress })
  for (const { nonFinite, subject: own, reference: other } of measured) {
    if (nonFinite === 0) continue
    await refuseNonFinite(subject, [own])
    await refuseNonFinite(reference, [other])
  }
  return new Map(measured.map((entry) => [entry.reference, entry]))
}

const bandFrom = (
  controls: readonly ReadonlyMap<string, PairSimilarity>[],
  { reference }: AlignedTensor,
): EffectSize['underIndependence'] => {
  const seen = controls.flatMap((control) => control.get(reference.name) ?? [])
  if (seen.length === 0) return null
  return {
    cosine: band(seen.map(({ cosine }) => cosine)),
    pearson: band(seen.map(({ pearson }) => pearson)),
    controls: seen.length,
    source: 'given',
  }
}

const band = (values: readonly (number | undefined)[]): { low: number; high: number } => {
  const known = values.filter((value) => value !== undefined)
  return { low: Math.min(...known, 1), high: Math.max(...known, -1) }
}

const shippedBand = (role: string): EffectSize['underIndependence'] => {
  const range = independentRanges.roles[role]
  if (range === undefined) return null
  const { cosine, pearson, models } = range
  return { cosine, pearson, controls: models, source: 'shipped' }
}
