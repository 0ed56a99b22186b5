import { describe, expect, it } from 'vitest'
import type { Evidence, Json } from '#base'
import { seeded, trimmedMean } from '#numeric'
import { evidence, figure, measure, measured, refusal, rulesWith, submission } from '../small-round.fixture.ts'
import { judgeEffects } from './judge-effects.ts'
import { stabilityOf } from './stability.ts'

const METHODS = {
  'bench.all': { method: 'mean-of-tasks', parameters: { figures: [{ task: 'quiz', figure: 'acc,none' }] } },
  'review.panel': { method: 'trimmed-mean-of-reviewers', parameters: { scale: [0, 100], criteria: { design: 1 } } },
}
const rules = rulesWith({ measures: METHODS, rounding: { when: 'none' }, cut: { seats: 1, among: 'all-evaluated' } })
const options = { seed: 7, draws: 4000 }
const quiz = (team: string, scores: readonly number[]): Evidence[] => [
  evidence(
    'bench.task',
    { team, task: 'quiz' },
    { metrics: {}, documents: scores.length, items: { 'acc,none': [...scores] } },
  ),
  measure('bench.all', team, scores.reduce((sum, score) => sum + score, 0) / scores.length),
]
const panel = (marks: Readonly<Record<string, readonly number[]>>): Evidence[] => [
  evidence(
    'review.scores',
    {},
    {
      measure: 'review.panel',
      scores: Object.entries(marks).flatMap(([team, row]) =>
        row.map((design, i): Json => ({ team, reviewer: `e${i}`, marks: { design } })),
      ),
    },
  ),
  ...Object.entries(marks).map(([team, row]) => measure('review.panel', team, trimmedMean(row, 1))),
]
const teams = (...ids: readonly string[]): Evidence[] => ids.map((id) => submission(id))
const team = (report: ReturnType<typeof stabilityOf>, id: string) => report?.teams.find((one) => one.team === id)

