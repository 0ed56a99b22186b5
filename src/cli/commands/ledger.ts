import type { Command } from 'commander'
import { openLogCopy } from '#ledger/shelves'
import type { Scrubbed } from '#office'
import { EXIT } from '../exit-code.ts'
import { homeOf } from '../home.ts'
import type { CommandState } from '../index.ts'
import { filled, languageOf } from '../one-line.ts'
import { printJson } from '../print-json.ts'
import type { World } from '../world.ts'

export const addLedger = (program: Command, world: World, state: CommandState): void => {
  const ledger = program.command('ledger').description('care for the office’s ledger')
  ledger
    .command('scrub')
    .description('look at every entry, hash, checkpoint, blob and piece of evidence; mend what is damaged')
    .option('--home <folder>', 'the office’s folder (ASSAY_HOME; default .assay)')
    .option('--from <copy>', 'a second copy: a published bundle, static tiles, or the address of a ledger')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay ledger scrub
  $ assay ledger scrub --from .assay/bundles/sample-first
  $ assay ledger scrub --from https://mirror.example/ledger
Exit: 0 nothing is damaged any more · 1 something is, and could not be mended`,
    )
    .action(async (options: { home?: string; from?: string; json?: boolean }) => {
      const copy = options.from === undefined ? undefined : await openLogCopy(options.from)
      const office = await world.openOffice(homeOf(world.terminal, options.home))
      try {
        const scrubbed = await office.store.scrub(copy)
        if (options.json === true) printJson(world.terminal, scrubbed)
        else tell(world, scrubbed)
        if (scrubbed.damages.some(({ mended }) => mended === undefined)) state.exitCode = EXIT.no
      } finally {
        await office.close()
      }
    })
  ledger
    .command('rotate-key')
    .description('make a new key for the ledger, entered signed by the old one and by it')
    .option('--home <folder>', 'the office’s folder (ASSAY_HOME; default .assay)')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  $ assay ledger rotate-key')
    .action(async (options: { home?: string; json?: boolean }) => {
      const office = await world.openOffice(homeOf(world.terminal, options.home))
      try {
        const key = await office.store.ledger.rotateKey()
        if (options.json === true) printJson(world.terminal, { key })
        else world.terminal.out(filled(WORDS.rotated[languageOf(world.terminal.env)], { key }))
      } finally {
        await office.close()
      }
    })
}

const tell = ({ terminal }: World, { checked, damages }: Scrubbed): void => {
  const language = languageOf(terminal.env)
  terminal.out(filled(WORDS.checked[language], checked))
  for (const { where, what, mended } of damages) {
    terminal.out(`${mended === undefined ? '✗' : '✓'} ${where}: ${what}. ${WORDS[mended ?? 'not'][language]}`)
  }
  if (damages.length === 0) terminal.out(WORDS.whole[language])
}

const WORDS = {
  checked: {
    en: 'Looked at {entries} entries, {checkpoints} checkpoints, {blobs} blobs and {evidence} pieces of evidence.',
    ko: '항목 {entries}개, 체크포인트 {checkpoints}개, 블롭 {blobs}개, 평가 근거 {evidence}건을 살폈습니다.',
  },
  whole: { en: 'Nothing is damaged.', ko: '손상된 것이 없습니다.' },
  itself: { en: 'Mended: it was computed again.', ko: '고침: 다시 계산하였습니다.' },
  copy: { en: 'Mended from the copy.', ko: '사본으로 고쳤습니다.' },
  not: {
    en: 'NOT MENDED: give a second copy with --from.',
    ko: '고치지 못함: --from으로 두 번째 사본을 주십시오.',
  },
  rotated: {
    en: 'The ledger is signed by a new key from now on. Publish it beside the old one:\n{key}',
    ko: '이제부터 원장은 새 열쇠로 서명됩니다. 이전 열쇠와 함께 공개하십시오:\n{key}',
  },
} as const
