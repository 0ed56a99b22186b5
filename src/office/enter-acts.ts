import { AssayError, evidenceDigest, type Evidence } from '#base'
import { findingOf } from '#programme'
import { parseAct, type ActFile } from './acts.ts'
import { admit, admittedEvidence } from './admit.ts'
import type { OpenRound } from './open-round.ts'
import type { NamedEvidence } from './read-evidence.ts'
import type { Staged } from './stage.ts'

const MAX_ACT_BYTES = 2 ** 20

/**
 * Enters the round's replies, determinations and withdrawals, in the order of their file names.
 * A determination is bound by digest to the findings and the reply that its officers had before them.
 *
 * @throws AssayError `office/act-malformed`, `office/unknown-team`, `office/unknown-gate`, `office/determination-on-other-finding`
 */
export const enterActs = async (round: OpenRound): Promise<Staged<void>> => {
  const { folder, plan } = round.programme
  if (plan.acts === undefined) return entered(0)
  const names = ((await round.office.tools.list(`${folder}/${plan.acts}`)) ?? [])
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
  for (const name of names) {
    const where = `${folder}/${plan.acts}/${name}`
    const act = parseAct(await round.office.tools.readText(where, MAX_ACT_BYTES), where)
    const evidence = evidenceOf(act, where, round, await admittedEvidence(round))
    await admit(round, [{ digest: evidenceDigest(evidence), evidence }])
  }
  return entered(names.length)
}

const entered = (count: number): Staged<void> => ({ value: undefined, note: { en: `${count} acts`, ko: `${count}건` } })

const evidenceOf = (act: ActFile, where: string, round: OpenRound, admitted: readonly NamedEvidence[]): Evidence => {
  refuseUnknown(act, where, round, admitted)
  const method = { name: 'act', version: '1', parameters: {} }
  switch (act.act) {
    case 'reply':
      return {
        kind: 'reply',
        subject: { round: round.id, team: act.team, gate: act.gate },
        method,
        inputs: [],
        result: { text: act.text },
      }
    case 'withdrawal':
      return {
        kind: 'withdrawal',
        subject: { round: round.id, team: act.team },
        method,
        inputs: [],
        result: { reason: act.reason },
      }
    case 'determination':
      return determinationOf(act, where, round, admitted)
  }
}

type Determination = Extract<ActFile, { act: 'determination' }>

const determinationOf = (
  act: Determination,
  where: string,
  round: OpenRound,
  admitted: readonly NamedEvidence[],
): Evidence => {
  const rules = round.programme.rules.rounds.find(({ id }) => id === round.id)
  const gate = rules?.gates.find(({ id }) => id === act.gate)
  const about = admitted.filter(({ evidence }) => evidence.subject['team'] === act.team)
  const findings = about.filter(({ evidence }) => evidence.kind === gate?.evidence)
  const replies = about.filter(({ evidence }) => evidence.kind === 'reply' && evidence.subject['gate'] === act.gate)
  const found =
    gate === undefined
      ? undefined
      : findingOf(
          gate,
          findings.map(({ evidence }) => evidence),
        )
  if (found !== act.finding)
    throw new AssayError('office/determination-on-other-finding', {
      where,
      said: act.finding,
      found: found ?? 'nothing',
    })
  const { state, finding, reasons, by } = act
  return {
    kind: 'determination',
    subject: { round: round.id, team: act.team, gate: act.gate },
    method: { name: 'act', version: '1', parameters: {} },
    inputs: [...findings, ...replies].map(({ digest }) => digest).toSorted(),
    result: { state, finding, null: act['under-independence'], reasons, by },
  }
}

const refuseUnknown = (act: ActFile, where: string, round: OpenRound, admitted: readonly NamedEvidence[]): void => {
  const teams = admitted
    .filter(({ evidence }) => evidence.kind === 'submission')
    .map(({ evidence }) => evidence.subject['team'] ?? '')
  if (!teams.includes(act.team)) throw new AssayError('office/unknown-team', { where, team: act.team, known: teams })
  if (act.act === 'withdrawal') return
  const gates = round.programme.rules.rounds.find(({ id }) => id === round.id)?.gates.map(({ id }) => id) ?? []
  if (!gates.includes(act.gate)) throw new AssayError('office/unknown-gate', { where, gate: act.gate, known: gates })
}
