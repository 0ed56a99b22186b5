import { AssayError } from '#base'
import { checkRegex } from '../python/regex-use.ts'
import { str } from '../python/show.ts'
import { PythonError } from '../python/python-error.ts'
import { intOf } from '../python/value.ts'
import { METRICS } from '../scoring/metrics.ts'
import { isFilter } from '../scoring/filters.ts'
import { fieldsOf, type Fields } from '../prompts/fields.ts'
import { fromYaml, type Document } from './documents.ts'
import type { FilterStepConfig, TaskConfig } from './task-config.ts'

export type OutputType = TaskConfig['output_type']

export type Metric = {
  readonly name: string
  readonly aggregation: string
  readonly higherIsBetter: boolean
  readonly exactMatch: {
    readonly ignoreCase: boolean
    readonly ignorePunctuation: boolean
    readonly ignoreNumbers: boolean
    readonly regexesToIgnore: readonly string[] | undefined
  }
}

export type FilterStep = FilterStepConfig
export type Pipeline = { readonly name: string; readonly steps: readonly FilterStep[] }

/** A task ready to be asked: its documents, how a prompt is made of one, how an answer is scored. */
export type Task = {
  readonly name: string
  readonly alias: string
  readonly version: number | string | null
  readonly outputType: OutputType
  readonly config: TaskConfig
  /** The documents that are evaluated. */
  readonly documents: readonly Document[]
  /** The documents that few-shot examples are drawn from, and whether the evaluated one must not be among them. */
  readonly pool: {
    readonly documents: readonly Document[]
    readonly excludesSelf: boolean
    readonly sampler: 'default' | 'first_n'
  }
  readonly fields: Fields
  readonly fewshotFields: Fields
  readonly metrics: readonly Metric[]
  readonly pipelines: readonly Pipeline[]
  readonly metadata: Readonly<Record<string, unknown>>
  /** The choices are alternative contexts, and the text gives the index of the right one. Decided by the first document. */
  readonly multipleInput: boolean
  /** The target is a list, any of which is right. Decided by the first document. */
  readonly multipleTarget: boolean
}

/**
 * Makes a task of its settings and data, and checks what it needs before anything is asked.
 *
 * @throws AssayError `benchmark/task-unsupported` with everything that is lacking; `benchmark/template-malformed`
 */
export const buildTask = (
  config: TaskConfig,
  where: string,
  splits: ReadonlyMap<string, readonly Document[]>,
): Task => {
  const documents = splits.get(config.test_split ?? config.validation_split ?? '')
  if (documents === undefined)
    throw new AssayError('benchmark/task-malformed', {
      where,
      what: ['test_split: neither a test nor a validation split is named'],
    })
  const [first] = documents
  if (first === undefined) throw new AssayError('benchmark/no-documents', { where, task: config.task })
  const columns = new Set([...first.entries.values()].map(([key]) => str(key)))
  const own = config.fewshot_config ?? { sampler: 'default' as const }
  const fewshot: TaskConfig = {
    ...config,
    doc_to_text: own.doc_to_text ?? config.doc_to_text,
    doc_to_target: own.doc_to_target ?? config.doc_to_target,
    doc_to_choice: own.doc_to_choice ?? config.doc_to_choice,
    gen_prefix: own.gen_prefix ?? config.gen_prefix,
    fewshot_delimiter: own.fewshot_delimiter ?? config.fewshot_delimiter,
    target_delimiter: own.target_delimiter ?? config.target_delimiter,
  }
  const metrics = metricsOf(config)
  const pipelines = (config.filter_list ?? [{ name: 'none', filter: [{ function: 'take_first' }] }]).map(
    ({ name, filter }) => ({ name, steps: filter }),
  )
  refuseLacks(
    [...metricLacks(config, metrics), ...pipelines.flatMap(({ steps }) => steps).flatMap(stepLacks)],
    where,
    config.task,
  )
  const fields = fieldsOf(config, { columns, where })
  return {
    name: config.task,
    alias: config.task_alias ?? config.task,
    version: versionOf(config.metadata?.['version']),
    outputType: config.output_type,
    config,
    documents,
    pool: poolOf(config, splits),
    fields,
    fewshotFields: fieldsOf(fewshot, {
      columns,
      where,
      choosesByConfig: config.doc_to_choice !== undefined && config.doc_to_choice !== null,
    }),
    metrics,
    pipelines,
    metadata: config.metadata ?? {},
    multipleInput: fields.choices !== undefined && intOf(fields.text(first)) !== undefined,
    multipleTarget: Array.isArray(fields.target(first)),
  }
}

