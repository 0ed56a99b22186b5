import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '#base'
import { decide } from './decide.ts'
import { intervalsOf } from './intervals.ts'
import { byTeam, figure, lowest, mean, refusal, rulesWith, submission, top } from './small-round.fixture.ts'

const maybe = (most: number) => fc.option(fc.integer({ min: 0, max: most }), { freq: 3 })

// Published points of two parts, 6 and 4, in whole points; two seats.
const given = (round: Parameters<typeof rulesWith>[0] = {}) =>
  rulesWith({
    parts: [
      { id: 'a', points: 6, 'points-from': 'as-given' },
      { id: 'b', points: 4, 'points-from': 'as-given' },
    ],
    rank: { by: 'total', ties: ['b', 'lot'] },
    rounding: { to: 1, mode: 'half-up', when: 'each-part' },
    ...round,
  })
const team = (id: string, a: number | null, b: number | null): Evidence[] => [
  submission(id),
  figure(id, 'a', a),
  figure(id, 'b', b),
]

describe('unpublished figures', () => {
  it('stay null, and do not hinder what is the same in every completion', () => {
    const decision = decide(given(), [...team('x', 6, 4), ...team('y', 6, null), ...team('z', 0, null)])
    expect(decision.status).toBe('decided')
    expect(byTeam(decision, 'total')).toEqual({ x: 10, y: null, z: null })
    expect(byTeam(decision, 'rank')).toEqual({ x: 1, y: null, z: 3 }) // y may tie with x
    expect(byTeam(decision, 'standing')).toEqual({ x: 'advances', y: 'advances', z: 'removed: points' })
    expect(decision.partWinners).toEqual({ a: ['x', 'y'], b: ['x'] })
    expect(decision.means).toEqual({ a: 4, b: null, total: null })
  })

  it('block where they settle who is within the cut, and are named', () => {
    const decision = decide(given(), [...team('x', 6, 4), ...team('y', 3, null), ...team('z', 2, 3)])
    expect(decision).toMatchObject({ status: 'blocked', missing: [{ team: 'y', part: 'b' }] })
    expect(byTeam(decision, 'rank')).toEqual({ x: null, y: null, z: null })
  })

  it('are settled by what was said of the total, which is strict', () => {
    const pieces = [...team('x', 6, 4), ...team('y', null, null), ...team('z', null, null)]
    for (const statement of [top('total', 'x', 'y'), lowest('total', 'z')]) {
      const decision = decide(given(), [...pieces, statement])
      expect(byTeam(decision, 'standing')).toEqual({ x: 'advances', y: 'advances', z: 'removed: points' })
      expect(byTeam(decision, 'rank')).toMatchObject({ x: 1, z: 3 })
      expect(byTeam(decision, 'total')).toMatchObject({ y: null, z: null })
    }
  })

  it('allow ties in what was said of a part', () => {
    const pieces = [...team('x', 5, 4), ...team('y', null, 0), top('a', 'x')]
    const decision = decide(given(), pieces)
    expect(decision.partWinners['a']).toEqual(['x'])
    expect(intervalsOf(given(), pieces, { figures: 'all' })).toEqual([
      { team: 'y', figure: 'a', low: 0, high: 5 },
      { team: 'y', figure: 'total', low: 0, high: 5 },
    ])
  })

  it('fit a published sum of which the terms are hidden', () => {
    const pieces = [...team('x', 3, 3), ...team('y', null, null), figure('y', 'total', 7), ...team('z', null, 1)]
    const decision = decide(given({ cut: { seats: 1, among: 'all-evaluated' } }), [...pieces, figure('z', 'a', null)])
    expect(byTeam(decision, 'total')).toEqual({ x: 6, y: 7, z: null })
    expect(decision.teams[1]?.parts).toEqual({ a: null, b: null })
    expect(byTeam(decision, 'rank')).toMatchObject({ x: null, y: null })
  })

  it('fit a published mean within its rounding', () => {
    // The sum of three lies in 17.85 to 18.15, so that x and y, with 9 and 8, leave 1 to z.
    const pieces = [...team('x', 6, 3), ...team('y', 5, 3), ...team('z', null, null), mean('total', 6, 'x', 'y', 'z')]
    expect(intervalsOf(given(), pieces)).toEqual([{ team: 'z', figure: 'total', low: 0, high: 2 }])
    const decision = decide(given(), pieces)
    expect(byTeam(decision, 'rank')).toEqual({ x: 1, y: 2, z: 3 })
    expect(decision.means['total']).toBe(6)
  })

  it('are decided together where no pair of teams settles it', () => {
    // y and z share 12 points, so that one of them has at least 6: x, with 5, is never first, though each may be below it.
    const pieces = [...team('x', 5, 0), ...team('y', null, null), ...team('z', null, null)]
    const shared = { ...mean('total', 6, 'y', 'z'), result: { figure: 'total', value: 6, teams: ['y', 'z'], to: 0.1 } }
    const rules = given({ cut: { seats: 1, among: 'all-evaluated' } })
    const decision = decide(rules, [...pieces, shared])
    expect(decision.missing.map((one) => 'team' in one && one.team)).not.toContain('x')
    expect(new Set(decision.missing.map((one) => 'team' in one && one.team))).toEqual(new Set(['y', 'z']))
  })

  it('fit a total that alone is rounded', () => {
    const rounding = { to: 1, mode: 'half-up', when: 'total' }
    const pieces = [...team('x', 2.4, 2.3), ...team('y', null, null), figure('y', 'total', 4)]
    const decision = decide(given({ rounding }), pieces)
    expect(byTeam(decision, 'total')).toEqual({ x: 5, y: 4 })
    expect(byTeam(decision, 'rank')).toEqual({ x: 1, y: 2 })
    expect(intervalsOf(given({ rounding }), pieces, { figures: 'all' })).toEqual([
      { team: 'y', figure: 'a', low: 0, high: 4.5 },
      { team: 'y', figure: 'b', low: 0, high: 4 },
    ])
  })

  it('keep a strict order apart by any amount where nothing is rounded', () => {
    const rounding = { when: 'none' }
    const pieces = [...team('x', 3, 2), ...team('y', null, null), top('total', 'y')]
    const decision = decide(given({ rounding }), pieces)
    expect(byTeam(decision, 'rank')).toEqual({ x: 2, y: 1 })
    expect(intervalsOf(given({ rounding }), pieces)).toEqual([{ team: 'y', figure: 'total', low: 5, high: 10 }])
  })

  it('that no completion fits are refused with a smallest set of statements', () => {
    const pieces = [
      ...team('x', 6, 4),
      ...team('y', null, null),
      top('a', 'x'),
      top('total', 'y'),
      mean('b', 3, 'x', 'y'),
    ]
    expect(refusal(() => decide(given(), pieces))).toMatchObject({
      code: 'programme/figures-contradict',
      said: ['total has y on top'],
    })
  })

  it('are never inferred into the decision', () => {
    // The total and one part leave exactly 3 for the other, and still it was not published.
    const decision = decide(given(), [...team('x', null, 4), figure('x', 'total', 7)])
    expect(decision.teams[0]).toMatchObject({ parts: { a: null, b: 4 }, total: 7 })
  })

  it('leave no interval open while evidence is missing', () => {
    expect(intervalsOf(given(), [submission('x'), figure('x', 'a', null)])).toEqual([])
  })
})

