import { describe, expect, it } from 'vitest'
import { digestOfText, type Evidence } from '#base'
import { evidence, measure, rulesWith, submission } from '../small-round.fixture.ts'
import { refusalsOf } from './admissible.ts'
import { conflictsIn, conflictsOf } from './conflicts.ts'
import type { Entered } from './entered.ts'
import { acted, at, entered, words } from './life.fixture.ts'
import { standingSubmissions } from './submissions.ts'

const CALENDAR = { 'time-zone': 'Asia/Seoul', weekend: ['saturday', 'sunday'], holidays: { '2027': ['2027-03-01'] } }
const PEOPLE = [
  { id: 'o1', roles: ['officer'] },
  { id: 'o2', roles: ['officer'] },
  { id: 'o3', person: digestOfText('kim'), roles: ['officer'] },
  { id: 'o4', person: digestOfText('kim'), roles: ['officer'] },
  { id: 'o5', employer: 'cloud', roles: ['officer', 'reviewer'] },
  { id: 'e1', roles: ['reviewer'] },
]
const GATE = {
  id: 'licence',
  evidence: 'declaration.licence',
  'met-when': { permits: ['public-use'] },
  procedure: { reply: { days: 3, of: 'business' }, officers: 2 },
}
const rules = rulesWith(
  {
    gates: [GATE],
    submission: { opens: '2027-03-01T00:00:00Z', closes: '2027-03-10T00:00:00Z', replace: true },
    withdrawal: { 'after-sight': 'refused' },
  },
  {
    calendar: CALENDAR,
    people: PEOPLE,
    parties: ['ada', 'bob', 'cloud'].map((id) => ({ id, name: words(id) })),
    relations: [{ party: 'cloud', is: 'supplier', of: 'bob' }],
    conflicts: [
      { kind: 'employer-supplies', in: ['determine'], reach: 'team', effect: 'block' },
      { kind: 'employer-supplies', in: ['review'], reach: 'round', effect: 'flag' },
      { kind: 'declared', in: ['determine'], reach: 'team', effect: 'block' },
    ],
  },
)
const life = (...acts: readonly Entered[]) => ({ rules, acts, decisions: new Map() })
const codes = (acts: readonly Entered[], act: Entered) => refusalsOf(life(...acts), act).map(({ code }) => code)
const of = (act: Evidence, moment: string, ...by: readonly string[]) => entered(act, at(moment), ...by)

describe('a submission', () => {
  it('counts inside its window by the office’s clock, to the second', () => {
    expect(codes([], of(submission('ada'), '03-01 00:00', 'ada'))).toEqual([])
    expect(codes([], of(submission('ada'), '02-28 23:59', 'ada'))).toEqual(['programme/not-yet-open'])
    expect(codes([], entered(submission('ada'), '2027-03-09T23:59:59.999Z' as never, 'ada'))).toEqual([])
    expect(refusalsOf(life(), of(submission('ada'), '03-10 00:00', 'ada'))).toEqual([
      {
        code: 'programme/too-late',
        rule: 'rounds/first/submission',
        facts: { deadline: at('03-10 00:00'), at: at('03-10 00:00') },
      },
    ])
  })

  it('may be replaced before the deadline; the former one stays on record', () => {
    const [first, second] = [
      of(submission('ada'), '03-02 00:00', 'ada'),
      of(submission('ada', { files: 2 }), '03-03 00:00', 'ada'),
    ]
    expect(codes([first], second)).toEqual([])
    expect(standingSubmissions([first, second], 'first').get('ada')).toBe(second.digest)
  })

  it('is signed by its own team, with a clock that goes forward, once', () => {
    const first = of(submission('ada'), '03-02 00:00', 'ada')
    expect(codes([], of(submission('ada'), '03-02 00:00', 'bob'))).toEqual(['programme/wrong-role'])
    expect(codes([first], of(submission('bob'), '03-01 23:59', 'bob'))).toEqual(['programme/clock-set-back'])
    expect(codes([first], of(submission('ada'), '03-02 00:01', 'ada'))).toEqual(['programme/act-twice'])
  })
})

describe('an act', () => {
  it('of an unknown kind, round or form is refused', () => {
    expect(codes([], of(evidence('coronation', {}, {}), '03-02 00:00', 'o1'))).toEqual(['programme/act-unknown'])
    expect(
      codes([], of({ ...submission('ada'), subject: { round: 'tenth', team: 'ada' } }, '03-02 00:00', 'ada')),
    ).toEqual(['programme/act-names-no-round'])
    expect(codes([], of(evidence('submission', { team: 'ada' }, { manifest: 3 }), '03-02 00:00', 'ada'))).toEqual([
      'programme/evidence-malformed',
    ])
  })
})

