import { describe, expect, it } from 'vitest'
import type { Json } from '#base'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { evidence, measure, named, refusal, rulesWith, submission } from './small-round.fixture.ts'

const target = (team: string, value: number) => measure('own-target', team, value)

const licence = (team: string, permits: readonly string[]) => evidence('declaration.licence', { team }, { permits })

type Members = Parameters<typeof rulesWith>[0]

/** Points of one part of ten points, by team, with everything else left out. */
const pointsBy = (
  formula: Json,
  measures: Readonly<Record<string, number | null>>,
  more: { readonly round?: Members; readonly pieces?: Parameters<typeof decide>[1] } = {},
): Record<string, number | null | undefined> => {
  const rules = rulesWith({
    parts: [{ id: 'only', points: 10, measure: 'bench.all', 'points-from': formula }],
    rank: { by: 'total', ties: ['lot'] },
    rounding: { when: 'none' },
    cut: { seats: 9, among: 'all-evaluated' },
    ...more.round,
  })
  const pieces = Object.entries(measures).flatMap(([team, value]) => [
    submission(team),
    measure('bench.all', team, value),
  ])
  return pointsOf(decide(rules, [...pieces, ...(more.pieces ?? [])]))
}
const pointsOf = ({ teams }: Decision) => Object.fromEntries(teams.map(({ id, parts }) => [id, parts['only']]))

describe('linear', () => {
  it('gives nothing at zero, all at full, its share between, and stops at both ends', () => {
    const points = pointsBy({ linear: { zero: 20, full: 60 } }, { a: 10, b: 20, c: 30, d: 60, e: 70 })
    expect(points).toEqual({ a: 0, b: 0, c: 2.5, d: 10, e: 10 })
  })

  it('counts downwards where less is better', () => {
    expect(pointsBy({ linear: { zero: 100, full: 0 } }, { a: 100, b: 75, c: -5 })).toEqual({ a: 0, b: 2.5, c: 10 })
  })

  it('takes a measure as the decimal that it is written as', () => {
    // In doubles 0.1 + 0.2 lies above 0.3; as decimals 0.3 of 3 is exactly a tenth.
    expect(pointsBy({ linear: { zero: 0, full: 3 } }, { a: 0.3 })).toEqual({ a: 1 })
  })
})

describe('best-is-full', () => {
  it('gives each team its ratio to the best measure', () => {
    const before = { 'best-is-full': { stand: 'before-gates' } }
    expect(pointsBy(before, { a: 4, b: 3, c: 1 })).toEqual({ a: 10, b: 7.5, c: 2.5 })
  })

  it('gives nothing where the best is nothing', () => {
    expect(pointsBy({ 'best-is-full': { stand: 'before-gates' } }, { a: 0, b: -1 })).toEqual({ a: 0, b: 0 })
  })

  it('lets a team that fails a gate set the best, or not, as the rules say', () => {
    const gates = [{ id: 'licence', evidence: 'declaration.licence', 'met-when': { permits: ['public-use'] } }]
    const reply = evidence('reply', { team: 'a', gate: 'licence' }, { 'silent-until': '2027-01-01T00:00:00Z' })
    const text = { ko: '-', en: '-' }
    const refused = evidence(
      'determination',
      { team: 'a', gate: 'licence' },
      { state: 'not-met', finding: 'not-permitted', null: text, reasons: text, by: ['o'] },
      [named(licence('a', [])), named(reply)],
    )
    const pieces = [licence('a', []), licence('b', ['public-use']), licence('c', ['public-use']), reply, refused]
    const measures = { a: 4, b: 2, c: 1 }
    const best = (stand: string) => pointsBy({ 'best-is-full': { stand } }, measures, { round: { gates }, pieces })
    expect(best('before-gates')).toEqual({ a: 10, b: 5, c: 2.5 })
    expect(best('after-gates')).toEqual({ a: 10, b: 10, c: 5 })
  })

  it('does not let a team that withdrew set the best', () => {
    const left = evidence('withdrawal', { team: 'a' }, { reason: { ko: '-', en: '-' } })
    const before = { 'best-is-full': { stand: 'before-gates' } }
    expect(pointsBy(before, { a: 8, b: 4, c: 2 }, { pieces: [left] })).toMatchObject({ b: 10, c: 5 })
  })

  it('is unknown for everybody while one measure is unpublished, which may be the best', () => {
    const before = { 'best-is-full': { stand: 'before-gates' } }
    expect(pointsBy(before, { a: 4, b: null })).toEqual({ a: null, b: null })
  })
})

