import type { Json } from '#base'
import type { PairSimilarity, TensorPair, TensorSource } from '#tensors'
import type { SimilarityPass } from './effect-sizes.ts'

/**
 * Figures of tensors that were read already, kept between two starts of one comparison.
 * - Whoever gives a journal ties it to the digests of both models: the engine looks at names only.
 * - `put` may be lost in a crash; what `get` returns was put under the same key, or is undefined.
 * - Values that were put by another version need not be understood: they count as absent.
 */
export interface SimilarityJournal {
  readonly get: (key: string) => Promise<Json | undefined>
  readonly put: (key: string, value: Json) => Promise<void>
}

/** Bytes of both models between two entries: some tenths of a second of reading are lost by a kill, no more. */
const ENTRY_BYTES = 2 ** 30

/** A pass that asks the journal first, measures the rest in portions, and enters each portion when it is done. */
export const throughJournal =
  (pass: SimilarityPass, journal: SimilarityJournal, seed: string | undefined): SimilarityPass =>
  async (subject, reference, pairs, { signal, onProgress }) => {
    const known = new Map<TensorPair, PairSimilarity>()
    for (const pair of pairs) {
      const entry = entryFrom(pair, await journal.get(keyOf(pair, seed)))
      if (entry !== undefined) known.set(pair, entry)
    }
    const bytesTotal = bytesOf(subject, reference, pairs)
    let bytesBefore = bytesOf(subject, reference, [...known.keys()])
    if (bytesBefore > 0) onProgress?.({ bytesDone: bytesBefore, bytesTotal })
    for (const portion of portions(
      pairs.filter((pair) => !known.has(pair)),
      { subject, reference },
    )) {
      const measured = await pass(subject, reference, portion, {
        signal,
        onProgress: ({ bytesDone }) => onProgress?.({ bytesDone: bytesBefore + bytesDone, bytesTotal }),
      })
      for (const [k, pair] of portion.entries()) {
        const entry = measured[k]
        if (entry === undefined) continue
        known.set(pair, entry)
        const { cosine = null, pearson = null, count, nonFinite } = entry
        await journal.put(keyOf(pair, seed), { cosine, pearson, count, nonFinite })
      }
      bytesBefore += bytesOf(subject, reference, portion)
    }
    return pairs.flatMap((pair) => known.get(pair) ?? [])
  }

const keyOf = ({ subject, reference }: TensorPair, seed: string | undefined): string =>
  JSON.stringify(['similarity', subject, reference, seed ?? null])

const bytesOf = (subject: TensorSource, reference: TensorSource, pairs: readonly TensorPair[]): number =>
  pairs.reduce(
    (sum, pair) =>
      sum + (subject.tensors.get(pair.subject)?.bytes ?? 0) + (reference.tensors.get(pair.reference)?.bytes ?? 0),
    0,
  )

const portions = (
  pairs: readonly TensorPair[],
  { subject, reference }: { subject: TensorSource; reference: TensorSource },
): readonly (readonly TensorPair[])[] => {
  const found: TensorPair[][] = []
  let bytes = ENTRY_BYTES
  for (const pair of pairs) {
    if (bytes >= ENTRY_BYTES) {
      found.push([])
      bytes = 0
    }
    found.at(-1)?.push(pair)
    bytes += bytesOf(subject, reference, [pair])
  }
  return found
}

const entryFrom = (pair: TensorPair, value: Json | undefined): PairSimilarity | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { cosine, pearson, count, nonFinite } = value as { readonly [key: string]: Json | undefined }
  if (typeof count !== 'number' || typeof nonFinite !== 'number') return undefined
  if (!isFigure(cosine) || !isFigure(pearson)) return undefined
  return { ...pair, cosine: cosine ?? undefined, pearson: pearson ?? undefined, count, nonFinite }
}

const isFigure = (value: Json | undefined): value is number | null => value === null || typeof value === 'number'
