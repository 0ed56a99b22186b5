import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json, parseJson } from '#base'
import { parseRules, readRules } from './parse-rules.ts'
import { rulesDigest } from './rules.ts'
import { refusal } from './small-round.fixture.ts'

const malformed = (yaml: string) => refusal(() => parseRules(yaml, 'programme.yaml'))

const example = readFileSync(join(import.meta.dirname, '../../test/golden/programme/example.yaml'), 'utf8')

/** The example with one piece of its text replaced; the piece must be there. */
const bent = (from: string, to: string): string => {
  if (!example.includes(from)) throw new Error(`the example has no ${from}`)
  return example.replace(from, () => to)
}
const problemsOf = (yaml: string): unknown => refusal(() => parseRules(yaml, 'programme.yaml'))['problems']

describe('rules', () => {
  it('are what programme.yaml says', () => {
    const rules = parseRules(example, 'programme.yaml')
    expect(rules.rounds[0]?.cut).toEqual({ seats: 4, among: 'all-evaluated' })
    expect(rules.rounds[0]?.parts[0]?.parts?.[2]).toEqual({
      id: 'individual',
      points: 10,
      measure: 'bench.own',
      'points-from': { target: 'own-target' },
    })
    expect(rules.references[0]?.['public-since']).toBe('2025-01-28')
  })

  it('have one digest, whatever the layout and the comments', () => {
    const rules = parseRules(example, 'programme.yaml')
    const relaid = parseRules(`# other words\n${example.replaceAll('{ ko', '{  ko')}\n`, 'elsewhere.yaml')
    expect(rulesDigest(relaid)).toBe(rulesDigest(rules))
    expect(rulesDigest(parseRules(bent('seats: 4', 'seats: 3'), 'programme.yaml'))).not.toBe(rulesDigest(rules))
  })

  it('are the same again when read from their canonical JSON', () => {
    const rules = parseRules(example, 'programme.yaml')
    const again = readRules(parseJson(canonicalJson(rules as Json), 'rules.json'), 'rules.json')
    expect(again).toEqual(rules)
    expect(rulesDigest(again)).toBe(rulesDigest(rules))
  })

  it('may leave references and gates out, which are empty lists then', () => {
    const rules = parseRules(
      `programme: p
rounds:
  - id: r
    cut: { seats: 1, among: standing }
    parts: [{ id: a, points: 1, points-from: as-given }]
    rank: { by: total, ties: [lot] }
    lot: { tree-size: 1 }
    rounding: { when: none }`,
      'programme.yaml',
    )
    expect([rules.references, rules.rounds[0]?.gates]).toEqual([[], []])
  })
})

describe('YAML that is more than data', () => {
  it('is refused with its place for a key that stands twice', () => {
    expect(malformed(`${example}winners: 3\n`)).toEqual({
      code: 'programme/yaml-malformed',
      where: 'programme.yaml',
      what: 'the key winners stands twice',
      line: example.split('\n').length,
      column: 1,
    })
  })

  it('is refused for a tag', () => {
    expect(malformed('programme: !!js/function "x"')).toMatchObject({
      code: 'programme/yaml-malformed',
      what: expect.stringContaining('tag') as string,
    })
  })

  it('is refused for anchors that explode', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => pair.split(''))) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
    }
    expect(malformed(bomb.join('\n'))).toMatchObject({
      code: 'programme/yaml-malformed',
      what: expect.stringContaining('alias') as string,
    })
  })

  it('is refused for nesting without end, two documents, no number, or no end', () => {
    for (const yaml of [
      `a: ${'['.repeat(400_000)}`,
      '- '.repeat(200_000),
      `${'? '.repeat(5000)}a`,
      'a: 1\n---\na: 2',
      'programme: .nan',
      'a: [1',
    ]) {
      expect(malformed(yaml)['code']).toBe('programme/yaml-malformed')
    }
  })

  it('is refused when it is longer than rules can be', () => {
    expect(malformed(`${example}# ${'x'.repeat(1_000_000)}`)['code']).toBe('programme/yaml-malformed')
  })

  it('is refused with what is missing for an empty file', () => {
    expect(malformed('')).toMatchObject({ code: 'programme/rules-malformed' })
    expect(malformed('{}')).toMatchObject({ problems: ['programme: is missing', 'rounds: is missing'] })
  })
})

