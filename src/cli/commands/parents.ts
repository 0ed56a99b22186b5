import type { Command } from 'commander'
import { findMerge } from '#office'
import type { CommandState } from '../index.ts'
import { mergeTable } from '../merge-table.ts'
import { languageOf } from '../one-line.ts'
import { printJson } from '../print-json.ts'
import type { World } from '../world.ts'

export const addParents = (program: Command, { terminal, tools }: World, _state: CommandState): void => {
  program
    .command('parents')
    .description('provenance: was a model put together from some of these, and with which weights?')
    .argument('<subject>', 'the model, as for assay compare')
    .argument('<candidates...>', 'models that it may be a merge of')
    .option('--base <model...>', 'of these, what task arithmetic, TIES or DARE would have started from')
    .option('--seed <text>', 'chooses the sampled weights; part of the result', '1')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay parents submissions/ours models/a models/b models/c
  $ assay parents ours child-1 child-2 --base base   merges of changes to a common base
Exit: 0 whatever is found`,
    )
    .action(
      async (
        subject: string,
        candidates: readonly string[],
        options: { readonly base?: readonly string[]; readonly seed: string; readonly json?: boolean },
      ) => {
        const { seed, base: bases = [], json } = options
        const found = await findMerge(tools, { subject, candidates, bases, seed, signal: terminal.signal })
        if (json === true) printJson(terminal, found)
        else terminal.out(mergeTable(found, languageOf(terminal.env)))
      },
    )
}
