import { words } from '../python/text.ts'

/**
 * BLEU and chrF over a corpus, as sacreBLEU 2.6.0 computes them with its defaults (tokenizer 13a, exponential
 * smoothing; character order 6, beta 2). Sources: Papineni 2002; Popović 2015 and 2017; the definitions of sacreBLEU.
 */
type Pair = readonly [reference: string, answer: string]
type Counts = ReadonlyMap<string, number>

const MAX_ORDER = 4

/** @returns 0–100 */
export const bleu = (items: readonly Pair[]): number => {
  const right = [0, 0, 0, 0]
  const total = [0, 0, 0, 0]
  let [answerLength, referenceLength] = [0, 0]
  for (const item of items) {
    const counted = bleuCounts(item)
    answerLength += counted.answerLength
    referenceLength += counted.referenceLength
    for (let n = 0; n < MAX_ORDER; n++) {
      right[n] = (right[n] ?? 0) + (counted.right[n] ?? 0)
      total[n] = (total[n] ?? 0) + (counted.total[n] ?? 0)
    }
  }
  if (right.every((count) => count === 0)) return 0
  const brevity = answerLength >= referenceLength ? 1 : Math.exp(1 - referenceLength / answerLength)
  let smoothing = 1
  const precisions = [0, 0, 0, 0]
  for (let n = 0; n < MAX_ORDER; n++) {
    const [hits, all] = [right[n] ?? 0, total[n] ?? 0]
    if (all === 0) break
    if (hits === 0) smoothing *= 2
    precisions[n] = hits === 0 ? 100 / (smoothing * all) : (100 * hits) / all
  }
  // sacreBLEU's logarithm of nothing is a very small number, not minus infinity.
  const logs = precisions.map((precision) => (precision === 0 ? -9_999_999_999 : Math.log(precision)))
  return brevity * Math.exp(logs.reduce((sum, log) => sum + log, 0) / MAX_ORDER)
}

type BleuCounts = {
  readonly right: readonly number[]
  readonly total: readonly number[]
  readonly answerLength: number
  readonly referenceLength: number
}
const bleuKept = new WeakMap<Pair, BleuCounts>()

// Resampling asks for the same pair again and again.
const bleuCounts = (item: Pair): BleuCounts => {
  const kept = bleuKept.get(item)
  if (kept !== undefined) return kept
  const [reference, answer] = [tokens13a(item[0]), tokens13a(item[1])]
  const orders = Array.from({ length: MAX_ORDER }, (_, n) => [grams(reference, n + 1), grams(answer, n + 1)] as const)
  const counted = {
    right: orders.map(([of, mine]) => common(of, mine)),
    total: orders.map(([, mine]) => sizeOf(mine)),
    answerLength: answer.length,
    referenceLength: reference.length,
  }
  bleuKept.set(item, counted)
  return counted
}

const tokens13a = (sentence: string): string[] => {
  const line = sentence.trimEnd().replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')
  const plain = line.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  return words(
    ` ${plain} `
      .replaceAll(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
      .replaceAll(/([^0-9])([.,])/gu, '$1 $2 ')
      .replaceAll(/([.,])([^0-9])/gu, ' $1 $2')
      .replaceAll(/([0-9])(-)/g, '$1 $2 '),
  )
}

const CHARACTER_ORDER = 6
const BETA_SQUARED = 4

/**
 * @param wordOrder 0 for chrF, 2 for chrF++
 * @returns 0–100
 */
export const chrf = (items: readonly Pair[], { wordOrder }: { wordOrder: 0 | 2 }): number => {
  const order = CHARACTER_ORDER + wordOrder
  const sums = Array.from({ length: order * 3 }, () => 0)
  for (const item of items)
    for (const [i, count] of chrfCounts(item, wordOrder).entries()) sums[i] = (sums[i] ?? 0) + count
  let [precision, recall, effective] = [0, 0, 0]
  for (let i = 0; i < order; i++) {
    const [mine = 0, of = 0, hits = 0] = sums.slice(3 * i, 3 * i + 3)
    if (mine === 0 || of === 0) continue
    precision += hits / mine
    recall += hits / of
    effective++
  }
  if (effective === 0 || precision + recall === 0) return 0
  precision /= effective
  recall /= effective
  return 100 * (((1 + BETA_SQUARED) * precision * recall) / (BETA_SQUARED * precision + recall))
}

const chrfKept = { 0: new WeakMap<Pair, readonly number[]>(), 2: new WeakMap<Pair, readonly number[]>() }

// For each order: n-grams of the answer (0 where the reference has none), of the reference, in common.
const chrfCounts = (item: Pair, wordOrder: 0 | 2): readonly number[] => {
  const kept = chrfKept[wordOrder].get(item)
  if (kept !== undefined) return kept
  const characters = item.map((text) => Array.from(words(text).join('')))
  const split = item.map(chrfWords)
  const counted: number[] = []
  for (let i = 0; i < CHARACTER_ORDER + wordOrder; i++) {
    const isWord = i >= CHARACTER_ORDER
    const [of, mine] = (isWord ? split : characters).map((units) =>
      grams(units, isWord ? i - CHARACTER_ORDER + 1 : i + 1, isWord ? ' ' : ''),
    ) as [Counts, Counts]
    counted.push(of.size === 0 ? 0 : sizeOf(mine), sizeOf(of), common(of, mine))
  }
  chrfKept[wordOrder].set(item, counted)
  return counted
}

const PUNCTUATION = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~')

const chrfWords = (text: string): string[] =>
  words(text).flatMap((word) => {
    const points = Array.from(word)
    if (points.length === 1) return [word]
    if (PUNCTUATION.has(points.at(-1) ?? '')) return [points.slice(0, -1).join(''), points.at(-1) ?? '']
    return PUNCTUATION.has(points[0] ?? '') ? [points[0] ?? '', points.slice(1).join('')] : [word]
  })

const grams = (units: readonly string[], n: number, joint = '\u0000'): Counts => {
  const counts = new Map<string, number>()
  for (let i = 0; i + n <= units.length; i++) {
    const gram = units.slice(i, i + n).join(joint)
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

const sizeOf = (counts: Counts): number => {
  let total = 0
  for (const count of counts.values()) total += count
  return total
}

const common = (of: Counts, mine: Counts): number => {
  let total = 0
  for (const [gram, count] of mine) total += Math.min(count, of.get(gram) ?? 0)
  return total
}
