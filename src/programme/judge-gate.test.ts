import { describe, expect, it } from 'vitest'
import { type Digest, digestOfText, type Evidence, type Json } from '#base'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { type Finding, joinComponents, joinReferences } from './finding.ts'
import { findingOf } from './gate-basis.ts'
import { evidence, measured, named, refusal, rulesWith, submission } from './small-round.fixture.ts'

const reference = { id: 'open-a', 'public-since': '2025-01-28' }
const gate = {
  id: 'from-scratch',
  evidence: 'provenance',
  components: ['language', 'vision'],
  'may-reuse': ['tokenizer'],
  'declared-reuse': 'open',
  'met-when': { finding: ['independent'] },
}
const rules = rulesWith({ gates: [gate] }, { references: [reference], 'sampling-seed': 7 })
const points = measured({ ada: [90, 80] })

const compared = (components: Readonly<Record<string, string>>, more: Readonly<Record<string, Json>> = {}): Evidence =>
  evidence(
    'provenance',
    { team: 'ada', reference: 'open-a' },
    {
      finding: 'inconclusive',
      components: Object.entries(components).map(([component, finding]) => ({ component, finding, tests: [] })),
      ...more,
    },
  )
const text = { ko: '말', en: 'Words' }
const reply = evidence('reply', { team: 'ada', gate: 'from-scratch' }, { text })
const determination = (
  state: 'met' | 'not-met',
  finding: string,
  inputs: readonly Digest[],
  reasons = text,
): Evidence =>
  evidence(
    'determination',
    { team: 'ada', gate: 'from-scratch' },
    { state, finding, null: text, reasons, by: ['officer'] },
    inputs,
  )
const gateOf = (decision: Decision) => decision.teams[0]?.gates[0]
const judge = (...pieces: readonly Evidence[]) => decide(rules, [...points, ...pieces])

const clean = compared({ language: 'independent', vision: 'independent' })
const suspect = compared({ language: 'independent', vision: 'derived' })

