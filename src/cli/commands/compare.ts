import { rename, rm, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { AssayError } from '#base'
import { type ComparisonPage, comparisonPage, compareWeights } from '#office'
import type { Comparison } from '#provenance'
import { comparisonTable } from '../comparison-table.ts'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { positiveInteger } from '../options.ts'
import { printJson } from '../print-json.ts'
import { languageOf } from '../one-line.ts'
import { openJournalFile } from '../similarity-journal-file.ts'
import type { World } from '../world.ts'

type Options = {
  readonly json?: boolean
  readonly require?: string
  readonly rules?: string
  readonly control?: readonly string[]
  readonly adapter?: string
  readonly seed: string
  readonly threads?: number
  readonly full?: boolean
  readonly journal?: string
  readonly page?: string
}

export const addCompare = (program: Command, world: World, state: CommandState): void => {
  program
    .command('compare')
    .description('provenance: do the subject’s weights and the reference’s have a common origin, by component?')
    .argument(
      '<subject>',
      'a model: folder, file (safetensors, PyTorch, GGUF, NumPy, ONNX), https:// address or hf://ORG/NAME',
    )
    .argument('<reference>', 'the model to compare it with')
    .option('--require <finding>', 'exit 1 unless the finding is this one, e.g. independent')
    .option('--rules <file>', 'naming rules of further architectures (YAML; see docs/formats/architectures.md)')
    .option('--control <model...>', 'independent models, whose figures are printed beside as the null')
    .option('--adapter <folder>', 'a LoRA adapter (PEFT) to merge into the subject first')
    .option('--seed <text>', 'seed of planted copies; part of the result', '1')
    .option(
      '--full',
      'read every tensor and as many layers as fit, not a sample (models below 1 GB are read whole anyway)',
    )
    .option('--journal <file>', 'keep what was read there: the same command goes on after an interruption')
    .option('--threads <n>', 'worker threads', positiveInteger)
    .option('--page <file>', 'write the comparison as a page that stands alone (HTML, Korean and English)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay compare submissions/ours models/open-vlm
  $ assay compare ours.gguf hf://Qwen/Qwen2.5-VL-7B-Instruct
  $ assay compare ours theirs --require independent   for a script: exit 1 if anything else is found
  $ assay compare ours theirs --page finding.html      the figures with their plots, in Korean and English
  $ assay compare ours theirs --json | jq .components
Exit: 0 whatever the finding · 1 with --require, when another was found`,
    )
    .action(async (subject: string, reference: string, options: Options) => {
      if (options.require !== undefined && !FINDINGS.includes(options.require)) {
        throw new AssayError('cli/unknown-finding', { got: options.require, known: FINDINGS })
      }
      const journal =
        options.journal === undefined ? undefined : await openJournalFile(options.journal, [subject, reference])
      const show = meter(world.terminal, options.json !== true)
      const comparing = compareWeights(world.tools, {
        subject,
        reference,
        seed: options.seed,
        controls: options.control ?? [],
        signal: world.terminal.signal,
        onProgress: show.update,
        clock: world.clock,
        ...(options.rules === undefined ? {} : { ruleFile: options.rules }),
        ...(options.adapter === undefined ? {} : { adapter: options.adapter }),
        ...(journal === undefined ? {} : { journal }),
        ...(options.full === true ? { plan: 'full' as const } : {}),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      })
      let comparison: Comparison
      try {
        comparison = await comparing
      } finally {
        show.end()
        await journal?.close()
      }
      if (options.page !== undefined)
        await writePage(
          world,
          options.page,
          comparisonPage(comparison, { subject, reference }, { lang: languageOf(world.terminal.env) }),
        )
      if (options.json === true) printJson(world.terminal, comparison)
      else world.terminal.out(comparisonTable(comparison, languageOf(world.terminal.env)))
      if (options.require !== undefined && comparison.finding !== options.require) state.exitCode = EXIT.no
    })
}

// Written beside and moved: a page is whole or not there.
const writePage = async ({ terminal, tools }: World, path: string, page: ComparisonPage): Promise<void> => {
  const html = await tools.comparisonPage(page)
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, html)
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true })
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new AssayError('cli/page-not-written', { path, reason: code }, { cause })
  }
  terminal.err(`${languageOf(terminal.env) === 'ko' ? '화면을 썼습니다' : 'Page written'}: ${path}`)
}

const FINDINGS: readonly string[] = ['independent', 'derived', 'partial', 'shared-init', 'structural', 'inconclusive']
