import { type PairSimilarity, refuseNonFinite, similarityPass, type TensorPair, type TensorSource } from '#tensors'
import type { EffectSize } from './comparison.ts'
import { independentRanges } from './independent-ranges.ts'
import { sampledSource } from './sampled-source.ts'
import { type SimilarityJournal, throughJournal } from './similarity-journal.ts'
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

type Means = {
  readonly similarity: SimilarityPass
  /** takes some stretches of each larger tensor, drawn from the seed; all of every tensor if absent */
  readonly sample?: { readonly seed: string } | undefined
  /** keeps each tensor's figures, so that a pass that was stopped goes on where it was */
  readonly journal?: SimilarityJournal | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: Parameters<SimilarityPass>[3]['onProgress']
}

type Sides = { readonly subject: TensorSource; readonly reference: TensorSource }

/**
 * How alike the aligned tensors of a component are, each beside what independent models give for tensors of its role.
 * These are effect sizes: real weights share heavy directions, so no p-value follows from them.
 *
 * @param controls similarities of the same reference tensors with independent models, if such models are at hand
 * @throws AssayError `tensors/non-finite` for a tensor with NaN or infinite elements among those that were read
 */
export const effectSizes = async (
  aligned: readonly AlignedTensor[],
  { controls, ...means }: Sides & Means & { controls: readonly ReadonlyMap<string, PairSimilarity>[] },
): Promise<readonly EffectSize[]> => {
  const measured = await similarities(aligned, means)
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
      underIndependence: bandFrom(controls, entry, own) ?? shippedBand(entry.role),
    }
  })
}

/** By the reference tensor's name. */
export const similarities = async (
  aligned: readonly AlignedTensor[],
  { subject, reference, similarity, sample, journal, signal, onProgress }: Sides & Means,
): Promise<ReadonlyMap<string, PairSimilarity>> => {
  const pairs = aligned.map((entry) => ({ subject: entry.subject.name, reference: entry.reference.name }))
  const seen = (model: TensorSource): TensorSource => (sample === undefined ? model : sampledSource(model, sample.seed))
  const pass = journal === undefined ? similarity : throughJournal(similarity, journal, sample?.seed)
  const measured = await pass(seen(subject), seen(reference), pairs, { signal, onProgress })
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
  own: PairSimilarity | undefined,
): EffectSize['underIndependence'] => {
  const seen = controls.flatMap((control) => control.get(reference.name) ?? [])
  if (seen.length === 0) return null
  return {
    cosine: band(seen.map(({ cosine }) => cosine)),
    pearson: band(seen.map(({ pearson }) => pearson)),
    controls: seen.length,
    source: 'given',
    ...(own === undefined
      ? {}
      : { p: { cosine: countedP(own, seen, 'cosine'), pearson: countedP(own, seen, 'pearson') } }),
  }
}

/** By counting models, not by a theorem: (1 + controls that lie at least as far from 0) / (controls + 1). */
const countedP = (own: PairSimilarity, controls: readonly PairSimilarity[], figure: 'cosine' | 'pearson'): number => {
  const size = (entry: PairSimilarity): number => Math.abs(entry[figure] ?? 0)
  return (1 + controls.filter((control) => size(control) >= size(own)).length) / (controls.length + 1)
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
