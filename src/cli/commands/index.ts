import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AssayError } from '#base'
import { indexModels, type IndexingJson } from '#office'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { languageOf } from '../one-line.ts'
import { printJson } from '../print-json.ts'
import { indexTable, indexingText } from '../search-table.ts'
import type { World } from '../world.ts'

type AddOptions = { readonly index: string; readonly list?: string; readonly json?: boolean }

/** Lists of a million paths stay below it. */
const MAX_LIST_BYTES = 2 ** 28

export const addIndex = (program: Command, world: World, state: CommandState): void => {
  const { terminal, tools } = world
  const index = program.command('index').description('an index of known models’ fingerprints, in one file')
  index
    .command('add')
    .description('adds the fingerprints of models to an index; the file is made if need be')
    .argument('[source...]', 'models: folders or files, as for assay compare')
    .requiredOption('--index <file>', 'the index')
    .option('--list <file>', 'a text file with one model a line; empty lines and lines from # on are skipped')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay index add models/* --index known.idx
  $ assay index add --list models.txt --index known.idx
Exit: 0 done · 1 some models could not be read (the others were added)`,
    )
    .action(async (given: readonly string[], options: AddOptions) => {
      const listed = options.list === undefined ? [] : sourcesIn(await tools.readText(options.list, MAX_LIST_BYTES))
      const sources = [...given, ...listed].map((source) => absolute(source, terminal.cwd))
      if (sources.length === 0) throw new AssayError('cli/nothing-to-index', {})
      const { fileIndices } = await import('#provenance/indices')
      const show = meter(terminal, options.json !== true)
      const done = await indexModels(tools, {
        index: options.index,
        indices: fileIndices,
        sources,
        signal: terminal.signal,
        onProgress: show.update,
      }).finally(show.end)
      if (options.json === true) printJson(terminal, done)
      else terminal.out(await texted(done, world))
      if (done.refused.length > 0) state.exitCode = EXIT.no
    })
  index
    .command('list')
    .description('the models that an index holds')
    .requiredOption('--index <file>', 'the index')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  $ assay index list --index known.idx --json | jq .components')
    .action(async (options: { index: string; json?: boolean }) => {
      const { fileIndices } = await import('#provenance/indices')
      const listed = await fileIndices.list(options.index)
      if (options.json === true) printJson(terminal, listed)
      else terminal.out(indexTable(listed, languageOf(terminal.env)))
    })
}

const texted = async (done: IndexingJson, { terminal }: World): Promise<string> => {
  const language = languageOf(terminal.env)
  const { sentenceOf } = await import('../sentence.ts')
  const refusals = done.refused.map(
    ({ source, code, facts }) =>
      `${source}: ${sentenceOf(new AssayError(code as AssayError['code'], facts as AssayError['facts']), language)}`,
  )
  return [indexingText(done, language), ...refusals].join('\n')
}

const sourcesIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^#.*|\s#.*$/, '').trim())
    .filter((line) => line !== '')

// An index is read from other folders than the one that it was made in. Addresses stay as they are.
const absolute = (source: string, cwd: string): string =>
  /^[a-z][a-z0-9+.-]+:/i.test(source) ? source : resolve(cwd, source)
