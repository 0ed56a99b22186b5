/** Natural logarithms of tail probabilities: what the tests multiply lies far below the smallest double. */

/**
 * Upper bound of the two-sided p-value of weighted fair coins (Hoeffding 1963): for independent fair signs s and fixed
 * weights c, P(|Σ s·c| ≥ t·√Σc²) ≤ 2·exp(−t²/2), for every number of coins.
 *
 * @param statistic T = Σc / √Σc², either sign
 * @returns ln of the bound, at most 0
 */
export const logHoeffdingTwoSided = (statistic: number): number => Math.min(0, Math.LN2 - (statistic * statistic) / 2)

/** ln n! for whole n ≥ 0; relative error below 1e-12. */
export const logFactorial = (n: number): number => {
  if (n < SMALL_FACTORIALS.length) return SMALL_FACTORIALS[n] as number
  const x = n + 1
  const inverse = 1 / (x * x)
  // Stirling's series for ln Γ(x); its first left-out term is below 1e-16 for x > 65.
  const series = (1 / 12 - inverse * (1 / 360 - inverse / 1260)) / x
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series
}

const SMALL_FACTORIALS: readonly number[] = ((): number[] => {
  const sums = [0]
  for (let n = 1; n <= 64; n++) sums.push((sums[n - 1] as number) + Math.log(n))
  return sums
})()

/**
 * Upper bound of P(at least `equal` matched pairs carry equal labels) when the labels are a uniformly random
 * permutation: 1/K!, since the expected number of K-subsets of fixed points is at most 1/K! and Markov's inequality
 * holds; also for partial matchings.
 */
export const logLabelBound = (equal: number): number => -logFactorial(equal)

/**
 * The same where labels move in whole heads: channels are permuted inside each of `heads` heads and the heads among
 * themselves. Then P ≤ (1/K!) · Σ_{m=1..min(heads,K)} m^K / m!, by counting the fixed points by the heads they lie in.
 */
export const logHeadLabelBound = (equal: number, heads: number): number => {
  if (equal === 0) return 0
  const terms: number[] = []
  for (let m = 1; m <= Math.min(heads, equal); m++) terms.push(equal * Math.log(m) - logFactorial(m))
  return Math.min(0, logSumExp(terms) - logFactorial(equal))
}

/** ln Σ exp(terms), without overflow. */
export const logSumExp = (terms: readonly number[]): number => {
  const greatest = Math.max(...terms)
  if (greatest === Number.NEGATIVE_INFINITY) return greatest
  return greatest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - greatest), 0))
}

/** ln of the exact two-sided p-value of `heads` heads in `tosses` tosses of a fair coin (twice the smaller tail). */
export const logFairCoinTwoSided = (heads: number, tosses: number): number => {
  const most = Math.max(heads, tosses - heads)
  if (2 * most === tosses) return 0
  const terms: number[] = []
  for (let k = most; k <= tosses; k++) terms.push(logChoose(tosses, k))
  return Math.min(0, Math.LN2 + logSumExp(terms) - tosses * Math.LN2)
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k)

/** ln of the two-sided tail of a standard normal; relative error of the tail below 1e-6. */
export const logNormalTwoSided = (z: number): number => {
  const x = Math.abs(z)
  if (x < 3) return Math.min(0, Math.log(Math.max(1 - 2 * centralNormal(x), Number.MIN_VALUE)))
  // Laplace's continued fraction for Mills' ratio, evaluated backwards.
  let fraction = x
  for (let k = 200; k >= 1; k--) fraction = x + k / fraction
  return Math.LN2 - (x * x) / 2 - 0.5 * Math.log(2 * Math.PI) - Math.log(fraction)
}

// Φ(x) − ½ by its convergent series x·φ(x)·Σ x^{2k}/(1·3·5···), fast for x < 3.
const centralNormal = (x: number): number => {
  let term = x
  let sum = x
  for (let k = 1; k < 100 && term > 1e-18 * sum; k++) {
    term *= (x * x) / (2 * k + 1)
    sum += term
  }
  return (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
}
