import { describe, expect, it } from 'vitest'
import type { Json } from '#base'
import { checkRules } from './check-rules.ts'
import { words } from './life/life.fixture.ts'
import { parseRules } from './parse-rules.ts'
import { refusal, rulesWith } from './small-round.fixture.ts'

const problems = (round: Record<string, Json>, programme: Record<string, Json> = {}) =>
  refusal(() => rulesWith(round, programme))['problems']
const parties = ['ada', 'bob'].map((id) => ({ id, name: words(id) }))

describe('rules are refused', () => {
  it('that count business days without a calendar', () => {
    expect(problems({ objection: { days: 5, of: 'business', grounds: ['procedure'] } })).toEqual([
      'rounds/0/objection: counts business days, and the rules have no calendar',
    ])
  })

  it('whose calendar has no such zone, or a holiday of another year', () => {
    const calendar = { 'time-zone': 'Asia/Atlantis', weekend: ['sunday'], holidays: { '2027': ['2028-01-01'] } }
    expect(problems({}, { calendar })).toEqual([
      'calendar/time-zone: no time zone is called Asia/Atlantis',
      'calendar/holidays/2027/0: 2028-01-01 is no day of 2027',
    ])
  })

  it('that name parties that are not there, or owners in a circle', () => {
    const relations = [
      { party: 'ada', is: 'owner', of: 'bob' },
      { party: 'bob', is: 'owner', of: 'ada' },
      { party: 'cy', is: 'supplier', of: 'ada' },
    ]
    const people = [{ id: 'o1', roles: ['officer'], employer: 'dee' }]
    expect(problems({}, { parties, relations, people })).toEqual([
      'people/0/employer: no party is called dee',
      'relations/2/party: no party is called cy',
      'relations: ada owns itself through others',
      'relations: bob owns itself through others',
    ])
  })

  it('whose grounds are not all defined, or whose gate rests on a record without a finding', () => {
    expect(
      problems({
        objection: {
          days: 5,
          grounds: ['procedure', 'error'],
          definitions: [{ id: 'procedure', definition: words('x') }],
        },
        gates: [{ id: 'g', evidence: 'submission', 'met-when': { finding: ['fine'] } }],
      }),
    ).toEqual([
      'rounds/0/gates/0/evidence: "submission" is a record of the office that holds no finding',
      'rounds/0/objection/definitions: the ground error is not defined',
    ])
  })

  it('whose panel can have no majority', () => {
    const vacancy = {
      'fill-by': 'call',
      approval: 'majority',
      'may-select-nobody': true,
      equalise: [],
      call: { eligible: ['new'], panel: { members: 4, quorum: 2 } },
    }
    expect(problems({}, { vacancy })).toEqual(['vacancy/call/panel/quorum: 2 of 4 can never be a majority'])
  })

  it('that go in a circle', () => {
    expect(refusal(() => parseRules('programme: &a { x: *a }', 'rules'))['code']).toBe('programme/yaml-malformed')
  })
})

describe('rules are warned about', () => {
  it('where nothing says who sees a figure, what a ground means, or how a gate is determined', () => {
    const rules = rulesWith({
      objection: { days: 5, grounds: ['procedure'] },
      gates: [{ id: 'licence', evidence: 'declaration.licence', 'met-when': { permits: ['public-use'] } }],
      disclosure: [
        { figure: 'total', of: 'all', to: 'public' },
        { figure: 'bench', of: 'advancing', to: 'public' },
      ],
    })
    expect(checkRules(rules)).toEqual({
      problems: [],
      warnings: [
        'rounds/0/disclosure: nothing says who sees rank of teams advancing and not-advancing',
        'rounds/0/disclosure: nothing says who sees bench of teams not-advancing',
        'rounds/0/disclosure: nothing says who sees expert of teams advancing and not-advancing',
        'rounds/0/objection/definitions: the grounds procedure are not defined',
        'rounds/0/gates/0/definition: is missing; a dispute will be about these words',
        'rounds/0/gates/0/procedure: is missing: no time to reply, and one officer determines',
      ],
    })
  })
})
