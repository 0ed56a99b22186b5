import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssayError, type Evidence, evidenceDigest, type Json } from '#base'
import { completionsOf } from './completions.ts'
import { assess } from './assess.ts'
import { decide } from './decide.ts'
import { knownPlaces, knownRanks, knownWinners } from './known-ranking.ts'
import { placeOf, rankOf, winnersOf } from './ranking.ts'
import type { Rules } from './rules.ts'
import { evidence, figure, measure, rulesWith, submission } from './small-round.fixture.ts'

// Any rules: up to four parts with any formula, any rounding, either cut, with or without a gate.

const LEAVES = ['p0', 'p1', 'p2', 'p3'] as const
const formula = fc.oneof(
  fc.record({ zero: fc.integer({ min: -5, max: 5 }), span: fc.constantFrom(-7, -2, 3, 10) }).map(({ zero, span }) => ({
    linear: { zero, full: zero + span },
  })),
  fc.constantFrom('before-gates', 'after-gates').map((stand) => ({ 'best-is-full': { stand } })),
  fc.constant({ target: 'target' }),
  fc.constant({ rank: { table: [3, 2.5, 1] } }),
)
const rounding = fc.oneof(
  fc.record({
    when: fc.constantFrom('each-part', 'total'),
    to: fc.constantFrom(0.1, 0.5, 1),
    mode: fc.constantFrom('half-up', 'half-even', 'down'),
  }),
  fc.constant({ when: 'none' }),
)
const GATE = { id: 'licence', evidence: 'declaration.licence', 'met-when': { permits: ['use'] } }
const anyRules = fc
  .record({
    parts: fc.array(fc.record({ points: fc.constantFrom(3, 4, 10), from: formula }), { minLength: 1, maxLength: 4 }),
    rounding,
    seats: fc.integer({ min: 1, max: 4 }),
    among: fc.constantFrom('all-evaluated', 'standing'),
    gated: fc.boolean(),
  })
  .map(({ parts, rounding, seats, among, gated }) => {
    const leaves = parts.map(({ points, from }, i) => ({
      id: LEAVES[i]!,
      points,
      measure: `m.${i}`,
      'points-from': from,
    }))
    return rulesWith({
      parts: leaves as unknown as Json[],
      rounding: rounding as Json,
      cut: { seats, among },
      gates: gated ? [GATE] : [],
      rank: { by: 'total', ties: [leaves[0]!.id, 'lot'] },
    })
  })
