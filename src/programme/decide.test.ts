import { describe, expect, it } from 'vitest'
import { digestOfText } from '#base'
import { decide } from './decide.ts'
import { DecisionJson } from './decision.ts'
import { rulesDigest } from './rules.ts'
import {
  byTeam,
  decideSmall,
  evidence,
  figure,
  measure,
  measured,
  named,
  refusal,
  rulesWith,
  smallRound,
  submission,
} from './small-round.fixture.ts'

const licence = (team: string, ...permits: readonly string[]) =>
  evidence('declaration.licence', { team }, { permits, licence: 'own' })
const seed = (treeSize: number) => evidence('lot-seed', {}, { seed: '00112233445566778899aabbccddeeff', treeSize })

const three = measured({ ada: [90, 80], bob: [70, 70], cy: [50, 60] })

describe('a decision', () => {
  it('gives points, ranks, standings, winners, means and vacancies', () => {
    const decision = decideSmall(three)
    expect(decision).toMatchObject({
      status: 'decided',
      missing: [],
      programme: 'small',
      round: 'first',
      partWinners: { bench: ['ada'], expert: ['ada'] },
      means: { bench: 42, expert: 28, total: 70 },
      vacancies: 0,
    })
    expect(byTeam(decision, 'parts')).toEqual({
      ada: { bench: 54, expert: 32 },
      bob: { bench: 42, expert: 28 },
      cy: { bench: 30, expert: 24 },
    })
    expect(byTeam(decision, 'total')).toEqual({ ada: 86, bob: 70, cy: 54 })
    expect(byTeam(decision, 'rank')).toEqual({ ada: 1, bob: 2, cy: 3 })
    expect(byTeam(decision, 'standing')).toEqual({ ada: 'advances', bob: 'advances', cy: 'removed: points' })
  })

  it('has the form that its schema says', () => {
    expect(DecisionJson.parse(decideSmall(three))).toEqual(decideSmall(three))
  })

  it('names the rules that it applied by digest', () => {
    expect(decideSmall(three).rules).toBe(rulesDigest(rulesWith()))
  })

  it('gives each reason with the rule and the evidence that it rests on', () => {
    const [, , cy] = decideSmall(three).teams
    const own = [measure('bench.all', 'cy', 50), measure('review.panel', 'cy', 60)]
    expect(cy?.reasons).toEqual([
      { code: 'outside-cut', rule: 'rounds/first/cut', evidence: own.map(named).toSorted() },
    ])
  })

  it('keeps each measure beside its points', () => {
    const [ada] = decideSmall(three).teams
    expect(ada?.measures['bench']).toEqual({
      value: 90,
      evidence: [named(measure('bench.all', 'ada', 90))],
      sample: false,
    })
  })

  it('leaves seats empty that nobody fills', () => {
    expect(decideSmall(measured({ ada: [90, 80] })).vacancies).toBe(1)
  })

  it('looks at the evidence of its own round only', () => {
    const elsewhere = { ...measure('bench.all', 'ada', 10), subject: { round: 'second', team: 'ada' } }
    expect(decideSmall([...three, elsewhere])).toEqual(decideSmall(three))
  })

  it('names commendations without counting them', () => {
    const praise = evidence('commendation', { team: 'cy' }, { for: { ko: '효율', en: 'Efficiency' } })
    expect(decideSmall([...three, praise])).toEqual({
      ...decideSmall(three),
      commendations: [{ team: 'cy', for: { ko: '효율', en: 'Efficiency' }, evidence: named(praise) }],
    })
  })

  it('says who may see which figure', () => {
    const disclosure = [
      { figure: 'total', of: 'advancing', to: 'public' },
      { figure: 'total', of: 'all', to: 'team' },
      { figure: 'expert', of: 'not-advancing', to: 'sealed' },
    ]
    expect(byTeam(decideSmall(three, { disclosure }), 'disclosure')).toEqual({
      ada: { total: 'public' },
      bob: { total: 'public' },
      cy: { total: 'team', expert: 'sealed' },
    })
  })

  it('marks amendments and references that came after sight', () => {
    const reason = { ko: '오기', en: 'A slip' }
    const amendment = { version: 2, reason, author: 'office', effective: '2027-03-02T09:00:00Z', 'after-sight': true }
    const reference = { id: 'late', 'public-since': '2026-01-01', 'after-sight': true }
    const rules = rulesWith({}, { amendments: [amendment], references: [reference] })
    expect(decide(rules, three).afterSight).toEqual({ amendments: [2], references: ['late'] })
  })
})

