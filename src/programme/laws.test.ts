import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '#base'
import { decide } from './decide.ts'
import { byTeam, evidence, measure, measured, rulesWith, submission } from './small-round.fixture.ts'

// Marks in hundredths, so that rounding to tenths has something to do.
const mark = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100)
const marks = (least: number, most: number) =>
  fc
    .array(fc.tuple(mark, mark), { minLength: least, maxLength: most })
    .map((rows) => Object.fromEntries(rows.map((row, i) => [`t${i}`, row as readonly [number, number]])))
const seed = evidence('lot-seed', {}, { seed: '0011223344556677', treeSize: 8 })
const cuts = fc.record({
  seats: fc.integer({ min: 1, max: 5 }),
  among: fc.constantFrom('all-evaluated', 'standing'),
})

/** Half-up rounding to tenths of `share` of `points`, in whole hundredths of a hundredth and nothing but integers. */
const tenthsByHand = (value: number, points: number): number => {
  const tenThousandths = BigInt(Math.round(value * 100)) * BigInt(points) // value/100 · points = this / 10⁴
  return Number((tenThousandths + 500n) / 1000n)
}

describe('decide', () => {
  it('does not depend on the order in which evidence comes', () => {
    const anyOrder = marks(1, 6).chain((teams) => {
      const pieces = [...measured(teams), seed]
      return fc.tuple(fc.constant(pieces), fc.shuffledSubarray(pieces, { minLength: pieces.length }))
    })
    fc.assert(
      fc.property(anyOrder, cuts, ([pieces, shuffled], cut) => {
        expect(decide(rulesWith({ cut }), shuffled)).toEqual(decide(rulesWith({ cut }), pieces))
      }),
      { numRuns: 60 },
    )
  })

  it('agrees with integer arithmetic by hand, to the last digit', () => {
    fc.assert(
      fc.property(marks(1, 6), (teams) => {
        const decision = decide(rulesWith(), [...measured(teams), seed])
        for (const { id, parts, total } of decision.teams) {
          const [bench = 0, expert = 0] = teams[id] ?? []
          const tenths = [tenthsByHand(bench, 60), tenthsByHand(expert, 40)]
          expect(parts).toEqual({ bench: tenths[0]! / 10, expert: tenths[1]! / 10 })
          expect(total).toBe((tenths[0]! + tenths[1]!) / 10)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('gives as many seats as there are, or as there are teams', () => {
    fc.assert(
      fc.property(marks(1, 7), cuts, (teams, cut) => {
        const decision = decide(rulesWith({ cut }), [...measured(teams), seed])
        const advancing = decision.teams.filter(({ standing }) => standing === 'advances')
        expect(decision.status).toBe('decided')
        expect(advancing).toHaveLength(Math.min(cut.seats, Object.keys(teams).length))
        expect(decision.vacancies).toBe(cut.seats - advancing.length)
      }),
      { numRuns: 60 },
    )
  })

  it('lets nobody advance past a team with more points', () => {
    fc.assert(
      fc.property(marks(2, 7), cuts, (teams, cut) => {
        const { teams: decided } = decide(rulesWith({ cut }), [...measured(teams), seed])
        const totals = (wanted: string) =>
          decided.filter(({ standing }) => standing === wanted).map(({ total }) => total!)
        const last = Math.min(...totals('advances'))
        for (const total of totals('removed: points')) expect(total).toBeLessThanOrEqual(last)
        for (const { rank, total } of decided) {
          expect(rank).toBe(1 + decided.filter((other) => other.total! > total!).length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('never worsens a rank when a team’s own measure improves', () => {
    fc.assert(
      fc.property(marks(2, 6), mark, (teams, extra) => {
        const [bench, expert] = teams['t0']!
        const better = { ...teams, t0: [Math.min(100, Math.max(bench, extra)), expert] as const }
        const before = byTeam(decide(rulesWith(), [...measured(teams), seed]), 'rank')['t0']!
        const after = byTeam(decide(rulesWith(), [...measured(better), seed]), 'rank')['t0']!
        expect(after).toBeLessThanOrEqual(before)
      }),
      { numRuns: 60 },
    )
  })

  it('gives the best measure full points, and every other one its exact ratio', () => {
    const part = { id: 'user', points: 25, measure: 'arena.rating' }
    const rules = rulesWith({
      parts: [{ ...part, 'points-from': { 'best-is-full': { stand: 'before-gates' } } }],
      rank: { by: 'total', ties: ['lot'] },
      rounding: { when: 'none' },
      cut: { seats: 99, among: 'all-evaluated' },
    })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 }), (ratings) => {
        const pieces = ratings.flatMap((rating, i) => [submission(`t${i}`), measure('arena.rating', `t${i}`, rating)])
        const best = Math.max(...ratings)
        decide(rules, pieces).teams.forEach(({ total }, i) => {
          // 25·r and the best are whole, so that the division rounds once, as the decision has to.
          expect(total).toBe((25 * ratings[i]!) / best)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('decides or says what is missing, whatever evidence is left out', () => {
    const some = marks(1, 5).chain((teams) => fc.subarray<Evidence>([...measured(teams), seed]))
    fc.assert(
      fc.property(some, cuts, (pieces, cut) => {
        const decision = decide(rulesWith({ cut }), pieces)
        expect(decision.status === 'blocked').toBe(decision.missing.length > 0)
        for (const { standing, rank } of decision.teams) {
          expect(standing === null).toBe(decision.status === 'blocked')
          if (decision.status === 'blocked') expect(rank).toBeNull()
        }
      }),
      { numRuns: 100 },
    )
  })

  it('settles fifty teams with ten parts', () => {
    const names = Array.from({ length: 10 }, (_, i) => `p${i}`)
    const rules = rulesWith({
      parts: names.map((id) => ({
        id,
        points: 10,
        measure: `bench.${id}`,
        'points-from': { linear: { zero: 0, full: 100 } },
      })),
      rank: { by: 'total', ties: [...names, 'lot'] },
      cut: { seats: 20, among: 'all-evaluated' },
    })
    const pieces = Array.from({ length: 50 }, (_, t) => [
      submission(`t${t}`),
      ...names.map((id, i) => measure(`bench.${id}`, `t${t}`, (t * 37 + i * 11) % 101)),
    ]).flat()
    const decision = decide(rules, pieces)
    expect(decision.status).toBe('decided')
    expect(decision.teams.filter(({ standing }) => standing === 'advances')).toHaveLength(20)
  })
})
