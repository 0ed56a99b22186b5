import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tensorsErrors } from '#tensors'

describe('every refusal of this room', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('error-texts.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  const thrown = new Set(
    sources.flatMap((text) => [...text.matchAll(/'(tensors\/[a-z0-9-]+)'/g)].map(([, code]) => code)),
  )

  it('has a sentence, and no sentence is left over', () => {
    expect(thrown).toEqual(new Set(Object.keys(tensorsErrors)))
  })

  it.each(Object.entries(tensorsErrors))('names the same facts in both languages: %s', (_, { en, ko }) => {
    expect(factsIn(ko)).toEqual(factsIn(en))
  })
})

const factsIn = (text: string): Set<string> => new Set([...text.matchAll(/\{\w+\}/g)].map(([fact]) => fact))
