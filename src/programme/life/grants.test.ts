import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '#base'
import { evidence, rulesWith, submission } from '../small-round.fixture.ts'
import { refusalsOf } from './admissible.ts'
import { capacityPlan, type Lot, overCapacity } from './capacity.ts'
import { plusDays } from './calendar.ts'
import type { Entered } from './entered.ts'
import { grantUses } from './grants.ts'
import { at, entered, words } from './life.fixture.ts'

const rules = rulesWith(
  {},
  {
    allocation: {
      inventory: [
        { kind: 'b200', count: 100, from: '2027-01-01', to: '2027-12-31' },
        { kind: 'b200', count: 50, from: '2027-07-01', to: '2027-12-31' },
      ],
      money: { currency: 'KRW', amount: 1000 },
      datasets: [{ id: 'law', conditions: ['no-redistribution'] }],
      use: {
        report: { days: 31, of: 'calendar' },
        tolerance: 0.1,
        'over-use': 'revoke',
        lapse: { days: 60, of: 'calendar' },
      },
    },
  },
)
const act = (kind: string, team: string | undefined, result: Json, moment: string, ...by: readonly string[]) =>
  entered(evidence(kind, team === undefined ? {} : { team }, result), at(moment), ...by)
const standing = [
  entered(submission('ada'), at('01-01 00:00'), 'ada'),
  act('selection', undefined, { call: 'first', selected: ['ada', 'bob'] }, '01-02 00:00', 'o1'),
]
const lot = (count: number, from: string, to: string) => ({
  kind: 'b200',
  count,
  from: `2027-${from}`,
  to: `2027-${to}`,
})
const grant = (team: string, accelerators: readonly Json[], more: Record<string, Json> = {}, moment = '01-03 00:00') =>
  act('grant', team, { accelerators: [...accelerators], datasets: [], ...more }, moment, 'o1')
const codes = (acts: readonly Entered[], one: Entered) =>
  refusalsOf({ rules, acts: [...standing, ...acts], decisions: new Map() }, one).map(({ code }) => code)

describe('a grant', () => {
  const first = grant('ada', [lot(80, '02-01', '08-31')])

  it('goes to a team in standing, out of what is there', () => {
    expect(codes([], first)).toEqual([])
    expect(codes([], grant('cy', [lot(1, '02-01', '02-02')]))).toEqual(['programme/not-in-standing'])
    expect(codes([first], grant('bob', [lot(20, '02-01', '12-31')]))).toEqual([])
    expect(codes([first], grant('bob', [lot(70, '07-01', '12-31')]))).toEqual([])
    expect(
      refusalsOf(
        { rules, acts: [...standing, first], decisions: new Map() },
        grant('bob', [lot(21, '02-01', '12-31')]),
      ),
    ).toEqual([
      {
        code: 'programme/over-capacity',
        rule: 'allocation/inventory',
        facts: { kind: 'b200', from: '2027-02-01', to: '2027-06-30', there: 100, wanted: 101 },
      },
    ])
  })

  it('frees what was revoked, from the day of the revocation', () => {
    const revocation = act(
      'revocation',
      'ada',
      { grant: first.digest, from: '2027-06-01', reasons: words('unused') },
      '05-20 00:00',
      'o1',
    )
    expect(codes([first], revocation)).toEqual([])
    expect(codes([first, revocation], grant('bob', [lot(100, '06-01', '12-31')], {}, '05-21 00:00'))).toEqual([])
    expect(codes([first, revocation], grant('bob', [lot(100, '05-31', '12-31')], {}, '05-21 00:00'))).toEqual([
      'programme/over-capacity',
    ])
    expect(codes([first, revocation], { ...revocation, digest: first.digest.replace('0', '1') as never })).toEqual([
      'programme/grant-revoked',
    ])
  })

  it('keeps to the money and to the conditions of the data', () => {
    const money = (amount: number) => ({ money: { currency: 'KRW', amount } })
    expect(codes([grant('ada', [], money(600))], grant('bob', [], money(400)))).toEqual([])
    expect(codes([grant('ada', [], money(600))], grant('bob', [], money(401)))).toEqual(['programme/over-budget'])
    expect(codes([], grant('ada', [], { datasets: [{ id: 'law', conditions: ['no-redistribution'] }] }))).toEqual([])
    expect(codes([], grant('ada', [], { datasets: [{ id: 'law', conditions: [] }] }))).toEqual([
      'programme/dataset-conditions',
    ])
    expect(codes([], grant('ada', [], { datasets: [{ id: 'tax', conditions: [] }] }))).toEqual([
      'programme/dataset-unknown',
    ])
  })

  it('is used as reported: over-use, lapse and a report that is due are seen', () => {
    const usage = (hours: number, from = '02-01', to = '02-28') =>
      act(
        'usage',
        'ada',
        { grant: first.digest, from: `2027-${from}`, to: `2027-${to}`, hours: { b200: hours } },
        '03-01 00:00',
        'ada',
      )
    expect(codes([first], usage(100))).toEqual([])
    expect(codes([first], usage(100, '01-31'))).toEqual(['programme/usage-outside-grant'])
    const month = 24 * 80 * 28
    const [fine] = grantUses(rules, [first, usage(1.1 * month)], at('03-02 00:00'))
    expect(fine).toMatchObject({
      granted: { b200: 24 * 80 * 212 },
      used: { b200: 1.1 * month },
      overUse: [],
      lapsed: false,
      overdue: false,
    })
    expect(fine?.reportDue).toBe('2027-03-31T00:00:00.000Z')
    expect(grantUses(rules, [first, usage(1.1 * month + 1)], at('03-02 00:00'))[0]).toMatchObject({
      overUse: ['b200'],
      revoke: true,
    })
    expect(grantUses(rules, [first], at('04-01 00:00'))[0]).toMatchObject({ lapsed: false, overdue: true })
    expect(grantUses(rules, [first], at('04-02 00:00'))[0]).toMatchObject({ lapsed: true })
  })
})

