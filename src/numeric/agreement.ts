import { ranksOf } from './ranks.ts'
import { fisherQuantile } from './student-t.ts'

/** How different two values are: not at all or wholly, by the values between them, or by their distance. */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval'

/**
 * Krippendorff's alpha (2011): 1 is agreement, 0 what chance gives, below 0 worse than chance.
 *
 * @param ratings raters × units; undefined is a missing value, and units with fewer than two values do not count
 * @returns undefined where nothing can disagree: fewer than two different values in all
 */
export const krippendorffAlpha = (
  ratings: readonly (readonly (number | undefined)[])[],
  level: MeasurementLevel,
): number | undefined => {
  const units = Array.from({ length: Math.max(0, ...ratings.map((row) => row.length)) }, (_, unit) =>
    ratings.map((row) => row[unit]).filter((value) => value !== undefined),
  ).filter((values) => values.length > 1)
  const pooled = units.flat()
  const squared = squaredDifference(pooled, level)

  const observed = units.reduce((sum, values) => sum + sumOverPairs(values, squared) / (values.length - 1), 0)
  const expected = sumOverPairs(pooled, squared) / (pooled.length - 1)
  return expected > 0 ? 1 - observed / expected : undefined
}

const sumOverPairs = (values: readonly number[], squared: (a: number, b: number) => number): number =>
  values.reduce((sum, a) => values.reduce((inner, b) => inner + squared(a, b), sum), 0)

const squaredDifference = (pooled: readonly number[], level: MeasurementLevel): ((a: number, b: number) => number) => {
  if (level === 'nominal') return (a, b) => (a === b ? 0 : 1)
  if (level === 'interval') return (a, b) => (a - b) ** 2
  // Twice the mean rank of a value: the difference of two is the count between them, with half of each end.
  const ranks = ranksOf(pooled)
  const rankOf = new Map(pooled.map((value, i) => [value, ranks[i] as number]))
  return (a, b) => ((rankOf.get(a) as number) - (rankOf.get(b) as number)) ** 2
}

export type IntraclassCorrelation = {
  /** of one rater's values, and of the mean over all raters */
  readonly single: number
  readonly average: number
  /** 95 % */
  readonly singleInterval: { readonly low: number; readonly high: number }
  readonly averageInterval: { readonly low: number; readonly high: number }
  readonly meanSquares: { readonly targets: number; readonly raters: number; readonly error: number }
}

/**
 * ICC(2,1) and ICC(2,k): two-way random effects, absolute agreement (Shrout and Fleiss, 1979), with intervals after
 * McGraw and Wong (1996).
 *
 * @param ratings targets × raters, complete, at least 2 × 2
 * @returns undefined where all values are equal
 */
export const intraclassCorrelation = (ratings: readonly (readonly number[])[]): IntraclassCorrelation | undefined => {
  const n = ratings.length
  const k = ratings[0]?.length ?? 0
  const all = ratings.flat()
  const grand = all.reduce((sum, value) => sum + value, 0) / all.length
  const targets = ratings.map((row) => row.reduce((sum, value) => sum + value, 0) / k)
  const raters = Array.from({ length: k }, (_, j) => ratings.reduce((sum, row) => sum + (row[j] as number), 0) / n)
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - grand) ** 2, 0)
  const msTargets = (k * squares(targets)) / (n - 1)
  const msRaters = (n * squares(raters)) / (k - 1)
  const rest = ratings.reduce(
    (sum, row, i) =>
      row.reduce(
        (inner, value, j) => inner + (value - (targets[i] as number) - (raters[j] as number) + grand) ** 2,
        sum,
      ),
    0,
  )
  const msError = rest / ((n - 1) * (k - 1))
  if (msTargets === 0 && msRaters === 0 && msError === 0) return undefined

  const single = (msTargets - msError) / (msTargets + (k - 1) * msError + (k * (msRaters - msError)) / n)
  const average = (msTargets - msError) / (msTargets + (msRaters - msError) / n)
  const a = (k * single) / (n * (1 - single))
  const b = 1 + (k * single * (n - 1)) / (n * (1 - single))
  const df =
    (a * msRaters + b * msError) ** 2 / ((a * msRaters) ** 2 / (k - 1) + (b * msError) ** 2 / ((n - 1) * (k - 1)))
  const spread = k * msRaters + (k * n - k - n) * msError
  const above = fisherQuantile(0.975, n - 1, df)
  const below = fisherQuantile(0.975, df, n - 1)
  const low = (n * (msTargets - above * msError)) / (above * spread + n * msTargets)
  const high = (n * (below * msTargets - msError)) / (spread + n * below * msTargets)
  const ofMean = (icc: number): number => (k * icc) / (1 + (k - 1) * icc)
  return {
    single,
    average,
    singleInterval: { low, high },
    averageInterval: { low: ofMean(low), high: ofMean(high) },
    meanSquares: { targets: msTargets, raters: msRaters, error: msError },
  }
}

/**
 * Kendall's coefficient of concordance with the correction for ties: 1 where all judges order the items alike, 0 where
 * their orders cancel.
 *
 * @param scores judges × items, complete
 * @returns undefined where no judge orders anything
 */
export const kendallW = (scores: readonly (readonly number[])[]): number | undefined => {
  const judges = scores.length
  const items = scores[0]?.length ?? 0
  const ranks = scores.map((row) => ranksOf(row))
  const sums = Array.from({ length: items }, (_, i) => ranks.reduce((sum, row) => sum + (row[i] as number), 0))
  const center = sums.reduce((sum, value) => sum + value, 0) / items
  const squares = sums.reduce((sum, value) => sum + (value - center) ** 2, 0)
  const ties = scores.reduce((sum, row) => sum + tieTerm(row), 0)
  const most = judges * judges * (items ** 3 - items) - judges * ties
  return most > 0 ? (12 * squares) / most : undefined
}

// Σ t³ − t over the groups of t equal values.
const tieTerm = (row: readonly number[]): number => {
  const counts = new Map<number, number>()
  for (const value of row) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0)
}