// Values as JSON has them: short decimals, long ones, and equal ones often enough.
const value = fc.oneof(
  fc.constantFrom(0, 1, 2.5, 3),
  fc.integer({ min: 0, max: 1000 }).map((n) => n / 100),
  fc.double({ min: 0.01, max: 9, noNaN: true }),
)
const IDS = ['t0', 't1', 't2', 't3', 't4'] as const
type Row = { readonly values: readonly number[]; readonly target: number; readonly permits: boolean }
const field = fc.array(
  fc.record({
    values: fc.array(value, { minLength: 4, maxLength: 4 }),
    target: value.filter((one) => one > 0),
    permits: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
)
const seed = evidence('lot-seed', {}, { seed: '0011223344556677', treeSize: 8 })
const piecesOf = (rows: readonly Row[]): Evidence[] => [
  seed,
  ...rows.flatMap(({ values, target, permits }, t) => {
    const team = IDS[t]!
    const licence = evidence('declaration.licence', { team }, { permits: permits ? ['use'] : [] })
    const reply = evidence('reply', { team, gate: 'licence' }, { text: { ko: '-', en: '-' } })
    const no = {
      state: 'not-met',
      finding: 'not-permitted',
      null: { ko: '-', en: '-' },
      reasons: { ko: '-', en: '-' },
      by: ['o'],
    }
    const determined = evidence('determination', { team, gate: 'licence' }, no, [
      evidenceDigest(licence),
      evidenceDigest(reply),
    ])
    return [
      submission(team),
      ...values.map((one, i) => measure(`m.${i}`, team, one)),
      measure('target', team, target),
      licence,
      ...(permits ? [] : [reply, determined]),
    ]
  }),
]

// The oracle: fractions of its own, every step as the rules say it, nothing shared with what it judges.
type Fraction = readonly [bigint, bigint]
const fraction = (value: number): Fraction => {
  const [digits = '', exponent = '0'] = String(value).split('e')
  const [whole = '', decimals = ''] = digits.split('.')
  const power = Number(exponent) - decimals.length
  const n = BigInt(whole + decimals)
  return power >= 0 ? [n * 10n ** BigInt(power), 1n] : [n, 10n ** BigInt(-power)]
}
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d]
const over = (a: Fraction, [c, d]: Fraction): Fraction => (c < 0n ? times(a, [-d, -c]) : times(a, [d, c]))
const minus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d - c * b, b * d]
const plus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d]
const less = ([a, b]: Fraction, [c, d]: Fraction): boolean => a * d < c * b
const within = (share: Fraction): Fraction => (share[0] < 0n ? [0n, 1n] : less([1n, 1n], share) ? [1n, 1n] : share)
const toStep = (value: Fraction, to: number, mode: string): Fraction => {
  const [n, d] = over(value, fraction(to))
  const low = n / d
  const rest = minus([n, d], [low, 1n])
  const half = less([1n, 2n], rest) || (rest[0] * 2n === rest[1] && (mode === 'half-up' || low % 2n === 1n))
  return times([mode !== 'down' && half ? low + 1n : low, 1n], fraction(to))
}
const oracle = (
  rules: Rules,
  rows: readonly Row[],
): { readonly parts: readonly (readonly number[])[]; readonly totals: readonly number[] } => {
  const round = rules.rounds[0]!
  const gated = round.gates.length > 0
  const parts = rows.map(({ values, target }) =>
    round.parts.map(({ points, 'points-from': from }, i): Fraction => {
      const own = fraction(values[i]!)
      const full = fraction(points)
      const others = (keep: (row: Row) => boolean): Fraction[] =>
        rows.filter(keep).map((row) => fraction(row.values[i]!))
      let exact: Fraction
      if (typeof from !== 'object') throw new Error('unused')
      else if ('linear' in from) {
        const [zero, top] = [from.linear.zero, from.linear.full].map((one): Fraction => [BigInt(one), 1n])
        exact = times(full, within(over(minus(own, zero!), minus(top!, zero!))))
      } else if ('target' in from) exact = times(full, within(over(own, fraction(target))))
      else if ('rank' in from)
        exact = fraction(from.rank.table[others(() => true).filter((other) => less(own, other)).length] ?? 0)
      else {
        const stand =
          from['best-is-full'].stand === 'before-gates'
            ? others(() => true)
            : others(({ permits }) => !gated || permits)
        const best = stand.reduce<Fraction>((high, other) => (less(high, other) ? other : high), [0n, 1n])
        exact = best[0] === 0n ? [0n, 1n] : times(full, within(over(own, best)))
      }
      const { rounding } = round
      return rounding.when === 'each-part' ? toStep(exact, rounding.to, rounding.mode) : exact
    }),
  )
  const totals = parts.map((row) => {
    const sum = row.reduce(plus, [0n, 1n])
    return round.rounding.when === 'total' ? toStep(sum, round.rounding.to, round.rounding.mode) : sum
  })
  return { parts: parts.map((row) => row.map(nearest)), totals: totals.map(nearest) }
}
// Forty decimals of the fraction, read by the language itself, which rounds once.
const nearest = ([n, d]: Fraction): number => Number(`${(n * 10n ** 40n) / d}e-40`)

