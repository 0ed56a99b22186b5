import { AssayError, canonicalJson, type Digest, type Evidence, evidenceDigest } from '#base'
import { agreed, type Docket, type Filed, readResult } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import { type Finding, joinComponents, type JoinedComponent, joinReferences } from './finding.ts'
import { type Gate, PROVENANCE, type Rules } from './rules.ts'

/** What the evidence says of a gate before anybody determines anything. */
export type Basis = {
  /** `null` while evidence is missing. */
  readonly finding: string | null
  readonly met: boolean
  readonly components: readonly JoinedComponent[]
  readonly evidence: readonly Digest[]
  /** The evidence that does not meet the gate by itself, which a determination has to name. */
  readonly unmet: readonly Digest[]
}

/** @throws AssayError `programme/evidence-contradicts`, `programme/other-weights`, `programme/evidence-malformed` */
export const basisOf = (rules: Rules, gate: Gate, team: string, docket: Docket): Basis =>
  gate.evidence === PROVENANCE ? byProvenance(rules, gate, team, docket) : byRecord(gate, team, docket)

const byProvenance = (rules: Rules, gate: Gate, team: string, docket: Docket): Basis => {
  const wanted = gate['met-when'].finding ?? []
  const compared = rules.references.map((reference) => {
    const filed = docket.all(PROVENANCE, kinds.Provenance, { team, reference: reference.id })
    for (const one of filed) refuseOtherWeights(one, reference.digest, team, docket)
    return { reference: reference.id, filed }
  })
  const filed = compared.flatMap((one) => one.filed)
  const complete = compared.every((one) => one.filed.length > 0)
  const { finding, components } = joined(
    gate,
    compared.flatMap(({ reference, filed }) => filed.map(({ result }) => ({ reference, result }))),
  )
  const meets = (one: string): boolean => wanted.includes(one)
  const unmet = filed.filter(({ result }) => {
    const own = result.components.filter(({ component }) => gate.components?.includes(component))
    return own.length === 0 || !own.every((one) => meets(one.finding))
  })
  return {
    finding: complete ? finding : null,
    met: complete && meets(finding),
    components,
    evidence: filed.map(({ digest }) => digest),
    unmet: unmet.map(({ digest }) => digest),
  }
}

type Compared = { readonly reference: string; readonly result: kinds.Provenance }

const joined = (
  gate: Gate,
  comparisons: readonly Compared[],
): { readonly finding: Finding; readonly components: readonly JoinedComponent[] } => {
  const findings = comparisons.flatMap(({ reference, result }) =>
    result.components.map(({ component, finding }) => ({ component, finding, reference })),
  )
  const components = joinReferences(gate.components ?? [], findings)
  const uncompared = comparisons
    .flatMap(({ result }) => result.notCompared?.subject ?? [])
    .filter((name) => gate.components?.includes(name) === true && !components.some((one) => one.component === name))
  return {
    finding: joinComponents(
      components.map(({ finding }) => finding),
      uncompared,
    ),
    components,
  }
}

// Evidence about other weights than those handed in, or than those that the rules seal, proves nothing here.
const refuseOtherWeights = (
  { digest, subject, result }: Filed<kinds.Provenance>,
  sealed: Digest | undefined,
  team: string,
  docket: Docket,
): void => {
  const facts = { team, reference: subject['reference'] ?? null, evidence: digest }
  const handedIn = docket.all('submission', kinds.Submission, { team })[0]?.result.manifest ?? undefined
  const pairs = [
    ['subject', result.subjectDigest, handedIn],
    ['reference', result.referenceDigest, sealed],
  ] as const
  for (const [which, compared, expected] of pairs) {
    if (compared !== null && compared !== undefined && expected !== undefined && compared !== expected) {
      throw new AssayError('programme/other-weights', { ...facts, which, compared, expected })
    }
  }
}

const byRecord = (gate: Gate, team: string, docket: Docket): Basis => {
  const { permits, finding: wanted } = gate['met-when']
  const about = { kind: gate.evidence, team }
  if (permits !== undefined) {
    const said = agreed(
      docket.all(gate.evidence, kinds.Permission, { team }),
      (result) => canonicalJson(result.permits.toSorted()),
      about,
    )
    const finding = permittedBy(permits, said?.result.permits ?? [])
    return asBasis(said, finding, finding === 'permitted')
  }
  const said = agreed(docket.all(gate.evidence, kinds.OtherFinding, { team }), ({ finding }) => finding, about)
  const finding = said?.result.finding ?? ''
  return asBasis(said, finding, wanted?.includes(finding) === true)
}

const asBasis = (said: { readonly evidence: readonly Digest[] } | undefined, finding: string, met: boolean): Basis => ({
  finding: said === undefined ? null : finding,
  met: said !== undefined && met,
  components: [],
  evidence: said?.evidence ?? [],
  unmet: met ? [] : (said?.evidence ?? []),
})

/**
 * What evidence about one team says of a gate, as a determination has to name it; `undefined` without evidence.
 * Whether evidence is still missing is for `decide` to say.
 */
export const findingOf = (gate: Gate, evidence: readonly Evidence[]): string | undefined => {
  const own = evidence.filter(({ kind }) => kind === gate.evidence)
  const [first] = own
  if (first === undefined) return undefined
  if (gate.evidence === PROVENANCE) {
    const comparisons = own.map((one) => ({
      reference: one.subject['reference'] ?? '',
      result: readResult(kinds.Provenance, evidenceDigest(one), one),
    }))
    return joined(gate, comparisons).finding
  }
  const { permits } = gate['met-when']
  if (permits === undefined) return readResult(kinds.OtherFinding, evidenceDigest(first), first).finding
  return permittedBy(permits, readResult(kinds.Permission, evidenceDigest(first), first).permits)
}

const permittedBy = (wanted: readonly string[], given: readonly string[]): 'permitted' | 'not-permitted' =>
  wanted.every((use) => given.includes(use)) ? 'permitted' : 'not-permitted'
