import type { Command } from 'commander'
import { workRounds } from '#office'
import { homeOf } from '../home.ts'
import type { CommandState } from '../index.ts'
import { positiveInteger } from '../options.ts'
import { languageOf } from '../one-line.ts'
import type { World } from '../world.ts'

export const addWork = (program: Command, world: World, _state: CommandState): void => {
  program
    .command('work')
    .description('take up jobs of the office (benchmarks, comparisons) in a process of their own')
    .option('--home <folder>', 'the office’s folder (ASSAY_HOME; default .assay)')
    .option('--concurrency <n>', 'jobs at a time', positiveInteger, 1)
    .addHelpText(
      'after',
      `
Examples:
  $ assay work                                  beside \`assay run\`, on the same folder
  $ DATABASE_URL=postgres://… assay work        on another machine, with the office's database
A worker that dies, even by kill -9, loses nothing: another takes its job up within seconds.`,
    )
    .action(async (options: { home?: string; concurrency: number }) => {
      const office = await world.openOffice(homeOf(world.terminal, options.home))
      try {
        const isKorean = languageOf(world.terminal.env) === 'ko'
        world.terminal.out(isKorean ? '작업을 기다립니다(Ctrl-C로 끝냅니다).' : 'Waiting for jobs (Ctrl-C ends)')
        await workRounds(office, {
          concurrency: options.concurrency,
          signal: world.terminal.signal,
          onJob: (line) => world.terminal.out(line),
        })
      } finally {
        await office.close()
      }
    })
}
