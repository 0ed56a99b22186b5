import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { panelAgreement } from './panel-agreement.ts'
import { panelScores } from './panel-score.ts'
import type { ReviewRules, Scorecard } from './scorecard.ts'

/** Scorecards of one team from the marks of each reviewer. */
const cardsOf = (team: string, marks: readonly Readonly<Record<string, number>>[]): readonly Scorecard[] =>
  marks.map((marks, i) => ({ team, reviewer: `e${i + 1}`, marks, reasons: 0 }))
const RULES: ReviewRules = { scale: [0, 100], criteria: { design: 3, novelty: 1 } }
const FIVE = cardsOf('alder', [
  { design: 60, novelty: 90 },
  { design: 95, novelty: 50 },
  { design: 80, novelty: 70 },
  { design: 70, novelty: 65 },
  { design: 10, novelty: 81 },
])

describe('a panel score', () => {
  it('is the weighted sum of the trimmed means', () => {
    const [score] = panelScores(FIVE, RULES)
    expect(score).toMatchObject({ team: 'alder', n: 5 })
    expect(
      score?.byCriterion.map(({ criterion, weight, trimmedMean, mean }) => [
        criterion,
        weight,
        trimmedMean.value,
        mean.value,
      ]),
    ).toEqual([
      ['design', 0.75, 70, 63],
      ['novelty', 0.25, 72, 71.2],
    ])
    expect(score?.value).toBeCloseTo(0.75 * 70 + 0.25 * 72, 12)
    expect(score?.mean).toBeCloseTo(0.75 * 63 + 0.25 * 71.2, 12)
  })

  it('has the intervals that SciPy gives: trimmed_mean_ci with limits of a fifth, and t', () => {
    const [design] = panelScores(FIVE, RULES)[0]?.byCriterion ?? []
    expect(design?.trimmedMean.stderr).toBeCloseTo(7.453559924999298, 10)
    expect(design?.trimmedMean.interval?.low).toBeCloseTo(37.92992004, 7)
    expect(design?.trimmedMean.interval?.high).toBe(100) // 102.07, cut at the end of the scale
    expect(design?.mean.interval?.low).toBeCloseTo(22.861398738434488, 9)
  })

  it('has an interval that knows which reviewers are strict on every criterion', () => {
    const alike = cardsOf(
      'a',
      [40, 50, 60, 70, 80].map((mark) => ({ design: mark, novelty: mark })),
    )
    const opposed = cardsOf(
      'b',
      [40, 50, 60, 70, 80].map((mark) => ({ design: mark, novelty: 120 - mark })),
    )
    const [a, b] = panelScores([...alike, ...opposed], { scale: [0, 100], criteria: { design: 1, novelty: 1 } })
    expect([a?.value, b?.value]).toEqual([60, 60])
    expect(a?.stderr).toBeGreaterThan(7)
    expect(b?.stderr).toBeCloseTo(0, 12)
  })

  it('does not depend on who reports first, nor on the size of all weights', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...FIVE], { minLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        (cards, factor) => {
          const [score] = panelScores(cards, { scale: [0, 100], criteria: { design: 3 * factor, novelty: factor } })
          const [wanted] = panelScores(FIVE, RULES)
          expect(score?.value).toBeCloseTo(wanted?.value as number, 10)
          expect(score?.interval?.low).toBeCloseTo(wanted?.interval?.low as number, 8)
        },
      ),
    )
  })

  it('is not moved by one reviewer who marks to the extremes', () => {
    const [low, high] = [0, 100].map(
      (mark) =>
        panelScores(
          cardsOf(
            'a',
            [70, 71, 72, 73, mark].map((design) => ({ design })),
          ),
          { scale: [0, 100] },
        )[0]?.value,
    )
    expect(low).toBe(71)
    expect(high).toBe(72)
  })

  it('weighs criteria alike where the rules do not weigh them', () => {
    expect(panelScores(FIVE, { scale: [0, 100] })[0]?.value).toBeCloseTo(71, 12)
  })

  it('has no interval with three reviewers, and does not exist with two', () => {
    const three = cardsOf('a', [{ design: 1 }, { design: 5 }, { design: 9 }])
    expect(panelScores(three, { scale: [0, 10] })[0]).toMatchObject({ value: 5, interval: undefined })
    expect(() => panelScores(three.slice(0, 2), { scale: [0, 10] })).toThrow('review/too-few-reviewers')
  })
})

it('tells how far reviewers agree, criterion by criterion', () => {
  const marks: Readonly<Record<string, readonly number[]>> = {
    x: [9, 6, 8, 7, 10, 6],
    y: [2, 1, 4, 1, 5, 2],
    z: [5, 3, 6, 2, 6, 4],
    w: [8, 2, 8, 6, 9, 7],
  }
  const cards = Object.entries(marks).flatMap(([reviewer, row]) =>
    row.map((design, i) => ({ team: `t${i}`, reviewer, marks: { design, flat: 5 }, reasons: 0 })),
  )
  const [design, flat] = panelAgreement(cards)
  expect(design?.intraclass?.single).toBeCloseTo(0.2897637795, 9) // Shrout and Fleiss, 1979
  expect(design?.kendallW).toBeGreaterThan(0.8)
  expect(design?.alpha).toBeLessThan(0.4)
  expect(flat).toEqual({ criterion: 'flat', alpha: undefined, intraclass: undefined, kendallW: undefined })
})
