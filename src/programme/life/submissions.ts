import type { Digest } from '#base'
import { Submission } from '../evidence-kinds.ts'
import type { Round } from '../rules.ts'
import { momentOf } from './calendar.ts'
import { actsOf, type Entered } from './entered.ts'
import { refusal, type Refusal } from './refusal.ts'
import { signedByParty, type Signing } from './signers.ts'

/** Inside the window by the office's clock, by the team itself, and again only where the rules allow a replacement. */
export const submissionRefusals = (signing: Signing, round: Round): readonly Refusal[] => {
  const { act, acts } = signing
  const team = act.act.subject['team'] ?? ''
  const rule = `rounds/${round.id}/submission`
  const former = actsOf(acts, 'submission', Submission, { round: round.id, team }).at(-1)
  const window = round.submission
  const opens = window === undefined ? undefined : momentOf(window.opens)
  const closes = window === undefined ? undefined : momentOf(window.closes)
  return [
    ...signedByParty(signing, team, rule),
    ...(opens !== undefined && act.at < opens ? [refusal('programme/not-yet-open', rule, { opens, at: act.at })] : []),
    ...(closes !== undefined && act.at >= closes
      ? [refusal('programme/too-late', rule, { deadline: closes, at: act.at })]
      : []),
    ...(former !== undefined && window?.replace !== true
      ? [refusal('programme/no-replacement', rule, { team, former: former.digest })]
      : []),
  ]
}

/** The submission of each team that counts: its last one. The former ones stay on record. */
export const standingSubmissions = (acts: readonly Entered[], round: string): ReadonlyMap<string, Digest> =>
  new Map(
    actsOf(acts, 'submission', Submission, { round }).map(({ act, digest }) => [act.subject['team'] ?? '', digest]),
  )
