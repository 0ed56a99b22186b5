import type { Command } from 'commander'
import { searchModels } from '#office'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { languageOf } from '../one-line.ts'
import { positiveInteger } from '../options.ts'
import { printJson } from '../print-json.ts'
import { searchTable } from '../search-table.ts'
import type { World } from '../world.ts'

type Options = {
  readonly index: string
  readonly top: number
  readonly tests: boolean
  readonly seed: string
  readonly threads?: number
  readonly json?: boolean
}

export const addSearch = (program: Command, world: World, _state: CommandState): void => {
  const { terminal } = world
  program
    .command('search')
    .description('provenance: which known models do these weights come near, and do the tests find a common origin?')
    .argument('<model>', 'a model’s folder or file, as for assay compare')
    .requiredOption('--index <file>', 'the index of known models (assay index add)')
    .option('--top <n>', 'models on the short list', positiveInteger, 5)
    .option('--no-tests', 'only the nearest, without the tests')
    .option('--seed <text>', 'seed of planted copies; part of the result', '1')
    .option('--threads <n>', 'worker threads', positiveInteger)
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay search submissions/ours --index known.idx
  $ assay search submissions/ours --index known.idx --top 20 --no-tests
Exit: 0 whatever is found`,
    )
    .action(async (subject: string, options: Options) => {
      const { fileIndices } = await import('#provenance/indices')
      const show = meter(terminal, options.json !== true)
      const found = await searchModels(world.tools, {
        subject,
        index: options.index,
        indices: fileIndices,
        top: options.top,
        tests: options.tests,
        seed: options.seed,
        signal: terminal.signal,
        onProgress: show.update,
        clock: world.clock,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      }).finally(show.end)
      if (options.json === true) printJson(terminal, found)
      else terminal.out(searchTable(found, languageOf(terminal.env)))
    })
}
