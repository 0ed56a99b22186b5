import { AssayError, canonicalJson, type Digest } from '#base'
import { agreed, type Docket, type Filed } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import type { JoinedComponent } from './finding.ts'
import { basisOf } from './gate-basis.ts'
import type { Gate, Rules } from './rules.ts'

/** How a gate stands for one team. */
export type JudgedGate = {
  readonly id: string
  readonly state: 'met' | 'not-met' | 'open'
  readonly finding: string | null
  readonly components: readonly JoinedComponent[]
  /** The team itself declared that it reuses a component that this gate judges. */
  readonly reuseDeclared: boolean
  readonly determination: Digest | null
  readonly reply: Digest | null
  readonly evidence: readonly Digest[]
  readonly defects: readonly Defect[]
}

/** Why an act on record does not count. */
export type Defect = {
  readonly code:
    | 'determination-names-no-finding'
    | 'determination-names-other-finding'
    | 'determination-names-no-reply'
    | 'determination-before-reply'
  readonly team: string
  readonly gate: string
  readonly evidence: readonly Digest[]
}

/**
 * Judges one gate for one team.
 *
 * A finding that `met-when` lists meets the gate; any other leaves it open, and only a determination that addresses the
 * findings and the team's reply closes it. A determination against the team needs that the team was heard.
 *
 * @throws AssayError `programme/evidence-contradicts`, `programme/other-weights`, `programme/determination-against-rule`
 */
export const judgeGate = (rules: Rules, gate: Gate, team: string, docket: Docket): JudgedGate => {
  const basis = basisOf(rules, gate, team, docket)
  const declared = declaredReuse(gate, team, docket)
  const reply = replyOf(gate, team, docket)
  const base = {
    id: gate.id,
    finding: basis.finding,
    components: basis.components,
    reuseDeclared: declared.length > 0,
    reply: reply ?? null,
    evidence: [...basis.evidence, ...declared],
    defects: [],
    determination: null,
  }
  if (basis.finding === null) return { ...base, state: 'open' }
  const determination = standingDetermination(gate, team, docket)
  const byRule = declared.length === 0 ? (basis.met ? 'met' : 'open') : (gate['declared-reuse'] ?? 'open')
  if (determination === undefined) return { ...base, state: byRule }
  if (byRule !== 'open') {
    if (determination.result.state === byRule) return { ...base, state: byRule, determination: determination.digest }
    throw new AssayError('programme/determination-against-rule', {
      team,
      gate: gate.id,
      state: byRule,
      finding: basis.finding,
      evidence: determination.digest,
    })
  }
  const mustName = [...basis.unmet, ...declared]
  const defects = defectsOf(determination, mustName, basis.finding, reply).map((code): Defect => {
    const unnamed = [...mustName, ...(reply === undefined ? [] : [reply])].filter(
      (digest) => !determination.inputs.includes(digest),
    )
    return { code, team, gate: gate.id, evidence: [determination.digest, ...unnamed] }
  })
  if (defects.length > 0) return { ...base, state: 'open', defects }
  return { ...base, state: determination.result.state, determination: determination.digest }
}

const declaredReuse = (gate: Gate, team: string, docket: Docket): readonly Digest[] =>
  docket
    .all('declaration.reuse', kinds.ReuseDeclaration, { team })
    .filter(({ result }) => result.components.some(({ component }) => gate.components?.includes(component)))
    .map(({ digest }) => digest)

const replyOf = (gate: Gate, team: string, docket: Docket): Digest | undefined =>
  agreed(docket.all('reply', kinds.Reply, { team, gate: gate.id }), (reply) => canonicalJson(reply), {
    kind: 'reply',
    team,
    gate: gate.id,
  })?.evidence[0]

// A later determination replaces an earlier one by naming it: after an appeal both stay on record.
const standingDetermination = (gate: Gate, team: string, docket: Docket): Filed<kinds.Determination> | undefined => {
  const all = docket.all('determination', kinds.Determination, { team, gate: gate.id })
  const replaced = new Set(all.flatMap(({ inputs }) => inputs))
  const standing = all.filter(({ digest }) => !replaced.has(digest))
  if (standing.length < 2) return standing[0]
  throw new AssayError('programme/evidence-contradicts', {
    kind: 'determination',
    team,
    gate: gate.id,
    said: standing.map(({ result }) => result.state),
    evidence: standing.map(({ digest }) => digest),
  })
}

const defectsOf = (
  { inputs, result }: Filed<kinds.Determination>,
  mustName: readonly Digest[],
  finding: string,
  reply: Digest | undefined,
): readonly Defect['code'][] => [
  ...(mustName.every((digest) => inputs.includes(digest)) ? [] : (['determination-names-no-finding'] as const)),
  ...(result.finding === finding ? [] : (['determination-names-other-finding'] as const)),
  ...(reply === undefined || inputs.includes(reply) ? [] : (['determination-names-no-reply'] as const)),
  ...(reply === undefined && result.state === 'not-met' ? (['determination-before-reply'] as const) : []),
]