describe('absent evidence', () => {
  it('blocks, and is listed by team and part', () => {
    const decision = decideSmall(three.filter(({ kind, subject }) => kind !== 'bench.all' || subject['team'] !== 'bob'))
    expect(decision).toMatchObject({ status: 'blocked', missing: [{ team: 'bob', part: 'bench' }], vacancies: null })
    expect(byTeam(decision, 'rank')).toEqual({ ada: null, bob: null, cy: null })
    expect(byTeam(decision, 'standing')).toEqual({ ada: null, bob: null, cy: null })
    expect(decision.partWinners).toEqual({ bench: null, expert: null })
    expect(byTeam(decision, 'total')).toEqual({ ada: 86, bob: null, cy: 54 })
  })

  it('asks for the submission of a team that other evidence names', () => {
    const decision = decideSmall(three.filter(({ kind, subject }) => kind !== 'submission' || subject['team'] !== 'cy'))
    expect(decision.missing).toEqual([{ team: 'cy', evidence: 'submission' }])
  })

  it('asks for submissions where there is nothing at all', () => {
    expect(decideSmall([])).toMatchObject({
      status: 'blocked',
      missing: [{ round: 'first', evidence: 'submission' }],
      teams: [],
    })
  })

  it('is not taken for an unpublished figure', () => {
    const decision = decideSmall([...three.slice(0, 6), submission('cy'), figure('cy', 'bench', null)])
    expect(decision.missing).toEqual([{ team: 'cy', part: 'expert' }])
  })
})

describe('the cut', () => {
  const gate = { id: 'licence', evidence: 'declaration.licence', 'met-when': { permits: ['public-use'] } }
  const refused = licence('bob')
  const reply = evidence('reply', { team: 'bob', gate: 'licence' }, { text: { ko: '제한', en: 'Limited' } })
  const determined = evidence(
    'determination',
    { team: 'bob', gate: 'licence' },
    {
      state: 'not-met',
      finding: 'not-permitted',
      null: { ko: '-', en: '-' },
      reasons: { ko: '-', en: '-' },
      by: ['o'],
    },
    [named(refused), named(reply)],
  )
  const pieces = [...three, licence('ada', 'public-use'), refused, licence('cy', 'public-use'), reply, determined]

  it('leaves the seat of a team empty that fails a gate, if all evaluated teams contest it', () => {
    const decision = decideSmall(pieces, { gates: [gate] })
    expect(byTeam(decision, 'standing')).toEqual({ ada: 'advances', bob: 'removed: gate', cy: 'removed: points' })
    expect(decision.vacancies).toBe(1)
  })

  it('moves the next team up, if only teams in standing contest it', () => {
    const decision = decideSmall(pieces, { gates: [gate], cut: { seats: 2, among: 'standing' } })
    expect(byTeam(decision, 'standing')).toEqual({ ada: 'advances', bob: 'removed: gate', cy: 'advances' })
    expect(byTeam(decision, 'rank')).toEqual({ ada: 1, bob: 2, cy: 3 })
    expect(decision.vacancies).toBe(0)
  })

  it('gives both reasons to a team that is outside it and fails a gate', () => {
    const decision = decideSmall(pieces, { gates: [gate], cut: { seats: 1, among: 'all-evaluated' } })
    expect(decision.teams[1]).toMatchObject({
      standing: 'removed: gate',
      total: 70,
      reasons: [
        { code: 'gate-not-met', rule: 'rounds/first/gates/licence' },
        { code: 'outside-cut', rule: 'rounds/first/cut' },
      ],
    })
  })

  it('leaves out a team that withdrew, whose figures are no longer asked for', () => {
    const left = evidence('withdrawal', { team: 'bob' }, { reason: { ko: '사정', en: 'Circumstances' } })
    const rest = three.filter(({ kind, subject }) => subject['team'] !== 'bob' || kind === 'submission')
    const decision = decideSmall([...rest, left])
    expect(byTeam(decision, 'standing')).toEqual({ ada: 'advances', bob: 'withdrawn', cy: 'advances' })
    expect(byTeam(decision, 'rank')).toEqual({ ada: 1, bob: null, cy: 2 })
    expect(decision.teams[1]?.reasons).toEqual([{ code: 'withdrawn', rule: 'rounds/first', evidence: [named(left)] }])
    expect(decision.means['total']).toBe(70)
  })
})

