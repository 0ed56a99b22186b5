import { describe, expect, it } from 'vitest'
import { digestOfJson, digestOfText, type Digest, type Json } from '#base'
import { decide } from '../decide.ts'
import type { Decision } from '../decision.ts'
import { evidence, measured, rulesWith, submission } from '../small-round.fixture.ts'
import { refusalsOf } from './admissible.ts'
import { historyOf } from './calls.ts'
import { equalTerms } from './equal-terms.ts'
import { isFinal, openQuestions } from './hearings.ts'
import { tallyOf } from './selections.ts'
import type { Entered } from './entered.ts'
import { at, entered, words } from './life.fixture.ts'
import { objectionsClosed, objectionWindow } from './objection-window.ts'

const OBJECTION = {
  days: 10,
  of: 'business',
  grounds: ['procedure', 'evaluators-error'],
  attachments: { count: 2, bytes: 1_000_000 },
  hearing: { officers: 1, role: 'officer', others: true, within: { days: 5, of: 'business' } },
  appeal: {
    period: { days: 7, of: 'calendar' },
    grounds: ['procedure'],
    hearing: { officers: 1, role: 'appeal', others: true },
  },
}
const rules = rulesWith(
  {
    cut: { seats: 3, among: 'all-evaluated' },
    decision: { officers: 2, preview: { days: 2, of: 'calendar' } },
    objection: OBJECTION,
  },
  {
    calendar: { 'time-zone': 'Asia/Seoul', weekend: ['saturday', 'sunday'], holidays: { '2027': ['2027-03-01'] } },
    people: [
      ...['o1', 'o2', 'o3'].map((id) => ({ id, roles: ['officer'] })),
      { id: 'j1', roles: ['appeal'] },
      ...['p1', 'p2', 'p3'].map((id) => ({ id, roles: ['panel'] })),
    ],
    vacancy: {
      'fill-by': 'call',
      approval: 'majority',
      'may-select-nobody': true,
      equalise: ['development-days', 'compute'],
      call: {
        applications: { days: 5, of: 'calendar' },
        eligible: ['new', 'removed: points'],
        panel: { members: 3, quorum: 2 },
      },
    },
  },
)
const round = rules.rounds[0]!
const decision = decide(rules, measured({ ada: [90, 80], bob: [70, 70] }))
const corrected: Decision = { ...decision, rules: digestOfText('another') }
const [named, renamed] = [digestOfJson(decision), digestOfJson(corrected)]
const decisions = new Map<Digest, Decision>([
  [named, decision],
  [renamed, corrected],
])
const lifeOf = (acts: readonly Entered[]) => ({ rules, acts, decisions })
const codes = (acts: readonly Entered[], act: Entered) => refusalsOf(lifeOf(acts), act).map(({ code }) => code)
const act = (kind: string, team: string | undefined, result: Json, moment: string, ...by: readonly string[]) =>
  entered(evidence(kind, team === undefined ? {} : { team }, result), at(moment), ...by)

const handedIn = ['ada', 'bob'].map((team) => entered(submission(team), at('02-01 00:00'), team))
const decided = act('decision', undefined, { decision: named }, '03-02 00:00', 'o1', 'o2')
const previews = ['ada', 'bob'].map((team) => act('preview', team, { decision: named }, '03-02 01:00', 'o1'))
const publication = (moment: string) => act('publication', undefined, { decision: named }, moment, 'o1', 'o2')
const published = publication('03-05 00:00') // a Friday
const before = [...handedIn, decided, ...previews]
const after = [...before, published]
const objection = (team: string, moment: string, more: Record<string, Json> = {}) =>
  act(
    'objection',
    team,
    { decision: named, ground: 'procedure', text: words('unheard'), attachments: [], ...more },
    moment,
    team,
  )
const lodged = objection('bob', '03-08 00:00')
const answer = (outcome: string, moment: string, by: string, more: Record<string, Json> = {}) =>
  act(
    'objection-answer',
    'bob',
    { objection: lodged.digest, outcome, reasons: words('because'), precedents: [], ...more },
    moment,
    by,
  )

