import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScorecards, type ReviewRules, type Scorecard } from './scorecard.ts'

const RULES: ReviewRules = { scale: [0, 100] }
const HEAD = 'team,reviewer,criterion,mark,reason'
const parse = (lines: string | Uint8Array, rules = RULES): readonly Scorecard[] =>
  parseScorecards(typeof lines === 'string' ? `${HEAD}\n${lines}` : lines, 'scores.csv', rules)
const refusal = (lines: string | Uint8Array, rules = RULES): unknown => {
  try {
    return parse(lines, rules)
  } catch (error) {
    return error
  }
}

describe('a table of marks', () => {
  it('becomes one scorecard for each team and reviewer', () => {
    expect(
      parse(
        'birch,e2,novelty,70,\nalder,e1,design,80.5,"Clear, and\nwell argued"\nalder,e1,novelty,60,\nbirch,e2,design,90,fine\n',
      ),
    ).toEqual([
      { team: 'alder', reviewer: 'e1', marks: { design: 80.5, novelty: 60 }, reasons: 1 },
      { team: 'birch', reviewer: 'e2', marks: { design: 90, novelty: 70 }, reasons: 1 },
    ])
  })

  it('reads the same in any order of rows and columns, with either line end, with or without a byte order mark', () => {
    const rows = ['a,x,c,1', 'a,y,c,2', 'b,x,c,3']
    const wanted = parseScorecards(['team,reviewer,criterion,mark', ...rows].join('\n'), 's', RULES)
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rows, { minLength: 3 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        (shuffled, end, mark) => {
          const text = mark + ['team,reviewer,criterion,mark', ...shuffled, ''].join(end)
          expect(parseScorecards(new TextEncoder().encode(text), 's', RULES)).toEqual(wanted)
        },
      ),
    )
    expect(parseScorecards('mark,criterion,team,reviewer\n1,c,a,x\n2,c,a,y\n3,c,b,x', 's', RULES)).toEqual(wanted)
  })

  it.each([
    ['a mark above the scale', 'a,x,c,101,', 'review/mark-out-of-range', { line: 2, got: 101, low: 0, high: 100 }],
    ['a mark below the scale', 'a,x,c,-1,', 'review/mark-out-of-range', { line: 2, got: -1 }],
    ['a decimal comma', 'a,x,c,"87,5",', 'review/not-a-mark', { line: 2, got: '87,5' }],
    ['a mark that is no plain decimal', 'a,x,c,1e2,', 'review/not-a-mark', { got: '1e2' }],
    ['an empty mark', 'a,x,c,,', 'review/not-a-mark', { got: '' }],
    ['NaN', 'a,x,c,NaN,', 'review/not-a-mark', {}],
    ['a name with a blank', 'a ,x,c,1,', 'review/not-an-id', { column: 'team', got: 'a ' }],
    ['an e-mail address for a reviewer', 'a,x@y.kr,c,1,', 'review/not-an-id', { column: 'reviewer' }],
    [
      'the same mark twice',
      'a,x,c,1,\nb,x,c,2,\na,x,c,1,',
      'review/duplicate-mark',
      { line: 4, earlier: 2, further: 0 },
    ],
    [
      'a criterion left out',
      'a,x,c,1,\na,x,d,2,\nb,x,c,2,',
      'review/incomplete-scorecard',
      { team: 'b', reviewer: 'x', missing: ['d'] },
    ],
    ['a row of other length', 'a,x,c,1', 'base/csv-malformed', { line: 2, what: '4 fields under 5 columns' }],
    [
      'a quotation mark never closed',
      'a,x,c,1,"oh',
      'base/csv-malformed',
      { what: 'a quotation mark that is never closed' },
    ],
    ['nothing but a header', '', 'base/csv-no-rows', {}],
  ])('is refused for %s', (_, lines, code, facts) => {
    expect(refusal(lines)).toMatchObject({ code, facts: { where: 'scores.csv', ...facts } })
  })

  it('is refused for names that the round does not know', () => {
    const rules = { ...RULES, teams: ['a'], reviewers: ['x'], criteria: { c: 1 } }
    expect(refusal('b,x,c,1,', rules)).toMatchObject({
      code: 'review/unknown-name',
      facts: { column: 'team', known: ['a'] },
    })
    expect(refusal('a,y,c,1,', rules)).toMatchObject({ code: 'review/unknown-name', facts: { column: 'reviewer' } })
    expect(refusal('a,x,d,1,', rules)).toMatchObject({ code: 'review/unknown-name', facts: { column: 'criterion' } })
  })

  it('says how many further problems there are', () => {
    expect(refusal('a,x,c,101,\na,y,c,102,\na,z,c,ten,')).toMatchObject({ facts: { line: 2, further: 2 } })
  })

  it.each([
    ['other columns', 'team;reviewer;criterion;mark\na;x;c;1'],
    ['a column too many', 'team,reviewer,criterion,mark,name\na,x,c,1,Kim'],
    ['a column twice', 'team,team,reviewer,criterion,mark\na,a,x,c,1'],
    ['a column missing', 'team,reviewer,mark\na,x,1'],
  ])('is refused for %s', (_, text) => {
    expect(refusal(new TextEncoder().encode(text))).toMatchObject({
      code: 'base/csv-wrong-columns',
      facts: { where: 'scores.csv' },
    })
  })

  it('is refused in another encoding, with the line', () => {
    const latin = Uint8Array.from(`${HEAD}\na,x,c,1,\nb,x,c,1,caf\u00E9\n`, (c) => c.charCodeAt(0))
    const utf16 = Uint8Array.from(`\u00FF\u00FE${HEAD}`, (c) => c.charCodeAt(0))
    expect(refusal(latin)).toMatchObject({ code: 'base/csv-not-utf8', facts: { line: 3 } })
    expect(refusal(utf16)).toMatchObject({ code: 'base/csv-not-utf8', facts: { line: 1 } })
    expect(refusal('a,x,c,1,caf\uFFFD')).toMatchObject({ code: 'base/csv-not-utf8', facts: { line: 2 } })
  })

  it('is refused when it is no table of marks by its size', () => {
    expect(refusal(new Uint8Array(17 * 1024 * 1024))).toMatchObject({ code: 'base/csv-too-large' })
  })
})
