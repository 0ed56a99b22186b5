import { logFactorial, logHeadLabelBound, logHoeffdingTwoSided, logLabelBound } from '#numeric'

/** Pairs of units that were matched by a score blind to coins and labels, each unit once. */
export type MatchedUnits = { readonly left: Int32Array; readonly right: Int32Array }

export type CoinTest = {
  /** coins, and how many showed the same side in both models */
  readonly n: number
  readonly alike: number
  /** Σc / √Σc², of either sign, whatever the pattern */
  readonly statistic: number
  /** number of the regular pattern of signs, in the order of the units, that is undone in `alike`; 0: none */
  readonly pattern: number
  readonly logP: number
}

/**
 * The coin test: under independence the sign of each term is a fair coin of its own, whatever its size.
 *
 * @param terms one per matched unit; each flips its sign with the unit's gauge
 * @param places where each unit stands in its model. With it, signs that were turned round by a regular pattern (halves,
 *   every second, blocks of a power of two) are found too, by the greatest of all Walsh patterns; half of the level is
 *   spent on the plain sum and half on the patterns together
 */
export const coinTest = (terms: ArrayLike<number>, places?: Int32Array): CoinTest => {
  const plain = plainCoins(terms)
  if (places === undefined || plain.n === 0) return plain
  const logP = Math.min(0, plain.logP + Math.LN2)
  const undone = strongestPatternUndone(terms, places)
  if (undone.logP >= logP) return { ...plain, logP }
  return { ...undone, statistic: plain.statistic }
}

/** The coins after the regular pattern that shows most was undone, with the p-value of the most among all patterns. */
export const strongestPatternUndone = (terms: ArrayLike<number>, places: Int32Array): CoinTest => {
  const { pattern, logP } = strongestPattern(terms, places)
  const turned = new Float64Array(terms.length)
  for (let k = 0; k < turned.length; k++) turned[k] = (terms[k] as number) * walsh(pattern, places[k] as number)
  return { ...plainCoins(turned), pattern, logP }
}

const strongestPattern = (terms: ArrayLike<number>, places: Int32Array): Pick<CoinTest, 'pattern' | 'logP'> => {
  const size = 2 ** Math.ceil(Math.log2(2 + places.reduce((most, place) => Math.max(most, place), 0)))
  const sums = new Float64Array(size)
  let squares = 0
  for (let k = 0; k < terms.length; k++) {
    const term = terms[k] as number
    const place = places[k] as number
    sums[place] = (sums[place] as number) + term
    squares += term * term
  }
  for (let half = 1; half < size; half *= 2) {
    for (let from = 0; from < size; from += 2 * half) {
      for (let k = from; k < from + half; k++) {
        const a = sums[k] as number
        const b = sums[k + half] as number
        sums[k] = a + b
        sums[k + half] = a - b
      }
    }
  }
  let pattern = 1
  let most = 0
  for (let k = 1; k < size; k++) {
    const height = Math.abs(sums[k] as number)
    if (height <= most) continue
    most = height
    pattern = k
  }
  const statistic = (sums[pattern] as number) / Math.sqrt(squares)
  return { pattern, logP: Math.min(0, logHoeffdingTwoSided(statistic) + Math.LN2 + Math.log(size - 1)) }
}

/** The sign of a Walsh pattern at a place: −1 where both have an odd number of bits in common. */
const walsh = (pattern: number, place: number): number => {
  let bits = pattern & place
  let sign = 1
  for (; bits !== 0; bits &= bits - 1) sign = -sign
  return sign
}

const plainCoins = (terms: ArrayLike<number>): CoinTest => {
  let sum = 0
  let squares = 0
  let alike = 0
  let n = 0
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as number
    if (term === 0) continue
    n++
    sum += term
    squares += term * term
    if (term > 0) alike++
  }
  const statistic = squares === 0 ? 0 : sum / Math.sqrt(squares)
  return { n, alike, statistic, pattern: 0, logP: logHoeffdingTwoSided(statistic) }
}

export type LabelTest = {
  readonly matched: number
  readonly equal: number
  /** heads that labels move in as wholes; 1 where every order is possible */
  readonly heads: number
  readonly logP: number
}

/**
 * The label test: under independence the labels of one side are a uniformly random permutation.
 * @param heads number of heads where labels move in whole heads, else 1
 */
export const labelTest = (
  { left, right }: MatchedUnits,
  { leftLabel, rightLabel, heads = 1 }: { leftLabel: Int32Array; rightLabel: Int32Array; heads?: number },
): LabelTest => {
  let equal = 0
  for (let k = 0; k < left.length; k++) {
    if (leftLabel[left[k] as number] === rightLabel[right[k] as number]) equal++
  }
  const logP = heads === 1 ? logLabelBound(equal) : logHeadLabelBound(equal, heads)
  return { matched: left.length, equal, heads, logP }
}

/** Share of coins alike that 99 of 100 independent pairs stay within, by Hoeffding's bound for equal weights. */
export const fairShare = (n: number): { low: number; high: number } => {
  if (n === 0) return { low: 0, high: 1 }
  const half = Math.sqrt(Math.log(2 / LEVEL) / (2 * n))
  return { low: Math.max(0, 0.5 - half), high: Math.min(1, 0.5 + half) }
}

/** Share of equal labels that 99 of 100 independent pairs stay within, by the bound of the label test. */
export const chanceShare = (matched: number, heads: number): { low: number; high: number } => {
  if (matched === 0) return { low: 0, high: 1 }
  let equal = 0
  const bound = (k: number): number => (heads === 1 ? -logFactorial(k) : logHeadLabelBound(k, heads))
  while (equal < matched && bound(equal + 1) > Math.log(LEVEL)) equal++
  return { low: 0, high: equal / matched }
}

const LEVEL = 0.01