describe('every completion', () => {
  // The oracle fills every hidden figure with every whole number, keeps what fits, and looks at all that is left.
  const ids = ['x', 'y', 'z'] as const
  const rows = fc.tuple(...ids.map(() => fc.tuple(maybe(6), maybe(4)))) as fc.Arbitrary<Row[]>
  const statement = fc.constantFrom(
    undefined,
    { says: top('total', 'x'), fits: ([x, y, z]: number[]) => x! > y! && x! > z! },
    { says: lowest('total', 'z'), fits: ([x, y, z]: number[]) => x! > z! && y! > z! },
    { says: top('total', 'x', 'y'), fits: ([x, y, z]: number[]) => x! > z! && y! > z! },
  )

  it('agrees with ranks and standings that are given, and none that is the same everywhere is withheld', () => {
    fc.assert(
      fc.property(rows, statement, (hidden, said) => {
        fc.pre(hidden.flat().filter((value) => value === null).length <= 3)
        const pieces = [
          ...hidden.flatMap(([a, b], i) => team(ids[i] ?? '', a, b)),
          ...(said === undefined ? [] : [said.says]),
        ]
        const totals = completions(hidden)
          .map((completion) => completion.map((row) => row.reduce((sum, value) => sum + value, 0)))
          .filter((completion) => said === undefined || said.fits(completion))
        if (totals.length === 0) {
          expect(refusal(() => decide(given(), pieces))['code']).toBe('programme/figures-contradict')
          return
        }
        const rounds = given({ cut: { seats: 3, among: 'all-evaluated' } }) // everybody advances: ranks alone are asked
        const ranks = ids.map((_, i) => same(totals.map((all) => 1 + all.filter((other) => other > all[i]!).length)))
        expect(Object.values(byTeam(decide(rounds, pieces), 'rank'))).toEqual(ranks)
        const one = given({ cut: { seats: 1, among: 'all-evaluated' } })
        const surely = ids.filter((_, i) => totals.every((all) => all.every((other, j) => j === i || other < all[i]!)))
        const decision = decide(one, pieces)
        if (surely.length === 1) expect(decision.teams.find(({ id }) => id === surely[0])?.standing).toBe('advances')
        for (const { id, standing } of decision.teams) {
          if (standing !== 'advances') continue
          const i = ids.findIndex((other) => other === id)
          for (const all of totals) expect(all.every((other) => other <= all[i]!)).toBe(true)
        }
        for (const { team: id, low, high } of intervalsOf(one, pieces)) {
          const values = totals.map((all) => all[ids.findIndex((other) => other === id)]!)
          expect([low, high]).toEqual([Math.min(...values), Math.max(...values)])
        }
      }),
      { numRuns: 150 },
    )
  })
})

type Row = readonly [number | null, number | null]

const completions = (hidden: readonly Row[]): number[][][] => {
  const each = hidden.map(([a, b]) =>
    span(a, 6).flatMap((first) => span(b, 4).map((second): number[] => [first, second])),
  )
  const [xs = [], ys = [], zs = []] = each
  return xs.flatMap((x) => ys.flatMap((y) => zs.map((z) => [x, y, z])))
}
const span = (value: number | null, most: number): number[] =>
  value === null ? Array.from({ length: most + 1 }, (_, i) => i) : [value]
const same = <T>(values: readonly T[]): T | null => (new Set(values).size === 1 ? (values[0] ?? null) : null)
