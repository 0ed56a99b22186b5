import { AssayError, type Json } from '#base'
import { runBenchmark } from '#office'
import { type Command, Option } from 'commander'
import { benchTable } from '../bench-table.ts'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { documentIds, jsonObject, positiveInteger, positiveNumber, wholeNumber } from '../options.ts'
import { printJson } from '../print-json.ts'
import { languageOf } from '../one-line.ts'
import type { World } from '../world.ts'

type Options = {
  readonly endpoint: string
  readonly model: string
  readonly api?: 'completions' | 'chat'
  readonly numFewshot?: number
  readonly limit?: number
  readonly fewshotSeed: number
  readonly system?: string
  readonly bootstrapIters: number
  readonly samples?: Readonly<Record<string, readonly number[]>>
  readonly genKwargs?: Readonly<Record<string, Json>>
  readonly fewshotAsMultiturn: boolean
  readonly prefixToken?: string
  readonly logSamples?: boolean
  readonly concurrency: number
  readonly dataRoot?: string
  readonly journal?: string
  readonly json?: boolean
}

export const addBench = (program: Command, world: World, _state: CommandState): void => {
  const bench = program.command('bench').description('benchmarks against a model’s endpoint')
  bench
    .command('run')
    .description('run lm-evaluation-harness tasks over an OpenAI-compatible endpoint')
    .argument('<task...>', 'YAML task files, or folders of them')
    .requiredOption(
      '--endpoint <url>',
      'the full request address, …/v1/completions or …/v1/chat/completions; its query is kept',
    )
    .requiredOption('--model <name>', 'the model’s name at the endpoint')
    .addOption(
      new Option('--api <api>', 'which protocol; by the address’s ending if left out').choices(['completions', 'chat']),
    )
    .option('--num-fewshot <n>', 'examples before each question', wholeNumber)
    .option('--limit <n>', 'the first n documents of each task; below 1 a share', positiveNumber)
    .option('--samples <json>', 'ids of documents by task, instead of --limit: {"TASK": [0, 3]}', documentIds)
    .option('--fewshot-seed <n>', 'seed of the choice of examples', wholeNumber, 1234)
    .option('--system <text>', 'system instruction')
    .option('--gen-kwargs <json>', 'settings of generation, over those of the task: {"temperature": 0}', jsonObject)
    .option('--no-fewshot-as-multiturn', 'over chat: examples in one message instead of turns')
    .option('--prefix-token <text>', 'what stands for an empty context: the text of the model’s first token')
    .option('--log-samples', 'documents, answers and scores one by one, with --json')
    .option('--bootstrap-iters <n>', 'draws of bootstrapped standard errors; 0 for none', wholeNumber, 100_000)
    .option('--concurrency <n>', 'requests in flight', positiveInteger, 8)
    .option('--data-root <folder>', 'where data files of the tasks lie; their own folder if left out')
    .option('--journal <file>', 'keep responses there; a run that was killed goes on from it')
    .option('--json', 'one JSON document on stdout, with lm-evaluation-harness’s own keys')
    .addHelpText(
      'after',
      `
Examples:
  $ assay bench run tasks/kobest_copa_mc.yaml --endpoint http://127.0.0.1:8000/v1/completions --model ours
  $ assay bench run tasks/ --endpoint http://127.0.0.1:8000/v1/completions --model ours --num-fewshot 3 --journal run.jsonl --json
Exit: 0 done · 2 a task or the endpoint is not as it must be · 130 interrupted: with --journal the same command goes on`,
    )
    .action(async (tasks: string[], options: Options) => {
      if (!/^https?:\/\//.test(options.endpoint) || !URL.canParse(options.endpoint))
        throw new AssayError('cli/bad-address', { got: options.endpoint })
      const show = meter(world.terminal, options.json !== true)
      const results = await runBenchmark(world.tools, {
        tasks,
        ...options,
        signal: world.terminal.signal,
        onProgress: show.update,
      }).finally(show.end)
      if (options.json === true) printJson(world.terminal, results)
      else world.terminal.out(benchTable(results, languageOf(world.terminal.env)))
    })
}
