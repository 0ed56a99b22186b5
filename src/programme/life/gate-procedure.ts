import type { Digest, Instant } from '#base'
import { openDocket } from '../docket.ts'
import { Determination, Reply, ReuseDeclaration } from '../evidence-kinds.ts'
import { basisOf } from '../gate-basis.ts'
import type { Gate, Round, Rules } from '../rules.ts'
import { endOf } from './calendar.ts'
import { actsOf, type Entered } from './entered.ts'
import { refusal, type Refusal } from './refusal.ts'
import { signedByParty, signedByPeople, type Signing } from './signers.ts'

/** Where a gate of one team stands between its finding and its determination. */
export type GateCase = {
  readonly team: string
  readonly gate: string
  readonly finding: string | null
  /** By the rules alone; `open` is for people to determine. */
  readonly met: boolean
  readonly unmet: readonly Digest[]
  readonly evidence: readonly Digest[]
  /** When the last piece of what it rests on was entered. */
  readonly since: Instant | undefined
  /** The end of the right of reply; `undefined` without a finding or without a procedure in the rules. */
  readonly replyUntil: Instant | undefined
  readonly reply: Digest | undefined
  readonly declared: readonly Digest[]
}

/**
 * @throws AssayError `programme/calendar-missing`, `programme/calendar-without-year`, and as `decide` for evidence
 */
export const gateCase = (
  rules: Rules,
  acts: readonly Entered[],
  { round, gate, team }: { readonly round: Round; readonly gate: Gate; readonly team: string },
): GateCase => {
  const docket = openDocket(
    acts.map(({ act }) => act),
    round.id,
    new Map(acts.map(({ act, digest }) => [act, digest])),
  )
  const basis = basisOf(rules, gate, team, docket)
  const declared = actsOf(acts, 'declaration.reuse', ReuseDeclaration, { round: round.id, team })
    .filter(({ result }) => result.components.some(({ component }) => gate.components?.includes(component)))
    .map(({ digest }) => digest)
  const moments = acts.filter(({ digest }) => [...basis.evidence, ...declared].includes(digest)).map(({ at }) => at)
  const since = basis.finding === null ? undefined : moments.toSorted().at(-1)
  const rule = `rounds/${round.id}/gates/${gate.id}/procedure/reply`
  return {
    team,
    gate: gate.id,
    finding: basis.finding,
    met: basis.met && declared.length === 0,
    unmet: basis.unmet,
    evidence: basis.evidence,
    since,
    replyUntil:
      since === undefined || gate.procedure === undefined
        ? undefined
        : endOf(since, gate.procedure.reply, rules.calendar, rule),
    reply: actsOf(acts, 'reply', Reply, { round: round.id, team, gate: gate.id })[0]?.digest,
    declared,
  }
}

const gateOf = (round: Round, { act }: Entered): Gate | undefined =>
  round.gates.find(({ id }) => id === act.subject['gate'])

const unknownGate = (round: Round, { act }: Entered): readonly Refusal[] => [
  refusal('programme/gate-unknown', `rounds/${round.id}/gates`, {
    gate: act.subject['gate'] ?? '',
    known: round.gates.map(({ id }) => id),
  }),
]

/** A team answers once something was found, and before its time is over. That it let the time pass is for officers to record. */
export const replyRefusals = (signing: Signing, round: Round): readonly Refusal[] => {
  const { rules, acts, act } = signing
  const gate = gateOf(round, act)
  if (gate === undefined) return unknownGate(round, act)
  const team = act.act.subject['team'] ?? ''
  const rule = `rounds/${round.id}/gates/${gate.id}/procedure/reply`
  const state = gateCase(rules, acts, { round, gate, team })
  if (state.finding === null) return [refusal('programme/no-finding', rule, { gate: gate.id, team })]
  const silent = 'silent-until' in (act.act.result as object)
  if (silent) {
    return [
      ...signedByPeople(signing, { role: 'officer', count: 1, rule }),
      ...(state.replyUntil !== undefined && act.at < state.replyUntil
        ? [refusal('programme/reply-still-open', rule, { team, gate: gate.id, deadline: state.replyUntil })]
        : []),
    ]
  }
  return [
    ...signedByParty(signing, team, rule),
    ...(state.replyUntil !== undefined && act.at >= state.replyUntil
      ? [refusal('programme/too-late', rule, { deadline: state.replyUntil, at: act.at })]
      : []),
  ]
}

/**
 * Officers determine after the reply or after its deadline, never before; they name every finding that does not meet the
 * gate, what the team declared, and its reply; and they speak of the finding that the evidence gives.
 */
export const determinationRefusals = (signing: Signing, round: Round): readonly Refusal[] => {
  const { rules, acts, act } = signing
  const gate = gateOf(round, act)
  if (gate === undefined) return unknownGate(round, act)
  const team = act.act.subject['team'] ?? ''
  const rule = `rounds/${round.id}/gates/${gate.id}/procedure`
  const state = gateCase(rules, acts, { round, gate, team })
  const about = { gate: gate.id, team }
  if (state.finding === null) return [refusal('programme/no-finding', rule, about)]
  const parsed = Determination.safeParse(act.act.result)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('/')}: ${message}`)
    return [refusal('programme/evidence-malformed', rule, { evidence: act.digest, kind: 'determination', problems })]
  }
  const former = actsOf(acts, 'determination', Determination, { round: round.id, team, gate: gate.id }).at(-1)
  const mustName = [
    ...state.unmet,
    ...state.declared,
    ...(state.reply === undefined ? [] : [state.reply]),
    ...(former === undefined ? [] : [former.digest]), // a new one replaces it by naming it
  ]
  const unnamed = mustName.filter((digest) => !act.act.inputs.includes(digest))
  const early = state.reply === undefined && state.replyUntil !== undefined && act.at < state.replyUntil
  return [
    ...signedByPeople(signing, {
      role: 'officer',
      count: gate.procedure?.officers ?? 1,
      rule,
      duty: 'determine',
      team,
    }),
    ...(early
      ? [refusal('programme/reply-still-open', `${rule}/reply`, { ...about, deadline: state.replyUntil ?? '' })]
      : []),
    ...(unnamed.length === 0 ? [] : [refusal('programme/determination-incomplete', rule, { ...about, unnamed })]),
    ...(parsed.data.finding === state.finding
      ? []
      : [
          refusal('programme/determination-on-other-finding', rule, {
            ...about,
            said: parsed.data.finding,
            found: state.finding,
          }),
        ]),
  ]
}
