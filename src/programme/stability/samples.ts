import { z } from 'zod'
import { type Evidence, evidenceDigest, Id } from '#base'
import { readResult } from '../docket.ts'

// What measures were made from, one observation each. Persons stand under the pseudonyms that the office gives them.

const Figure = z.string().min(1).max(200)
const Score = z.number()
const MAX_ITEMS = 1_000_000

/** Scores of one task's items, in the order of the items; the same item stands at the same place for every team. */
export type ItemScores = {
  readonly team: string
  readonly task: string
  readonly figure: string
  readonly scores: readonly number[]
}
export type Marks = {
  readonly team: string
  readonly reviewer: string
  readonly marks: Readonly<Record<string, number>>
}
export type UserRating = { readonly team: string; readonly user: string; readonly rating: number }

/** Single observations behind measures; marks and ratings by the measure that they make. */
export type Samples = {
  readonly items: readonly ItemScores[]
  readonly marks: Readonly<Record<string, readonly Marks[]>>
  readonly ratings: Readonly<Record<string, readonly UserRating[]>>
}

/** `items` of evidence `bench.task`: figure → one score for each item. */
const TaskItems = z.object({ items: z.record(Figure, z.array(Score).max(MAX_ITEMS)).optional() })

/** Evidence `review.scores`: every reviewer's marks, by pseudonym. */
export const ReviewScores = z.strictObject({
  measure: z.string().min(1).max(100),
  scores: z
    .array(z.strictObject({ team: Id, reviewer: Id, marks: z.record(z.string().min(1).max(100), Score) }))
    .max(100_000),
})

/** Evidence `arena.ratings`: every user's ratings, by pseudonym. */
export const ArenaRatings = z.strictObject({
  measure: z.string().min(1).max(100),
  ratings: z.array(z.strictObject({ team: Id, user: Id, rating: Score })).max(MAX_ITEMS),
})

/**
 * The observations that a round's evidence holds itself.
 * @throws AssayError `programme/evidence-malformed`
 */
export const samplesOf = (evidence: readonly Evidence[], round: string): Samples => {
  const items: ItemScores[] = []
  const marks: Record<string, Marks[]> = {}
  const ratings: Record<string, UserRating[]> = {}
  for (const one of evidence) {
    if (one.subject['round'] !== round) continue
    const { team = '', task = '' } = one.subject
    if (one.kind === 'bench.task') {
      const { items: scored = {} } = readResult(TaskItems, evidenceDigest(one), one)
      for (const [figure, scores] of Object.entries(scored)) items.push({ team, task, figure, scores })
    } else if (one.kind === 'review.scores') {
      const { measure, scores } = readResult(ReviewScores, evidenceDigest(one), one)
      ;(marks[measure] ??= []).push(...scores)
    } else if (one.kind === 'arena.ratings') {
      const { measure, ratings: given } = readResult(ArenaRatings, evidenceDigest(one), one)
      ;(ratings[measure] ??= []).push(...given)
    }
  }
  return { items, marks, ratings }
}
