import { pythonRandom } from '#numeric'
import { AGGREGATIONS, mean, type Item } from './aggregations.ts'

/** Metrics over a whole corpus are slow; the harness resamples them at most so often. */
const CORPUS = new Set(['bleu', 'chrf', 'chrf++', 'ter'])
const MAX_CORPUS_RESAMPLES = 100
const BOOTSTRAPPED = new Set(['median', 'matthews_corrcoef', 'f1', 'perplexity', ...CORPUS])
const CHUNK = 1000

/**
 * Standard error of an aggregate: closed form for a mean, else the standard deviation over resamples drawn as Python
 * draws them (chunk i from seed i), so that the figure is the same as the harness's.
 *
 * @returns undefined where the harness says "N/A"
 */
export const standardError = (
  aggregation: string,
  items: readonly Item[],
  bootstrapIterations: number,
): number | undefined => {
  if (items.length < 2 || bootstrapIterations <= 0) return undefined
  if (aggregation === 'mean') return deviation(items as readonly number[]) / Math.sqrt(items.length)
  if (!BOOTSTRAPPED.has(aggregation)) return undefined
  const iterations = CORPUS.has(aggregation) ? Math.min(bootstrapIterations, MAX_CORPUS_RESAMPLES) : bootstrapIterations
  return deviation(resamples(aggregation, items, iterations))
}

const resamples = (aggregation: string, items: readonly Item[], iterations: number): number[] => {
  const aggregate = AGGREGATIONS[aggregation] as (items: readonly Item[]) => number
  const chunk = Math.min(CHUNK, iterations)
  const results: number[] = []
  const drawn: Item[] = Array.from({ length: items.length })
  for (let seed = 0; seed < Math.floor(iterations / chunk); seed++) {
    const { random } = pythonRandom(seed)
    for (let i = 0; i < chunk; i++) {
      for (let k = 0; k < drawn.length; k++) drawn[k] = items[Math.floor(random() * items.length)] as Item
      results.push(aggregate(drawn))
    }
  }
  return results
}

const deviation = (values: readonly number[]): number => {
  const centre = mean(values)
  let squares = 0
  for (const value of values) squares += (value - centre) ** 2
  return Math.sqrt(squares / (values.length - 1))
}
