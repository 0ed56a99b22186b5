import { openCheckpoint, type LedgerEntry } from '#ledger'
import type { Decision, Rules } from '#programme'
import type { Verification } from '#verify'
import type { OpenRound } from './open-round.ts'
import type { NamedEvidence } from './read-evidence.ts'

/** What the stand-alone page of a round shows; `web/report` parses it once more at its own edge. */
export type RoundReport = {
  readonly lang: 'ko' | 'en'
  readonly rules: Rules
  readonly round: string
  readonly decision: Decision
  readonly evidence: readonly NamedEvidence[]
  readonly ledger: {
    readonly origin: string
    readonly size: number
    /** base64 */
    readonly root: string
    readonly checkpoint: string
    readonly entries: readonly (LedgerEntry & { readonly index: number })[]
  }
  readonly verification: Verification
}

export const reportData = async (
  round: OpenRound,
  decision: Decision,
  evidence: readonly NamedEvidence[],
  verification: Verification,
): Promise<RoundReport> => {
  const { ledger } = round.office.store
  const checkpoint = (await ledger.checkpoints()).at(-1) ?? ''
  const { origin, size } = openCheckpoint(checkpoint)
  const root = checkpoint.split('\n')[2] ?? '' // the third line of a checkpoint is the root, in base64
  const entries = (await ledger.entries(0)).map((entry, index) => ({ index, ...entry }))
  return {
    lang: 'ko',
    rules: round.programme.rules,
    round: round.id,
    decision,
    evidence,
    ledger: { origin, size, root, checkpoint, entries },
    verification,
  }
}
