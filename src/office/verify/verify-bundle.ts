import { z } from 'zod'
import type { Bilingual } from '#base'
import { type BundleFiles, parseVerifierKey, type WitnessPolicy } from '#ledger'
import { CHECKPOINTS } from './bundle-layout.ts'
import { checkActs } from './check-acts.ts'
import { checkCarriedFiles } from './check-carried-files.ts'
import { readEvidence } from './check-evidence.ts'
import { checkFiles, refuseOtherKey } from './check-files.ts'
import { checkConsistency, checkEntries, checkSignatures } from './check-ledger.ts'
import { checkLot, treeSizeOfLot } from './check-lot.ts'
import { checkOpenings } from './check-openings.ts'
import { checkPoints, readRound } from './check-points.ts'
import { checkRulesSealedFirst, readRules } from './check-rules.ts'
import { BundleFailure, reasonOf } from './failure.ts'
import { type Platform, portablePlatform } from './platform.ts'

/** The checks in the order in which they are made, and their names. A page lights them one by one. */
export const checkNames = {
  digests: { en: 'Digests of files, evidence and blobs', ko: '파일·평가 근거·블롭의 다이제스트' },
  entries: { en: 'Ledger entries: leaf and inclusion', ko: '원장 항목: 잎과 포함' },
  checkpoints: { en: 'Checkpoints: consistency with the next', ko: '체크포인트: 다음 것과의 일관성' },
  signatures: { en: 'Signatures', ko: '서명' },
  commitments: { en: 'Commitments that were opened', ko: '공개된 약속값' },
  rules: { en: 'Rules sealed before the evidence', ko: '평가 근거보다 먼저 봉인된 규칙' },
  acts: { en: 'Order of acts as the rules demand', ko: '규칙이 정한 행위의 순서' },
  points: { en: 'Every points figure recomputed', ko: '모든 점수의 재계산' },
} as const satisfies Record<string, Bilingual>
export type CheckId = keyof typeof checkNames
export const checkIds = Object.keys(checkNames) as readonly CheckId[]

const Count = z.int().min(0)

/** What no check can look at in a bundle without its manifest, and their names. */
export const leftOutNames = {
  manifest: { en: 'the manifest', ko: '목록 파일' },
  'manifest-signature': { en: 'its signature', ko: '그 서명' },
  pages: { en: 'the pages', ko: '화면 파일' },
} as const satisfies Record<string, Bilingual>
export type LeftOut = keyof typeof leftOutNames
const LEFT_OUT = Object.keys(leftOutNames) as readonly LeftOut[]

export const Check = z.strictObject({ id: z.enum(checkIds), count: Count, ok: z.boolean() })
/** A check that was made. Of a bundle without its manifest, the first says what was left out. */
export type Check = Readonly<z.infer<typeof Check>> & { readonly leftOut?: readonly LeftOut[] }

/** What verifying cannot tell, in words. */
export const unknownNames = {
  'whose-key': { en: 'whose key it is: none was given', ko: '누구의 열쇠인지(열쇠가 주어지지 않음)' },
  'other-histories': {
    en: 'whether others were shown another history: no witnesses were asked for',
    ko: '다른 사람에게 다른 역사를 보였는지(증인을 요구하지 않음)',
  },
  measurements: { en: 'whether measurements were made as they say', ko: '측정이 기록된 대로 이루어졌는지' },
  'later-acts': { en: 'what was entered after its last checkpoint', ko: '마지막 체크포인트 뒤에 기록된 것' },
} as const satisfies Record<string, Bilingual>
const UNKNOWN = Object.keys(unknownNames) as readonly (keyof typeof unknownNames)[]