const versionOf = (version: unknown): number | string | null =>
  typeof version === 'bigint'
    ? Number(version)
    : typeof version === 'number' || typeof version === 'string'
      ? version
      : null

const poolOf = (config: TaskConfig, splits: ReadonlyMap<string, readonly Document[]>): Task['pool'] => {
  const split = config.fewshot_config?.split ?? config.fewshot_split ?? null
  const sampler = config.fewshot_config?.sampler ?? 'default'
  // The harness compares the names of the splits, and None with None as well.
  const excludesSelf = split === (config.test_split ?? null)
  const samples = config.fewshot_config?.samples
  const documents =
    split !== null
      ? splits.get(split)
      : samples !== undefined && samples !== null
        ? samples.map((sample) => fromYaml(sample) as Document)
        : splits.get(config.training_split ?? config.validation_split ?? config.test_split ?? '')
  return { documents: documents ?? [], excludesSelf, sampler }
}

const DEFAULT_METRICS: Readonly<Record<OutputType, readonly string[]>> = {
  loglikelihood: ['perplexity', 'acc'],
  loglikelihood_rolling: ['word_perplexity', 'byte_perplexity', 'bits_per_byte'],
  multiple_choice: ['acc', 'acc_norm'],
  generate_until: ['exact_match'],
}

const metricsOf = (config: TaskConfig): Metric[] => {
  const list = config.metric_list ?? DEFAULT_METRICS[config.output_type].map((metric) => ({ metric }))
  return list.map((given) => {
    const { metric: name, ...options } = {
      aggregation: undefined,
      higher_is_better: undefined,
      ignore_case: undefined,
      ignore_punctuation: undefined,
      ignore_numbers: undefined,
      regexes_to_ignore: undefined,
      ...given,
    }
    const known = METRICS[name]
    return {
      name,
      aggregation: options.aggregation ?? known?.aggregation ?? '',
      higherIsBetter: options.higher_is_better ?? known?.higherIsBetter ?? true,
      exactMatch: {
        ignoreCase: options.ignore_case ?? false,
        ignorePunctuation: options.ignore_punctuation ?? false,
        ignoreNumbers: options.ignore_numbers ?? false,
        regexesToIgnore: options.regexes_to_ignore ?? undefined,
      },
    }
  })
}

const metricLacks = (config: TaskConfig, metrics: readonly Metric[]): string[] =>
  metrics.flatMap(({ name, aggregation, exactMatch }) => {
    const known = METRICS[name]
    if (known === undefined) return [`metric ${name}`]
    return [
      ...(known.for.includes(config.output_type) ? [] : [`metric ${name} for ${config.output_type}`]),
      ...(known.aggregations.includes(aggregation) ? [] : [`aggregation ${aggregation} of ${name}`]),
      ...(exactMatch.regexesToIgnore ?? []).flatMap(regexLacks),
    ]
  })

const stepLacks = (step: FilterStep): string[] => [
  ...(isFilter(step.function) ? [] : [`filter ${step.function}`]),
  ...(step.regex_pattern === undefined ? [] : regexLacks(step.regex_pattern)),
  ...(step.regexes_to_ignore ?? []).flatMap(regexLacks),
  ...(step.function === 'take_first_k' && step.k === undefined ? ['filter take_first_k without k'] : []),
]

const regexLacks = (pattern: string): string[] => {
  try {
    checkRegex(pattern)
    return []
  } catch (error) {
    if (error instanceof PythonError) return [`pattern ${error.message}`]
    throw error
  }
}

const refuseLacks = (lacks: readonly string[], where: string, task: string): void => {
  if (lacks.length > 0) throw new AssayError('benchmark/task-unsupported', { where, task, lacks })
}
