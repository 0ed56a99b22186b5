import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '#base'
import { parseRules } from '../parse-rules.ts'
import type { Rules } from '../rules.ts'
import { rulesInWords } from './rules-in-words.ts'

const root = join(import.meta.dirname, '../../..')
const rulesAt = (path: string): Rules => parseRules(readFileSync(join(root, path), 'utf8'), path)
const FILES = [
  'programmes/sample/programme.yaml',
  'programmes/sovereign-ai-2026/programme.yaml',
  'test/golden/programme/example.yaml',
  'test/golden/programme/second-country.yaml',
]
const textOf = (rules: Rules, lang: 'ko' | 'en'): string => {
  const { [lang]: sections } = rulesInWords(rules)
  return sections.flatMap(({ title, lines }) => [title, ...lines]).join('\n')
}

/** Every value in the rules with its path, and the rules with that value changed. */
const changes = function* (
  value: Json,
  path: readonly string[] = [],
): Generator<{ readonly path: string; readonly changed: Json }> {
  if (typeof value === 'number') yield { path: path.join('/'), changed: value + 1 }
  else if (typeof value === 'string') yield { path: path.join('/'), changed: `${value}-x` }
  else if (typeof value === 'boolean') yield { path: path.join('/'), changed: !value }
  else if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) {
      for (const { path: at, changed } of changes(one, [...path, String(i)]))
        yield { path: at, changed: value.with(i, changed) }
    }
  } else if (value !== null && !Array.isArray(value)) {
    for (const [key, one] of Object.entries(value)) {
      for (const { path: at, changed } of changes(one, [...path, key]))
        yield {
          path: at,
          changed: Object.fromEntries(Object.entries(value).map(([name, own]) => [name, name === key ? changed : own])),
        }
    }
  }
}

/** Values whose change leaves the words as they were. */
const unsaidIn = (rules: Rules) => {
  const unsaid = { ko: [] as string[], en: [] as string[] }
  for (const { path, changed } of changes(rules as Json)) {
    const other = changed as unknown as Rules
    if (!path.endsWith('/en') && textOf(other, 'ko') === textOf(rules, 'ko')) unsaid.ko.push(path)
    if (!path.endsWith('/ko') && textOf(other, 'en') === textOf(rules, 'en')) unsaid.en.push(path)
  }
  return unsaid
}

describe('the rules in words', () => {
  it.each(FILES)('say every single value of %s, in both languages', (file) => {
    expect(unsaidIn(rulesAt(file))).toEqual({ ko: [], en: [] })
  })

  it('say what these files leave out: amendments, gates with a procedure, marked references', () => {
    const base = rulesAt('test/golden/programme/second-country.yaml')
    const words = { ko: '오기', en: 'A slip' }
    const gate = {
      id: 'runs',
      name: { ko: '운영', en: 'Runs' },
      evidence: 'office.operability',
      'met-when': { finding: ['runs'] },
      procedure: { reply: { days: 7, of: 'business' as const }, officers: 2 },
    }
    const rules: Rules = {
      ...base,
      version: 2,
      amendments: [
        {
          version: 2,
          round: 'only',
          reason: words,
          author: 'officer-1',
          effective: '2027-02-02T00:00:00Z',
          'after-sight': true,
        },
      ],
      references: base.references.map((one) => ({ ...one, 'after-sight': true })),
      rounds: base.rounds.map((round) => ({ ...round, gates: [gate] })),
    }
    expect(unsaidIn(rules)).toEqual({ ko: [], en: [] })
  })

  it('are plain sentences', () => {
    const { ko, en } = rulesInWords(rulesAt('test/golden/programme/second-country.yaml'))
    const linesOf = (sections: typeof en, id: string) => sections.find((one) => one.id === id)?.lines
    expect(linesOf(en, 'rounds/only/objection')?.slice(0, 2)).toEqual([
      'Objections are taken until 15 business days (to the next business day if the last is none) after publication.',
      'Grounds admitted: Procedure (procedure), evaluators-error.',
    ])
    expect(linesOf(en, 'rounds/only/cut')?.at(-1)).toBe(
      'Points are rounded to 0.01 (a half goes to the even figure): the total alone is rounded.',
    )
    expect(linesOf(ko, 'vacancy')?.slice(0, 2)).toEqual([
      '결원은 공모로 채우고 과반의 승인을 받는다.',
      '반드시 뽑는다.',
    ])
  })
})
