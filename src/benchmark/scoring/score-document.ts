import { AssayError } from '#base'
import { integerArgument, parseFloatText, parseInteger } from '../python/format.ts'
import { str } from '../python/show.ts'
import { codePoints, intOf, typeName, type PyValue } from '../python/value.ts'
import { countWords } from '../python/text.ts'
import type { Document } from '../tasks/documents.ts'
import type { Task } from '../tasks/task.ts'
import type { Item } from './aggregations.ts'
import { exactMatch } from './exact-match.ts'
import { filteredType, isScored, type Filtered, type Scored } from './filters.ts'

/** What one document adds to each metric. */
export type DocumentScores = ReadonlyMap<string, Item>

/**
 * Scores one document from what the filters left of its answers.
 *
 * @param results one per request of the document, in order
 */
export const scoreDocument = (task: Task, document: Document, results: readonly Filtered[]): DocumentScores => {
  switch (task.outputType) {
    case 'loglikelihood':
      return scoreContinuation(task, scored(task, results[0]))
    case 'loglikelihood_rolling':
      return scoreText(task, document, scored(task, results[0]))
    case 'multiple_choice':
      return scoreChoices(
        task,
        document,
        results.map((result) => scored(task, result)),
      )
    case 'generate_until':
      return scoreGeneration(task, document, results[0] ?? null)
  }
}

const scored = (task: Task, value: Filtered | undefined): Scored => {
  const one = Array.isArray(value) && value.length === 1 ? (value[0] as Filtered) : value
  if (one === undefined || !isScored(one)) throw new AssayError('benchmark/filter-left-no-score', { task: task.name })
  return one
}

const wants = (task: Task, metric: string): boolean => task.metrics.some(({ name }) => name === metric)
const only = (task: Task, scores: Readonly<Record<string, Item>>): DocumentScores =>
  new Map(Object.entries(scores).filter(([name]) => wants(task, name)))

const greedyOf = (task: Task, { greedy }: Scored): boolean => {
  if (greedy === undefined) throw new AssayError('benchmark/no-top-log-probabilities', { task: task.name })
  return greedy
}

const scoreContinuation = (task: Task, result: Scored): DocumentScores =>
  only(task, {
    perplexity: result.logProb,
    ...(wants(task, 'acc') ? { acc: greedyOf(task, result) ? 1 : 0 } : {}),
    bypass: 0,
  })

const scoreText = (task: Task, document: Document, { logProb }: Scored): DocumentScores => {
  const text = str(task.fields.target(document))
  const bytes = bytesOf(text)
  return only(task, {
    word_perplexity: [logProb, countWords(text)],
    byte_perplexity: [logProb, bytes],
    bits_per_byte: [logProb, bytes],
  })
}

