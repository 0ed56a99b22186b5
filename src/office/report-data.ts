import { openCheckpoint, type LedgerEntry } from '#ledger'
import { type Decision, type Interval, intervalsOf, type Rules } from '#programme'
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
  /** within which a figure must lie that is not published, as anybody can infer from those that are */
  readonly intervals: readonly Interval[]
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
    intervals: hiddenFigures(round, decision, evidence),
  }
}

const hiddenFigures = (
  round: OpenRound,
  decision: Decision,
  evidence: readonly NamedEvidence[],
): RoundReport['intervals'] => {
  if (decision.status === 'blocked' || decision.teams.every(({ total }) => total !== null)) return []
  const records = evidence.map((piece) => piece.evidence)
  const teams = new Map(decision.teams.map((team) => [team.id, team]))
  const isHidden = ({ team, figure }: Interval): boolean => {
    const decided = teams.get(team)
    return figure === 'total' ? decided?.total === null : decided?.parts[figure] === null
  }
  return intervalsOf(round.programme.rules, records, { round: round.id, figures: 'all' }).filter(isHidden)
}
