import { z } from 'zod'
import { Evidence } from '#base'
import { allErrorTexts } from '#cli'
import { LedgerEntry } from '#ledger'
import { ActFile, CheckReportJson, HandedInJson, IndexingJson, IndexJson, RoundPlan, SearchJson } from '#office'
import { DecisionJson, RulesYaml } from '#programme'
import { ComparisonJson, MergeSearch } from '#provenance'
import { VerificationJson } from '#verify'

/** Every generated file below docs/formats, by its path. */
export const formatFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries(SCHEMAS).map(([name, type]): [string, string] => [
      `schemas/${name}.schema.json`,
      schemaText(name, type),
    ]),
    ['error-codes.md', errorCodes()],
  ])

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  programme: RulesYaml,
  round: RoundPlan,
  act: ActFile,
  evidence: Evidence,
  decision: DecisionJson,
  comparison: ComparisonJson,
  check: CheckReportJson,
  submit: HandedInJson,
  parents: MergeSearch,
  search: SearchJson,
  index: IndexJson,
  indexing: IndexingJson,
  'ledger-entry': LedgerEntry,
  verification: VerificationJson,
  run: z.strictObject({ decision: DecisionJson, bundle: z.string(), verification: VerificationJson }),
}

const schemaText = (name: string, type: z.ZodType): string =>
  `${JSON.stringify({ title: `assay ${name}`, ...z.toJSONSchema(type, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }) }, null, 2)}\n`

const errorTexts = await allErrorTexts()

const errorCodes = (): string => {
  const rows = Object.entries(errorTexts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { en, ko }]) => `| \`${code}\` | ${cell(en)} | ${cell(ko)} |`)
  return `# Error codes\n\nStable names of everything that is refused or fails; \`{fact}\` is filled in. Made from the source by \`node docs/formats/make.ts\`.\n\n| code | English | 한국어 |\n|---|---|---|\n${rows.join('\n')}\n`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