describe('a decision', () => {
  it('is signed by as many officers as the rules say', () => {
    expect(codes(handedIn, decided)).toEqual([])
    expect(codes(handedIn, act('decision', undefined, { decision: named }, '03-02 00:00', 'o1'))).toEqual([
      'programme/too-few-officers',
    ])
    expect(codes(handedIn, act('decision', undefined, { decision: named }, '03-02 00:00', 'o1', 'j1'))).toEqual([
      'programme/wrong-role',
    ])
  })

  it('is public once each team had its preview, and the days to look at it', () => {
    expect(codes([...handedIn, decided], publication('03-05 00:00'))).toEqual(['programme/not-previewed'])
    expect(codes(before, publication('03-04 14:59'))).toEqual(['programme/not-yet-open']) // 2 March + 2 days, in Seoul
    expect(codes(before, publication('03-04 15:00'))).toEqual([])
  })

  it('is answered by a team that saw its preview, until it is public', () => {
    const reply = (team: string, moment: string) =>
      act('preview-reply', team, { decision: named, text: words('a figure is missing') }, moment, team)
    expect(codes(before, reply('bob', '03-03 00:00'))).toEqual([])
    expect(codes(before, reply('cy', '03-03 00:00'))).toEqual(['programme/not-previewed'])
    expect(codes(after, reply('bob', '03-06 00:00'))).toEqual(['programme/too-late'])
  })

  it('follows another one only by naming it, and after publication only with a cause', () => {
    const next = (moment: string, replaces?: Digest) =>
      act(
        'decision',
        undefined,
        { decision: renamed, ...(replaces === undefined ? {} : { replaces }) },
        moment,
        'o1',
        'o2',
      )
    expect(codes([...handedIn, decided], next('03-03 00:00'))).toEqual(['programme/decision-names-no-former'])
    expect(codes([...handedIn, decided], next('03-03 00:00', named))).toEqual([])
    expect(codes(after, next('03-20 00:00', named))).toEqual(['programme/decision-without-cause'])
    expect(codes([...after, lodged, answer('dismissed', '03-10 00:00', 'o3')], next('03-20 00:00', named))).toEqual([
      'programme/decision-without-cause',
    ])
    expect(codes([...after, lodged, answer('upheld', '03-10 00:00', 'o3')], next('03-20 00:00', named))).toEqual([])
  })
})