describe('a gate', () => {
  it('is met by a finding that the rules list', () => {
    expect(gateOf(judge(clean))).toMatchObject({ state: 'met', finding: 'independent', determination: null })
    expect(judge(clean).teams[0]?.standing).toBe('advances')
  })

  it('stays open on any other finding, blocks, and removes nobody', () => {
    const decision = judge(suspect)
    expect(decision).toMatchObject({ status: 'blocked', missing: [{ team: 'ada', gate: 'from-scratch' }] })
    expect(gateOf(decision)).toMatchObject({ state: 'open', finding: 'partial' })
    expect(decision.teams[0]?.standing).toBeNull()
  })

  it('is closed against the team by a determination that names the finding and the reply', () => {
    const act = determination('not-met', 'partial', [named(suspect), named(reply)])
    const decision = judge(suspect, reply, act)
    expect(gateOf(decision)).toMatchObject({
      state: 'not-met',
      finding: 'partial',
      determination: named(act),
      reply: named(reply),
      components: [
        { component: 'language', finding: 'independent', references: ['open-a'] },
        { component: 'vision', finding: 'derived', references: ['open-a'] },
      ],
    })
    expect(decision.teams[0]).toMatchObject({ standing: 'removed: gate', total: 86, rank: 1 })
    expect(decision.teams[0]?.reasons[0]).toEqual({
      code: 'gate-not-met',
      rule: 'rounds/first/gates/from-scratch',
      evidence: [named(suspect), named(reply), named(act)],
    })
  })

  it('is closed for the team by a determination without a reply', () => {
    const decision = judge(suspect, determination('met', 'partial', [named(suspect)]))
    expect(gateOf(decision)?.state).toBe('met')
    expect(decision.status).toBe('decided')
  })

  it.each([
    ['names no finding', determination('not-met', 'partial', [named(reply)]), 'determination-names-no-finding'],
    [
      'names another finding',
      determination('not-met', 'derived', [named(suspect), named(reply)]),
      'determination-names-other-finding',
    ],
    ['passes over the reply', determination('met', 'partial', [named(suspect)]), 'determination-names-no-reply'],
  ])('stays open under a determination that %s', (_, act, code) => {
    const decision = judge(suspect, reply, act)
    expect(gateOf(decision)?.state).toBe('open')
    expect(decision.missing).toEqual([{ team: 'ada', gate: 'from-scratch' }])
    expect(decision.defects.map((defect) => defect.code)).toEqual([code])
  })

  it('stays open under a determination against a team that was not heard', () => {
    const decision = judge(suspect, determination('not-met', 'partial', [named(suspect)]))
    expect(decision.defects).toEqual([
      {
        code: 'determination-before-reply',
        team: 'ada',
        gate: 'from-scratch',
        evidence: [named(determination('not-met', 'partial', [named(suspect)]))],
      },
    ])
    expect(decision.status).toBe('blocked')
  })

  it('hears a team that lets its deadline pass', () => {
    const silence = evidence('reply', { team: 'ada', gate: 'from-scratch' }, { 'silent-until': '2027-01-01T00:00:00Z' })
    const act = determination('not-met', 'partial', [named(suspect), named(silence)])
    expect(gateOf(judge(suspect, silence, act))?.state).toBe('not-met')
  })

  it('follows the later of two determinations, which names the earlier', () => {
    const first = determination('not-met', 'partial', [named(suspect), named(reply)])
    const appeal = determination('met', 'partial', [named(suspect), named(reply), named(first)])
    expect(gateOf(judge(suspect, reply, first, appeal))).toMatchObject({ state: 'met', determination: named(appeal) })
  })

  it('refuses two determinations of which neither names the other', () => {
    const inputs = [named(suspect), named(reply)]
    const call = () =>
      judge(suspect, reply, determination('met', 'partial', inputs), determination('not-met', 'partial', inputs))
    expect(refusal(call)).toMatchObject({ code: 'programme/evidence-contradicts', kind: 'determination', team: 'ada' })
  })

  it('refuses a determination against what the rules themselves say', () => {
    const act = determination('not-met', 'independent', [named(clean), named(reply)])
    expect(refusal(() => judge(clean, reply, act))).toMatchObject({
      code: 'programme/determination-against-rule',
      state: 'met',
    })
  })

  it('is missing while one reference was not compared', () => {
    const two = rulesWith(
      { gates: [gate] },
      { references: [reference, { id: 'open-b', 'public-since': '2025-02-01' }], 'sampling-seed': 7 },
    )
    const decision = decide(two, [...points, clean])
    expect(decision.missing).toEqual([{ team: 'ada', gate: 'from-scratch' }])
    expect(gateOf(decision)).toMatchObject({ state: 'open', finding: null })
  })

  it('refuses a comparison of other weights than those handed in or sealed', () => {
    const handedIn = [submission('ada', { manifest: digestOfText('ada') }), ...points.slice(1)]
    const other = compared({ language: 'independent' }, { subjectDigest: digestOfText('eve') })
    expect(refusal(() => decide(rules, [...handedIn, other]))).toMatchObject({
      code: 'programme/other-weights',
      which: 'subject',
      compared: digestOfText('eve'),
      expected: digestOfText('ada'),
    })
    const sealed = rulesWith(
      { gates: [gate] },
      { references: [{ ...reference, digest: digestOfText('open') }], 'sampling-seed': 7 },
    )
    const swapped = compared({ language: 'independent' }, { referenceDigest: digestOfText('shut') })
    expect(refusal(() => decide(sealed, [...points, swapped]))).toMatchObject({ which: 'reference' })
  })

  it('is met by nothing where no component that it judges was compared', () => {
    expect(gateOf(judge(compared({ audio: 'independent' })))).toMatchObject({ state: 'open', finding: 'inconclusive' })
  })
})

