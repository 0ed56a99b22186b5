import { AssayError, canonicalJson, type Digest, type Json } from '#base'
import { type Rules, rulesDigest } from '#programme'
import type { Office } from '../office.ts'
import { checkerDigest, checkerText } from './check-submission.ts'
import { closeIfOver, pendingOf } from './close-window.ts'
import { officeReception } from './office-reception.ts'
import { roundAtHand } from './round-at-hand.ts'
import type { Standing } from './standing.ts'
import { folderStaging } from './staging.ts'
import { submissionRules } from './submission-rules.ts'

/** The checker as it is sealed with the rules of a round. */
export type SealedChecker = { readonly checker: Digest; readonly text: Digest }

/**
 * Makes a round ready for submissions: its rules, and the checker's plain text, become blobs that can be read back by
 * their digests, and the digest of the checker stands beside that of the rules on the ledger.
 *
 * @throws AssayError `submission/no-window`, `submission/rules-malformed`
 */
export const openSubmissions = async (office: Office, rules: Rules, round: string): Promise<SealedChecker> => {
  const { check } = submissionRules(rules, round)
  const blob = (value: Json): Promise<Digest> => office.store.blobs.put(new TextEncoder().encode(canonicalJson(value)))
  await blob(rules as unknown as Json) // its name as a blob is the digest of the rules
  const sealed = { checker: checkerDigest(check), text: await blob([...checkerText(check)]) }
  const entries = await office.store.ledger.entries(0)
  const digest = rulesDigest(rules)
  const isSealed = entries.some(
    (entry) =>
      entry.act === 'rules-sealed' &&
      entry.programme === rules.programme &&
      entry.round === round &&
      entry.digests['rules'] === digest,
  )
  if (!isSealed) {
    await office.store.ledger.append([
      {
        at: office.clock(),
        act: 'rules-sealed',
        programme: rules.programme,
        round,
        digests: { rules: digest, checker: sealed.checker, 'checker-text': sealed.text },
        by: 'office',
      },
    ])
  }
  return sealed
}

/**
 * What was handed in to a round, as it stands. Once the window is over, asking closes it on the ledger; it is settled when
 * nothing is pending any more.
 *
 * @param name `ROUND` or `PROGRAMME/ROUND`
 */
export const submissionsOf = async (
  office: Office,
  name: string,
): Promise<{
  readonly isClosed: boolean
  /** handed in before the deadline and still being verified */
  readonly pending: readonly Digest[]
  readonly submissions: readonly Standing[]
}> => {
  const at = await roundAtHand(office, name)
  const isClosed = await closeIfOver(office, at)
  return { isClosed, pending: await pendingOf(office, at), submissions: at.submissions }
}

/**
 * Ends what is pending after the window has closed: each is verified to its end, as its team would have asked, and is
 * entered or refused. Before the deadline nothing happens.
 */
export const settleSubmissions = async (office: Office, name: string): Promise<readonly Standing[]> => {
  const { isClosed, pending, submissions } = await submissionsOf(office, name)
  if (!isClosed || pending.length === 0) return submissions
  const reception = officeReception(office)
  for (const id of pending) {
    try {
      await reception.complete(id)
    } catch (error) {
      if (!(error instanceof AssayError) || error.code.startsWith('store/')) throw error
      await folderStaging(office.home).drop(id) // refused: its team was told, or will be when it asks
    }
  }
  return (await submissionsOf(office, name)).submissions
}

/** The folder of a received submission: files as the manifest lists them, and nothing else. */
export const folderOfSubmission = (office: Office, id: Digest): Promise<string> =>
  folderStaging(office.home).filesFolder(id)
