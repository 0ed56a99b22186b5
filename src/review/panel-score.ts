import { AssayError } from '#base'
import { drawnIn, type Estimate, trimmedEstimate, withInterval } from '#numeric'
import type { ReviewRules, Scorecard } from './scorecard.ts'

export type CriterionScore = {
  readonly criterion: string
  /** share of the panel score, in (0, 1] */
  readonly weight: number
  readonly mean: Estimate
  readonly trimmedMean: Estimate
}

/** What the panel gives one team. */
export type PanelScore = {
  readonly team: string
  /** weighted sum of the criteria's trimmed means, on the scale of the marks, not rounded */
  readonly value: number
  readonly stderr: number | undefined
  readonly interval: Estimate['interval']
  /** reviewers who marked the team */
  readonly n: number
  /** the same with plain means, for comparison */
  readonly mean: number
  readonly byCriterion: readonly CriterionScore[]
}

/** The single highest and the single lowest mark of each criterion are left out. */
const CUT = 1
/** Below it nothing, or one mark alone, would be left. */
const FEWEST_REVIEWERS = 3
const LEVEL = 0.95

/**
 * Panel scores of all teams, in the order of their names.
 *
 * The interval is that of a weighted sum of trimmed means over the same reviewers: Tukey and McLaughlin's, on each
 * reviewer's weighted sum of marks that were drawn in criterion by criterion. It treats the reviewers as a draw from
 * those who might have been asked, and is cut at the ends of the scale. With three reviewers there is none.
 *
 * @throws AssayError `review/too-few-reviewers`
 */
export const panelScores = (scorecards: readonly Scorecard[], rules: ReviewRules): readonly PanelScore[] =>
  [...Map.groupBy(scorecards, ({ team }) => team)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([team, cards]) => scoreOf(team, cards, rules))

const scoreOf = (team: string, cards: readonly Scorecard[], { scale, criteria }: ReviewRules): PanelScore => {
  if (cards.length < FEWEST_REVIEWERS) {
    throw new AssayError('review/too-few-reviewers', { team, got: cards.length, needed: FEWEST_REVIEWERS })
  }
  const weights = sharesOf(criteria ?? equalWeights(cards))
  const marksOf = (criterion: string): readonly number[] => cards.map(({ marks }) => marks[criterion] as number)
  const byCriterion = weights.map(({ criterion, weight }) => ({
    criterion,
    weight,
    mean: onScale(trimmedEstimate(marksOf(criterion), 0, LEVEL), scale),
    trimmedMean: onScale(trimmedEstimate(marksOf(criterion), CUT, LEVEL), scale),
  }))

  const drawn = weights.map(({ criterion, weight }) => ({ weight, marks: drawnIn(marksOf(criterion), CUT) }))
  const byReviewer = cards.map((_, i) =>
    drawn.reduce((sum, { weight, marks }) => sum + weight * (marks[i] as number), 0),
  )
  const weighted = (part: 'mean' | 'trimmedMean'): number =>
    byCriterion.reduce((sum, each) => sum + each.weight * each[part].value, 0)
  const { value, stderr, interval, n } = onScale(
    withInterval(weighted('trimmedMean'), byReviewer, { cut: CUT, level: LEVEL }),
    scale,
  )
  return { team, value, stderr, interval, n, mean: weighted('mean'), byCriterion }
}

const sharesOf = (
  criteria: Readonly<Record<string, number>>,
): readonly { readonly criterion: string; readonly weight: number }[] => {
  const total = Object.values(criteria).reduce((sum, weight) => sum + weight, 0)
  return Object.entries(criteria)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([criterion, weight]) => ({ criterion, weight: weight / total }))
}

const equalWeights = (cards: readonly Scorecard[]): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.keys(cards[0]?.marks ?? {}).map((criterion) => [criterion, 1]))

// A mean cannot lie off the scale, so an interval need not either.
const onScale = (estimate: Estimate, [low, high]: ReviewRules['scale']): Estimate => ({
  ...estimate,
  interval: estimate.interval && {
    ...estimate.interval,
    low: Math.max(low, estimate.interval.low),
    high: Math.min(high, estimate.interval.high),
  },
})
