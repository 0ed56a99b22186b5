import type { Digest, Instant } from '#base'
import { Determination } from '../evidence-kinds.ts'
import type { Hearing } from '../rules-of-life.ts'
import type { Round } from '../rules.ts'
import { Appeal, AppealAnswer, DecisionAct, Objection, ObjectionAnswer } from './act-kinds.ts'
import { endOf } from './calendar.ts'
import { actsOf, type Entered } from './entered.ts'
import { objectionsClosed } from './objection-window.ts'
import type { Life } from './life.ts'
import { refusal, type Refusal } from './refusal.ts'
import { isSamePerson, signedByPeople, type Signing } from './signers.ts'

type Objecting = Signing & Life

/** One objection, answered once, with reasons, by others than those who decided where the rules say so. */
export const objectionAnswerRefusals = (given: Objecting, round: Round): readonly Refusal[] => {
  const { acts, act } = given
  const rule = `rounds/${round.id}/objection/hearing`
  const { objection, precedents } = ObjectionAnswer.parse(act.act.result)
  const asked = actsOf(acts, 'objection', Objection, { round: round.id }).find(({ digest }) => digest === objection)
  const answered = actsOf(acts, 'objection-answer', ObjectionAnswer, { round: round.id }).some(
    ({ result }) => result.objection === objection,
  )
  if (asked === undefined || answered) {
    return [refusal('programme/nothing-to-answer', rule, { kind: 'objection', digest: objection })]
  }
  return [
    ...heard(given, round.objection?.hearing, {
      rule,
      team: asked.act.subject['team'],
      questioned: decidersOf(acts, round, asked.result.decision),
    }),
    ...precedentRefusals(acts, precedents, rule),
  ]
}

const heard = (
  given: Objecting,
  hearing: Hearing | undefined,
  about: { readonly rule: string; readonly team: string | undefined; readonly questioned: readonly string[] },
): readonly Refusal[] => {
  const { rule, team, questioned } = about
  const again = given.act.by.filter((id) => questioned.some((other) => isSamePerson(given.rules, id, other)))
  return [
    ...signedByPeople(given, {
      role: hearing?.role ?? 'officer',
      count: hearing?.officers ?? 1,
      rule,
      duty: 'hear',
      team,
    }),
    ...(hearing?.others === true && again.length > 0
      ? [refusal('programme/heard-by-deciders', `${rule}/others`, { who: again })]
      : []),
  ]
}

// Who signed the decision, and the determinations of its round that it rests on.
const decidersOf = (acts: readonly Entered[], { id }: Round, decision: Digest): readonly string[] => {
  const signed = actsOf(acts, 'decision', DecisionAct, { round: id }).filter(
    ({ result }) => result.decision === decision,
  )
  const determined = actsOf(acts, 'determination', Determination, { round: id })
  return [...signed.flatMap(({ by }) => by), ...determined.flatMap(({ by, result }) => [...by, ...result.by])]
}

const precedentRefusals = (acts: readonly Entered[], precedents: readonly Digest[], rule: string): readonly Refusal[] =>
  precedents
    .filter((digest) => !acts.some((one) => one.digest === digest && one.act.kind.endsWith('-answer')))
    .map((digest) => refusal('programme/precedent-unknown', rule, { digest }))

/** The same for an appeal: also by others than those who answered. */
export const appealAnswerRefusals = (given: Objecting, round: Round): readonly Refusal[] => {
  const { acts, act } = given
  const rule = `rounds/${round.id}/objection/appeal/hearing`
  const { appeal, precedents } = AppealAnswer.parse(act.act.result)
  const asked = actsOf(acts, 'appeal', Appeal, { round: round.id }).find(({ digest }) => digest === appeal)
  const answered = actsOf(acts, 'appeal-answer', AppealAnswer, { round: round.id }).some(
    ({ result }) => result.appeal === appeal,
  )
  if (asked === undefined || answered)
    return [refusal('programme/nothing-to-answer', rule, { kind: 'appeal', digest: appeal })]
  const first = actsOf(acts, 'objection-answer', ObjectionAnswer, { round: round.id }).find(
    ({ digest }) => digest === asked.result.answer,
  )
  const objected = actsOf(acts, 'objection', Objection, { round: round.id }).find(
    ({ digest }) => digest === first?.result.objection,
  )
  const questioned = [
    ...(first?.by ?? []),
    ...(objected === undefined ? [] : decidersOf(acts, round, objected.result.decision)),
  ]
  return [
    ...heard(given, round.objection?.appeal?.hearing, { rule, team: asked.act.subject['team'], questioned }),
    ...precedentRefusals(acts, precedents, rule),
  ]
}

/** Objections and appeals that wait for an answer, and until when the rules want it. */
export const openQuestions = (
  { rules, acts }: Life,
  round: Round,
): readonly {
  readonly kind: 'objection' | 'appeal'
  readonly digest: Digest
  readonly team: string
  readonly due: Instant | undefined
}[] => {
  const waiting = (kind: 'objection' | 'appeal', hearing: Hearing | undefined) => {
    const answers = acts
      .filter(({ act }) => act.kind === `${kind}-answer`)
      .map(({ act }) => (act.result as Record<string, unknown>)[kind])
    return acts
      .filter(({ act, digest }) => act.kind === kind && act.subject['round'] === round.id && !answers.includes(digest))
      .map(({ act, digest, at }) => ({
        kind,
        digest,
        team: act.subject['team'] ?? '',
        due:
          hearing?.within === undefined
            ? undefined
            : endOf(at, hearing.within, rules.calendar, `rounds/${round.id}/objection`),
      }))
  }
  return [...waiting('objection', round.objection?.hearing), ...waiting('appeal', round.objection?.appeal?.hearing)]
}

/**
 * Whether nothing can change the decision that stands any more by objection: all windows are over or waived, everything
 * lodged is answered, and the time to appeal has passed.
 */
export const isFinal = (life: Life, round: Round, at: Instant): boolean => {
  if (!objectionsClosed(life, round, at) || openQuestions(life, round).length > 0) return false
  const period = round.objection?.appeal?.period
  if (period === undefined) return true
  const rule = `rounds/${round.id}/objection/appeal`
  return actsOf(life.acts, 'objection-answer', ObjectionAnswer, { round: round.id }).every(
    (answer) => at >= endOf(answer.at, period, life.rules.calendar, rule),
  )
}
