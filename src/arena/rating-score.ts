import { type Estimate, trimmedEstimate } from '#numeric'
import type { Rating, RatingRules } from './rating.ts'

/** What the users give one team. */
export type RatingScore = {
  readonly team: string
  /** mean rating, not rounded */
  readonly value: number
  readonly stderr: number | undefined
  readonly interval: Estimate['interval']
  /** users who rated the team */
  readonly n: number
  /** without the tenth of ratings at each end, for comparison */
  readonly trimmedMean: Estimate
  /** how many users gave each rating of the scale, from the lowest on */
  readonly counts: readonly number[]
  /** users who wrote a comment */
  readonly comments: number
}

const CUT_SHARE = 0.1
const LEVEL = 0.95

/**
 * Ratings of all teams, in the order of their names, with t intervals that treat the users as a draw from all who might
 * have been asked; they are cut at the ends of the scale. One user alone gives no interval.
 */
export const ratingScores = (ratings: readonly Rating[], { scale }: RatingRules): readonly RatingScore[] =>
  [...Map.groupBy(ratings, ({ team }) => team)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([team, given]) => {
      const values = given.map(({ rating }) => rating)
      const trimmedMean = trimmedEstimate(values, Math.floor(CUT_SHARE * values.length), LEVEL)
      return {
        team,
        ...onScale(trimmedEstimate(values, 0, LEVEL), scale),
        trimmedMean: onScale(trimmedMean, scale),
        counts: countsOf(values, scale),
        comments: given.filter(({ commented }) => commented).length,
      }
    })

const countsOf = (values: readonly number[], [low, high]: RatingRules['scale']): readonly number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => values.filter((value) => value === low + i).length)

// A mean cannot lie off the scale, so an interval need not either.
const onScale = (estimate: Estimate, [low, high]: RatingRules['scale']): Estimate => ({
  ...estimate,
  interval: estimate.interval && {
    ...estimate.interval,
    low: Math.max(low, estimate.interval.low),
    high: Math.min(high, estimate.interval.high),
  },
})
