import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatFiles } from '../docs/formats/format-files.ts'

const folder = join(import.meta.dirname, '../docs/formats')

describe('documented formats', () => {
  it.each([...formatFiles()])('%s is what the source says (else: node docs/formats/make.ts)', (path, text) => {
    expect(readFileSync(join(folder, path), 'utf8')).toBe(text)
  })
})
