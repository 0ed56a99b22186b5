import type { PanelReport } from '#office'
import { table } from './table.ts'

/** Panel scores of all teams, highest first, with how far the reviewers agree. */
export const panelTable = ({ scores, agreement }: PanelReport): string => {
  const criteria = scores[0]?.byCriterion.map(({ criterion }) => criterion) ?? []
  const columns = [
    { head: 'Team' },
    { head: 'score', align: 'right' as const },
    { head: '95 % interval', align: 'right' as const },
    { head: 'mean', align: 'right' as const },
    { head: 'reviewers', align: 'right' as const },
    ...criteria.map((criterion) => ({ head: criterion, align: 'right' as const })),
  ]
  const rows = scores
    .toSorted((a, b) => b.value - a.value)
    .map(({ team, value, interval, mean, n, byCriterion }) => [
      team,
      value.toFixed(2),
      interval === undefined ? '–' : `${interval.low.toFixed(1)}–${interval.high.toFixed(1)}`,
      mean.toFixed(2),
      String(n),
      ...byCriterion.map(({ trimmedMean }) => trimmedMean.value.toFixed(2)),
    ])
  return [
    table(columns, rows),
    'The score leaves out the highest and the lowest mark of each criterion; the mean leaves out nothing.',
    `Agreement of the reviewers (Krippendorff’s alpha): ${agreement.map(({ criterion, alpha }) => `${criterion} ${alpha?.toFixed(2) ?? '–'}`).join(', ')}`,
  ].join('\n')
}
