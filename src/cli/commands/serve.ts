import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { join } from 'node:path'
import { servePublished } from '#http'
import { officeReception } from '#office'
import type { VerifierKey } from '#ledger'
import { homeOf } from '../home.ts'
import type { CommandState } from '../index.ts'
import { wholeNumber } from '../options.ts'
import { languageOf } from '../one-line.ts'
import { witnessPolicies } from '../witness-policy-files.ts'
import { untilStopped } from '../until-stopped.ts'
import type { World } from '../world.ts'

export const DEFAULT_PORT = 8470

export const addServe = (program: Command, world: World, _state: CommandState): void => {
  program
    .command('serve')
    .description('serve what the office has published: reports, bundles, and its ledger')
    .option('--home <folder>', 'the office’s folder (ASSAY_HOME; default .assay)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port; 0 for any free one', wholeNumber, DEFAULT_PORT)
    .option(
      '--policy <path>',
      'witnesses whose cosignatures are taken: a policy file or a folder of them (default witness-policy.txt in the office’s folder)',
    )
    .addHelpText('after', '\nExamples:\n  $ assay serve\n  $ assay serve --home /srv/office --host 0.0.0.0 --port 80')
    .action(async (options: { home?: string; host: string; port: number; policy?: string }) => {
      const home = homeOf(world.terminal, options.home)
      // A folder without a key is no office yet: its pages say what to do, and no database is made for them.
      const office = existsSync(join(home, 'keys')) ? await world.openOffice(home) : undefined
      const ledger = office && { ...office.store.ledger, witnesses: () => witnessesOf(world, home, options.policy) }
      const server = await servePublished(join(home, 'bundles'), {
        host: options.host,
        port: options.port,
        ledger,
        reception: office && officeReception(office),
      })
      const isKorean = languageOf(world.terminal.env) === 'ko'
      world.terminal.out(
        isKorean ? `${server.url} 에서 제공합니다(Ctrl-C로 끝냅니다).` : `Serving ${server.url} (Ctrl-C ends)`,
      )
      await untilStopped(world.terminal.signal)
      await server.close()
      await office?.close()
    })
}

// Read anew for each cosignature: the office may change its policy while it serves.
const witnessesOf = async (world: World, home: string, given: string | undefined): Promise<readonly VerifierKey[]> => {
  const path = given ?? join(home, 'witness-policy.txt')
  if (given === undefined && !existsSync(path)) return []
  return (await witnessPolicies(world.tools, path)).flatMap(({ witnesses }) => witnesses.map(({ key }) => key))
}
