import type { ReportData, RuleRound } from './data.ts'

/** Both ends belong to it. */
export type Range = { readonly low: number; readonly high: number }

export const rangeKey = (team: string, figure: string): string => `${team} ${figure}`

export const roundOf = (data: ReportData): RuleRound => {
  const round = data.rules.rounds.find(({ id }) => id === data.round) ?? data.rules.rounds[0]
  if (round === undefined) throw new RangeError('rules without a round') // the schema asks for at least one
  return round
}

/** Means that are known, by figure: `benchmark`, `total`. */
export const meansOf = (data: ReportData): Record<string, number> =>
  Object.fromEntries(
    Object.entries(data.decision.means).flatMap(([figure, value]) => (value === null ? [] : [[figure, value]])),
  )

/**
 * Where figures must lie, by `rangeKey(team, figure)`: what the office worked out, and for an undisclosed figure that
 * it says nothing of, all that the rules allow.
 */
export const rangesOf = (data: ReportData): ReadonlyMap<string, Range> => {
  const ranges = new Map<string, Range>()
  const parts = roundOf(data).parts
  const maximum = parts.reduce((sum, part) => sum + part.points, 0)
  for (const team of data.decision.teams) {
    for (const part of parts) {
      if ((team.parts[part.id] ?? null) === null) ranges.set(rangeKey(team.id, part.id), { low: 0, high: part.points })
    }
    if (team.total === null) ranges.set(rangeKey(team.id, 'total'), { low: 0, high: maximum })
  }
  for (const { team, figure, low, high } of data.intervals ?? []) ranges.set(rangeKey(team, figure), { low, high })
  return ranges
}
