import { digestOfJson, isDigest, type Digest, type Json } from '#base'
import { type SigningKey, verifierKeyOf } from '#ledger'
import type { Decision } from '#programme'
import { meaningOf, verifyBundle, type Verification } from '#verify'
import { composeBundle, writeBundle, type BundleParts } from './bundle/index.ts'
import type { OpenRound } from './open-round.ts'
import type { NamedEvidence } from './read-evidence.ts'
import { reportData } from './report-data.ts'
import type { Staged } from './stage.ts'
import type { CarriedBundle } from './tools.ts'

/**
 * Enters the decision, and writes the bundle of the round with its two pages, report and verifier. The report shows what
 * verifying the bundle found, so the bundle is written twice: without the pages, to be verified, and with them.
 *
 * @returns the bundle's folder
 */
export const publishBundle = async (
  round: OpenRound,
  decision: Decision,
  evidence: readonly NamedEvidence[],
): Promise<Staged<string>> => {
  const { office, programme } = round
  await enterDecision(round, decision)
  const bundle = `${office.home}/bundles/${programme.rules.programme}-${round.id}`
  const key = await office.store.ledger.signingKey()
  const parts = await partsOf(round, decision, evidence)
  await writeBundle(bundle, parts, key)
  const verification = await verifyBundle(await office.tools.bundleFiles(bundle))
  const data = await reportData(round, decision, evidence, verification)
  const [report, verifier] = await Promise.all([
    office.tools.reportPage(data),
    office.tools.verifyPage(carriedOf(parts, key, data.lang)),
  ])
  await writeBundle(
    bundle,
    { ...parts, extra: { 'report.html': bytesOf(report), 'verify.html': bytesOf(verifier) } },
    key,
  )
  return { value: bundle, note: { en: bundle, ko: bundle } }
}

/** Verifies a published bundle as an outsider would who has the office's key. */
export const verifyPublished = async ({ office }: OpenRound, bundle: string): Promise<Staged<Verification>> => {
  const key = office.store.ledger.verifierKey
  const verification = await verifyBundle(await office.tools.bundleFiles(bundle), { key })
  const note = verification.ok
    ? { en: 'everything holds', ko: '모두 맞음' }
    : { en: 'it does not hold', ko: '맞지 않음' }
  return { value: verification, note }
}

const enterDecision = async (round: OpenRound, decision: Decision): Promise<void> => {
  const digest = digestOfJson(decision)
  const last = (await round.entries()).findLast(({ act }) => act === 'decision-made')
  if (last?.digests['decision'] === digest) return
  await round.enter([
    { act: 'decision-made', digests: { decision: digest, rules: round.rules }, facts: { status: decision.status } },
  ])
}

const carriedOf = (parts: BundleParts, key: SigningKey, lang: CarriedBundle['lang']): CarriedBundle => ({
  key: verifierKeyOf(key),
  files: new Map([...composeBundle(parts, key).files].filter(([path]) => meaningOf(path).kind !== 'extra')),
  lang,
})

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const partsOf = async (
  round: OpenRound,
  decision: Decision,
  evidence: readonly NamedEvidence[],
): Promise<BundleParts> => {
  const { store } = round.office
  const named = new Set(evidence.map(({ digest }) => digest))
  const blobs: { digest: Digest; bytes: Uint8Array }[] = []
  for (const digest of new Set(evidence.flatMap((piece) => piece.evidence.inputs))) {
    // Inputs that the office does not publish (marks with names, weights) stay a digest.
    if (!named.has(digest) && isDigest(digest) && (await store.blobs.has(digest)))
      blobs.push({ digest, bytes: await store.blobs.read(digest) })
  }
  return {
    programmeYaml: new TextEncoder().encode(round.programme.rulesText),
    rules: round.programme.rules as Json,
    evidence: evidence.map((piece) => piece.evidence),
    blobs,
    decision,
    ledger: { entries: await store.ledger.entryBytes(0), checkpoints: await store.ledger.checkpoints() },
  }
}
