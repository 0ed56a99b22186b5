import { z } from 'zod'
import type { TokenizerForm } from './tokenizer-form.ts'

const Share = z.number().min(0).max(1)
const Count = z.int().min(0)

const Likeness = z.strictObject({
  tokens: z.strictObject({
    subject: Count,
    reference: Count,
    common: Count,
    /** common over all that either has */
    jaccard: Share,
    /** share of the common tokens that have the same number in both */
    sameId: Share,
  }),
  /** null where one of the two has no merges */
  merges: z
    .strictObject({
      subject: Count,
      reference: Count,
      common: Count,
      jaccard: Share,
      /** share of the common merges that stand in the same order: the longest run that rises in both, over all common */
      inOrder: Share,
      /** merges before the first difference */
      samePrefix: Count,
    })
    .nullable(),
})
type Likeness = z.infer<typeof Likeness>

export const TokenizerComparison = Likeness.extend({
  /** the greatest that control tokenizers show against the same reference; null without controls */
  controls: z
    .strictObject({
      count: z.int().min(1),
      tokensJaccard: Share,
      sameId: Share,
      mergesInOrder: Share,
      samePrefix: Count,
    })
    .nullable(),
})
export type TokenizerComparison = z.infer<typeof TokenizerComparison>

/**
 * How much of one tokenizer is in another. Frequent words and single bytes are common to all tokenizers of a language,
 * so the figures of controls stand beside; the order of the rare merges is what one training text alone gives. No
 * weights and no p-value enter: two tokenizers trained by one program on one text are equal.
 */
export const tokenizerLikeness = (
  subject: TokenizerForm,
  reference: TokenizerForm,
  controls: readonly TokenizerForm[] = [],
): TokenizerComparison => {
  const beside = controls.map((control) => likeness(control, reference))
  const greatest = (read: (entry: Likeness) => number): number => Math.max(...beside.map(read))
  return {
    ...likeness(subject, reference),
    controls:
      beside.length === 0
        ? null
        : {
            count: beside.length,
            tokensJaccard: greatest(({ tokens }) => tokens.jaccard),
            sameId: greatest(({ tokens }) => tokens.sameId),
            mergesInOrder: greatest(({ merges }) => merges?.inOrder ?? 0),
            samePrefix: greatest(({ merges }) => merges?.samePrefix ?? 0),
          },
  }
}

const likeness = (subject: TokenizerForm, reference: TokenizerForm): Likeness => {
  const shared = [...subject.ids].filter(([token]) => reference.ids.has(token))
  const all = subject.ids.size + reference.ids.size - shared.length
  const sameId = shared.filter(([token, id]) => reference.ids.get(token) === id).length
  return {
    tokens: {
      subject: subject.ids.size,
      reference: reference.ids.size,
      common: shared.length,
      jaccard: shared.length / all,
      sameId: shared.length === 0 ? 0 : sameId / shared.length,
    },
    merges: subject.merges.length === 0 || reference.merges.length === 0 ? null : mergesOf(subject, reference),
  }
}

const mergesOf = (subject: TokenizerForm, reference: TokenizerForm): NonNullable<Likeness['merges']> => {
  const rank = new Map(reference.merges.map((merge, place) => [merge, place] as const))
  const places = subject.merges.flatMap((merge) => rank.get(merge) ?? [])
  const all = subject.merges.length + reference.merges.length - places.length
  const differs = subject.merges.findIndex((merge, place) => merge !== reference.merges[place])
  return {
    subject: subject.merges.length,
    reference: reference.merges.length,
    common: places.length,
    jaccard: places.length / all,
    inOrder: places.length === 0 ? 0 : longestRise(places) / places.length,
    samePrefix: differs < 0 ? subject.merges.length : differs,
  }
}

// Patience sorting: the last card of each pile, found by halving.
const longestRise = (values: readonly number[]): number => {
  const tops: number[] = []
  for (const value of values) {
    let [low, high] = [0, tops.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tops[middle] as number) < value) low = middle + 1
      else high = middle
    }
    tops[low] = value
  }
  return tops.length
}
