import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePythonJson } from '../python/json.ts'
import { dictGet, type PyDict, type PyValue } from '../python/value.ts'
import { fromYaml } from '../tasks/documents.ts'
import type { FilterStep } from '../tasks/task.ts'
import { applyPipeline } from './filters.ts'

type Vector = { chain: (FilterStep & { function: string })[]; resps: string[][]; out?: unknown[]; error?: string }
const path = 'test/golden/benchmark/unit/filters.json'
const golden = JSON.parse(readFileSync(path, 'utf8')) as Vector[]
const documents = parsePythonJson(readFileSync(path, 'utf8'), path) as PyDict[]

describe('a filter pipeline', () => {
  it.each(golden.map((vector, i) => ({ ...vector, i, name: JSON.stringify(vector.chain) })))(
    'gives what lm-evaluation-harness gives: $name',
    ({ chain, resps, out, error, i }) => {
      const docs = (dictGet(documents[i] as PyDict, 'docs') ?? []) as PyValue
      const run = (): unknown =>
        applyPipeline({ name: 'here', steps: chain }, resps, Array.isArray(docs) ? (docs as PyDict[]) : [])
      if (error === undefined) expect(run()).toEqual(out?.map((value) => plainNumbers(value)))
      else
        expect(run).toThrow(
          expect.objectContaining({
            code: 'benchmark/filter-failed',
            facts: expect.objectContaining({ error }) as unknown,
          }) as Error,
        )
    },
  )

  it('refuses a pattern whose time doubles with each character', () => {
    const step = { function: 'regex', regex_pattern: '(a+)+$' }
    expect(() => applyPipeline({ name: 'here', steps: [step] }, [[`${'a'.repeat(40)}b`]], [])).toThrow(
      expect.objectContaining({
        code: 'benchmark/filter-failed',
        facts: expect.objectContaining({ error: 'RegexTooCostly' }) as unknown,
      }) as Error,
    )
  })

  it('finds the last separator of a long answer in linear time', () => {
    const long = `${'no separator here\n'.repeat(20_000)}#### 7`
    const step = { function: 'regex', regex_pattern: '(?s)(.*#### )' }
    expect((applyPipeline({ name: 'here', steps: [step] }, [[long]], [])[0] as string[])[0]).toHaveLength(
      long.length - 2,
    )
  })
})

const plainNumbers = (value: unknown): unknown => fromYaml(Array.isArray(value) ? value.map(plainNumbers) : value)
