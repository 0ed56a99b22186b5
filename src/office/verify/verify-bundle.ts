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
  /** logs and witnesses that the reader believes; the last checkpoint must satisfy it */
  readonly policy?: WitnessPolicy | undefined
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
  const steps = stepsOver(files, options, counts)
  for (const id of checkIds) {
    const outcome = await outcomeOf(steps)
    const leftOut = id === 'digests' && options.withoutManifest !== undefined ? { leftOut: LEFT_OUT } : {}
    const check: Check = { id, count: outcome.count, ok: outcome.failure === null, ...leftOut }
    checks.push(check)
    await options.onCheck?.(check)
    failure = outcome.failure
    if (failure !== null) break
  }
  const key = options.policy?.witnesses.length ? 'witness' : believes(options) ? 'given' : 'bundle-only'
  return { ok: failure === null, key, checked: counts, checks, failure }
}

const believes = ({ key, policy }: VerifyOptions): boolean => key !== undefined || (policy?.logs.length ?? 0) > 0

/** One check after the other, in the order of {@link checkIds}; each yields what it counted. */
async function* stepsOver(
  files: BundleFiles,
  { key, policy, withoutManifest }: VerifyOptions,
  counts: Counts,
): AsyncGenerator<number, void> {
  const sealed =
    withoutManifest === undefined ? await checkFiles(files, key) : await checkCarriedFiles(files, withoutManifest.key)
  const evidence = readEvidence(sealed)
  counts.files = sealed.paths.length
  counts.bytes = sealed.bytes
  counts.evidence = evidence.size
  counts.blobs = sealed.paths.filter((path) => path.startsWith('blobs/')).length
  yield counts.files

  const ledger = checkEntries(sealed)
  counts.entries = ledger.entries.length
  yield counts.entries

  checkConsistency(ledger)
  counts.checkpoints = ledger.signed.length
  yield counts.checkpoints

  counts.signatures = sealed.signatures + checkSignatures(sealed, ledger, policy)
  refuseOtherKey({ named: sealed.key, given: key }, CHECKPOINTS) // with a manifest, found with the files already
  yield counts.signatures

  counts.openings = checkOpenings(sealed, ledger)
  yield counts.openings

  const sealedRules = readRules(sealed)
  const { rules } = sealedRules
  const round = readRound(sealed)
  const acts = ledger.entries.filter(
    (entry) => entry.programme === rules.programme && (entry.round === undefined || entry.round === round),
  )
  yield checkRulesSealedFirst(sealedRules, acts, round)

  const { admitted, decision } = checkActs(acts, evidence, round)
  const judged = admitted.flatMap((name) => evidence.get(name) ?? [])
  checkLot(judged, ledger, treeSizeOfLot(rules, round))
  counts.acts = acts.length
  yield counts.acts

  counts.recomputed = checkPoints({ sealed, rules, round, evidence: judged, entered: decision })
  counts.attested = judged.length
  yield counts.recomputed
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
