import { AssayError } from '#base'
import { bleu, chrf } from './corpus-scores.ts'
import { translationEditRate } from './translation-edit-rate.ts'

/**
 * What one document gives a metric: a number; [gold, predicted] labels; [gold, probabilities]; [log-probability, size];
 * [reference, answer].
 */
export type Item = number | readonly [number, number] | readonly [number, readonly number[]] | readonly [string, string]
export type Aggregate = (items: readonly Item[]) => number

const numbers = (items: readonly Item[]): readonly number[] => items as readonly number[]
const pairs = (items: readonly Item[]): readonly (readonly [number, number])[] =>
  items as readonly (readonly [number, number])[]
const texts = (items: readonly Item[]): readonly (readonly [string, string])[] =>
  items as readonly (readonly [string, string])[]

/** Left to right, as Python 3.11 sums: the last digits depend on the order. */
const sum = (values: readonly number[]): number => {
  let total = 0
  for (const value of values) total += value
  return total
}
export const mean = (values: readonly number[]): number => sum(values) / values.length

const weightedMean = (items: readonly Item[]): number => {
  let [top, bottom] = [0, 0]
  for (const [value, weight] of pairs(items)) {
    top += value
    bottom += weight
  }
  return top / bottom
}

const median = (items: readonly Item[]): number =>
  numbers(items).toSorted((a, b) => a - b)[Math.floor(items.length / 2)] as number

// F1 of label 1 against label 0, as scikit-learn computes it; more labels need an average that the task did not choose.
const f1 = (items: readonly Item[]): number => {
  let [both, wrong] = [0, 0]
  for (const [gold, predicted] of pairs(items)) {
    if (gold > 1 || predicted > 1 || gold < 0)
      throw new AssayError('benchmark/f1-needs-two-labels', { labels: [gold, predicted] })
    if (gold === 1 && predicted === 1) both++
    else if (gold !== predicted) wrong++
  }
  return both === 0 ? 0 : (2 * both) / (2 * both + wrong)
}

const dot = (x: ReadonlyMap<number, number>, y: ReadonlyMap<number, number>): number =>
  sum([...x].map(([label, count]) => count * (y.get(label) ?? 0)))

const matthews = (items: readonly Item[]): number => {
  const [gold, predicted] = [new Map<number, number>(), new Map<number, number>()]
  let right = 0
  for (const [a, b] of pairs(items)) {
    gold.set(a, (gold.get(a) ?? 0) + 1)
    predicted.set(b, (predicted.get(b) ?? 0) + 1)
    if (a === b) right++
  }
  const n = items.length
  const [cross, ofGold, ofPredicted] = [
    right * n - dot(gold, predicted),
    n * n - dot(gold, gold),
    n * n - dot(predicted, predicted),
  ]
  return ofGold * ofPredicted === 0 ? 0 : cross / Math.sqrt(ofGold * ofPredicted)
}

const brier = (items: readonly Item[]): number =>
  mean(
    (items as readonly (readonly [number, readonly number[]])[]).map(([gold, probabilities]) =>
      sum(probabilities.map((p, i) => (p - (i === gold ? 1 : 0)) ** 2)),
    ),
  )

/** lm-evaluation-harness's aggregations, by its names. */
export const AGGREGATIONS: Readonly<Record<string, Aggregate>> = {
  mean: (items) => mean(numbers(items)),
  median,
  perplexity: (items) => Math.exp(-mean(numbers(items))),
  weighted_perplexity: (items) => Math.exp(-weightedMean(items)),
  bits_per_byte: (items) => -weightedMean(items) / Math.LN2,
  f1,
  matthews_corrcoef: matthews,
  brier_score: brier,
  bleu: (items) => bleu(texts(items)),
  chrf: (items) => chrf(texts(items), { wordOrder: 0 }),
  'chrf++': (items) => chrf(texts(items), { wordOrder: 2 }),
  ter: (items) => translationEditRate(texts(items)),
  bypass: () => 999,
}
