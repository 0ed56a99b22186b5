import { AssayError } from '#base'
import { studentQuantile } from './student-t.ts'

export type Interval = { readonly low: number; readonly high: number; readonly level: number }

/** A location with the interval that its observations allow; with too few there is none. */
export type Estimate = {
  readonly value: number
  readonly stderr: number | undefined
  readonly interval: Interval | undefined
  /** observations */
  readonly n: number
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Mean without the `cut` lowest and `cut` highest values.
 *
 * @throws AssayError `numeric/too-few-values` unless more than 2 · cut are given
 */
export const trimmedMean = (values: readonly number[], cut: number): number => {
  checkCount(values.length, cut)
  return mean(values.toSorted((a, b) => a - b).slice(cut, values.length - cut))
}

/**
 * Trimmed mean (`cut` = 0: the mean) with its two-sided t interval.
 *
 * The standard error is that of Tukey and McLaughlin (1963): the deviation of the values with the cut ones drawn in to
 * their neighbours, over (1 − 2·cut/n)·√n, with n − 2·cut − 1 degrees of freedom. Without cuts it is Student's.
 *
 * @throws AssayError `numeric/too-few-values`
 */
export const trimmedEstimate = (values: readonly number[], cut: number, level: number): Estimate => {
  const value = trimmedMean(values, cut)
  return withInterval(value, drawnIn(values, cut), { cut, level })
}

/**
 * Interval of a location whose observations, with the cut ones drawn in, are `spread`. For a weighted sum of trimmed
 * means over the same persons these are the persons' weighted sums, each mark drawn in within its own list.
 */
export const withInterval = (
  value: number,
  spread: readonly number[],
  { cut, level }: { readonly cut: number; readonly level: number },
): Estimate => {
  const n = spread.length
  const df = n - 2 * cut - 1
  if (df < 1) return { value, stderr: undefined, interval: undefined, n }
  const center = mean(spread)
  const squares = spread.reduce((sum, each) => sum + (each - center) ** 2, 0)
  const stderr = Math.sqrt(squares / (n - 1)) / ((1 - (2 * cut) / n) * Math.sqrt(n))
  const reach = stderr * studentQuantile((1 - level) / 2, df)
  return { value, stderr, interval: { low: value - reach, high: value + reach, level }, n }
}

/** The values in their order, the `cut` lowest raised to the next one and the `cut` highest lowered (winsorised). */
export const drawnIn = (values: readonly number[], cut: number): readonly number[] => {
  checkCount(values.length, cut)
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[cut] as number
  const high = sorted[sorted.length - 1 - cut] as number
  return values.map((value) => Math.min(Math.max(value, low), high))
}

const checkCount = (got: number, cut: number): void => {
  if (got <= 2 * cut) throw new AssayError('numeric/too-few-values', { got, needed: 2 * cut + 1 })
}
