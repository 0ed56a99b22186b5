import type { Comparison as FullComparison, ComponentComparison, EffectSize, Test } from '#provenance'
import type { ReportData, ReportEvidence } from './data.ts'

// The comparison of two models as evidence holds it. Evidence may come from elsewhere and hold less than the office's
// own comparisons, so every member but the findings may be absent; what the page cannot draw stays in the canonical JSON.

export type ComparedComponent = { readonly component: string; readonly finding: string } & Partial<
  Omit<ComponentComparison, 'component' | 'finding'>
>
export type Comparison = { readonly finding: string; readonly components: readonly ComparedComponent[] } & Partial<
  Omit<FullComparison, 'finding' | 'components'>
>

/** One team's model against one sealed reference. */
export type Pair = {
  readonly digest: string
  readonly evidence: ReportEvidence['evidence']
  readonly team: string
  readonly reference: string
  readonly comparison: Comparison
}

export const pairsOf = (data: ReportData): readonly Pair[] =>
  data.evidence.flatMap(({ digest, evidence }) => {
    const comparison = evidence.result as unknown as Comparison | null
    if (comparison === null || typeof comparison !== 'object' || !Array.isArray(comparison.components)) return []
    const { team, reference } = evidence.subject
    if (team === undefined || reference === undefined) return []
    return [{ digest, evidence, team, reference, comparison }]
  })

export type CoinTest = Test & { readonly coins: NonNullable<Test['coins']> }
export type LabelTest = Test & { readonly labels: NonNullable<Test['labels']> }

/** Tests whose p-value holds: fair coins and labels. Nothing else is evidence. */
export const coinTests = (component: ComparedComponent): readonly CoinTest[] =>
  (component.tests ?? []).filter((test): test is CoinTest => test.coins !== null && test.coins !== undefined)

export const labelTests = (component: ComparedComponent): readonly LabelTest[] =>
  (component.tests ?? []).filter((test): test is LabelTest => test.labels !== null && test.labels !== undefined)

/** A part is carried at a corrected p below this; a test that says less says nothing. */
const CARRIED_LOG10_P = -6

/** The test that says most against independence; where none says anything, the one that counted most. */
export const strongest = <T extends Test>(tests: readonly T[]): T | undefined => {
  const says = ({ log10P }: T): number => (log10P !== null && log10P < CARRIED_LOG10_P ? log10P : 0)
  return tests.toSorted((a, b) => says(a) - says(b) || counted(b) - counted(a))[0]
}

const counted = ({ coins, labels }: Test): number => coins?.n ?? labels?.matched ?? 0

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export type EffectRow = {
  readonly role: string
  readonly cosines: readonly number[]
  readonly pearsons: readonly number[]
  readonly underIndependence: EffectSize['underIndependence'] | undefined
}

/** Cosine and correlation of all tensors of a role: effect sizes, to stand beside what independent models give. */
export const effectRows = ({ effectSizes = [] }: ComparedComponent): readonly EffectRow[] =>
  [...Map.groupBy(effectSizes, ({ role }) => role)].map(([role, sizes]) => ({
    role,
    cosines: sizes.flatMap(({ cosine }) => cosine ?? []),
    pearsons: sizes.flatMap(({ pearson }) => pearson ?? []),
    underIndependence: sizes.find((size) => size.underIndependence !== null)?.underIndependence,
  }))

export type HeatRow = {
  readonly kind: string
  readonly cells: readonly NonNullable<ComparedComponent['layers']>[number][]
}

/** The parts of a component by kind: one row for `mlp`, one for `attention`, one for the embedding. */
export const heatRows = ({ layers = [] }: ComparedComponent): readonly HeatRow[] =>
  [...Map.groupBy(layers, ({ part }) => part.split(' ')[0] ?? part)].map(([kind, cells]) => ({ kind, cells }))
