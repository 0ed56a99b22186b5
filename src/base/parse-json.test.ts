import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

describe('JSON from outside', () => {
  it('is what JSON.parse says of it, when no name stands twice', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text, 'here')).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"b":{"c":1},"a":2}',
    '[{"x":[{"a":1 , "a" : 2}]}]',
    '{"a":1,"\\u0061":2}', // the same name, spelled with an escape
    '{"":1,"":1}',
    '{"__proto__":1,"__proto__":2}',
  ])('is refused when a name stands twice in one object: %s', (text) => {
    expect(() => parseJson(text, 'here')).toThrow('base/json-duplicate-name')
  })

  it.each([
    ['{"a":{"a":{"a":1}}}', { a: { a: { a: 1 } } }],
    ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['{"a":"a","b":"a"}', { a: 'a', b: 'a' }],
    ['{"a":"{\\"a\\":1,","b":"\\\\"}', { a: '{"a":1,', b: '\\' }],
    [' { "é" : [ ] , "e\u0301" : { } } ', { é: [], 'e\u0301': {} }],
  ])('is read where the same name stands in different objects or in texts: %s', (text, value) => {
    expect(parseJson(text, 'here')).toEqual(value)
  })

  it.each([
    '',
    '{',
    '[1,]',
    '{"a"}',
    "{'a':1}",
    'NaN',
    '"\\u12"',
    '01',
    '{"a":1}}',
    '"unterminated',
    '[1] [2]',
    ']]][',
  ])('is refused when malformed: %j', (text) => {
    expect(() => parseJson(text, 'here')).toThrow('base/json-malformed')
  })

  it('is refused when nested beyond the limit, however deep', () => {
    expect(parseJson(`${'['.repeat(200)}${']'.repeat(200)}`, 'here')).toHaveLength(1)
    expect(() => parseJson(`${'['.repeat(201)}${']'.repeat(201)}`, 'here')).toThrow('base/json-too-deep')
    expect(() => parseJson('['.repeat(5_000_000), 'here')).toThrow('base/json-too-deep')
    expect(() => parseJson('{"a":'.repeat(1_000_000), 'here')).toThrow('base/json-too-deep')
  })

  it('says in the refusal what the text was', () => {
    expect(() => parseJson('{"a":1,"a":2}', 'evidence/1.json')).toThrow('evidence/1.json')
  })
})
