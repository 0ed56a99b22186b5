import { readFileSync } from 'node:fs'
import type { AssayError } from '#base'
import { describe, expect, it } from 'vitest'
import { parsePythonJson } from '../python/json.ts'
import { isTagged, type PyDict } from '../python/value.ts'
import { compileTemplate } from './render.ts'

const text = readFileSync('test/golden/benchmark/unit/jinja.json', 'utf8')
const golden = JSON.parse(text) as { cases: { template: string; out?: string; error?: string }[] }
// `2.0` must stay a float, so the document is read with Python's eyes, not with JSON.parse.
const whole = parsePythonJson(text, 'jinja.json') as PyDict
const document = whole.entries.get('sdoc')?.[1] as PyDict

describe('a template', () => {
  it.each(golden.cases)('renders as Jinja2 3.1.6 does: $template', ({ template, out, error }) => {
    expect(isTagged(document, 'dict')).toBe(true)
    if (out !== undefined) expect(compileTemplate(template, 'here').render(document)).toBe(out)
    else
      expect(() => compileTemplate(template, 'here').render(document)).toThrow(
        expect.objectContaining({
          code: 'benchmark/template-failed',
          facts: expect.objectContaining({ error }) as unknown,
        }) as AssayError,
      )
  })
})
