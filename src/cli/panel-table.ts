import type { PanelReport } from '#office'
import type { Language } from './one-line.ts'
import { table } from './table.ts'

/** Panel scores of all teams, highest first, with how far the reviewers agree. */
export const panelTable = ({ scores, agreement }: PanelReport, language: Language): string => {
  const criteria = scores[0]?.byCriterion.map(({ criterion }) => criterion) ?? []
  const columns = [
    { head: W.team[language] },
    { head: W.score[language], align: 'right' as const },
    { head: W.interval[language], align: 'right' as const },
    { head: W.mean[language], align: 'right' as const },
    { head: W.reviewers[language], align: 'right' as const },
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
    W.note[language],
    `${W.agreement[language]}: ${agreement.map(({ criterion, alpha }) => `${criterion} ${alpha?.toFixed(2) ?? '–'}`).join(', ')}`,
  ].join('\n')
}

const W = {
  team: { en: 'Team', ko: '팀' },
  score: { en: 'score', ko: '점수' },
  interval: { en: '95 % interval', ko: '95 % 구간' },
  mean: { en: 'mean', ko: '평균' },
  reviewers: { en: 'reviewers', ko: '위원 수' },
  note: {
    en: 'The score leaves out the highest and the lowest mark of each criterion; the mean leaves out nothing.',
    ko: '점수는 기준마다 가장 높은 점수와 가장 낮은 점수를 빼고 계산하며, 평균은 모두 넣어 계산합니다.',
  },
  agreement: { en: 'Agreement of the reviewers (Krippendorff’s alpha)', ko: '위원 사이의 일치도(크리펜도르프 알파)' },
} as const
