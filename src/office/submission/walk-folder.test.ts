import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { CheckRules } from './submission-rules.ts'
import { walkFolder } from './walk-folder.ts'

it('stops at the first file too many, however many follow', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-walk-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (let group = 0; group < 20; group++) {
    await mkdir(join(folder, String(group)))
    await Promise.all(Array.from({ length: 50 }, (_, i) => writeFile(join(folder, String(group), String(i)), '')))
  }
  const { files, lacks } = await walkFolder(folder, CheckRules.parse({ 'max-files': 30 }))
  expect(lacks.map(({ code }) => code)).toEqual(['submission/too-many-files'])
  expect(files).toHaveLength(31)
})
