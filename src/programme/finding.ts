/** What evidence says of where a model's weights come from, the gravest first. */
export const FINDINGS = ['derived', 'partial', 'structural', 'shared-init', 'inconclusive', 'independent'] as const
export type Finding = (typeof FINDINGS)[number]

/** One component of one comparison. */
export type ComponentFinding = { readonly component: string; readonly finding: Finding; readonly reference: string }

/** A component against all references: the gravest of its findings, and the references that gave it. */
export type JoinedComponent = {
  readonly component: string
  readonly finding: Finding
  readonly references: readonly string[]
}

/**
 * Joins the findings of a component over several references: the gravest one counts.
 * Components that no comparison names are left out: the model does not have them.
 *
 * @param judged the components that a gate judges, in the order of the rules
 */
export const joinReferences = (
  judged: readonly string[],
  findings: readonly ComponentFinding[],
): readonly JoinedComponent[] =>
  judged.flatMap((component) => {
    const own = findings.filter((one) => one.component === component)
    if (own.length === 0) return []
    const finding = gravest(own.map((one) => one.finding))
    const references = own.filter((one) => one.finding === finding).map((one) => one.reference)
    return [{ component, finding, references: [...new Set(references)].toSorted() }]
  })

/**
 * The finding on a model from those on its components: `derived` if every one is; `partial` if some are derived or
 * partial; else the gravest. Where no component was compared at all, nothing is known: `inconclusive`.
 *
 * @param uncompared components that the model has and no reference has: what nobody else has cannot be taken from them,
 *   but a model with such a component is never derived as a whole
 */
export const joinComponents = (findings: readonly Finding[], uncompared: readonly string[] = []): Finding => {
  if (findings.length === 0) return 'inconclusive'
  if (uncompared.length === 0 && findings.every((finding) => finding === 'derived')) return 'derived'
  if (findings.some((finding) => finding === 'derived' || finding === 'partial')) return 'partial'
  return gravest(findings)
}

const gravest = (findings: readonly Finding[]): Finding =>
  FINDINGS.find((finding) => findings.includes(finding)) ?? 'inconclusive'
