import { AssayError } from '#base'
import type { Command } from 'commander'
import { basename, join } from 'node:path'
import { servePublished } from '#http'
import { checkProgramme, type RoundOutcome, runRound } from '#office'
import { homeOf } from '../home.ts'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { wholeNumber, positiveInteger } from '../options.ts'
import { outcomeTable } from '../outcome-table.ts'
import { printJson } from '../print-json.ts'
import { languageOf } from '../one-line.ts'
import { type StageList, stageList } from '../stage-list.ts'
import { untilStopped } from '../until-stopped.ts'
import type { World } from '../world.ts'
import { DEFAULT_PORT } from './serve.ts'
import { printVerification } from './verify.ts'

type Options = {
  readonly round?: string
  readonly home?: string
  readonly concurrency: number
  readonly serve?: boolean
  readonly port: number
  readonly json?: boolean
}

export const addRun = (program: Command, world: World, state: CommandState): void => {
  program
    .command('run')
    .description('evaluate a round of a programme end to end, write its bundle and verify it')
    .argument('<programme>', 'the programme’s folder: programme.yaml and round.yaml')
    .option('--round <id>', 'which round; the one of round.yaml if left out')
    .option('--home <folder>', 'the office’s folder (ASSAY_HOME; default .assay)')
    .option('--concurrency <n>', 'jobs at a time in this process', positiveInteger, 2)
    .option('--serve', 'serve the report afterwards')
    .option('--port <n>', 'port of --serve; 0 for any free one', wholeNumber, DEFAULT_PORT)
    .option('--json', 'one JSON document on stdout: decision, bundle, verification')
    .addHelpText(
      'after',
      `
Examples:
  $ assay run programmes/sample
  $ assay run programmes/sovereign-ai-2026 --json
  $ assay run programmes/sample --serve --port 0
A run that was interrupted or killed goes on where it stood: call it again.
Exit: 0 decided and verified · 1 blocked for want of evidence, or not verified`,
    )
    .action(async (folder: string, options: Options) => {
      const { terminal } = world
      const stages = stageList(terminal, options.json !== true)
      const outcome = await evaluated(world, folder, { ...options, stages })
      if (options.json === true)
        printJson(terminal, { decision: outcome.decision, bundle: outcome.bundle, verification: outcome.verification })
      else {
        terminal.out(outcomeTable(outcome.decision, outcome.rules, languageOf(terminal.env)))
        terminal.out(`${WORDS.bundle[languageOf(terminal.env)]}: ${outcome.bundle}`)
        printVerification(world, outcome.verification, 'office')
        terminal.out(`${WORDS.key[languageOf(terminal.env)]}: ${outcome.verifierKey}`)
      }
      if (outcome.decision.status === 'blocked' || !outcome.verification.ok) state.exitCode = EXIT.no
      else if (options.serve === true) await serveReport(world, outcome.bundle, options.port)
    })
}

const evaluated = async (
  { terminal, tools, openOffice }: World,
  folder: string,
  { home, round, concurrency, stages }: Options & { readonly stages: StageList },
): Promise<RoundOutcome> => {
  await checkProgramme(tools, folder, round) // before an office is made for what cannot be evaluated
  const place = homeOf(terminal, home)
  const { update } = stages
  update({ kind: 'stage', stage: 'open' })
  try {
    const office = await openOffice(place)
    update({ kind: 'stage-done', stage: 'open', note: { en: place, ko: place } })
    try {
      const wish = round === undefined ? {} : { round }
      return await runRound(office, { folder, concurrency, onProgress: update, signal: terminal.signal, ...wish })
    } finally {
      await office.close()
    }
  } finally {
    await stages.end()
  }
}

const serveReport = async ({ terminal }: World, bundle: string, port: number): Promise<void> => {
  const server = await servePublished(join(bundle, '..'), { host: '127.0.0.1', port }).catch((error: unknown) => {
    // A second `npm start` beside the first should not fail for want of the usual port; one asked for by name should.
    if (port !== DEFAULT_PORT || !(error instanceof AssayError) || error.code !== 'http/port-taken') throw error
    return servePublished(join(bundle, '..'), { host: '127.0.0.1', port: 0 })
  })
  const language = languageOf(terminal.env)
  terminal.out(
    `${WORDS.report[language]}: ${server.url}rounds/${basename(bundle)}/?lang=${language} (${WORDS.ends[language]})`,
  )
  await untilStopped(terminal.signal)
  await server.close()
}

const WORDS = {
  key: { en: 'The office’s key, for --key', ko: '사무국의 검증 열쇠(--key)' },
  bundle: { en: 'Bundle', ko: '공개 묶음' },
  report: { en: 'Report', ko: '보고서' },
  ends: { en: 'Ctrl-C ends', ko: 'Ctrl-C로 끝냅니다' },
} as const
