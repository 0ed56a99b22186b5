import { describe, expect, it } from 'vitest'
import { measure, measured, rulesWith, smallRound, submission } from '../small-round.fixture.ts'
import { amend, decideBoth, rulesAt } from './amendments.ts'
import { acted, at, entered, words } from './life.fixture.ts'

const rules = rulesWith({ cut: { seats: 1, among: 'all-evaluated' } })
const heavier = rulesWith({
  cut: { seats: 1, among: 'all-evaluated' },
  parts: smallRound.parts.map((part) => ({ ...part, points: part.id === 'bench' ? 40 : 60 })),
})
const proposal = { rules: heavier, reason: words('a slip'), author: 'officer-1', effective: at('03-05 00:00') }
const now = at('03-04 09:00')
const handedIn = entered(submission('ada'), at('03-01 09:00'), 'ada')
const measuredAlready = entered(measure('bench.all', 'ada', 90), at('03-02 09:00'), 'engineer')
const amended = (acts: readonly (typeof handedIn)[]) => {
  const outcome = amend(rules, proposal, { acts, at: now })
  if (outcome.kind === 'refused') throw new Error('refused')
  return outcome
}

describe('an amendment', () => {
  it('is a new version with its reason, its author and its moment', () => {
    expect(amended([handedIn]).rules).toMatchObject({
      version: 2,
      amendments: [
        {
          version: 2,
          reason: words('a slip'),
          author: 'officer-1',
          effective: at('03-05 00:00'),
          'after-sight': false,
        },
      ],
    })
  })

  it('came after sight if any result existed, whoever had seen it', () => {
    const { rules: later, sight } = amended([handedIn, measuredAlready])
    expect(later.amendments?.[0]?.['after-sight']).toBe(true)
    expect(sight).toEqual([{ round: 'first', existed: [measuredAlready.digest], seen: [] }])
  })

  it('names what its author could see', () => {
    const log = acted(
      'sight',
      {},
      { who: 'officer-1', results: [measuredAlready.digest] },
      { at: at('03-03 09:00'), by: ['office'] },
    )
    expect(amended([handedIn, measuredAlready, log]).sight[0]?.seen).toEqual([
      { who: 'officer-1', result: measuredAlready.digest, at: log.at, logged: log.digest },
    ])
  })

  it('marks a reference that it adds after sight, and no other', () => {
    const reference = { id: 'open', 'public-since': '2026-01-01' }
    const outcome = amend(
      rules,
      { ...proposal, rules: { ...heavier, references: [reference] } },
      { acts: [measuredAlready], at: now },
    )
    expect(outcome.kind === 'amended' && outcome.rules.references).toEqual([{ ...reference, 'after-sight': true }])
  })

  it('is refused if it changes nothing, holds from the past, or does not hold together', () => {
    const codes = (changed: Partial<typeof proposal>) => {
      const outcome = amend(rules, { ...proposal, ...changed }, { acts: [], at: now })
      return outcome.kind === 'refused' ? outcome.refusals.map(({ code }) => code) : []
    }
    expect(codes({ rules })).toEqual(['programme/amendment-changes-nothing'])
    expect(codes({ effective: at('03-04 08:59') })).toEqual(['programme/amendment-backdated'])
    const broken = { ...heavier, rounds: heavier.rounds.map((round) => ({ ...round, points: 90 })) }
    expect(codes({ rules: broken })).toEqual(['programme/rules-malformed'])
  })

  it('holds from its moment', () => {
    const { rules: later } = amended([])
    expect(rulesAt([later, rules], at('03-04 23:59'))).toBe(rules)
    expect(rulesAt([later, rules], at('03-05 00:00'))).toBe(later)
  })
})

describe('both decisions', () => {
  const evidence = measured({ ada: [90, 50], bob: [60, 90] }) // 74 to 72, and 66 to 78 with the other weights

  it('are computed where the rules changed after sight, with what differs', () => {
    const { rules: later } = amended([measuredAlready])
    const both = decideBoth([rules, later], evidence)
    expect(both.decision.teams.map(({ standing }) => standing)).toEqual(['removed: points', 'advances'])
    expect(both.former).toHaveLength(1)
    expect(both.former[0]?.version).toBe(1)
    expect(both.former[0]?.decision.teams.map(({ standing }) => standing)).toEqual(['advances', 'removed: points'])
    expect(both.former[0]?.differences).toContainEqual({
      path: 'teams/ada/standing',
      before: 'advances',
      after: 'removed: points',
    })
    expect(both.former[0]?.differences).toContainEqual({ path: 'teams/ada/total', before: 74, after: 66 })
  })

  it('are one where the change came before anything was measured', () => {
    expect(decideBoth([rules, amended([handedIn]).rules], evidence).former).toEqual([])
  })
})
