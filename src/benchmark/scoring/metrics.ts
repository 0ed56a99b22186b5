import type { OutputType } from '../tasks/task.ts'

type Known = {
  readonly aggregation: string
  readonly aggregations: readonly string[]
  readonly higherIsBetter: boolean
  readonly for: readonly OutputType[]
}

const LIKELIHOODS: readonly OutputType[] = ['loglikelihood', 'multiple_choice']
const averaged = { aggregation: 'mean', aggregations: ['mean', 'median'], higherIsBetter: true }
const own = (aggregation: string, higherIsBetter: boolean, output: OutputType): Known => ({
  aggregation,
  aggregations: [aggregation, 'bypass'],
  higherIsBetter,
  for: [output],
})

/** The metrics that are computed, with lm-evaluation-harness's defaults; a task that needs another is refused. */
export const METRICS: Readonly<Record<string, Known>> = {
  acc: { ...averaged, for: LIKELIHOODS },
  acc_norm: { ...averaged, for: ['multiple_choice'] },
  acc_bytes: { ...averaged, for: ['multiple_choice'] },
  acc_mutual_info: { ...averaged, for: ['multiple_choice'] },
  exact_match: { ...averaged, for: ['generate_until', 'multiple_choice'] },
  f1: own('f1', true, 'multiple_choice'),
  mcc: own('matthews_corrcoef', true, 'multiple_choice'),
  brier_score: own('brier_score', false, 'multiple_choice'),
  likelihood: { aggregation: 'bypass', aggregations: ['bypass'], higherIsBetter: true, for: ['multiple_choice'] },
  perplexity: own('perplexity', false, 'loglikelihood'),
  word_perplexity: own('weighted_perplexity', false, 'loglikelihood_rolling'),
  byte_perplexity: own('weighted_perplexity', false, 'loglikelihood_rolling'),
  bits_per_byte: own('bits_per_byte', false, 'loglikelihood_rolling'),
  bleu: own('bleu', true, 'generate_until'),
  chrf: own('chrf', true, 'generate_until'),
  'chrf++': own('chrf++', true, 'generate_until'),
  ter: own('ter', false, 'generate_until'),
  bypass: {
    aggregation: 'bypass',
    aggregations: ['bypass'],
    higherIsBetter: true,
    for: ['loglikelihood', 'multiple_choice', 'generate_until'],
  },
}
