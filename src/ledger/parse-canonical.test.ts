import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json, parseJson } from '#base'
import { parsedIfCanonical } from './parse-canonical.ts'

const carefully = (text: string): Json | undefined => {
  try {
    const value = parseJson(text, 'text')
    return canonicalJson(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

describe('the fast way to read canonical JSON', () => {
  it('reads what the careful way reads, and the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as Json)
        expect(parsedIfCanonical(text)).toEqual(carefully(text))
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a": 1}',
    '[1.0]',
    '[-0]',
    '[1e3]',
    '["\\u0041"]',
    '["\\ud800"]',
    '"\\/"',
    '{"__proto__":1}',
    '{"\\ud800":1}',
    'nul',
    '',
    '[1] ',
    `${'['.repeat(60)}${']'.repeat(60)}`,
    '{"10":1,"9":2}',
    '{"€":1,"\\r":2}',
    '{"\\r":2,"€":1}',
  ])('accepts %j only if the careful way does', (text) => {
    const fast = parsedIfCanonical(text)
    if (fast !== undefined) expect(fast).toEqual(carefully(text))
  })
})
