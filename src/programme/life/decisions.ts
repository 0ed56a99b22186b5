import type { Instant } from '#base'
import type { Round } from '../rules.ts'
import { AppealAnswer, DecisionAct, ObjectionAnswer, Preview, PreviewReply } from './act-kinds.ts'
import { endOf } from './calendar.ts'
import { actsOf, type Entered } from './entered.ts'
import { contestantsOf, type Life, publicationOf, standingDecision } from './life.ts'
import { refusal, type Refusal } from './refusal.ts'
import { signedByParty, signedByPeople, type Signing } from './signers.ts'

type Deciding = Signing & Life

/**
 * A decision is signed by as many officers as the rules say, none of them in conflict. One that follows another names it;
 * and after publication there must be a cause: an objection or appeal that was upheld since.
 */
export const decisionRefusals = (given: Deciding, round: Round): readonly Refusal[] => {
  const { acts, act } = given
  const rule = `rounds/${round.id}/decision`
  const former = standingDecision(acts, round.id)
  const { replaces } = DecisionAct.parse(act.act.result)
  return [
    ...signedByPeople(given, {
      role: 'officer',
      count: round.decision?.officers ?? 1,
      rule,
      duty: 'decide',
      teams: contestantsOf(given, round),
    }),
    ...(former === undefined && replaces !== undefined
      ? [refusal('programme/decision-unknown', rule, { decision: replaces })]
      : []),
    ...(former !== undefined && replaces !== former.result.decision
      ? [refusal('programme/decision-names-no-former', rule, { former: former.result.decision })]
      : []),
    ...(former !== undefined &&
    publicationOf(acts, round.id, former.result.decision) !== undefined &&
    !hasCause(acts, round, former)
      ? [
          refusal('programme/decision-without-cause', `rounds/${round.id}/objection`, {
            former: former.result.decision,
          }),
        ]
      : []),
  ]
}

const hasCause = (acts: readonly Entered[], { id }: Round, former: Entered): boolean =>
  [
    ...actsOf(acts, 'objection-answer', ObjectionAnswer, { round: id }),
    ...actsOf(acts, 'appeal-answer', AppealAnswer, { round: id }),
  ].some(({ at, result }) => result.outcome === 'upheld' && at >= former.at)

/** A preview is of the decision that stands, to a team that it speaks of. */
export const previewRefusals = (given: Deciding, round: Round): readonly Refusal[] => {
  const rule = `rounds/${round.id}/decision/preview`
  const team = given.act.act.subject['team'] ?? ''
  return [
    ...signedByPeople(given, { role: 'officer', count: 1, rule }),
    ...ofStandingDecision(given, round, rule),
    ...(contestantsOf(given, round).includes(team) ? [] : [refusal('programme/not-a-contestant', rule, { team })]),
  ]
}

/** A team answers its own preview, until the decision is public: after that it objects. */
export const previewReplyRefusals = (given: Deciding, round: Round): readonly Refusal[] => {
  const { acts, act } = given
  const rule = `rounds/${round.id}/decision/preview`
  const team = act.act.subject['team'] ?? ''
  const { decision } = PreviewReply.parse(act.act.result)
  const shown = actsOf(acts, 'preview', Preview, { round: round.id, team }).some(
    ({ result }) => result.decision === decision,
  )
  const published = publicationOf(acts, round.id, decision)
  return [
    ...signedByParty(given, team, rule),
    ...(shown ? [] : [refusal('programme/not-previewed', rule, { teams: [team] })]),
    ...(published === undefined ? [] : [refusal('programme/too-late', rule, { deadline: published.at, at: act.at })]),
  ]
}

/** Nothing is public before every team had its own figures, and the time that the rules give it to look at them. */
export const publicationRefusals = (given: Deciding, round: Round): readonly Refusal[] => {
  const { acts, act } = given
  const rule = `rounds/${round.id}/decision`
  const wrong = ofStandingDecision(given, round, rule)
  const opens = publicFrom(given, round)
  const teams = round.decision?.preview === undefined ? [] : notPreviewed(given, round)
  return [
    ...signedByPeople(given, { role: 'officer', count: round.decision?.officers ?? 1, rule }),
    ...wrong,
    ...(wrong.length > 0 || teams.length === 0
      ? []
      : [refusal('programme/not-previewed', `${rule}/preview`, { teams })]),
    ...(opens !== undefined && teams.length === 0 && act.at < opens
      ? [refusal('programme/not-yet-open', `${rule}/preview`, { opens, at: act.at })]
      : []),
    ...(publicationOf(acts, round.id, decisionIn(act)) === undefined
      ? []
      : [refusal('programme/act-twice', rule, { digest: act.digest })]),
  ]
}

const decisionIn = ({ act }: Entered) => Preview.parse(act.result).decision

const ofStandingDecision = ({ acts, act }: Deciding, round: Round, rule: string): readonly Refusal[] => {
  const decision = decisionIn(act)
  const standing = standingDecision(acts, round.id)?.result.decision
  if (standing === decision) return []
  const known = actsOf(acts, 'decision', DecisionAct, { round: round.id }).some(
    ({ result }) => result.decision === decision,
  )
  return known && standing !== undefined
    ? [refusal('programme/decision-replaced', rule, { decision, by: standing })]
    : [refusal('programme/decision-unknown', rule, { decision })]
}

const previews = ({ acts, act }: Deciding, round: Round) =>
  actsOf(acts, 'preview', Preview, { round: round.id }).filter(({ result }) => result.decision === decisionIn(act))

const notPreviewed = (given: Deciding, round: Round): readonly string[] => {
  const shown = previews(given, round).map(({ act }) => act.subject['team'])
  return contestantsOf(given, round).filter((team) => !shown.includes(team))
}

const publicFrom = (given: Deciding, round: Round): Instant | undefined => {
  const last = previews(given, round).at(-1)
  const period = round.decision?.preview
  if (last === undefined || period === undefined) return undefined
  return endOf(last.at, period, given.rules.calendar, `rounds/${round.id}/decision/preview`)
}
