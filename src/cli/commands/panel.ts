import type { Command } from 'commander'
import { scorePanel } from '#office'
import type { CommandState } from '../index.ts'
import { scale } from '../options.ts'
import { panelTable } from '../panel-table.ts'
import { printJson } from '../print-json.ts'
import { languageOf } from '../one-line.ts'
import type { World } from '../world.ts'

export const addPanel = (program: Command, world: World, _state: CommandState): void => {
  const panel = program.command('panel').description('expert review')
  panel
    .command('score')
    .description('panel scores from the experts’ marks: trimmed mean and mean, with intervals')
    .argument('<scores>', 'CSV with the columns team, reviewer, criterion, mark (docs/formats/scores-csv.md)')
    .option('--scale <low-high>', 'lowest and highest mark', scale, [0, 100] as const)
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ assay panel score programmes/sample/people/scores.csv\n  $ assay panel score scores.csv --json',
    )
    .action(async (path: string, options: { json?: boolean; scale: readonly [number, number] }) => {
      const scores = await scorePanel(world.tools, path, options.scale)
      if (options.json === true) printJson(world.terminal, scores)
      else world.terminal.out(panelTable(scores, languageOf(world.terminal.env)))
    })
}