const scoreChoices = (task: Task, document: Document, results: readonly Scored[]): DocumentScores => {
  const choices = task.fields.choices?.(document) ?? []
  const all = results.map(({ logProb }) => logProb)
  const mutual = wants(task, 'acc_mutual_info') && all.length === 2 * choices.length
  const logProbs = mutual ? all.slice(0, choices.length) : all
  const gold = goldOf(task, choices, task.multipleInput ? task.fields.text(document) : task.fields.target(document))
  const right = (values: readonly number[]): number => (gold.includes(argMax(values)) ? 1 : 0)
  const [single = -1] = gold
  return only(task, {
    acc: right(logProbs),
    f1: [single, argMax(logProbs)],
    mcc: [single, argMax(logProbs)],
    acc_norm: right(logProbs.map((logProb, i) => logProb / codePoints(choices[i] ?? ''))),
    acc_bytes: right(logProbs.map((logProb, i) => logProb / bytesOf(choices[i] ?? ''))),
    ...(wants(task, 'exact_match')
      ? { exact_match: gold.some((at) => at >= 0 && greedyOf(task, results[at] as Scored)) ? 1 : 0 }
      : {}),
    brier_score: [single, softmax(logProbs)],
    likelihood: [single, logProbs],
    ...(mutual
      ? { acc_mutual_info: right(logProbs.map((logProb, i) => logProb - (all[choices.length + i] as number))) }
      : {}),
    bypass: 0,
  })
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** Indices of the right choices; -1 where the target names none. */
const goldOf = (task: Task, choices: readonly string[], target: PyValue): readonly number[] => {
  const one = (value: PyValue): number => {
    const index = intOf(value)
    if (index !== undefined) return index < BigInt(choices.length) ? Number(index) : -1
    return typeof value === 'string' ? choices.indexOf(value) : -1
  }
  if (!Array.isArray(target)) return [one(target)]
  if (!task.multipleTarget)
    throw new AssayError('benchmark/not-a-text', { where: `doc_to_target of ${task.name}`, got: 'list' })
  return target.map(one)
}

/** Index of the greatest value, the first among equals. */
const argMax = (values: readonly number[]): number => {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i
  return best
}

const softmax = (logProbs: readonly number[]): number[] => {
  const top = Math.max(...logProbs)
  const powers = logProbs.map((logProb) => Math.exp(logProb - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

const scoreGeneration = (task: Task, document: Document, result: Filtered): DocumentScores => {
  const gold = goldText(task, document, result)
  const scores = new Map<string, Item>()
  for (const metric of task.metrics) {
    if (metric.name === 'bypass') scores.set('bypass', 0)
    else if (metric.name !== 'exact_match') scores.set(metric.name, [str(firstOf(gold)), textOf(task, result)])
    else if (task.multipleTarget) {
      const targets = Array.isArray(gold) ? gold.map((target) => comparable(target)) : [comparable(gold)]
      scores.set(
        'exact_match',
        exactMatch(
          targets.map(() => comparable(result as PyValue)),
          targets,
          metric.exactMatch,
        ) > 0
          ? 1
          : 0,
      )
    } else {
      const predictions = Array.isArray(result) ? result.map((one) => comparable(one)) : [comparable(result as PyValue)]
      scores.set(
        'exact_match',
        exactMatch(
          predictions,
          predictions.map(() => comparable(gold)),
          metric.exactMatch,
        ),
      )
    }
  }
  return scores
}

const firstOf = (gold: PyValue): PyValue => (Array.isArray(gold) ? (gold[0] ?? null) : gold)
const textOf = (task: Task, result: Filtered): string => {
  if (typeof result === 'string') return result
  throw new AssayError('benchmark/not-a-text', { where: `the answer to ${task.name}`, got: filteredType(result) })
}

// numpy compares texts with texts and numbers with numbers; a tag keeps "1" apart from 1.
const comparable = (value: PyValue): string =>
  typeof value === 'string'
    ? value
    : `\u0000${typeName(value)} ${typeof value === 'number' && Number.isInteger(value) ? value : str(value)}`

// The target takes the type of the answer, as the harness does with `type(result)(gold)`.
const goldText = (task: Task, document: Document, result: Filtered): PyValue => {
  const target = task.fields.target(document)
  if (task.fields.choices !== undefined) {
    const choice = task.fields.choices(document).at(Number(integerArgument(target)))
    if (choice === undefined)
      throw new AssayError('benchmark/no-such-choice', {
        task: task.name,
        index: Number(integerArgument(target)),
        choices: task.fields.choices(document).length,
      })
    return choice
  }
  if (task.multipleTarget || wants(task, 'bypass') || Array.isArray(result)) return target
  if (isScored(result))
    throw new AssayError('benchmark/not-a-text', { where: `the answer to ${task.name}`, got: 'scored' })
  const answer = result as PyValue
  if (typeName(answer) === typeName(target)) return target
  if (typeof answer === 'string') return str(target)
  const number =
    typeof target === 'string'
      ? typeof answer === 'bigint'
        ? parseInteger(target)
        : parseFloatText(target)
      : undefined
  if (number !== undefined) return number
  if (typeof answer === 'number' && intOf(target) !== undefined) return Number(intOf(target))
  throw new AssayError('benchmark/answer-type', { task: task.name, answer: typeName(answer), target: typeName(target) })
}