describe('an objection', () => {
  it('is lodged from the preview on, until ten business days after publication', () => {
    expect(codes([...handedIn, decided], objection('bob', '03-02 02:00'))).toEqual(['programme/not-yet-open'])
    expect(codes(before, objection('bob', '03-03 00:00'))).toEqual([])
    expect(objectionWindow(rules, after, { round, decision: named, team: 'bob' })).toMatchObject({
      closes: at('03-19 15:00'),
    })
    expect(codes(after, objection('bob', '03-19 14:59'))).toEqual([])
    expect(refusalsOf(lifeOf(after), objection('bob', '03-19 15:00'))).toMatchObject([
      { code: 'programme/too-late', rule: 'rounds/first/objection/days' },
    ])
  })

  it('rests on a ground of the rules, and on attachments of a bounded size', () => {
    expect(refusalsOf(lifeOf(after), objection('bob', '03-08 00:00', { ground: 'taste' }))).toEqual([
      {
        code: 'programme/ground-not-admitted',
        rule: 'rounds/first/objection/grounds',
        facts: { ground: 'taste', admitted: ['procedure', 'evaluators-error'] },
      },
    ])
    const gigabyte = [{ name: 'proof', digest: digestOfText('x'), bytes: 2 ** 30 }]
    expect(codes(after, objection('bob', '03-08 00:00', { attachments: gigabyte }))).toEqual([
      'programme/attachments-too-many',
    ])
  })

  it('is one of a contestant, against the decision that stands, and not after a waiver', () => {
    expect(codes(after, objection('cy', '03-08 00:00'))).toEqual(['programme/not-a-contestant'])
    expect(codes(after, objection('bob', '03-08 00:00', { decision: renamed }))).toEqual([
      'programme/not-yet-open',
      'programme/decision-unknown',
    ])
    const waiver = act('waiver', 'bob', { decision: named }, '03-06 00:00', 'bob')
    expect(codes(after, waiver)).toEqual([])
    expect(codes([...after, waiver], lodged)).toEqual(['programme/waived'])
    expect(objectionsClosed(lifeOf([...after, waiver]), round, at('03-07 00:00'))).toBe(false)
    const both = [...after, waiver, act('waiver', 'ada', { decision: named }, '03-06 01:00', 'ada')]
    expect(objectionsClosed(lifeOf(both), round, at('03-07 00:00'))).toBe(true)
    expect(objectionsClosed(lifeOf(after), round, at('03-19 15:00'))).toBe(true)
  })

  it('is answered once, by others than those who decided, with precedents that exist', () => {
    const open = [...after, lodged]
    expect(openQuestions(lifeOf(open), round)).toEqual([
      { kind: 'objection', digest: lodged.digest, team: 'bob', due: at('03-15 15:00') },
    ])
    expect(codes(open, answer('dismissed', '03-10 00:00', 'o1'))).toEqual(['programme/heard-by-deciders'])
    expect(codes(open, answer('dismissed', '03-10 00:00', 'o3'))).toEqual([])
    const answered = answer('dismissed', '03-10 00:00', 'o3')
    expect(codes([...open, answered], answer('upheld', '03-11 00:00', 'o3'))).toEqual(['programme/nothing-to-answer'])
    expect(openQuestions(lifeOf([...open, answered]), round)).toEqual([])
    expect(codes(open, answer('dismissed', '03-10 00:00', 'o3', { precedents: [lodged.digest] }))).toEqual([
      'programme/precedent-unknown',
    ])
  })

  it('keeps a decision from being final until it is answered, and its time to appeal is over', () => {
    const final = (acts: readonly Entered[], moment: string) => isFinal(lifeOf(acts), round, at(moment))
    expect(final(after, '03-19 14:59')).toBe(false)
    expect(final(after, '03-19 15:00')).toBe(true)
    expect(final([...after, lodged], '03-30 00:00')).toBe(false)
    const late = answer('dismissed', '03-20 00:00', 'o3')
    expect(final([...after, lodged, late], '03-27 14:59')).toBe(false)
    expect(final([...after, lodged, late], '03-27 15:00')).toBe(true)
  })

  it('goes to appeal in its own time, on its own grounds, before others again', () => {
    const answered = answer('dismissed', '03-10 00:00', 'o3')
    const open = [...after, lodged, answered]
    const appeal = (moment: string, ground = 'procedure') =>
      act('appeal', 'bob', { answer: answered.digest, ground, text: words('again'), attachments: [] }, moment, 'bob')
    expect(codes(open, appeal('03-17 14:59'))).toEqual([])
    expect(codes(open, appeal('03-17 15:00'))).toEqual(['programme/too-late'])
    expect(codes(open, appeal('03-12 00:00', 'evaluators-error'))).toEqual(['programme/ground-not-admitted'])
    const appealed = appeal('03-12 00:00')
    const heard = (by: string) =>
      act(
        'appeal-answer',
        'bob',
        { appeal: appealed.digest, outcome: 'upheld', reasons: words('so'), precedents: [answered.digest] },
        '03-20 00:00',
        by,
      )
    expect(codes([...open, appealed], heard('j1'))).toEqual([])
    expect(codes([...open, appealed], heard('o3'))).toEqual(['programme/wrong-role', 'programme/heard-by-deciders'])
  })
})

