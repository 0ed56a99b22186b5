import type { Digest, Instant } from '#base'
import type { LedgerEntry } from '#ledger'

/** What this room enters on the ledger, and finds there again. */
export type SubmissionFacts =
  | {
      readonly submission: 'received'
      /** when the last byte was there and the team said that it is done: what the deadline is held against */
      readonly handedIn: Instant
      readonly replaces: Digest | null
      readonly files: number
      readonly bytes: number
      readonly source: string
    }
  | {
      readonly submission: 'window-closed'
      readonly closes: Instant
      /** handed in before the deadline and not verified yet: these and no others may still be entered */
      readonly pending: readonly Digest[]
    }

export type Received = {
  readonly index: number
  /** name of the submission: digest of what the team signed */
  readonly id: Digest
  readonly team: string
  readonly manifest: Digest
  readonly at: Instant
} & Extract<SubmissionFacts, { submission: 'received' }>

type Placed = { readonly index: number; readonly entry: LedgerEntry }

export const receivedEntry = (
  { programme, round, team, at }: { programme: string; round: string; team: string; at: Instant },
  digests: { readonly manifest: Digest; readonly submission: Digest; readonly note: Digest; readonly check: Digest },
  facts: Extract<SubmissionFacts, { submission: 'received' }>,
): LedgerEntry => ({
  at,
  act: 'submission-received',
  programme,
  round,
  subject: { team },
  digests,
  by: team,
  facts,
})

export const windowClosedEntry = (
  { programme, round, at }: { programme: string; round: string; at: Instant },
  { closes, pending }: { readonly closes: Instant; readonly pending: readonly Digest[] },
): LedgerEntry => ({
  at,
  act: 'submission-received',
  programme,
  round,
  digests: {},
  by: 'office',
  facts: { submission: 'window-closed', closes, pending } satisfies SubmissionFacts,
})

/** The submissions that a round's entries hold, oldest first. */
export const receivedIn = (entries: readonly Placed[]): readonly Received[] =>
  entries.flatMap(({ index, entry }) => {
    const facts = factsOf(entry)
    const { manifest, submission } = entry.digests
    const team = entry.subject?.['team']
    if (facts?.submission !== 'received' || manifest === undefined || submission === undefined || team === undefined)
      return []
    return [{ index, id: submission, team, manifest, at: entry.at, ...facts }]
  })

/** What was pending when the window was closed; `undefined` while the ledger does not say that it was. */
export const pendingAtClose = (entries: readonly Placed[]): readonly Digest[] | undefined =>
  entries.flatMap(({ entry }) => {
    const facts = factsOf(entry)
    return facts?.submission === 'window-closed' ? [facts.pending] : []
  })[0]

const factsOf = ({ act, facts }: LedgerEntry): SubmissionFacts | undefined =>
  act === 'submission-received' && typeof facts === 'object' && facts !== null && 'submission' in facts
    ? (facts as unknown as SubmissionFacts)
    : undefined
