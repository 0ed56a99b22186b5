import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTemplate } from '../template/render.ts'
import { formatRepr } from './float-text.ts'
import { percentFormat, strFormat } from './format.ts'
import { parsePythonJson } from './json.ts'
import { literalEval } from './literal.ts'
import { checkRegex, findAll, replaceAll } from './regex-use.ts'
import { repr } from './show.ts'
import { dictGet, dictOf, equal, tuple, type PyDict, type PyValue } from './value.ts'

type Golden = {
  findall: [string, string, (string | string[])[] | null][]
  sub: [string, string, number, string, string][]
  compiles: [string, boolean][]
  repr: [string, number][]
  format: [string, number, string][]
  format_int: [string, string, string][]
  percent: [string, string, string][]
  jinja: { cases: { template: string; out?: string; error?: string }[] }
  literal: [string, string][]
  literal_bad: string[]
}
const text = readFileSync('test/golden/benchmark/unit/python.json', 'utf8')
const golden = JSON.parse(text) as Golden
const document = dictGet(dictGet(parsePythonJson(text, 'python.json') as PyDict, 'jinja') as PyDict, 'doc') as PyDict
const format = (spec: string, value: PyValue): string => strFormat(`{:${spec}}`, [value], new Map(), () => null)

describe("Python's re (3.11)", () => {
  it('finds all that findall finds', () => {
    for (const [pattern, subject, found] of golden.findall)
      if (found === null) expect(() => checkRegex(pattern)).toThrow()
      else expect([pattern, subject, findAll(pattern, subject)]).toEqual([pattern, subject, found])
  })

  it('replaces as sub replaces', () => {
    for (const [pattern, by, count, subject, result] of golden.sub)
      expect([pattern, by, subject, replaceAll(pattern, by, subject, count)]).toEqual([pattern, by, subject, result])
  })

  it.each(golden.compiles)('accepts the pattern %s: %s', (pattern, accepted) => {
    const check = (): void => checkRegex(pattern)
    if (accepted) expect(check).not.toThrow()
    else expect(check).toThrow()
  })
})

describe("Python's texts of values", () => {
  it.each(golden.repr)('prints %s', (shown, value) => expect(formatRepr(value)).toBe(shown))
  it('formats floats', () => {
    for (const [spec, value, result] of golden.format)
      expect([spec, value, format(spec, value)]).toEqual([spec, value, result])
  })
  it('formats integers of any length', () => {
    for (const [spec, value, result] of golden.format_int)
      expect([spec, value, format(spec, BigInt(value))]).toEqual([spec, value, result])
  })
  it.each(golden.percent)('formats %s with %s', (pattern, args, result) =>
    expect(percentFormat(pattern, literalEval(args))).toBe(result),
  )
})

describe("Python's literals", () => {
  it.each(golden.literal)('reads %s', (source, shown) => expect(repr(literalEval(source))).toBe(shown))
  it.each(golden.literal_bad)('refuses %s', (source) => expect(() => literalEval(source)).toThrow())

  const value: fc.Arbitrary<PyValue> = fc.letrec<{ value: PyValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<PyValue>(null, true, false),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'grapheme' }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(tie('value'), { maxLength: 4 }).map((items) => tuple(items)),
      fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 }).map((pairs) => dictOf(pairs)),
    ),
  })).value
  it('read back what repr writes', () => {
    fc.assert(fc.property(value, (one) => equal(literalEval(repr(one)), one)))
  })
})

describe('a template, against Jinja2 3.1.6', () => {
  it.each(golden.jinja.cases)('$template', ({ template, out, error }) => {
    const render = (): string => compileTemplate(template, 'here').render(document)
    if (out !== undefined) expect(render()).toBe(out)
    else
      expect(render).toThrow(expect.objectContaining({ facts: expect.objectContaining({ error }) as unknown }) as Error)
  })
})
