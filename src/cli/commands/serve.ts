import type { Command } from 'commander'
import { join } from 'node:path'
import { servePublished } from '#http'
import { homeOf } from '../home.ts'
import type { CommandState } from '../index.ts'
import { wholeNumber } from '../options.ts'
import { languageOf } from '../one-line.ts'
import { untilStopped } from '../until-stopped.ts'
import type { World } from '../world.ts'

export const DEFAULT_PORT = 8470

export const addServe = (program: Command, world: World, _state: CommandState): void => {
  program
    .command('serve')
    .description('serve what the office has published: reports and bundles')
    .option('--home <folder>', 'the office’s folder (ASSAY_HOME; default .assay)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port; 0 for any free one', wholeNumber, DEFAULT_PORT)
    .addHelpText('after', '\nExamples:\n  $ assay serve\n  $ assay serve --home /srv/office --host 0.0.0.0 --port 80')
    .action(async (options: { home?: string; host: string; port: number }) => {
      const server = await servePublished(join(homeOf(world.terminal, options.home), 'bundles'), options)
      const isKorean = languageOf(world.terminal.env) === 'ko'
      world.terminal.out(
        isKorean ? `${server.url} 에서 제공합니다(Ctrl-C로 끝냅니다).` : `Serving ${server.url} (Ctrl-C ends)`,
      )
      await untilStopped(world.terminal.signal)
      await server.close()
    })
}