describe('a capacity plan', () => {
  const lots = (most: number) =>
    fc.array(
      fc
        .record({
          count: fc.integer({ min: 1, max: most }),
          from: fc.integer({ min: 0, max: 30 }),
          days: fc.integer({ min: 1, max: 15 }),
        })
        .map(({ count, from, days }): Lot => ({ kind: 'b200', count, from: day(from), to: day(from + days - 1) })),
      { maxLength: 8 },
    )

  it('counts every day what a count by hand counts', () => {
    fc.assert(
      fc.property(lots(9), lots(4), (inventory, given) => {
        const plan = capacityPlan(inventory, given)
        for (let i = -1; i <= 50; i++) {
          const span = plan.find(({ from, to }) => from <= day(i) && day(i) <= to)
          expect([span?.there ?? 0, span?.given ?? 0]).toEqual([on(i, inventory), on(i, given)])
        }
        plan.slice(1).forEach(({ from }, i) => expect(from > plan[i]!.to).toBe(true))
      }),
      { numRuns: 60 },
    )
  })

  it('without excess can be carried out: each accelerator goes to one grant at a time', () => {
    fc.assert(
      fc.property(lots(4), (given) => {
        const inventory: Lot[] = [{ kind: 'b200', count: 12, from: day(0), to: day(60) }]
        const accepted: Lot[] = []
        for (const one of given)
          if (overCapacity(capacityPlan(inventory, [...accepted, one])).length === 0) accepted.push(one)
        // Twelve machines, each with the lots it serves: earliest first onto whatever is free.
        const machines = Array.from({ length: 12 }, (): Lot[] => [])
        for (const one of accepted.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
          const free = machines.filter((busy) => busy.every(({ to }) => to < one.from)).slice(0, one.count)
          expect(free).toHaveLength(one.count)
          for (const machine of free) machine.push(one)
        }
      }),
      { numRuns: 60 },
    )
  })
})

const day = (i: number): string => plusDays('2027-03-01', i)
const on = (i: number, lots: readonly Lot[]): number =>
  lots.filter(({ from, to }) => from <= day(i) && day(i) <= to).reduce((sum, { count }) => sum + count, 0)