describe('a call', () => {
  const call = (moment: string, seats = 1, more: Record<string, Json> = { decision: named }) =>
    act('call', undefined, { id: 'late', seats, ...more }, moment, 'o1')
  const called = call('03-22 00:00')
  const application = (team: string, moment: string) => act('application', team, { call: 'late' }, moment, team)
  const applied = [application('cy', '03-23 00:00'), application('dee', '03-24 00:00')]
  const vote = (by: string, moment: string, ...approves: readonly string[]) =>
    act('vote', undefined, { call: 'late', approves: [...approves] }, moment, by)
  const selection = (moment: string, ...selected: readonly string[]) =>
    act('selection', undefined, { call: 'late', selected: [...selected] }, moment, 'o1')
  const open = [...after, called, ...applied]

  it('is for seats that the decision left vacant, and no more', () => {
    expect(decision.vacancies).toBe(1)
    expect(codes(after, called)).toEqual([])
    expect(codes(after, call('03-22 00:00', 2))).toEqual(['programme/no-vacancy'])
    expect(
      codes(open, act('call', undefined, { id: 'second', seats: 1, decision: named }, '03-25 00:00', 'o1')),
    ).toEqual(['programme/no-vacancy'])
    const nobody = selection('04-01 00:00')
    expect(
      codes(
        [...open, nobody],
        act('call', undefined, { id: 'second', seats: 1, decision: named }, '04-02 00:00', 'o1'),
      ),
    ).toEqual([])
  })

  it('admits whom the rules admit, in its time', () => {
    expect(codes([...after, called], application('cy', '03-27 14:59'))).toEqual([])
    expect(codes([...after, called], application('cy', '03-27 15:00'))).toEqual(['programme/too-late'])
    expect(historyOf(lifeOf(after), 'bob')).toBe('standing')
    expect(codes([...after, called], application('bob', '03-23 00:00'))).toEqual(['programme/not-eligible'])
    expect(codes(open, { ...application('cy', '03-25 00:00'), digest: digestOfText('again') })).toEqual([
      'programme/act-twice',
    ])
  })

  it('selects by a majority of the whole panel, each member once', () => {
    const votes = [vote('p1', '03-28 00:00', 'cy'), vote('p2', '03-28 01:00', 'cy', 'dee')]
    expect(codes(open, vote('p1', '03-26 00:00', 'cy'))).toEqual(['programme/not-yet-open'])
    expect(codes(open, votes[0]!)).toEqual([])
    expect(codes([...open, votes[0]!], vote('p1', '03-28 02:00', 'dee'))).toEqual(['programme/voted-already'])
    expect(codes(open, vote('o1', '03-28 00:00', 'cy'))).toEqual(['programme/wrong-role'])
    expect(codes(open, vote('p1', '03-28 00:00', 'eve'))).toEqual(['programme/not-an-applicant'])
    expect(tallyOf(lifeOf([...open, ...votes]), 'late')).toEqual({
      members: 3,
      votes: 2,
      quorum: true,
      approvals: { cy: 2, dee: 1 },
      selected: ['cy'],
    })
    expect(codes([...open, ...votes], selection('03-29 00:00', 'cy'))).toEqual([])
    expect(codes([...open, ...votes], selection('03-29 00:00', 'dee'))).toEqual(['programme/selection-against-votes'])
    expect(codes([...open, votes[0]!], selection('03-29 00:00'))).toEqual(['programme/no-quorum'])
  })

  it('may select nobody', () => {
    const split = [vote('p1', '03-28 00:00', 'cy'), vote('p2', '03-28 01:00', 'dee'), vote('p3', '03-28 02:00')]
    expect(tallyOf(lifeOf([...open, ...split]), 'late')?.selected).toEqual([])
    expect(codes([...open, ...split], selection('03-29 00:00'))).toEqual([])
  })

  it('gives who comes late as many days, and as many accelerators, as the others', () => {
    const others = { from: '2026-01-01', to: '2026-06-30', accelerators: [{ kind: 'b200', count: 768 }] }
    expect(equalTerms(others, '2026-02-01', ['development-days', 'compute'])).toEqual({
      from: '2026-02-01',
      to: '2026-07-31',
      days: 181,
      accelerators: [{ kind: 'b200', count: 768 }],
      acceleratorHours: { b200: 24 * 181 * 768 },
    })
    expect(equalTerms(others, '2026-02-01', [])).toMatchObject({ to: '2026-06-30', days: 150, accelerators: [] })
  })
})