/** What verifying a bundle found; the JSON of `assay verify --json`. */
export const VerificationJson = z.strictObject({
  ok: z.boolean(),
  key: z
    .enum(['bundle-only', 'given', 'witness'])
    .describe(
      "whose word the signatures are: the bundle's own key, the one given, or that of the witnesses whom a policy asks for",
    ),
  checked: z.strictObject({
    recomputed: Count.describe('points figures that rules and evidence gave again'),
    attested: Count.describe('pieces of evidence whose result the decision takes as it stands'),
    files: Count,
    bytes: Count,
    evidence: Count,
    blobs: Count,
    entries: Count,
    checkpoints: Count,
    signatures: Count,
    openings: Count,
    acts: Count,
  }),
  checks: z.array(Check).describe('those that were made; the list ends at the first that fails'),
  signers: z
    .array(z.strictObject({ key: z.string().describe('name+keyid'), signatures: Count }))
    .describe('whose signatures hold, on checkpoints and under entries'),
  unknown: z
    .array(z.enum(['whose-key', 'other-histories', 'measurements', 'later-acts']))
    .describe('what cannot be known from the bundle, however much of it is checked'),
  failure: z
    .strictObject({
      what: z.string().describe('a code, verify/…'),
      where: z.string().describe('a file, a ledger entry, a member'),
    })
    .nullable(),
})
export type Verification = z.infer<typeof VerificationJson>

type Counts = Verification['checked']

export type VerifyOptions = {
  /** the office's public key, as `verifierKeyOf` writes it */
  readonly key?: string | undefined
  /** logs and witnesses that the reader believes: the last checkpoint must satisfy one of them, of the day it was cosigned */
  readonly policies?: readonly WitnessPolicy[] | undefined
  /** what this machine does faster; by default code that runs anywhere */
  readonly platform?: Platform
  /** called now and then within a long check, and waited for */
  readonly onProgress?: (told: {
    readonly id: CheckId
    readonly done: number
    readonly of: number
  }) => void | Promise<void>
  /** called after each check, in order, and waited for */
  readonly onCheck?: (check: Check) => void | Promise<void>
  /**
   * For the files that a page carries of its own bundle: all but the manifest, its signature and the pages, which are
   * not checked then, as the first check says. `key` is the public key that the manifest names.
   */
  readonly withoutManifest?: { readonly key: string }
}

/**
 * Everything that an outsider can check of a bundle, in one pass, offline, up to the first thing that is wrong.
 *
 * Whatever is wrong inside the bundle, a file that cannot be read too, is `ok: false` and never thrown. Without `key` a
 * consistent bundle is `ok` for what it says of itself; one re-signed throughout by another key is only found with it.
 *
 * @throws AssayError `ledger/key-malformed` when the key given is none
 */
export const verifyBundle = async (files: BundleFiles, options: VerifyOptions = {}): Promise<Verification> => {
  if (options.key !== undefined) parseVerifierKey(options.key)
  const counts: Counts = {
    recomputed: 0,
    attested: 0,
    files: 0,
    bytes: 0,
    evidence: 0,
    blobs: 0,
    entries: 0,
    checkpoints: 0,
    signatures: 0,
    openings: 0,
    acts: 0,
  }
  const checks: Check[] = []
  let failure: Verification['failure'] = null
  const signers: Verification['signers'] = []
  const steps = stepsOver(files, options, { counts, signers })
  for (const id of checkIds) {
    const outcome = await outcomeOf(steps)
    const leftOut = id === 'digests' && options.withoutManifest !== undefined ? { leftOut: LEFT_OUT } : {}
    const check: Check = { id, count: outcome.count, ok: outcome.failure === null, ...leftOut }
    checks.push(check)
    await options.onCheck?.(check)
    failure = outcome.failure
    if (failure !== null) break
  }
  const asksWitnesses = options.policies?.some(({ witnesses }) => witnesses.length > 0) === true
  const key = asksWitnesses ? 'witness' : believes(options) ? 'given' : 'bundle-only'
  return { ok: failure === null, key, checked: counts, checks, signers, unknown: unknownAfter(key, counts), failure }
}

const believes = ({ key, policies = [] }: VerifyOptions): boolean =>
  key !== undefined || policies.some(({ logs }) => logs.length > 0)

