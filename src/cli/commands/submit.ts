import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AssayError } from '#base'
import { verifierKeyOf } from '#ledger'
import { type HandedIn, handIn, httpReception, makeTeamKey, officeReception, readTeamKey } from '#office'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { filled, languageOf } from '../one-line.ts'
import { printJson } from '../print-json.ts'
import { submitText } from '../submit-table.ts'
import type { World } from '../world.ts'

type Options = {
  readonly to?: string
  readonly round?: string
  readonly team?: string
  readonly key?: string
  readonly source?: string
  readonly newKey?: string
  readonly name?: string
  readonly json?: boolean
}

export const addSubmit = (program: Command, world: World, state: CommandState): void => {
  program
    .command('submit')
    .description('hand a folder in: checked, signed, sent, and on the ledger; an interrupted one goes on')
    .argument('[folder]', 'the folder of the submission, as `assay check` finds it in order')
    .option('--to <office>', 'address of the office (https://…), or its folder')
    .option('--round <id>', 'the round; PROGRAMME/ROUND where the office has several programmes')
    .option('--team <id>', 'the team')
    .option('--key <file>', 'the team’s key')
    .option(
      '--source <address>',
      'let the office fetch the files from here (https://…, hf://ORG/NAME@REVISION, s3://…)',
    )
    .option('--new-key <file>', 'make a key for the team, print its public half, and end')
    .option('--name <name>', 'name of the new key, such as team.example/submissions')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay submit --new-key team.key --name alder.example/submissions
  $ assay submit our-model --to https://office.example --round first --team alder --key team.key
  $ assay submit our-model --to .assay --round first --team alder --key team.key --source hf://alder/our-model@1a2b3c
Exit: 0 received · 1 lacking, or overtaken by another of the team · 2 refused · 130 interrupted: the same command goes on`,
    )
    .action(async (folder: string | undefined, options: Options) => {
      const language = languageOf(world.terminal.env)
      if (options.newKey !== undefined) {
        const name = options.name ?? `team-${options.team ?? 'key'}`
        const key = verifierKeyOf(await makeTeamKey(resolve(world.terminal.cwd, options.newKey), name))
        if (options.json === true) printJson(world.terminal, { path: options.newKey, key })
        else world.terminal.out(filled(KEY_MADE[language], { path: options.newKey, key }))
        return
      }
      const outcome = await handedIn(world, folder, options)
      if (options.json === true) printJson(world.terminal, outcome)
      else world.terminal.out(submitText(outcome, language))
      if (outcome.kind !== 'received' && outcome.kind !== 'standing') state.exitCode = EXIT.no
    })
}

const handedIn = async (world: World, folder: string | undefined, options: Options): Promise<HandedIn> => {
  const { to, round, team, key: keyPath, source } = options
  if (folder === undefined || to === undefined || round === undefined || team === undefined || keyPath === undefined) {
    const needed = { FOLDER: folder, '--to': to, '--round': round, '--team': team, '--key': keyPath }
    const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []))
    throw new AssayError('submission/call-incomplete', { missing })
  }
  const { signal } = world.terminal
  const key = await readTeamKey(keyPath)
  const show = meter(world.terminal, options.json !== true)
  const give = { folder, round, team, key, source, signal, onProgress: show.update }
  if (/^https?:\/\//.test(to)) {
    return handIn(httpReception(to, signal), world.tools, give).finally(show.end)
  }
  const office = await world.openOffice(resolve(world.terminal.cwd, to))
  try {
    return await handIn(officeReception(office), world.tools, give).finally(show.end)
  } finally {
    await office.close()
  }
}

const KEY_MADE = {
  en: 'Made {path}; only you can read it, and nobody can replace it. Give the office its public half: {key}',
  ko: '{path}을(를) 만들었습니다. 본인만 읽을 수 있고 다시 만들 수 없습니다. 사무국에 공개 열쇠를 주십시오: {key}',
} as const