describe('target', () => {
  it('gives each team its ratio to its own target, and no more than full points', () => {
    const pieces = [target('a', 50), target('b', 80)]
    expect(pointsBy({ target: 'own-target' }, { a: 60, b: 60 }, { pieces })).toEqual({ a: 10, b: 7.5 })
  })

  it('asks for the target as for a measure', () => {
    const rules = rulesWith({
      parts: [{ id: 'only', points: 10, measure: 'bench.all', 'points-from': { target: 'own-target' } }],
      rank: { by: 'total', ties: ['lot'] },
    })
    const decision = decide(rules, [submission('a'), measure('bench.all', 'a', 60)])
    expect(decision).toMatchObject({ status: 'blocked', missing: [{ team: 'a', part: 'only' }] })
  })

  it('is refused where a target is not above zero', () => {
    const pieces = [target('a', 0)]
    expect(refusal(() => pointsBy({ target: 'own-target' }, { a: 60 }, { pieces }))).toEqual({
      code: 'programme/target-not-positive',
      team: 'a',
      part: 'only',
    })
  })
})

describe('rank', () => {
  it('gives points by place; equal measures share the better one, and the table ends', () => {
    const points = pointsBy({ rank: { table: [10, 6, 3] } }, { a: 9, b: 7, c: 7, d: 5, e: 1 })
    expect(points).toEqual({ a: 10, b: 6, c: 6, d: 0, e: 0 })
  })
})

describe('as-given', () => {
  it('takes a measure as points', () => {
    expect(pointsBy('as-given', { a: 7.25 })).toEqual({ a: 7.25 })
  })

  it('is refused beyond the part', () => {
    expect(refusal(() => pointsBy('as-given', { a: 10.5 }))).toMatchObject({
      code: 'programme/figure-out-of-range',
      team: 'a',
      figure: 'only',
      value: 10.5,
      points: 10,
    })
  })
})

// Two parts of a quarter and a half of a point.
const round = (rounding: Json) => {
  const rules = rulesWith({
    parts: ['x', 'y'].map((id) => ({
      id,
      points: 1,
      measure: `bench.${id}`,
      'points-from': { linear: { zero: 0, full: 3 } },
    })),
    rank: { by: 'total', ties: ['lot'] },
    rounding,
  })
  const pieces = [submission('a'), measure('bench.x', 'a', 0.75), measure('bench.y', 'a', 1.5)]
  const [a] = decide(rules, pieces).teams
  return [a?.parts['x'], a?.parts['y'], a?.total]
}

describe('rounding', () => {
  it('rounds leaves and never their sum again', () => {
    expect(round({ to: 0.1, mode: 'half-up', when: 'each-part' })).toEqual([0.3, 0.5, 0.8])
    expect(round({ to: 0.1, mode: 'half-even', when: 'each-part' })).toEqual([0.2, 0.5, 0.7])
    expect(round({ to: 0.1, mode: 'down', when: 'each-part' })).toEqual([0.2, 0.5, 0.7])
  })

  it('rounds the total alone, once', () => {
    expect(round({ to: 0.1, mode: 'half-up', when: 'total' })).toEqual([0.25, 0.5, 0.8])
    expect(round({ to: 0.1, mode: 'half-even', when: 'total' })).toEqual([0.25, 0.5, 0.8])
    expect(round({ to: 0.1, mode: 'down', when: 'total' })).toEqual([0.25, 0.5, 0.7])
  })

  it('rounds nothing', () => {
    expect(round({ when: 'none' })).toEqual([0.25, 0.5, 0.75])
  })

  it('gives the nearest double of a third, and adds thirds exactly', () => {
    expect(pointsBy({ linear: { zero: 0, full: 3 } }, { a: 1 })).toEqual({ a: 10 / 3 })
    const rules = rulesWith({
      parts: ['x', 'y', 'z'].map((id) => ({
        id,
        points: 1,
        measure: `bench.${id}`,
        'points-from': { linear: { zero: 0, full: 3 } },
      })),
      rank: { by: 'total', ties: ['lot'] },
      rounding: { when: 'none' },
    })
    const pieces = [submission('a'), ...['x', 'y', 'z'].map((id) => measure(`bench.${id}`, 'a', 1))]
    expect(decide(rules, pieces).teams[0]?.total).toBe(1)
  })
})
