import type { ToldComparison } from '../provenance/room.ts'
import type { ReportData, ReportEvidence } from './data.ts'

/** One team's model against one sealed reference. */
export type Pair = {
  readonly digest: string
  readonly evidence: ReportEvidence['evidence']
  readonly team: string
  readonly reference: string
  readonly comparison: ToldComparison
}

/** Comparisons as evidence holds them; what the page cannot draw stays in the canonical JSON. */
export const pairsOf = (data: ReportData): readonly Pair[] =>
  data.evidence.flatMap(({ digest, evidence }) => {
    const comparison = evidence.result as unknown as ToldComparison | null
    if (comparison === null || typeof comparison !== 'object' || !Array.isArray(comparison.components)) return []
    const { team, reference } = evidence.subject
    if (team === undefined || reference === undefined) return []
    return [{ digest, evidence, team, reference, comparison }]
  })
