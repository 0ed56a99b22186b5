import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  byteTokenizer,
  loadTasks,
  memoryJournal,
  runTasks,
  type BenchmarkResults,
  type Generation,
  type Journal,
  type RunOptions,
} from '#benchmark'
import { folderTasks, openaiEndpoint } from '#benchmark/endpoints'
import { isAnswer, type Asked, type BenchEndpoint } from './bench-endpoint.ts'

export const GOLDEN = join(import.meta.dirname, '../golden/benchmark')

/** A run of lm-evaluation-harness 0.4.13 on the n-gram server: what it was told, sent and computed. */
export type GoldenRun = {
  readonly id: string
  readonly api: 'completions' | 'chat'
  readonly query: string
  readonly tasks_arg: readonly string[]
  readonly options: {
    readonly num_fewshot?: number
    readonly limit?: number
    readonly fewshot_random_seed?: number
    readonly samples?: Readonly<Record<string, readonly number[]>>
    readonly system_instruction?: string
    readonly fewshot_as_multiturn?: boolean
    readonly gen_kwargs?: Generation
    readonly bootstrap_iters?: number
  }
  readonly model_args: {
    readonly model: string
    readonly max_length: number
    readonly tokenized_requests?: boolean
    readonly batch_size?: number
  }
  readonly results: Readonly<Record<string, Readonly<Record<string, number | string>>>>
  readonly 'n-shot': Readonly<Record<string, number>>
  readonly versions: Readonly<Record<string, number | string>>
  readonly 'n-samples': Readonly<Record<string, { readonly original: number; readonly effective: number }>>
  readonly higher_is_better: unknown
  readonly group_subtasks: unknown
  readonly wire: {
    readonly payload_shapes: readonly Readonly<Record<string, unknown>>[]
    readonly requests: readonly (readonly [number, string, number])[]
  }
}

export const goldenRuns = (): readonly string[] =>
  readdirSync(join(GOLDEN, 'runs'))
    .filter((name) => name !== 'INDEX.json')
    .map((name) => name.replace(/\.json$/, ''))
export const goldenRun = (id: string): GoldenRun =>
  JSON.parse(readFileSync(join(GOLDEN, 'runs', `${id}.json`), 'utf8')) as GoldenRun

/** Several prompts in one request; ours sends one in each. */
export const isBatched = ({ model_args }: GoldenRun): boolean => (model_args.batch_size ?? 1) > 1

const optionsOf = ({ options, model_args }: GoldenRun): RunOptions => ({
  tokens:
    model_args.tokenized_requests === true
      ? { tokenizer: byteTokenizer({ text: '<|endoftext|>', token: 256 }), maxLength: model_args.max_length }
      : undefined,
  fewshot: options.num_fewshot,
  limit: options.limit,
  samples: options.samples,
  fewshotSeed: options.fewshot_random_seed,
  systemInstruction: options.system_instruction,
  fewshotAsMultiturn: options.fewshot_as_multiturn,
  generation: options.gen_kwargs,
  bootstrapIterations: options.bootstrap_iters,
})

export type Replayed = { readonly results: BenchmarkResults; readonly asked: readonly Asked[] }

/** Runs what the golden run ran, on the server. */
export const replay = async (
  run: GoldenRun,
  server: BenchEndpoint,
  {
    faults = '',
    concurrency = 8,
    journal = memoryJournal(),
    expected,
  }: { faults?: string; concurrency?: number; journal?: Journal; expected?: number } = {},
): Promise<Replayed> => {
  await server.reset()
  await server.asked(0)
  const path = run.api === 'chat' ? '/v1/chat/completions' : '/v1/completions'
  const query = [run.query, faults].filter((part) => part !== '').join('&')
  const endpoint = openaiEndpoint({
    url: server.url(path + (query === '' ? '' : `?${query}`)),
    model: run.model_args.model,
    concurrency,
    backoffMs: 5,
    identity: 'n-gram',
  })
  const suite = await loadTasks(folderTasks(run.tasks_arg.map((name) => join(GOLDEN, 'tasks', `${name}.yaml`))))
  const results = await runTasks(suite, { endpoint, journal }, optionsOf(run))
  await endpoint.close()
  return { results, asked: await server.asked(expected ?? run.wire.requests.length) }
}

/** What differs between the requests of a golden run and those that the server answered, as multisets. */
export const wireDifferences = (run: GoldenRun, asked: readonly Asked[]): string[] => {
  const counts = new Map<string, number>()
  const count = (key: string, rest: Readonly<Record<string, unknown>>, by: number): void => {
    const id = `${key} ${canonical(rest)}`
    counts.set(id, (counts.get(id) ?? 0) + by)
  }
  for (const [shape, key] of run.wire.requests) count(key, run.wire.payload_shapes[shape] ?? {}, -1)
  for (const one of asked) if (isAnswer(one)) count(one.key, one.rest, 1)
  return [...counts]
    .filter(([, by]) => by !== 0)
    .map(([id, by]) => `${by > 0 ? 'not expected' : 'missing'} ${Math.abs(by)}: ${id}`)
}

// The harness adds the tokenizer's end of text to the stops when it asks one at a time, and only then.
const canonical = (rest: Readonly<Record<string, unknown>>): string => {
  const { model: _, stop, ...others } = rest
  const stops = Array.isArray(stop) ? { stop: stop.filter((text) => text !== '<|endoftext|>') } : {}
  return JSON.stringify(Object.entries({ ...others, ...stops }).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** What differs between the figures of a golden run and ours, beyond a relative 1e-9. */
export const resultDifferences = (run: GoldenRun, { results }: BenchmarkResults): string[] =>
  Object.entries(run.results).flatMap(([task, metrics]) =>
    Object.entries(metrics)
      .filter(([key]) => key.includes(',') || key === 'sample_len')
      .filter(([key, value]) => !same(value, results[task]?.[key]))
      .map(([key, value]) => `${task} ${key}: ${value} there, ${JSON.stringify(results[task]?.[key])} here`),
  )

const same = (there: unknown, here: unknown): boolean =>
  typeof there === 'number'
    ? typeof here === 'number' && Math.abs(here - there) <= 1e-9 * Math.max(1, Math.abs(there))
    : there === here
