import { AssayError, canonicalJson, type Digest, type Evidence } from '#base'
import type { LedgerEntry } from '#ledger'
import type { OpenRound } from './open-round.ts'
import type { NamedEvidence } from './read-evidence.ts'

/**
 * Enters evidence on the ledger, each piece once: what stands there already is left alone, so that a run that goes on
 * enters nothing twice.
 *
 * @throws AssayError `office/evidence-conflict` if other evidence of that kind about that subject stands there: replacing
 *   evidence is an act of its own, never a side effect of running again
 */
export const admit = async (round: OpenRound, pieces: readonly NamedEvidence[]): Promise<void> => {
  const entries = (await round.entries()).flatMap(admission)
  const admitted = new Set(entries.map(({ digest }) => digest))
  const standing = new Map(entries.map(({ key, digest }) => [key, digest]))
  const fresh = pieces.filter(({ digest }) => !admitted.has(digest))
  for (const { evidence } of fresh) {
    const other = standing.get(keyOf(evidence.kind, evidence.subject))
    if (other === undefined || REPEATABLE.has(evidence.kind)) continue
    const subject = Object.values(evidence.subject).join(' ')
    throw new AssayError('office/evidence-conflict', {
      home: round.office.home,
      kind: evidence.kind,
      subject,
      admitted: other,
    })
  }
  for (const { evidence } of fresh) await round.office.store.evidence.put(evidence)
  await round.enter(
    fresh.map(({ digest, evidence }) => ({
      act: ACTS[evidence.kind] ?? 'evidence-admitted',
      subject: evidence.subject,
      digests: { evidence: digest },
      facts: { kind: evidence.kind },
    })),
  )
}

/** The evidence that a round's entries have admitted, in the order of its admission. */
export const admittedEvidence = async (round: OpenRound): Promise<NamedEvidence[]> => {
  const digests = (await round.entries()).flatMap(admission).map(({ digest }) => digest)
  return Promise.all(
    digests.map(async (digest) => ({ digest, evidence: await round.office.store.evidence.get(digest) })),
  )
}

const ACTS: Readonly<Record<Evidence['kind'], LedgerEntry['act']>> = {
  submission: 'submission-received',
  reply: 'reply-received',
  determination: 'determination-entered',
  withdrawal: 'withdrawal-entered',
}

// Several figures, orderings and citations about one subject are usual: they differ in what they say.
const REPEATABLE: ReadonlySet<string> = new Set([
  'published-figure',
  'published-ordering',
  'published-mean',
  'commendation',
])

const admission = (entry: LedgerEntry): { readonly key: string; readonly digest: Digest }[] => {
  const digest = entry.digests['evidence']
  const kind = (entry.facts as { readonly kind?: string } | undefined)?.kind
  return digest === undefined || kind === undefined ? [] : [{ key: keyOf(kind, entry.subject ?? {}), digest }]
}

const keyOf = (kind: string, subject: Readonly<Record<string, string>>): string => canonicalJson([kind, subject])
