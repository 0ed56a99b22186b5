import type { Digest } from '#base'
import { evidencePath } from './bundle-layout.ts'
import type { EvidenceByDigest } from './check-evidence.ts'
import { entryPlace, type PlacedEntry } from './check-ledger.ts'
import { BundleFailure } from './failure.ts'

/** Acts that may only enter evidence of their own kind. */
const KIND_OF_ACT: Partial<Record<PlacedEntry['act'], string>> = {
  'submission-received': 'submission',
  'reply-received': 'reply',
  'determination-entered': 'determination',
  'withdrawal-entered': 'withdrawal',
}

/**
 * The acts of the round fit together: what the ledger admitted is what the bundle holds, of the kind that the act
 * says and of this round; everything was admitted after what it was made from (a determination after its findings and
 * the reply); the decision stands after the evidence and is the last one; publishing comes after deciding.
 *
 * @param acts entries of this programme and round, in the ledger's order
 * @returns digests of the evidence that stood when the decision was made, in the order of admission
 */
export const checkActs = (
  acts: readonly PlacedEntry[],
  evidence: EvidenceByDigest,
  round: string,
): { readonly admitted: readonly Digest[]; readonly decision: PlacedEntry } => {
  const firstAdmission = admissionsOf(acts, evidence, round)
  for (const digest of evidence.keys()) {
    if (!firstAdmission.has(digest)) throw new BundleFailure('verify/evidence-not-admitted', evidencePath(digest))
  }
  checkSources(firstAdmission, evidence)
  const decision = acts.findLast(({ act }) => act === 'decision-made')
  if (decision === undefined) throw new BundleFailure('verify/decision-not-entered', `no decision of round ${round}`)
  const published = acts.find(({ act }) => act === 'bundle-published')
  const decided = acts.find(({ act }) => act === 'decision-made')
  if (published !== undefined && decided !== undefined && published.index < decided.index) {
    throw new BundleFailure('verify/act-out-of-order', `${entryPlace(published.index)} publishes before any decision`)
  }
  const admitted = [...firstAdmission].filter(([, index]) => index < decision.index).map(([digest]) => digest)
  return { admitted, decision }
}

/** Index of the entry that first admitted each piece of evidence; admitting it again changes nothing. */
const admissionsOf = (
  acts: readonly PlacedEntry[],
  evidence: EvidenceByDigest,
  round: string,
): ReadonlyMap<Digest, number> => {
  const first = new Map<Digest, number>()
  for (const { index, act, digests } of acts) {
    const digest = digests['evidence']
    if (digest === undefined) continue
    const record = evidence.get(digest)
    if (record === undefined) {
      throw new BundleFailure('verify/evidence-missing', `${evidencePath(digest)}, ${entryPlace(index)}`)
    }
    const kind = KIND_OF_ACT[act]
    if (kind !== undefined && record.kind !== kind) {
      throw new BundleFailure(
        'verify/act-out-of-order',
        `${entryPlace(index)}: ${act} enters evidence of ${record.kind}`,
      )
    }
    if (record.subject['round'] !== undefined && record.subject['round'] !== round) {
      throw new BundleFailure('verify/malformed', `${evidencePath(digest)}: evidence of another round`)
    }
    if (!first.has(digest)) first.set(digest, index)
  }
  return first
}

const checkSources = (firstAdmission: ReadonlyMap<Digest, number>, evidence: EvidenceByDigest): void => {
  for (const [digest, index] of firstAdmission) {
    for (const input of evidence.get(digest)?.inputs ?? []) {
      const source = firstAdmission.get(input)
      if (source !== undefined && source >= index) {
        const where = `${entryPlace(index)} admits what was made from ${evidencePath(input)} of ${entryPlace(source)}`
        throw new BundleFailure('verify/act-out-of-order', where)
      }
    }
  }
}
