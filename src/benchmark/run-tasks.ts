import { AssayError, type Json } from '#base'
import { requestsOf, shotsOf, type PromptOptions } from './build-requests.ts'
import { askAll, type Asked } from './ask-all.ts'
import type { Endpoint } from './endpoint.ts'
import type { Answer, Journal } from './journal.ts'
import { inTokens, type Generation, type TokenOptions } from './requests.ts'
import { resultsOf, type BenchmarkResults, type TaskAnswers } from './results.ts'
import type { Filtered } from './scoring/filters.ts'
import type { TaskSuite } from './tasks/load-tasks.ts'
import type { Task } from './tasks/task.ts'

/** Where scores were computed, in evidence; changes when a figure could change. */
export const HARNESS = { name: 'assay-benchmark', version: '1', follows: 'lm-evaluation-harness 0.4.13' } as const

export type RunOptions = {
  readonly fewshot?: number | undefined
  /** A number of documents per task, or below 1 a share of them. */
  readonly limit?: number | undefined
  /** Ids of documents per task, instead of a limit; tasks not named are run whole. */
  readonly samples?: Readonly<Record<string, readonly number[]>> | undefined
  readonly fewshotSeed?: number | undefined
  /** Sent with every request, for servers that sample. */
  readonly seed?: number | undefined
  readonly systemInstruction?: string | undefined
  /** Whether examples are turns of a conversation or one message; chat endpoints only. */
  readonly fewshotAsMultiturn?: boolean | undefined
  readonly generation?: Generation | undefined
  readonly bootstrapIterations?: number | undefined
  /** What stands for an empty context: the text of the model's first token. */
  readonly prefixToken?: string | undefined
  /** Asks in the model's own tokens: contexts are cut and long texts scored in windows of its length. */
  readonly tokens?: TokenOptions | undefined
  /** Documents, answers and scores one by one, in `samples`. */
  readonly logSamples?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Requests answered so far (those found in the journal included), of all. */
export type Progress = { readonly done: number; readonly total: number; readonly fromJournal: number }

/** lm-evaluation-harness's own choices where the caller makes none. */
export const DEFAULTS = {
  fewshotSeed: 1234,
  seed: 1234,
  bootstrapIterations: 100_000,
  prefixToken: '<|endoftext|>',
} as const

/**
 * Runs a suite of tasks on an endpoint: every request is built and checked first, then asked or taken from the journal,
 * then scored as lm-evaluation-harness 0.4.13 scores.
 *
 * @throws AssayError what an endpoint or a task lacks, once; nothing is scored from an answer that was not understood.
 *   `benchmark/interrupted` when the signal fires: what was answered is in the journal, and the next run goes on there.
 */
export const runTasks = async (
  suite: TaskSuite,
  { endpoint, journal }: { endpoint: Endpoint; journal: Journal },
  options: RunOptions = {},
): Promise<BenchmarkResults> => {
  if (options.limit !== undefined && options.samples !== undefined)
    throw new AssayError('benchmark/limit-and-samples', {})
  refuseUnanswerable(suite, endpoint)
  const prepared = suite.tasks.map((task) => ({
    task,
    documents: requestsOf(task, promptOptions(task, endpoint, options)),
  }))
  const { tokens } = options
  const parts = prepared.flatMap(({ task, documents }) =>
    documents.flatMap(({ requests }) =>
      requests.map((request): readonly Asked[] =>
        (tokens === undefined ? [request] : inTokens(request, tokens)).map((part) => ({
          request: part,
          times: task.config.repeats,
        })),
      ),
    ),
  )
  const answers = await askAll(parts.flat(), {
    endpoint,
    journal,
    wire: { prefixToken: options.prefixToken ?? DEFAULTS.prefixToken, seed: options.seed ?? DEFAULTS.seed },
    signal: options.signal,
    onProgress: options.onProgress,
  })
  let at = 0
  const whole = parts.map((own) => joined(answers.slice(at, (at += own.length))))
  let next = 0
  const answered = prepared.map(({ task, documents }): TaskAnswers => ({
    task,
    shots: shotsOf(task, options.fewshot),
    documents: documents.map((one) => ({
      ...one,
      answers: one.requests.map(() => (whole[next++] ?? []).map(filteredOf)),
    })),
  }))
  return resultsOf(suite, answered, {
    bootstrapIterations: options.bootstrapIterations ?? DEFAULTS.bootstrapIterations,
    logSamples: options.logSamples ?? false,
    parameters: parametersOf(suite, endpoint, options),
  })
}

/** The answers to a request from those to its parts: the windows of a long text add up. */
const joined = (parts: readonly (readonly Answer[])[]): readonly Answer[] => {
  const [first = [], ...rest] = parts
  return first.map((answer, time) =>
    rest.reduce<Answer>((sum, part) => {
      const more = part[time]
      if (sum.kind === 'text' || more === undefined || more.kind === 'text') return sum
      const greedy = sum.greedy === null || more.greedy === null ? null : sum.greedy && more.greedy
      return { kind: 'log-probabilities', values: [...sum.values, ...more.values], greedy }
    }, answer),
  )
}

const refuseUnanswerable = (suite: TaskSuite, endpoint: Endpoint): void => {
  if (endpoint.api === 'completions') return
  const tasks = suite.tasks.filter(({ outputType }) => outputType !== 'generate_until').map(({ name }) => name)
  if (tasks.length > 0) throw new AssayError('benchmark/chat-cannot-score', { model: endpoint.model, tasks })
}

const promptOptions = (task: Task, endpoint: Endpoint, options: RunOptions): PromptOptions => ({
  fewshot: options.fewshot,
  fewshotSeed: options.fewshotSeed ?? DEFAULTS.fewshotSeed,
  limit: options.limit,
  samples: options.samples?.[task.name],
  systemInstruction: options.systemInstruction,
  shape: endpoint.api === 'completions' ? 'text' : (options.fewshotAsMultiturn ?? true) ? 'multiturn' : 'single-turn',
  generation: options.generation,
})

const filteredOf = (answer: Answer): Filtered =>
  answer.kind === 'text'
    ? answer.text
    : {
        kind: 'scored',
        logProb: answer.values.reduce((sum, value) => sum + value, 0),
        greedy: answer.greedy ?? undefined,
      }

/** What the figures depend on besides the model; never an address, a time or a number of threads. */
const parametersOf = (suite: TaskSuite, endpoint: Endpoint, options: RunOptions): Readonly<Record<string, Json>> => ({
  suite: suite.digest,
  follows: HARNESS.follows,
  api: endpoint.api,
  seed: options.seed ?? DEFAULTS.seed,
  fewshotSeed: options.fewshotSeed ?? DEFAULTS.fewshotSeed,
  bootstrapIterations: options.bootstrapIterations ?? DEFAULTS.bootstrapIterations,
  prefixToken: options.prefixToken ?? DEFAULTS.prefixToken,
  fewshot: options.fewshot ?? null,
  limit: options.limit ?? null,
  samples: options.samples ?? null,
  systemInstruction: options.systemInstruction ?? null,
  fewshotAsMultiturn: endpoint.api === 'chat' ? (options.fewshotAsMultiturn ?? true) : null,
  generation: options.generation ?? null,
  maxLength: options.tokens?.maxLength ?? null,
})