const declared = (component: string) =>
  evidence('declaration.reuse', { team: 'ada' }, { components: [{ component, from: 'a public model' }] })

describe('reuse that a team declares itself', () => {
  it('opens a gate that judges the component', () => {
    const decision = judge(clean, declared('vision'))
    expect(gateOf(decision)).toMatchObject({ state: 'open', finding: 'independent' })
    expect(decision.teams[0]?.reasons.map(({ code }) => code)).toContain('reuse-declared')
    const act = determination('met', 'independent', [named(declared('vision'))])
    expect(gateOf(judge(clean, declared('vision'), act))?.state).toBe('met')
  })

  it('fails it at once where the rules say so', () => {
    const strict = rulesWith(
      { gates: [{ ...gate, 'declared-reuse': 'not-met' }] },
      { references: [reference], 'sampling-seed': 7 },
    )
    const decision = decide(strict, [...points, clean, declared('vision')])
    expect(decision.teams[0]?.standing).toBe('removed: gate')
  })

  it('changes nothing for what may be reused', () => {
    expect(gateOf(judge(clean, declared('tokenizer')))?.state).toBe('met')
  })
})

const permitting = (...permits: readonly string[]) => evidence('declaration.licence', { team: 'ada' }, { permits })

describe('a gate on a declaration', () => {
  const licence = { id: 'licence', evidence: 'declaration.licence', 'met-when': { permits: ['public-use', 'study'] } }
  const own = rulesWith({ gates: [licence] })

  it('is met if everything is permitted that the rules ask for', () => {
    const decision = decide(own, [...points, permitting('study', 'public-use', 'sale')])
    expect(gateOf(decision)).toMatchObject({ state: 'met', finding: 'permitted' })
  })

  it('is open if something is not, and missing without a declaration', () => {
    expect(gateOf(decide(own, [...points, permitting('study')]))).toMatchObject({
      state: 'open',
      finding: 'not-permitted',
    })
    expect(decide(own, points).missing).toEqual([{ team: 'ada', gate: 'licence' }])
  })
})

const one = (finding: Finding, from: string) => ({ component: 'vision', finding, reference: from })
const joined = (...findings: readonly ReturnType<typeof one>[]) => joinReferences(['vision', 'audio'], findings)

describe('findings', () => {
  it('on a component join to the gravest over all references', () => {
    expect(joined(one('independent', 'a'), one('shared-init', 'b'), one('inconclusive', 'c'))).toEqual([
      { component: 'vision', finding: 'shared-init', references: ['b'] },
    ])
    expect(joined(one('structural', 'a'), one('partial', 'b'), one('partial', 'c'))).toEqual([
      { component: 'vision', finding: 'partial', references: ['b', 'c'] },
    ])
  })

  it('on components join to derived, partial or the gravest', () => {
    expect(joinComponents(['derived', 'derived'])).toBe('derived')
    expect(joinComponents(['derived', 'independent'])).toBe('partial')
    expect(joinComponents(['partial', 'independent'])).toBe('partial')
    expect(joinComponents(['derived'], ['language'])).toBe('partial')
    expect(joinComponents(['structural', 'shared-init'])).toBe('structural')
    expect(joinComponents(['inconclusive', 'independent'])).toBe('inconclusive')
    expect(joinComponents(['independent', 'independent'], ['audio'])).toBe('independent')
    expect(joinComponents([])).toBe('inconclusive')
  })

  it('are the same for officers before a determination as in the decision', () => {
    const [first] = rules.rounds[0]?.gates ?? []
    if (first === undefined) throw new Error('no gate')
    expect(findingOf(first, [clean])).toBe(gateOf(judge(clean))?.finding)
    expect(findingOf(first, [suspect])).toBe(gateOf(judge(suspect))?.finding)
    expect(findingOf(first, [])).toBeUndefined()
  })
})