/** One check after the other, in the order of {@link checkIds}; each yields what it counted. */
async function* stepsOver(
  files: BundleFiles,
  { key, policies = [], withoutManifest, platform = portablePlatform, onProgress }: VerifyOptions,
  { counts, signers }: { readonly counts: Counts; readonly signers: Verification['signers'] },
): AsyncGenerator<number, void> {
  const sealed =
    withoutManifest === undefined
      ? await checkFiles(files, key, platform)
      : await checkCarriedFiles(files, withoutManifest.key)
  const evidence = readEvidence(sealed)
  counts.files = sealed.paths.length
  counts.bytes = sealed.bytes
  counts.evidence = evidence.size
  counts.blobs = sealed.paths.filter((path) => path.startsWith('blobs/')).length
  yield counts.files

  // The programme says which acts of the ledger are judged; what it is worth is checked below.
  const round = orLater(() => readRound(sealed))
  const sealedRules = orLater(() => readRules(sealed))
  const tell = (id: CheckId) => (done: number, of: number) => onProgress?.({ id, done, of })
  const ledger = await checkEntries(sealed, {
    programme: sealedRules.value?.rules.programme ?? '',
    platform,
    onProgress: tell('entries'),
  })
  counts.entries = ledger.size
  yield counts.entries

  checkConsistency(ledger)
  counts.checkpoints = ledger.signed.length
  yield counts.checkpoints

  const { byKey } = await checkSignatures(sealed, ledger, { policies, platform, onProgress: tell('signatures') })
  refuseOtherKey({ named: ledger.signers.logKeys(sealed.key), given: key }, CHECKPOINTS)
  signers.push(...[...byKey].map(([name, signatures]) => ({ key: name, signatures })))
  counts.signatures = sealed.signatures + [...byKey.values()].reduce((total, one) => total + one, 0)
  yield counts.signatures

  counts.openings = checkOpenings(sealed, ledger)
  yield counts.openings

  const { rules } = sealedRules.get()
  const acts = ledger.acts.filter((entry) => entry.round === undefined || entry.round === round.get())
  yield checkRulesSealedFirst(sealedRules.get(), acts, round.get())

  const { admitted, decision } = checkActs(acts, evidence, round.get())
  const judged = admitted.flatMap((name) => evidence.get(name) ?? [])
  checkLot(judged, ledger, treeSizeOfLot(rules, round.get()))
  counts.acts = acts.length
  yield counts.acts

  counts.recomputed = checkPoints({ sealed, rules, round: round.get(), evidence: judged, entered: decision })
  counts.attested = judged.length
  yield counts.recomputed
}

/** What an outsider can't know however much is checked, with this key or policy. */
const unknownAfter = (key: Verification['key'], { attested }: Counts): Verification['unknown'] =>
  UNKNOWN.filter((what) => {
    switch (what) {
      case 'whose-key':
        return key === 'bundle-only'
      case 'other-histories':
        return key !== 'witness'
      case 'measurements':
        return attested > 0
      case 'later-acts':
        return true
    }
  })

/** Reads now and complains later, in the check whose matter it is. */
const orLater = <T>(read: () => T): { readonly value: T | undefined; readonly get: () => T } => {
  try {
    const value = read()
    return { value, get: () => value }
  } catch (error) {
    const complain = (): never => {
      throw error
    }
    return { value: undefined, get: complain }
  }
}

const outcomeOf = async (
  steps: AsyncGenerator<number, void>,
): Promise<{ readonly count: number; readonly failure: Verification['failure'] }> => {
  try {
    const step = await steps.next()
    if (step.done === true) throw new Error('a check is named but not made')
    return { count: step.value, failure: null }
  } catch (cause) {
    if (cause instanceof BundleFailure) return { count: 0, failure: { what: cause.what, where: cause.where } }
    // A bundle that breaks a check in a way that nobody foresaw does not pass it.
    return { count: 0, failure: { what: 'verify/unreadable', where: reasonOf(cause) } }
  }
}
