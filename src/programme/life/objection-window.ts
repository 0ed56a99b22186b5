import type { Digest, Instant } from '#base'
import type { Round, Rules } from '../rules.ts'
import { Preview, Waiver } from './act-kinds.ts'
import { endOf } from './calendar.ts'
import { actsOf, type Entered } from './entered.ts'
import { contestantsOf, type Life, publicationOf, standingDecision } from './life.ts'

/** When a team may object to a decision: from its preview or the publication on, until the window or a waiver closes it. */
export type ObjectionWindow = {
  readonly opens: Instant | undefined
  /** The first moment that is too late; `undefined` before publication. */
  readonly closes: Instant | undefined
  readonly waiver: Digest | undefined
}

/** @throws AssayError `programme/calendar-missing`, `programme/calendar-without-year` */
export const objectionWindow = (
  rules: Rules,
  acts: readonly Entered[],
  { round, decision, team }: { readonly round: Round; readonly decision: Digest; readonly team: string },
): ObjectionWindow => {
  const published = publicationOf(acts, round.id, decision)
  const preview = actsOf(acts, 'preview', Preview, { round: round.id, team }).find(
    ({ result }) => result.decision === decision,
  )
  const waiver = actsOf(acts, 'waiver', Waiver, { round: round.id, team }).find(
    ({ result }) => result.decision === decision,
  )
  const terms = round.objection
  return {
    opens: [preview?.at, published?.at].filter((moment) => moment !== undefined).toSorted()[0],
    closes:
      published === undefined || terms === undefined
        ? undefined
        : endOf(
            published.at,
            { days: terms.days, of: terms.of ?? 'calendar', 'end-on': terms['end-on'] },
            rules.calendar,
            `rounds/${round.id}/objection`,
          ),
    waiver: waiver?.digest,
  }
}

/** Whether no team can object any more to the decision that stands: its window is over, or all have waived. */
export const objectionsClosed = (life: Life, round: Round, at: Instant): boolean => {
  const standing = standingDecision(life.acts, round.id)
  if (standing === undefined) return false
  if (round.objection === undefined) return publicationOf(life.acts, round.id, standing.result.decision) !== undefined
  return contestantsOf(life, round).every((team) => {
    const { closes, waiver } = objectionWindow(life.rules, life.acts, {
      round,
      decision: standing.result.decision,
      team,
    })
    return waiver !== undefined || (closes !== undefined && at >= closes)
  })
}
