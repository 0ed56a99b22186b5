import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '#base'
import { decide } from './decide.ts'
import { parseRules } from './parse-rules.ts'

const formats = join(import.meta.dirname, '../../docs/formats')

/** The first example of a language in a document of docs/formats. */
const exampleIn = (file: string, language: string): string => {
  const text = readFileSync(join(formats, file), 'utf8')
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1]
  if (found === undefined) throw new Error(`${file} has no example`)
  return found
}

describe('the documents', () => {
  it('show rules and evidence that give the decision that they show', () => {
    const rules = parseRules(exampleIn('programme-yaml.md', 'yaml'), 'programme.yaml')
    const evidence = JSON.parse(exampleIn('evidence-kinds.md', 'json')) as Evidence[]
    expect(decide(rules, evidence)).toEqual(JSON.parse(exampleIn('decision.md', 'json')))
  })
})
