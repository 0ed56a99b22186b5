import { Selection, Vote } from './act-kinds.ts'
import { actsOf } from './entered.ts'
import type { Life } from './life.ts'
import { refusal, type Refusal } from './refusal.ts'
import { isSamePerson, signedByPeople, type Signing } from './signers.ts'
import { applicantsOf, applicationsUntil, callOf, selectionOf } from './calls.ts'

type Calling = Signing & Life

/** Each member of the panel votes once, after the applications are in, for applicants or for nobody. */
export const voteRefusals = (given: Calling): readonly Refusal[] => {
  const { rules, acts, act } = given
  const rule = 'vacancy/call/panel'
  const { call: id, approves } = Vote.parse(act.act.result)
  const call = callOf(given, id)
  if (call === undefined) return [refusal('programme/call-unknown', rule, { call: id })]
  const until = applicationsUntil(given, call)
  const applicants = applicantsOf(given, id)
  const voted = votesOf(given, id).filter(({ by }) =>
    by.some((other) => act.by.some((own) => isSamePerson(rules, own, other))),
  )
  return [
    ...signedByPeople(given, { role: 'panel', count: 1, rule, duty: 'select', teams: applicants }),
    ...(act.by.length === 1
      ? []
      : [refusal('programme/wrong-role', rule, { who: act.by, kind: 'vote', needed: 'panel' })]),
    ...(until !== undefined && act.at < until
      ? [refusal('programme/not-yet-open', rule, { opens: until, at: act.at })]
      : []),
    ...(selectionOf({ ...given, acts }, id) === undefined
      ? []
      : [refusal('programme/too-late', rule, { deadline: 'selection', at: act.at })]),
    ...(voted.length === 0 ? [] : [refusal('programme/voted-already', rule, { who: act.by, call: id })]),
    ...approves
      .filter((team) => !applicants.includes(team))
      .map((team) => refusal('programme/not-an-applicant', rule, { team, call: id })),
  ]
}

const votesOf = ({ acts }: Life, call: string) =>
  actsOf(acts, 'vote', Vote).filter(({ result }) => result.call === call)

export type Tally = {
  readonly members: number
  readonly votes: number
  readonly quorum: boolean
  /** Applicant → members who approve it. */
  readonly approvals: Readonly<Record<string, number>>
  /** Those whom more than half of the whole panel approves, the most approved first, as many as there are seats. */
  readonly selected: readonly string[]
}

/** @returns `undefined` where the rules have no panel for calls: then no votes are in the ledger */
export const tallyOf = (life: Life, callId: string): Tally | undefined => {
  const panel = life.rules.vacancy?.call?.panel
  const call = callOf(life, callId)
  if (panel === undefined || call === undefined) return undefined
  const votes = votesOf(life, callId)
  const approvals = Object.fromEntries(
    applicantsOf(life, callId).map((team) => [
      team,
      votes.filter(({ result }) => result.approves.includes(team)).length,
    ]),
  )
  const approved = Object.entries(approvals)
    .filter(([, count]) => 2 * count > panel.members)
    .toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  // Where the last seat is tied nobody has it: the panel votes again on another call.
  const last = approved[call.result.seats - 1]?.[1]
  const tied = last !== undefined && approved[call.result.seats]?.[1] === last
  const selected = tied ? approved.filter(([, count]) => count > last) : approved.slice(0, call.result.seats)
  return {
    members: panel.members,
    votes: votes.length,
    quorum: votes.length >= panel.quorum,
    approvals,
    selected: selected.map(([team]) => team),
  }
}

/** The selection is what the votes say; nobody, where the rules allow that and no applicant has a majority. */
export const selectionRefusals = (given: Calling): readonly Refusal[] => {
  const { rules, act } = given
  const rule = 'vacancy/approval'
  const { call: id, selected } = Selection.parse(act.act.result)
  const call = callOf(given, id)
  if (call === undefined) return [refusal('programme/call-unknown', 'vacancy/call', { call: id })]
  const until = applicationsUntil(given, call)
  const tally = tallyOf(given, id)
  const applicants = applicantsOf(given, id)
  const same = tally === undefined || sameTeams(tally.selected, selected)
  return [
    ...signedByPeople(given, { role: 'officer', count: 1, rule }),
    ...(selectionOf(given, id) === undefined ? [] : [refusal('programme/act-twice', rule, { digest: act.digest })]),
    ...(until !== undefined && act.at < until
      ? [refusal('programme/not-yet-open', rule, { opens: until, at: act.at })]
      : []),
    ...selected
      .filter((team) => !applicants.includes(team))
      .map((team) => refusal('programme/not-an-applicant', rule, { team, call: id })),
    ...(tally === undefined || tally.quorum
      ? []
      : [
          refusal('programme/no-quorum', 'vacancy/call/panel', {
            votes: tally.votes,
            call: id,
            quorum: rules.vacancy?.call?.panel?.quorum ?? 0,
          }),
        ]),
    ...(same
      ? []
      : [refusal('programme/selection-against-votes', rule, { call: id, wanted: tally.selected, selected })]),
    ...(selected.length > call.result.seats || (selected.length === 0 && rules.vacancy?.['may-select-nobody'] === false)
      ? [
          refusal('programme/selection-against-votes', 'vacancy', {
            call: id,
            wanted: `${call.result.seats}`,
            selected,
          }),
        ]
      : []),
  ]
}

const sameTeams = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((team) => b.includes(team))