describe('a gate', () => {
  const declared = of(evidence('declaration.licence', { team: 'bob' }, { permits: [] }), '03-05 02:00', 'office') // a Friday
  const reply = of(
    evidence('reply', { team: 'bob', gate: 'licence' }, { text: words('we will') }),
    '03-08 00:00',
    'bob',
  )
  const silent = (moment: string) =>
    of(evidence('reply', { team: 'bob', gate: 'licence' }, { 'silent-until': at('03-10 15:00') }), moment, 'o1')
  const determined = (moment: string, by: readonly string[], named: readonly Entered[], finding = 'not-permitted') =>
    of(
      evidence(
        'determination',
        { team: 'bob', gate: 'licence' },
        { state: 'not-met', finding, null: words('none'), reasons: words('no'), by: [...by] },
        named.map(({ digest }) => digest),
      ),
      moment,
      ...by,
    )

  it('gives the team the days of the rules to reply, until the end of the last business day in Seoul', () => {
    expect(codes([declared], reply)).toEqual([])
    expect(codes([], reply)).toEqual(['programme/no-finding'])
    const late = of(reply.act, '03-10 15:00', 'bob') // Monday, Tuesday, Wednesday: over at midnight in Seoul
    expect(codes([declared], late)).toEqual(['programme/too-late'])
    expect(codes([declared], of(reply.act, '03-10 14:59', 'bob'))).toEqual([])
  })

  it('is not determined before the reply or its deadline', () => {
    expect(codes([declared], determined('03-08 00:00', ['o1', 'o2'], [declared]))).toEqual([
      'programme/reply-still-open',
    ])
    expect(codes([declared, reply], determined('03-08 01:00', ['o1', 'o2'], [declared, reply]))).toEqual([])
    expect(codes([declared], silent('03-10 14:59'))).toEqual(['programme/reply-still-open'])
    const quiet = silent('03-10 15:00')
    expect(codes([declared], quiet)).toEqual([])
    expect(codes([declared, quiet], determined('03-11 00:00', ['o1', 'o2'], [declared, quiet]))).toEqual([])
  })

  it('is determined on the finding and the reply, both named', () => {
    expect(refusalsOf(life(declared, reply), determined('03-09 00:00', ['o1', 'o2'], [declared]))).toEqual([
      {
        code: 'programme/determination-incomplete',
        rule: 'rounds/first/gates/licence/procedure',
        facts: { gate: 'licence', team: 'bob', unnamed: [reply.digest] },
      },
    ])
    expect(codes([declared, reply], determined('03-09 00:00', ['o1', 'o2'], [declared, reply], 'permitted'))).toEqual([
      'programme/determination-on-other-finding',
    ])
  })

  it('takes two officers who are two persons, without a conflict', () => {
    const by = (...ids: readonly string[]) =>
      codes([declared, reply], determined('03-09 00:00', ids, [declared, reply]))
    expect(by('o1')).toEqual(['programme/too-few-officers'])
    expect(by('o1', 'o1')).toEqual(['programme/too-few-officers'])
    expect(by('o3', 'o4')).toEqual(['programme/same-person', 'programme/too-few-officers'])
    expect(by('o1', 'e1')).toEqual(['programme/wrong-role'])
    expect(by('o1', 'o5')).toEqual(['programme/conflict-of-interest'])
    expect(by('o1', 'o3')).toEqual([])
  })

  it('is refused where the calendar does not have the year', () => {
    const december = { ...declared, at: '2027-12-30T00:00:00.000Z' as never }
    expect(() => codes([december], { ...reply, at: '2027-12-31T00:00:00.000Z' as never })).toThrow(
      'programme/calendar-without-year',
    )
  })
})

describe('a conflict of interest', () => {
  const declaration = acted(
    'conflict-declaration',
    {},
    { person: 'o1', party: 'ada', nature: words('kin') },
    { at: at('03-02 00:00'), by: ['o1'] },
  )

  it('follows from relations, and from what a person declares', () => {
    expect(conflictsOf(rules, [declaration], ['ada', 'bob'])).toMatchObject([
      { person: 'o1', team: 'ada', kind: 'declared', via: ['ada'], declaration: declaration.digest },
      { person: 'o5', team: 'bob', kind: 'employer-supplies', via: ['cloud', 'bob'], declaration: undefined },
    ])
  })

  it('blocks or flags as the rules say, for the team or for the round', () => {
    const all = conflictsOf(rules, [declaration], ['ada', 'bob'])
    const effects = (people: readonly string[], duty: 'review' | 'determine', team: string) =>
      conflictsIn(all, { people, duty, team }).map(({ effect }) => effect)
    expect(effects(['o5'], 'determine', 'bob')).toEqual(['block'])
    expect(effects(['o5'], 'determine', 'ada')).toEqual([])
    expect(effects(['o5'], 'review', 'ada')).toEqual(['flag'])
    expect(effects(['o1'], 'determine', 'ada')).toEqual(['block'])
  })

  it('does not end when the supplier itself is removed as a contestant', () => {
    // cloud contested, and is removed; its people still have a conflict with bob, whom it supplies.
    expect(conflictsOf(rules, [], ['bob', 'cloud']).map(({ team, kind }) => [team, kind])).toEqual([
      ['bob', 'employer-supplies'],
      ['cloud', 'employer-contests'],
    ])
  })
})

describe('a withdrawal', () => {
  const measured = of(measure('bench.all', 'ada', 40), '03-11 00:00', 'office')
  const withdrawal = of(evidence('withdrawal', { team: 'ada' }, { reason: words('plans') }), '03-12 00:00', 'ada')

  it('is free while the team could see nothing, though results exist', () => {
    expect(codes([measured], withdrawal)).toEqual([])
  })

  it('after sight follows the rule, also where one of its people saw', () => {
    const sight = (who: string) =>
      acted('sight', {}, { who, results: [measured.digest] }, { at: at('03-11 09:00'), by: ['o1'] })
    expect(refusalsOf(life(measured, sight('ada')), withdrawal)).toMatchObject([
      { code: 'programme/withdrawal-after-sight', rule: 'rounds/first/withdrawal', facts: { seen: [measured.digest] } },
    ])
    expect(codes([measured, sight('bob')], withdrawal)).toEqual([])
  })
})
