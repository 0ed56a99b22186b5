import type { Command } from 'commander'
import { decide, type Decision } from '#programme'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { outcomeTable } from '../outcome-table.ts'
import { printJson } from '../print-json.ts'
import { languageOf } from '../one-line.ts'
import type { World } from '../world.ts'
import { readEvidence, readRules } from '#office'

export const addDecide = (program: Command, world: World, state: CommandState): void => {
  program
    .command('decide')
    .description('compute the decision of a round from rules and evidence: a pure function')
    .argument('<rules>', 'programme.yaml, or the folder that holds it')
    .argument('<evidence>', 'a folder of <sha256>.json, or one file with a JSON array of evidence')
    .option('--round <id>', 'which round of the rules; the only one if left out')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay decide programmes/sovereign-ai-2026 programmes/sovereign-ai-2026/evidence
  $ assay decide programme.yaml evidence.json --round first --json
Exit: 0 decided · 1 blocked, with what is missing`,
    )
    .action(async (rulesPath: string, evidencePath: string, options: { round?: string; json?: boolean }) => {
      const { rules } = await readRules(world.tools, rulesPath)
      const evidence = await readEvidence(world.tools, evidencePath)
      const decision: Decision = decide(
        rules,
        evidence.map((one) => one.evidence),
        options.round === undefined ? {} : { round: options.round },
      )
      if (options.json === true) printJson(world.terminal, decision)
      else world.terminal.out(outcomeTable(decision, rules, languageOf(world.terminal.env)))
      if (decision.status === 'blocked') state.exitCode = EXIT.no
    })
}
