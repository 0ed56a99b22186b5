import type { Digest, Instant } from '#base'
import type { History } from '../rules-of-life.ts'
import type { Round } from '../rules.ts'
import { Application, Call, Selection } from './act-kinds.ts'
import { endOf, momentOf } from './calendar.ts'
import { actsOf, type Read } from './entered.ts'
import { type Life, standingDecision } from './life.ts'
import { refusal, type Refusal } from './refusal.ts'
import { signedByParty, signedByPeople, type Signing } from './signers.ts'

type Calling = Signing & Life
type CallEntry = Read<{
  readonly id: string
  readonly seats: number
  readonly decision?: Digest | undefined
  readonly closes?: string | undefined
}>

export const callOf = ({ acts }: Life, id: string): CallEntry | undefined =>
  actsOf(acts, 'call', Call).find(({ result }) => result.id === id)

/** Until when one may apply; `undefined` where neither the rules nor the call say so. */
export const applicationsUntil = ({ rules }: Life, call: CallEntry): Instant | undefined => {
  const period = rules.vacancy?.call?.applications
  if (period !== undefined) return endOf(call.at, period, rules.calendar, 'vacancy/call/applications')
  return call.result.closes === undefined ? undefined : momentOf(call.result.closes)
}

/** A call is for seats that the standing decision of the round left vacant; the first one of all needs no decision. */
export const callRefusals = (given: Calling, round: Round): readonly Refusal[] => {
  const { rules, acts, act, decisions } = given
  const rule = 'vacancy/call'
  if (rules.vacancy === undefined) return [refusal('programme/no-call-rule', 'vacancy')]
  const { id, seats, decision } = Call.parse(act.act.result)
  const standing = standingDecision(acts, round.id)
  const opened = decision === undefined ? undefined : decisions.get(decision)
  const calledFor = actsOf(acts, 'call', Call, { round: round.id })
    .filter(({ result }) => result.decision === decision)
    .reduce((sum, { result }) => sum + result.seats, 0)
  const vacancies = Math.max(0, (opened?.vacancies ?? 0) - calledFor + filledOf(given, decision))
  return [
    ...signedByPeople(given, { role: 'officer', count: 1, rule }),
    ...(callOf(given, id) === undefined ? [] : [refusal('programme/call-twice', rule, { call: id })]),
    ...(decision === undefined && standing !== undefined
      ? [refusal('programme/decision-names-no-former', rule, { former: standing.result.decision })]
      : []),
    ...(decision !== undefined && decision !== standing?.result.decision
      ? [refusal('programme/decision-unknown', rule, { decision })]
      : []),
    ...(decision !== undefined && seats > vacancies
      ? [refusal('programme/no-vacancy', rule, { decision, vacancies, seats })]
      : []),
  ]
}

// Seats of earlier calls that selected nobody can be called for again.
const filledOf = (life: Life, decision: Digest | undefined): number =>
  actsOf(life.acts, 'call', Call)
    .filter(({ result }) => result.decision === decision)
    .reduce((sum, { result }) => {
      const chosen = selectionOf(life, result.id)
      return sum + (chosen === undefined ? 0 : result.seats - chosen.length)
    }, 0)

export const selectionOf = ({ acts }: Life, call: string): readonly string[] | undefined =>
  actsOf(acts, 'selection', Selection).find(({ result }) => result.call === call)?.result.selected

/** What became of a party so far: the last that a decision or a selection said of it. */
export const historyOf = ({ acts, decisions }: Life, party: string): History => {
  let history: History = 'new'
  for (const { act } of acts) {
    const result = act.result as Readonly<Record<string, unknown>>
    if (act.kind === 'decision') {
      const standing = decisions.get(result['decision'] as Digest)?.teams.find(({ id }) => id === party)?.standing
      if (standing !== undefined && standing !== null) history = standing === 'advances' ? 'standing' : standing
    } else if (act.kind === 'selection') {
      const { call, selected } = Selection.parse(result)
      const applied = actsOf(acts, 'application', Application).some(
        (one) => one.result.call === call && one.act.subject['team'] === party,
      )
      if (selected.includes(party)) history = 'standing'
      else if (applied) history = 'not-selected'
    }
  }
  return history
}

export const applicantsOf = ({ acts }: Life, call: string): readonly string[] =>
  actsOf(acts, 'application', Application)
    .filter(({ result }) => result.call === call)
    .map(({ act }) => act.subject['team'] ?? '')

export const applicationRefusals = (given: Calling): readonly Refusal[] => {
  const { rules, act } = given
  const { call: id } = Application.parse(act.act.result)
  const call = callOf(given, id)
  if (call === undefined) return [refusal('programme/call-unknown', 'vacancy/call', { call: id })]
  const team = act.act.subject['team'] ?? ''
  const until = applicationsUntil(given, call)
  const history = historyOf(given, team)
  const eligible = rules.vacancy?.call?.eligible
  return [
    ...signedByParty(given, team, 'vacancy/call'),
    ...(until !== undefined && act.at >= until
      ? [refusal('programme/too-late', 'vacancy/call/applications', { deadline: until, at: act.at })]
      : []),
    ...(eligible === undefined || eligible.includes(history)
      ? []
      : [refusal('programme/not-eligible', 'vacancy/call/eligible', { team, history, eligible })]),
    ...(applicantsOf(given, id).includes(team)
      ? [refusal('programme/act-twice', 'vacancy/call', { digest: act.digest })]
      : []),
  ]
}
