import type { Digest } from '#base'
import type { Decision } from '../decision.ts'
import type { Round, Rules } from '../rules.ts'
import { DecisionAct, Publication } from './act-kinds.ts'
import { actsOf, type Entered, type Read } from './entered.ts'

/** All that the rules on acts look at: the sealed rules, what was entered so far, and the decisions by their digests. */
export type Life = {
  readonly rules: Rules
  /** In the order of their entry. */
  readonly acts: readonly Entered[]
  readonly decisions: ReadonlyMap<Digest, Decision>
}

type DecisionEntry = Read<{ readonly decision: Digest; readonly replaces?: Digest | undefined }>

/** The decision of a round that no other one has replaced. */
export const standingDecision = (acts: readonly Entered[], round: string): DecisionEntry | undefined =>
  actsOf(acts, 'decision', DecisionAct, { round }).at(-1)

export const publicationOf = (acts: readonly Entered[], round: string, decision: Digest): Entered | undefined =>
  actsOf(acts, 'publication', Publication, { round }).find(({ result }) => result.decision === decision)

/** Teams that a round's decision speaks of, or that handed in while there is none. */
export const contestantsOf = ({ acts, decisions }: Life, { id }: Round): readonly string[] => {
  const standing = standingDecision(acts, id)
  const decided = standing === undefined ? undefined : decisions.get(standing.result.decision)
  if (decided !== undefined) return decided.teams.map(({ id: team }) => team)
  const handedIn = acts.filter(({ act }) => act.kind === 'submission' && act.subject['round'] === id)
  return [...new Set(handedIn.map(({ act }) => act.subject['team'] ?? ''))].toSorted()
}