describe('a decision under any rules', () => {
  it('is exact: points and totals are those of an oracle with fractions of its own', () => {
    fc.assert(
      fc.property(anyRules, field, (rules, rows) => {
        const decision = decide(rules, piecesOf(rows))
        const wanted = oracle(rules, rows)
        expect(decision.teams.map(({ parts }) => Object.values(parts))).toEqual(wanted.parts)
        expect(decision.teams.map(({ total }) => total)).toEqual(wanted.totals)
      }),
      { numRuns: 250 },
    )
  })

  it('is monotone: a team’s own better measure never lowers its points, its total or its rank', () => {
    fc.assert(
      fc.property(anyRules, field, fc.nat(3), value, (rules, rows, part, other) => {
        const from = rules.rounds[0]!.parts[part]?.['points-from']
        if (from === undefined) return
        const falling = typeof from === 'object' && 'linear' in from && from.linear.full < from.linear.zero
        const own = rows[0]!.values[part]!
        const better = falling ? Math.min(own, other) : Math.max(own, other)
        const changed = rows.with(0, { ...rows[0]!, values: rows[0]!.values.with(part, better) })
        const [before, after] = [rows, changed].map((all) => decide(rules, piecesOf(all)).teams[0]!)
        for (const path of Object.keys(before!.parts)) {
          expect(after!.parts[path]).toBeGreaterThanOrEqual(before!.parts[path]!)
        }
        expect(after!.total).toBeGreaterThanOrEqual(before!.total!)
        expect(after!.rank).toBeLessThanOrEqual(before!.rank!)
      }),
      { numRuns: 150 },
    )
  })

  it('is free of order, and of who computed the digests', () => {
    const shuffled = field.chain((rows) => {
      const pieces = piecesOf(rows)
      return fc.tuple(fc.constant(pieces), fc.shuffledSubarray(pieces, { minLength: pieces.length }))
    })
    fc.assert(
      fc.property(anyRules, shuffled, (rules, [pieces, mixed]) => {
        const digests = new Map(mixed.map((one) => [one, evidenceDigest(one)]))
        expect(decide(rules, mixed, { digests })).toEqual(decide(rules, pieces))
      }),
      { numRuns: 60 },
    )
  })

  it('is total: whatever is left out, hidden or said twice, it decides, says what is missing, or names the contradiction', () => {
    const torn = field.chain((rows) =>
      fc.tuple(
        fc.subarray(piecesOf(rows)),
        fc.array(
          fc.tuple(
            fc.constantFrom(...IDS),
            fc.constantFrom(...LEAVES, 'total', 'style'),
            fc.option(fc.integer({ min: -1, max: 12 })),
          ),
        ),
      ),
    )
    fc.assert(
      fc.property(anyRules, torn, (rules, [pieces, figures]) => {
        const all = [...pieces, ...figures.map(([team, name, points]) => figure(team, name, points))]
        try {
          const decision = decide(rules, all)
          expect(decision.status === 'blocked').toBe(decision.missing.length > 0)
        } catch (error) {
          expect(error).toBeInstanceOf(AssayError)
          expect((error as AssayError).code).toMatch(
            /^programme\/(evidence-contradicts|figure-|figures-contradict|target-not-positive)/,
          )
        }
      }),
      { numRuns: 200 },
    )
  })

  it('orders known figures by a sort as the walk over completions does', () => {
    const names = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 5 }), fc.boolean(), (rows, seats, drawn) => {
        const rules = rulesWith({
          parts: ['a', 'b'].map((id) => ({ id, points: 3, 'points-from': 'as-given' })),
          rank: { by: 'total', ties: ['b', 'lot'] },
        })
        const pieces = rows.flatMap(([a, b], i) => [
          submission(`t${i}`),
          figure(`t${i}`, 'a', a),
          figure(`t${i}`, 'b', b),
        ])
        const { sheet, statements, teams } = assess(rules, pieces, undefined)
        const ids = teams.map(({ id }) => id)
        const standings = {
          completions: completionsOf(sheet, statements),
          figure: sheet.figure,
          stepOf: () => undefined,
        }
        const cut = {
          seats,
          ties: ['b'],
          lot: drawn ? (tied: readonly string[]) => tied.toSorted().toReversed() : undefined,
        }
        expect(ids.map((id) => knownRanks(ids, sheet).get(id))).toEqual(ids.map((id) => rankOf(id, ids, standings)))
        expect(ids.map((id) => knownPlaces(ids, sheet, cut).get(id))).toEqual(
          ids.map((id) => placeOf(id, ids, standings, cut)),
        )
        const walked = { ...standings, completions: { ...standings.completions, single: false } }
        expect(knownWinners('a', ids, sheet)).toEqual(winnersOf('a', ids, walked))
      }),
      { numRuns: 80 },
    )
  })
})
