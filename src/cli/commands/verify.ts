import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import { nodePlatform } from '#ledger/shelves'
import { checkNames, unknownNames, type Verification, verifyBundle, verifyErrors } from '#verify'
import { witnessPolicies } from '../witness-policy-files.ts'
import { EXIT } from '../exit-code.ts'
import type { CommandState } from '../index.ts'
import { meter } from '../meter.ts'
import { printJson } from '../print-json.ts'
import { filled, type Language, languageOf } from '../one-line.ts'
import { table } from '../table.ts'
import type { World } from '../world.ts'

export const addVerify = (program: Command, world: World, state: CommandState): void => {
  program
    .command('verify')
    .description('check a published bundle offline: digests, ledger, signatures, and the decision computed again')
    .argument('<bundle>', 'the bundle’s folder')
    .option('--key <vkey>', 'the office’s verifier key: finds a bundle that another key signed anew')
    .option('--policy <path>', 'logs and witnesses to believe (C2SP tlog-policy): a file, or a folder of dated ones')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ assay verify bundle/
  $ assay verify bundle/ --key 'office.example+1a2b3c4d+AZ…'   trust the key, not the bundle
  $ assay verify bundle/ --policy witnesses.txt   trust the witnesses that saw this ledger and no other
Exit: 0 it verifies · 1 it does not, and the first thing that fails is named`,
    )
    .action(async (folder: string, options: { key?: string; policy?: string; json?: boolean }) => {
      setFlagsFromString('--semi-space-growth-factor=2') // a hundred thousand entries are many small values
      const { key, policy: path } = options
      const policies = path === undefined ? [] : await witnessPolicies(world.tools, path)
      const files = await world.tools.bundleFiles(folder)
      const language = languageOf(world.terminal.env)
      const told = meter(world.terminal, options.json !== true)
      const verification = await verifyBundle(files, {
        key,
        policies,
        platform: nodePlatform(),
        onProgress: ({ id, done, of }) => told.update({ what: checkNames[id][language], done, of }),
      })
      told.end()
      if (options.json === true) printJson(world.terminal, verification)
      else printVerification(world, verification)
      if (!verification.ok) state.exitCode = EXIT.no
    })
}

export const printVerification = (
  { terminal }: World,
  verification: Verification,
  key: Verification['key'] | 'office' = verification.key,
): void => {
  const language = languageOf(terminal.env)
  const rows = verification.checks.map(({ id, count, ok }) => [ok ? '✓' : '✗', checkNames[id][language], String(count)])
  terminal.out(table([{ head: '' }, { head: WORDS.checked[language] }, { head: '', align: 'right' }], rows))
  const { recomputed, attested } = verification.checked
  if (verification.ok) {
    terminal.out(filled(WORDS.verified[language], { recomputed, attested }))
    terminal.out(KEYS[key][language])
    terminal.out(`${WORDS.signers[language]}: ${signersOf(verification)}`)
    terminal.out(
      `${WORDS.unknown[language]}: ${unknownOf(verification, key)
        .map((what) => unknownNames[what][language])
        .join('; ')}.`,
    )
  } else if (verification.failure !== null) {
    const { what, where } = verification.failure
    terminal.out(
      `${WORDS.notVerified[language]}: ${filled(verifyTexts[what]?.[language] ?? `${what} ({where})`, { where })}`,
    )
  }
}

const MOST_SIGNERS = 8

const signersOf = ({ signers }: Verification): string => {
  const shown = signers.slice(0, MOST_SIGNERS).map(({ key, signatures }) => `${key} (${signatures})`)
  return signers.length > MOST_SIGNERS ? `${shown.join(', ')} … (${signers.length})` : shown.join(', ')
}

// An office that verifies its own bundle knows whose key it is.
const unknownOf = ({ unknown }: Verification, key: Verification['key'] | 'office'): Verification['unknown'] =>
  key === 'office' ? unknown.filter((what) => what !== 'whose-key') : unknown

type Words = Readonly<Record<Language, string>>

const verifyTexts: Readonly<Record<string, Words>> = verifyErrors

const WORDS = {
  checked: { en: 'Checked', ko: '점검' },
  verified: {
    en: 'Verified: {recomputed} points figures computed again, {attested} pieces of evidence taken as they stand.',
    ko: '검증되었습니다. 점수 {recomputed}개를 다시 계산하였고, 평가 근거 {attested}건은 기록된 대로 받아들였습니다.',
  },
  signers: { en: 'Signatures by', ko: '서명한 열쇠' },
  unknown: { en: 'A bundle cannot tell', ko: '묶음만으로는 알 수 없는 것' },
  notVerified: { en: 'NOT VERIFIED', ko: '검증 실패' },
} as const

const KEYS: Readonly<Record<Verification['key'] | 'office', Words>> = {
  'bundle-only': {
    en: 'The key is the bundle’s own: give --key to be sure whose it is.',
    ko: '서명 열쇠는 묶음 자신의 것입니다. 누구의 것인지 확인하려면 --key를 주십시오.',
  },
  office: { en: 'Signed by this office’s key.', ko: '이 사무국의 열쇠로 서명되어 있습니다.' },
  given: { en: 'Signed by the key that was given.', ko: '지정한 열쇠로 서명되어 있습니다.' },
  witness: {
    en: 'Cosigned by the witnesses that the policy asks for.',
    ko: '정책이 요구하는 증인들이 함께 서명하였습니다.',
  },
}