describe('rules that do not hold together', () => {
  it('are listed all at once, each with its path', () => {
    const yaml = bent('seats: 4', 'seats: 0').replace('winners: 2', 'winner: 2').replace('mode: half-up', 'mode: up')
    expect(problemsOf(yaml)).toEqual([
      expect.stringMatching(/^rounds\/0\/cut\/seats: /),
      expect.stringMatching(/^rounds\/0\/rounding\/mode: /),
      'winner: is not known here',
    ])
  })

  it.each([
    [
      'points that do not add up',
      'points: 40',
      'points: 41',
      'rounds/0/parts/0/points: is 41, but its parts do not add up to it: nia 10 + common 20 + individual 10',
    ],
    [
      'a round whose points do not add up',
      '    parts:\n      - id: benchmark',
      '    points: 90\n    parts:\n      - id: benchmark',
      'rounds/0/points: is 90, but its parts do not add up to it: benchmark 40 + expert 35 + user 25',
    ],
    ['a gate without evidence', '        evidence: provenance\n', '', 'rounds/0/gates/0/evidence: is missing'],
    [
      'a gate without components',
      '        components: [language, vision, audio, projector, embedding]\n',
      '',
      'rounds/0/gates/0/components: is missing; name the components that the gate judges',
    ],
    [
      'a gate that nothing can meet',
      'met-when: { permits: [public-use] }',
      'met-when: {}',
      'rounds/0/gates/1/met-when: needs one of finding: […] and permits: […]',
    ],
    [
      'a finding that does not exist',
      'finding: [independent]',
      'finding: [innocent]',
      'rounds/0/gates/0/met-when/finding: no finding is called innocent; there are derived, partial, structural, shared-init, inconclusive, independent',
    ],
    [
      'a component that may be reused and is judged',
      'may-reuse: [tokenizer,',
      'may-reuse: [vision,',
      'rounds/0/gates/0/may-reuse: vision is also among the components that the gate judges',
    ],
    [
      'a tie by a part that does not exist',
      'ties: [benchmark, expert,',
      'ties: [benchmark, style,',
      'rounds/0/rank/ties/1: no part is called style; there are benchmark, benchmark/nia, benchmark/common, benchmark/individual, expert, user',
    ],
    [
      'ties that may never be settled',
      'user, lot]',
      'user]',
      'rounds/0/rank/ties: must end with lot, or a tie at the cut could not be settled',
    ],
    [
      'a tie part named twice',
      'ties: [benchmark, expert,',
      'ties: [expert, expert,',
      'rounds/0/rank/ties/1: expert stands here a second time',
    ],
    [
      'a disclosed figure that does not exist',
      'figure: total, of: advancing',
      'figure: style, of: advancing',
      'rounds/0/disclosure/0/figure: no part is called style; the figures are total, rank and benchmark, benchmark/nia, benchmark/common, benchmark/individual, expert, user',
    ],
    [
      'two parts with one name',
      'id: common, ',
      'id: nia, ',
      'rounds/0/parts/0/parts/1/id: nia stands here a second time',
    ],
    [
      'two gates with one name',
      'id: licence',
      'id: from-scratch',
      'rounds/0/gates/1/id: from-scratch stands here a second time',
    ],
    ['a part called total', '{ id: user, ', '{ id: total, ', 'rounds/0/parts/2/id: "total" has a meaning'],
    [
      'a scale of no length',
      'id: expert, points: 35, measure: review.panel, points-from: { linear: { zero: 0, full: 100 }',
      'id: expert, points: 35, measure: review.panel, points-from: { linear: { zero: 100, full: 100 }',
      'rounds/0/parts/1/points-from/linear: zero and full are both 100, so that no scale lies between them',
    ],
    [
      'a measure that is an act of the office',
      'measure: review.panel',
      'measure: determination',
      'rounds/0/parts/1/measure: "determination" is a record of the office, not a measure',
    ],
    [
      'a formula without a measure',
      'measure: review.panel, ',
      '',
      'rounds/0/parts/1/measure: is missing; this formula needs one',
    ],
    [
      'a part without a formula',
      ', points-from: { best-is-full: { stand: before-gates } }',
      '',
      'rounds/0/parts/2/points-from: is missing, and so are parts; a part needs one of them',
    ],
    [
      'an unknown formula',
      '{ best-is-full: { stand: before-gates } }',
      'best',
      'rounds/0/parts/2/points-from: one of linear {zero, full}, best-is-full {stand}, target: KIND, rank {table}, as-given',
    ],
    [
      'full points off the grid',
      'to: 0.1,',
      'to: 3,',
      'rounds/0/parts/0/parts/0/points: 10 is no multiple of the rounding step, so that full points cannot be reached',
    ],
    [
      'a table that rises',
      'best-is-full: { stand: before-gates }',
      'rank: { table: [20, 25] }',
      'rounds/0/parts/2/points-from/rank/table/1: is 25, more than the rank above it',
    ],
    [
      'a table above the points',
      'best-is-full: { stand: before-gates }',
      'rank: { table: [26, 25] }',
      "rounds/0/parts/2/points-from/rank/table/0: is 26, more than the part's 25 points",
    ],
    [
      'a version without an amendment',
      'winners: 2',
      'winners: 2\nversion: 2',
      'version: is 2, and the amendments make it 1',
    ],
  ])('are refused for %s', (_, from, to, problem) => {
    expect(problemsOf(bent(from, to))).toContain(problem)
  })

  it('are refused where a gate compares weights with nothing', () => {
    const yaml = example.replace(/^references:.*\n/m, '').replace(/^sampling-seed:.*\n/m, '')
    expect(problemsOf(yaml)).toEqual([
      'rounds/0/gates/0/evidence: no reference model is named, so that nothing can be compared',
      'rounds/0/gates/0/evidence: needs the sampling-seed of the rules, which is missing',
    ])
  })

  it('are listed up to a limit, with the number of the rest', () => {
    const parts = Array.from({ length: 60 }, (_, i) => `{ id: p${i}, points: 0 }`).join(', ')
    const problems = problemsOf(`programme: p\nrounds: [{ id: r, parts: [${parts}] }]`) as readonly string[]
    expect(problems).toHaveLength(51)
    expect(problems.at(-1)).toMatch(/^and \d+ more$/)
  })
})