describe('the stability of a decision', () => {
  it('says that doubt is unknown where measures come without observations and without errors', () => {
    const report = stabilityOf(rules, measured({ ada: [90, 80], bob: [70, 70] }), options)
    expect(report).toMatchObject({ doubt: 'none', changes: [], observations: 0, margin: { reversed: null } })
    expect(team(report, 'ada')).toMatchObject({
      total: 86,
      rank: 1,
      totalInterval: null,
      rankInterval: null,
      withinCut: null,
      advances: null,
      basis: { bench: 'unknown', expert: 'unknown' },
    })
  })

  it('varies measures by the standard errors that they state, and no more', () => {
    const stated = (id: string, value: number, stderr: number) => evidence('bench.all', { team: id }, { value, stderr })
    const pieces = [
      ...teams('ada', 'bob'),
      stated('ada', 55, 5),
      stated('bob', 50, 5),
      measure('review.panel', 'ada', 50),
      measure('review.panel', 'bob', 50),
    ]
    const report = stabilityOf(rules, pieces, { seed: 3, draws: 20_000 })
    expect(report?.doubt).toBe('partial')
    // 60 points in 100: the lead is 3 points with an error of 3·√2, so that P(reversed) = Φ(−1/√2) = 0.2398.
    expect(report?.margin).toMatchObject({ within: 'ada', outside: 'bob', points: 3 })
    expect(report?.margin?.reversed).toBeCloseTo(0.2398, 1.9)
    expect(team(report, 'ada')?.withinCut).toBeCloseTo(0.7602, 1.9)
    // ± 1.96 · 3 points around 53
    expect(team(report, 'ada')?.totalInterval?.low).toBeCloseTo(53 - 5.88, 0)
    expect(team(report, 'ada')?.totalInterval?.high).toBeCloseTo(53 + 5.88, 0)
  })

  it('draws items for all teams at once: who is right on the same items keeps the lead in every draw', () => {
    const [stream, size] = [seeded(1), 200]
    const easy = Array.from({ length: size }, () => (stream.uniform() < 0.5 ? 100 : 0))
    const behind = easy.map((score, i) => (i < 8 ? 0 : score))
    const pieces = [
      ...teams('ada', 'bob'),
      ...quiz('ada', easy),
      ...quiz('bob', behind),
      ...panel({ ada: [5, 5, 5], bob: [5, 5, 5] }),
    ]
    const report = stabilityOf(rules, pieces, options)
    expect(report?.doubt).toBe('complete')
    const width = team(report, 'ada')!.totalInterval!
    expect(width.high - width.low).toBeCloseTo(2 * 1.96 * 60 * Math.sqrt(0.25 / size), 0)
    expect(report?.margin?.reversed).toBeLessThan(0.05) // a lead of 2 % would be nothing between independent draws
  })

  it('names the reviewer without whom another team would be first', () => {
    const pieces = [
      ...teams('ada', 'bob'),
      measure('bench.all', 'ada', 50),
      measure('bench.all', 'bob', 50),
      ...panel({ ada: [60, 60, 90, 90], bob: [74, 74, 74, 74] }),
    ]
    const report = stabilityOf(rules, pieces, options)
    // ada leads with a trimmed mean of 75 to 74; without one of the two high marks hers is 60.
    expect(report?.changes).toEqual([
      { measure: 'review.panel', what: 'reviewer', name: 'e2', in: ['bob'], out: ['ada'] },
      { measure: 'review.panel', what: 'reviewer', name: 'e3', in: ['bob'], out: ['ada'] },
    ])
    expect(report?.observations).toBe(4)
  })

  it('names the item that decides', () => {
    const pieces = [
      ...teams('ada', 'bob'),
      ...quiz('ada', [100, 0, 100, 0]),
      ...quiz('bob', [0, 0, 0, 100]),
      measure('review.panel', 'ada', 50),
      measure('review.panel', 'bob', 85), // 14 points more, and the quiz is 15 less
    ]
    const report = stabilityOf(rules, pieces, options)
    expect(report?.changes.map(({ name }) => name)).toEqual(['quiz 1', 'quiz 3'])
  })

  it('gives the nearest weight at which somebody else is first', () => {
    const report = stabilityOf(rules, measured({ ada: [90, 50], bob: [70, 70] }), options)
    // ada leads 74 to 70: 12 by the benchmark, −8 by the experts. 12·f = 8 at 2/3; 8·f = 12 at 1.5.
    expect(report?.weights).toEqual([
      { part: 'bench', points: 60, factor: expect.closeTo(2 / 3, 12) as number, in: 'bob', out: 'ada' },
      { part: 'expert', points: 40, factor: expect.closeTo(1.5, 12) as number, in: 'bob', out: 'ada' },
    ])
  })

  it('tells a severe judge from a weak team', () => {
    const marks = [
      ...[60, 70, 80].map((mark, i) => ({ team: 'ada', reviewer: `e${i}`, marks: { design: mark } })),
      ...[50, 60, 70].map((mark, i) => ({ team: 'bob', reviewer: `e${i}`, marks: { design: mark } })),
      // cy was not marked by the mild one
      ...[65, 75].map((mark, i) => ({ team: 'cy', reviewer: `e${i}`, marks: { design: mark } })),
    ]
    const effects = judgeEffects({ teams: ['ada', 'bob', 'cy'], marks, criteria: { design: 1 } })
    expect(effects?.reviewers.map(({ effect }) => effect)).toEqual(
      [-10, 0, 10].map((value) => expect.closeTo(value, 9) as number),
    )
    expect(effects?.teams.map(({ value }) => value)).toEqual(
      [70, 60, 75].map((value) => expect.closeTo(value, 9) as number),
    )
    expect(effects?.spread).toBeCloseTo(0, 9)
  })

  it('gives a team’s value in the model the error that a two-way table has', () => {
    // Residuals ±3 in a full 2 × 4 table: variance 8·9/3 = 24, and 24/4 for the mean of a row.
    const marks = [3, -3, 3, -3].flatMap((rest, i) => [
      { team: 'ada', reviewer: `e${i}`, marks: { design: 50 + rest } },
      { team: 'bob', reviewer: `e${i}`, marks: { design: 40 - rest } },
    ])
    const effects = judgeEffects({ teams: ['ada', 'bob'], marks, criteria: { design: 1 } })
    expect(effects?.spread).toBeCloseTo(Math.sqrt(24), 9)
    expect(effects?.teams.map(({ stderr }) => stderr)).toEqual([
      expect.closeTo(Math.sqrt(6), 9),
      expect.closeTo(Math.sqrt(6), 9),
    ])
  })

  it('does not compare teams that no reviewer joins', () => {
    const marks = ['e0', 'e1', 'e2'].flatMap((reviewer) => [
      { team: 'ada', reviewer, marks: { design: 50 } },
      { team: 'bob', reviewer: `${reviewer}b`, marks: { design: 40 } },
    ])
    expect(judgeEffects({ teams: ['ada', 'bob'], marks, criteria: { design: 1 } })).toBeUndefined()
  })

  it('is the same for everybody who has the seed', () => {
    const pieces = [
      ...teams('ada', 'bob'),
      ...quiz('ada', [100, 0, 100]),
      ...quiz('bob', [0, 0, 100]),
      ...panel({ ada: [5, 6, 7], bob: [7, 6, 6] }),
    ]
    expect(stabilityOf(rules, pieces.toReversed(), options)).toEqual(stabilityOf(rules, pieces, options))
    expect(stabilityOf(rules, pieces, { ...options, seed: 8 })).not.toEqual(stabilityOf(rules, pieces, options))
  })

  it('refuses observations that make another measure than the one on record', () => {
    const pieces = [
      ...teams('ada'),
      ...quiz('ada', [100, 0]).slice(0, 1),
      measure('bench.all', 'ada', 60),
      measure('review.panel', 'ada', 5),
    ]
    expect(refusal(() => stabilityOf(rules, pieces, options))).toEqual({
      code: 'programme/samples-do-not-fit',
      measure: 'bench.all',
      team: 'ada',
      value: 60,
      made: 50,
    })
  })

  it('draws nothing where a figure is unpublished', () => {
    const hidden = rulesWith({
      parts: [{ id: 'a', points: 6, 'points-from': 'as-given' }],
      rank: { by: 'total', ties: ['lot'] },
    })
    expect(stabilityOf(hidden, [submission('x'), figure('x', 'a', null)], options)).toBeUndefined()
  })
})
