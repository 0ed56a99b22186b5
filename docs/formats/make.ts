// Writes docs/formats/schemas and docs/formats/error-codes.md from the types that the program itself parses with.
// `node docs/formats/make.ts`; a test compares what it would write with what is there.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatFiles } from './format-files.ts'

for (const [path, text] of formatFiles()) {
  const file = join(import.meta.dirname, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
