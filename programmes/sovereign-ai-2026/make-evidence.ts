// Writes evidence/ from record.yaml: `node programmes/sovereign-ai-2026/make-evidence.ts`.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { canonicalJson, evidenceDigest, hexOf } from '#base'
import { evidenceOfRecord } from './evidence-of-record.ts'
import { PublishedRecord } from './record.ts'

const record = PublishedRecord.parse(parse(readFileSync(join(import.meta.dirname, 'record.yaml'), 'utf8')))
const folder = join(import.meta.dirname, 'evidence')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
for (const evidence of evidenceOfRecord(record)) {
  writeFileSync(join(folder, `${hexOf(evidenceDigest(evidence))}.json`), canonicalJson(evidence))
}
