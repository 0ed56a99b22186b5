import type { Digest } from '#base'
import type { Round } from '../rules.ts'
import { Appeal, DecisionAct, Objection, ObjectionAnswer, Waiver } from './act-kinds.ts'
import { endOf } from './calendar.ts'
import { actsOf } from './entered.ts'
import { objectionWindow, type ObjectionWindow } from './objection-window.ts'
import { contestantsOf, type Life } from './life.ts'
import { refusal, type Refusal } from './refusal.ts'
import { signedByParty, type Signing } from './signers.ts'

type Objecting = Signing & Life

/** A team objects inside its window, on a ground of the rules, to the decision that stands. */
export const objectionRefusals = (given: Objecting, round: Round): readonly Refusal[] => {
  const { rules, acts, act } = given
  const rule = `rounds/${round.id}/objection`
  const terms = round.objection
  if (terms === undefined) return [refusal('programme/no-objection-rule', rule, { act: 'objection' })]
  const { decision, ground, attachments } = Objection.parse(act.act.result)
  const team = act.act.subject['team'] ?? ''
  return [
    ...byContestant(given, round, rule),
    ...inWindow(given, round, objectionWindow(rules, acts, { round, decision, team })),
    ...ofDecision(given, round, decision),
    ...groundRefusals(ground, terms.grounds, `${rule}/grounds`),
    ...attachmentRefusals(attachments, terms.attachments, `${rule}/attachments`),
  ]
}

const byContestant = (given: Objecting, round: Round, rule: string): readonly Refusal[] => {
  const team = given.act.act.subject['team'] ?? ''
  return [
    ...signedByParty(given, team, rule),
    ...(contestantsOf(given, round).includes(team) ? [] : [refusal('programme/not-a-contestant', rule, { team })]),
  ]
}

const inWindow = ({ act }: Objecting, round: Round, window: ObjectionWindow): readonly Refusal[] => {
  const rule = `rounds/${round.id}/objection`
  const team = act.act.subject['team'] ?? ''
  return [
    ...(window.opens === undefined
      ? [refusal('programme/not-yet-open', rule, { opens: 'publication', at: act.at })]
      : []),
    ...(window.closes !== undefined && act.at >= window.closes
      ? [refusal('programme/too-late', `${rule}/days`, { deadline: window.closes, at: act.at })]
      : []),
    ...(window.waiver === undefined ? [] : [refusal('programme/waived', rule, { team, waiver: window.waiver })]),
  ]
}

const ofDecision = ({ acts }: Objecting, round: Round, decision: Digest): readonly Refusal[] => {
  const rule = `rounds/${round.id}/objection`
  const all = actsOf(acts, 'decision', DecisionAct, { round: round.id })
  const standing = all.at(-1)?.result.decision
  if (!all.some(({ result }) => result.decision === decision))
    return [refusal('programme/decision-unknown', rule, { decision })]
  return standing === decision ? [] : [refusal('programme/decision-replaced', rule, { decision, by: standing ?? '' })]
}

const groundRefusals = (ground: string, admitted: readonly string[], rule: string): readonly Refusal[] =>
  admitted.includes(ground) ? [] : [refusal('programme/ground-not-admitted', rule, { ground, admitted })]

// Only digests and sizes are in the act; the bytes lie beside the ledger, and their size is counted by who stores them.
const attachmentRefusals = (
  attachments: Objection['attachments'],
  most: { readonly count: number; readonly bytes: number } | undefined,
  rule: string,
): readonly Refusal[] => {
  const bytes = attachments.reduce((sum, one) => sum + one.bytes, 0)
  const { count: mostCount, bytes: mostBytes } = most ?? { count: 0, bytes: 0 }
  return attachments.length <= mostCount && bytes <= mostBytes
    ? []
    : [refusal('programme/attachments-too-many', rule, { count: attachments.length, bytes, mostCount, mostBytes })]
}

/** A waiver closes the window early for the team that gives it. */
export const waiverRefusals = (given: Objecting, round: Round): readonly Refusal[] => {
  const rule = `rounds/${round.id}/objection`
  if (round.objection === undefined) return [refusal('programme/no-objection-rule', rule, { act: 'waiver' })]
  const { decision } = Waiver.parse(given.act.act.result)
  const team = given.act.act.subject['team'] ?? ''
  return [
    ...byContestant(given, round, rule),
    ...ofDecision(given, round, decision),
    ...inWindow(given, round, objectionWindow(given.rules, given.acts, { round, decision, team })),
  ]
}

/** An answer can be appealed, in its own time and on its own grounds. */
export const appealRefusals = (given: Objecting, round: Round): readonly Refusal[] => {
  const { rules, acts, act } = given
  const rule = `rounds/${round.id}/objection/appeal`
  const terms = round.objection?.appeal
  if (terms === undefined) return [refusal('programme/no-objection-rule', rule, { act: 'appeal' })]
  const { answer, ground, attachments } = Appeal.parse(act.act.result)
  const team = act.act.subject['team'] ?? ''
  const given1 = actsOf(acts, 'objection-answer', ObjectionAnswer, { round: round.id, team }).find(
    ({ digest }) => digest === answer,
  )
  if (given1 === undefined)
    return [refusal('programme/nothing-to-answer', rule, { kind: 'objection-answer', digest: answer })]
  const deadline = endOf(given1.at, terms.period, rules.calendar, rule)
  return [
    ...signedByParty(given, team, rule),
    ...(act.at >= deadline ? [refusal('programme/too-late', `${rule}/period`, { deadline, at: act.at })] : []),
    ...groundRefusals(ground, terms.grounds, `${rule}/grounds`),
    ...attachmentRefusals(attachments, round.objection?.attachments, `rounds/${round.id}/objection/attachments`),
  ]
}
