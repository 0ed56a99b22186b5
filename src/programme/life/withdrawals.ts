import type { Round } from '../rules.ts'
import { momentOf } from './calendar.ts'
import { refusal, type Refusal } from './refusal.ts'
import { knownBefore, type AfterSight } from './sight.ts'
import { signedByParty, type Signing } from './signers.ts'

/** What a team knew when it withdrew: what existed, and what it or anybody could see. */
export const sightOfWithdrawal = ({ rules, acts, act }: Signing, round: Round): AfterSight =>
  knownBefore(rules, acts, { round: round.id, who: [act.act.subject['team'] ?? ''], at: act.at })

/** A team withdraws for itself, before the moment that the rules name, and after sight only where they allow it. */
export const withdrawalRefusals = (signing: Signing, round: Round): readonly Refusal[] => {
  const { act } = signing
  const team = act.act.subject['team'] ?? ''
  const rule = `rounds/${round.id}/withdrawal`
  const terms = round.withdrawal
  const until = terms?.until === undefined ? undefined : momentOf(terms.until)
  const { seen } = sightOfWithdrawal(signing, round)
  return [
    ...signedByParty(signing, team, rule),
    ...(until !== undefined && act.at >= until
      ? [refusal('programme/too-late', rule, { deadline: until, at: act.at })]
      : []),
    ...(terms?.['after-sight'] === 'refused' && seen.length > 0
      ? [
          refusal('programme/withdrawal-after-sight', rule, {
            team,
            seen: [...new Set(seen.map(({ result }) => result))],
          }),
        ]
      : []),
  ]
}
