import { writeFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { AssayError } from '#base'
import { CheckRules, checkSubmission, draftMlBom, readRules, submissionRules } from '#office'
import { checkTable } from '../check-table.ts'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { languageOf } from '../one-line.ts'
import { printJson } from '../print-json.ts'
import type { World } from '../world.ts'

type Options = {
  readonly rules?: string
  readonly round?: string
  readonly draft?: string
  readonly json?: boolean
}

export const addCheck = (program: Command, world: World, state: CommandState): void => {
  program
    .command('check')
    .description('the office’s own checker, offline: is this folder in order to be handed in?')
    .argument('<folder>', 'the folder of the submission: weights, config.json, LICENSE, ml-bom.json')
    .option('--rules <file>', 'the rules of the programme (programme.yaml, or its folder); else the widest ones')
    .option('--round <id>', 'the round whose rules hold (default the first that takes submissions)')
    .option('--draft <file>', 'write an ML-BOM to begin with: what the weights say is filled in')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay check our-model --rules programme.yaml
  $ assay check our-model --draft our-model/ml-bom.json
Exit: 0 in order · 1 something is lacking; every lack is listed with how to mend it`,
    )
    .action(async (folder: string, options: Options) => {
      const rules = await rulesIn(world, options)
      const show = meter(world.terminal, options.json !== true)
      const report = await checkSubmission(world.tools, folder, {
        rules,
        signal: world.terminal.signal,
        onProgress: show.update,
      }).finally(show.end)
      if (options.draft !== undefined) {
        const name = basename(resolve(world.terminal.cwd, folder))
        await writeNew(options.draft, `${JSON.stringify(draftMlBom(report, name), null, 2)}\n`)
      }
      if (options.json === true) printJson(world.terminal, report)
      else world.terminal.out(checkTable(report, rules, languageOf(world.terminal.env)))
      if (!report.ok) state.exitCode = EXIT.no
    })
}

const rulesIn = async (world: World, { rules: path, round }: Options): Promise<CheckRules> => {
  if (path === undefined) return CheckRules.parse({})
  const { rules } = await readRules(world.tools, path)
  const first = rules.rounds.find((one) => (one as { submission?: unknown }).submission !== undefined)?.id
  return submissionRules(rules, round ?? first ?? rules.rounds[0]?.id ?? '').check
}

// A declaration that somebody has worked on is never written over.
const writeNew = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new AssayError('cli/page-not-written', { path, reason: code }, { cause })
  }
}