describe('a tie at the cut', () => {
  // ada leads; bob and cy both have 60.
  const tied = measured({ ada: [90, 90], bob: [60, 60], cy: [50, 75] })
  const even = measured({ ada: [90, 90], bob: [60, 60], cy: [60, 60] })

  it('goes by the parts that the rules name, in their order', () => {
    const decision = decideSmall(tied)
    expect(byTeam(decision, 'standing')).toEqual({ ada: 'advances', bob: 'removed: points', cy: 'advances' })
    expect(byTeam(decision, 'rank')).toEqual({ ada: 1, bob: 2, cy: 2 })
    expect(decision.teams[2]?.reasons.map(({ rule }) => rule)).toContain('rounds/first/rank/ties/expert')
  })

  it('asks for a lot only when every part is tied as well', () => {
    const decision = decideSmall(even)
    expect(decision).toMatchObject({ status: 'blocked', missing: [{ round: 'first', evidence: 'lot-seed' }] })
  })

  it('asks for no lot where the tie is not at the cut', () => {
    expect(decideSmall(even, { cut: { seats: 1, among: 'all-evaluated' } }).status).toBe('decided')
    expect(decideSmall(even, { cut: { seats: 3, among: 'all-evaluated' } }).status).toBe('decided')
  })

  it('is settled by the lot, the same for every reader', () => {
    const decision = decideSmall([...even, seed(8)])
    expect(decision.status).toBe('decided')
    expect(Object.values(byTeam(decision, 'standing')).filter((one) => one === 'advances')).toHaveLength(2)
    expect(decideSmall([seed(8), ...even.toReversed()])).toEqual(decision)
    expect(decision.teams[1]?.reasons.at(-1)).toEqual({
      code: 'lot-drawn',
      rule: 'rounds/first/lot',
      evidence: [named(seed(8))],
    })
  })

  it('turns on what the tied teams committed with their submissions', () => {
    const outcomes = ['1', '2', '3', '4', '5', '6', '7', '8'].map((nonce) => {
      const committed = even.map((one) =>
        one.kind === 'submission' && one.subject['team'] === 'bob'
          ? submission('bob', { lotNonce: digestOfText(nonce) })
          : one,
      )
      return byTeam(decideSmall([...committed, seed(8)]), 'standing')['bob']
    })
    expect(new Set(outcomes)).toEqual(new Set(['advances', 'removed: points']))
  })

  it('refuses a lot that was seeded before its time', () => {
    expect(refusal(() => decideSmall([...even, seed(7)]))).toMatchObject({
      code: 'programme/lot-too-early',
      treeSize: 7,
      needed: 8,
    })
  })
})

describe('evidence that contradicts itself', () => {
  it('is refused where two measures of one team differ', () => {
    expect(refusal(() => decideSmall([...three, measure('bench.all', 'ada', 91)]))).toMatchObject({
      code: 'programme/evidence-contradicts',
      kind: 'bench.all',
      team: 'ada',
      said: ['90', '91'],
    })
  })

  it('does no harm where two pieces say the same', () => {
    const again = { ...measure('bench.all', 'ada', 90), inputs: [digestOfText('other run')] }
    expect(byTeam(decideSmall([...three, again]), 'total')).toEqual(byTeam(decideSmall(three), 'total'))
  })

  it('is refused where a published figure differs from the measured points', () => {
    expect(refusal(() => decideSmall([...three, figure('ada', 'bench', 54.1)]))).toMatchObject({
      code: 'programme/figures-contradict',
      said: ['ada bench is 54', 'ada bench was published as 54.1'],
    })
  })

  it('is refused where a published total does not add up', () => {
    expect(refusal(() => decideSmall([...three, figure('ada', 'total', 86.1)]))).toMatchObject({
      code: 'programme/figures-contradict',
      said: ['ada total is 86.1, and its parts make 86'],
    })
  })

  it('is refused where a figure is larger than its part, off the grid, or unknown', () => {
    expect(refusal(() => decideSmall([...three, figure('ada', 'bench', 60.1)]))['code']).toBe(
      'programme/figure-out-of-range',
    )
    expect(refusal(() => decideSmall([...three, figure('ada', 'bench', 54.05)]))['code']).toBe(
      'programme/figure-off-grid',
    )
    expect(refusal(() => decideSmall([...three, figure('ada', 'style', 5)]))).toMatchObject({
      code: 'programme/figure-unknown',
      figure: 'style',
      known: ['bench', 'expert', 'total'],
    })
  })

  it('is not read under the name of another kind', () => {
    const posing = { ...measure('bench.all', 'ada', 10), kind: 'bench.all ada' }
    expect(decideSmall([...three, posing])).toEqual(decideSmall(three))
  })

  it('is refused where its team is no id', () => {
    expect(refusal(() => decideSmall([...three, submission('Ada & co')]))).toEqual({
      code: 'programme/team-malformed',
      team: 'Ada & co',
    })
  })

  it('is refused where it is not of its kind’s form', () => {
    const bent = evidence('bench.all', { team: 'ada' }, { value: 'ninety' })
    expect(refusal(() => decideSmall([...three, bent]))).toMatchObject({
      code: 'programme/evidence-malformed',
      evidence: named(bent),
      kind: 'bench.all',
    })
  })
})

describe('the round', () => {
  const rules = rulesWith({}, { rounds: [smallRound, { ...smallRound, id: 'second' }] })

  it('has to be named where the rules have several', () => {
    expect(refusal(() => decide(rules, three))).toEqual({
      code: 'programme/round-not-named',
      known: ['first', 'second'],
    })
    expect(decide(rules, three, { round: 'first' }).status).toBe('decided')
  })

  it('is refused where the rules have none of that name', () => {
    expect(refusal(() => decide(rules, three, { round: 'third' }))['code']).toBe('programme/round-unknown')
  })
})
