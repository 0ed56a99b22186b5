import { type IntraclassCorrelation, intraclassCorrelation, kendallW, krippendorffAlpha } from '#numeric'
import type { Scorecard } from './scorecard.ts'

/** How far the reviewers agree on one criterion; what cannot be told is undefined. */
export type PanelAgreement = {
  readonly criterion: string
  /** Krippendorff's alpha of the marks as distances; reviewers may have left teams out */
  readonly alpha: number | undefined
  /** over the reviewers who marked every team, if there are at least two of them and of the teams */
  readonly intraclass: IntraclassCorrelation | undefined
  readonly kendallW: number | undefined
}

/** Agreement on each criterion, in the order of their names. */
export const panelAgreement = (scorecards: readonly Scorecard[]): readonly PanelAgreement[] => {
  const teams = distinct(scorecards.map(({ team }) => team))
  const reviewers = distinct(scorecards.map(({ reviewer }) => reviewer))
  const cards = new Map(scorecards.map((card) => [`${card.team} ${card.reviewer}`, card]))
  return distinct(scorecards.flatMap(({ marks }) => Object.keys(marks))).map((criterion) => {
    const ratings = reviewers.map((reviewer) => teams.map((team) => cards.get(`${team} ${reviewer}`)?.marks[criterion]))
    const complete = ratings.filter((row): row is number[] => row.every((mark) => mark !== undefined))
    const square = complete.length > 1 && teams.length > 1
    return {
      criterion,
      alpha: krippendorffAlpha(ratings, 'interval'),
      intraclass: square
        ? intraclassCorrelation(teams.map((_, team) => complete.map((row) => row[team] as number)))
        : undefined,
      kendallW: square ? kendallW(complete) : undefined,
    }
  })
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted()
