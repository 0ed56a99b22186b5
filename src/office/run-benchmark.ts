import type { Json } from '#base'
import { type BenchmarkResults, loadTasks, memoryJournal, runTasks } from '#benchmark'
import type { Told, Tools } from './tools.ts'

export type RunBenchmark = {
  /** task files, or folders of them */
  readonly tasks: readonly string[]
  readonly endpoint: string
  readonly api?: 'completions' | 'chat'
  readonly model: string
  readonly numFewshot?: number
  readonly limit?: number
  readonly samples?: Readonly<Record<string, readonly number[]>>
  readonly fewshotSeed: number
  readonly system?: string
  readonly fewshotAsMultiturn?: boolean
  readonly genKwargs?: Readonly<Record<string, Json>>
  readonly bootstrapIters: number
  readonly prefixToken?: string
  readonly concurrency: number
  readonly dataRoot?: string
  readonly journal?: string
  readonly logSamples?: boolean
  readonly signal: AbortSignal
  readonly onProgress: (told: Told) => void
}

/** Runs tasks against an endpoint; with a journal, a run that was interrupted goes on where it stood. */
export const runBenchmark = async (tools: Tools, options: RunBenchmark): Promise<BenchmarkResults> => {
  const { signal, onProgress } = options
  const suite = await loadTasks(tools.tasks(options.tasks, options.dataRoot))
  const endpoint = tools.endpoint({
    url: options.endpoint,
    api: options.api,
    model: options.model,
    concurrency: options.concurrency,
  })
  try {
    const journal = options.journal === undefined ? memoryJournal() : await tools.journal(options.journal)
    try {
      return await runTasks(
        suite,
        { endpoint, journal },
        {
          fewshot: options.numFewshot,
          limit: options.limit,
          samples: options.samples,
          fewshotSeed: options.fewshotSeed,
          systemInstruction: options.system,
          fewshotAsMultiturn: options.fewshotAsMultiturn,
          generation: options.genKwargs,
          prefixToken: options.prefixToken,
          bootstrapIterations: options.bootstrapIters,
          logSamples: options.logSamples,
          signal,
          onProgress: ({ done, total }) => onProgress({ what: options.model, done, of: total }),
        },
      )
    } finally {
      await journal.close()
    }
  } finally {
    await endpoint.close()
  }
}
