import type { z } from 'zod'
import type { Evidence } from '#base'
import * as kinds from '../evidence-kinds.ts'
import type { Round } from '../rules.ts'
import * as acts from './act-kinds.ts'
import { applicationRefusals, callRefusals } from './calls.ts'
import { decisionRefusals, previewRefusals, previewReplyRefusals, publicationRefusals } from './decisions.ts'
import type { Entered } from './entered.ts'
import { determinationRefusals, replyRefusals } from './gate-procedure.ts'
import { grantRefusals, revocationRefusals, usageRefusals } from './grants.ts'
import type { Life } from './life.ts'
import { appealAnswerRefusals, objectionAnswerRefusals } from './hearings.ts'
import { appealRefusals, objectionRefusals, waiverRefusals } from './objections.ts'
import { selectionRefusals, voteRefusals } from './selections.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { Signing } from './signers.ts'
import { submissionRefusals } from './submissions.ts'
import { withdrawalRefusals } from './withdrawals.ts'

type Proposed = Signing & Life
type ActRule = {
  readonly result: z.ZodType
  readonly refusals: (given: Proposed, round: Round) => readonly Refusal[]
}

/** Acts with rules of their own. What is measured or found is evidence too, and admitted by the office without them. */
const RULES: Readonly<Record<string, ActRule>> = {
  submission: { result: kinds.Submission, refusals: submissionRefusals },
  reply: { result: kinds.Reply, refusals: replyRefusals },
  determination: { result: kinds.Determination, refusals: determinationRefusals },
  withdrawal: { result: kinds.Withdrawal, refusals: withdrawalRefusals },
  decision: { result: acts.DecisionAct, refusals: decisionRefusals },
  preview: { result: acts.Preview, refusals: previewRefusals },
  'preview-reply': { result: acts.PreviewReply, refusals: previewReplyRefusals },
  publication: { result: acts.Publication, refusals: publicationRefusals },
  objection: { result: acts.Objection, refusals: objectionRefusals },
  'objection-answer': { result: acts.ObjectionAnswer, refusals: objectionAnswerRefusals },
  waiver: { result: acts.Waiver, refusals: waiverRefusals },
  appeal: { result: acts.Appeal, refusals: appealRefusals },
  'appeal-answer': { result: acts.AppealAnswer, refusals: appealAnswerRefusals },
  call: { result: acts.Call, refusals: callRefusals },
  application: { result: acts.Application, refusals: applicationRefusals },
  vote: { result: acts.Vote, refusals: voteRefusals },
  selection: { result: acts.Selection, refusals: selectionRefusals },
  grant: { result: acts.Grant, refusals: grantRefusals },
  usage: { result: acts.Usage, refusals: usageRefusals },
  revocation: { result: acts.Revocation, refusals: revocationRefusals },
  sight: { result: acts.Sight, refusals: () => [] },
  'conflict-declaration': { result: acts.ConflictDeclaration, refusals: () => [] },
}

export const ACT_KINDS: readonly string[] = Object.keys(RULES)

/**
 * Why an act may not be entered now; empty where nothing stands against it. The one door of every official act: its form,
 * its moment by the server's clock, whether it stands there already, and the rule of its own kind. Pure: whoever asks
 * holds the lock that keeps two askers apart.
 *
 * @param life the sealed rules, all that was entered before, and the decisions by digest
 * @throws AssayError `programme/calendar-missing`, `programme/calendar-without-year` where the rules' calendar cannot tell a
 *   deadline; and as `decide` where evidence contradicts itself
 */
export const refusalsOf = (life: Life, act: Entered): readonly Refusal[] => {
  const { kind, subject } = act.act
  const rule = RULES[kind]
  if (rule === undefined) return [refusal('programme/act-unknown', 'rounds', { kind })]
  const round = life.rules.rounds.find(({ id }) => id === subject['round'])
  const known = life.rules.rounds.map(({ id }) => id)
  if (round === undefined)
    return [refusal('programme/act-names-no-round', 'rounds', { round: subject['round'] ?? '', known })]
  const malformed = malformedIn(rule, act.act, act.digest)
  if (malformed !== undefined) return [malformed]
  const last = life.acts.at(-1)?.at
  if (last !== undefined && act.at < last) return [refusal('programme/clock-set-back', 'ledger', { at: act.at, last })]
  if (life.acts.some(({ digest }) => digest === act.digest))
    return [refusal('programme/act-twice', 'ledger', { digest: act.digest })]
  return rule.refusals({ ...life, act }, round)
}

const malformedIn = ({ result }: ActRule, act: Evidence, digest: string): Refusal | undefined => {
  const parsed = result.safeParse(act.result)
  if (parsed.success) return undefined
  const problems = parsed.error.issues.map(({ path, message }) => `result/${path.map(String).join('/')}: ${message}`)
  return refusal('programme/evidence-malformed', 'ledger', { evidence: digest, kind: act.kind, problems })
}
