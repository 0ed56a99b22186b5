import { readFile } from 'node:fs/promises'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import addInternationalFormats from 'ajv-formats-draft2019'
import type { Json } from '#base'

/** Where in the document, as a JSON pointer, and what the schema says of it. */
export type BomProblem = { readonly at: string; readonly what: string }

/** A person mends a few at a time, and a hostile document may be wrong a million times. */
const MOST_PROBLEMS = 50

/**
 * Judges a document by the JSON schema of CycloneDX 1.7, and by what the schema's text says but JSON Schema cannot: every
 * `bom-ref` stands once.
 *
 * @returns nothing for a valid document
 */
export const validateMlBom = async (document: Json): Promise<readonly BomProblem[]> => {
  const validate = await (compiled ??= compile())
  const problems = validate(document) ? [] : (validate.errors ?? []).map(problemOf)
  return [...distinct(problems), ...repeatedReferences(document)].slice(0, MOST_PROBLEMS)
}

let compiled: Promise<ValidateFunction> | undefined

const SCHEMAS = ['spdx', 'jsf-0.82', 'cryptography-defs'] as const

const compile = async (): Promise<ValidateFunction> => {
  const schemaOf = async (name: string): Promise<object> =>
    JSON.parse(await readFile(new URL(`schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object
  // The schema is not written for Ajv's strict mode. The first error of each branch is enough: with all of them a document
  // of a few megabytes would give millions.
  const ajv = new Ajv({ strict: false, allErrors: false })
  addFormats.default(ajv)
  addInternationalFormats(ajv)
  for (const name of SCHEMAS) ajv.addSchema(await schemaOf(name), `http://cyclonedx.org/schema/${name}.schema.json`)
  return ajv.compile(await schemaOf('bom-1.7'))
}

const problemOf = ({ instancePath, keyword, message = '', params }: ErrorObject): BomProblem => ({
  at: instancePath === '' ? '/' : instancePath.slice(0, 200),
  what: `${message}${detailOf(keyword, params as Readonly<Record<string, unknown>>)}`,
})

const detailOf = (keyword: string, params: Readonly<Record<string, unknown>>): string => {
  const detail = keyword === 'enum' ? undefined : (params['additionalProperty'] ?? params['unevaluatedProperty'])
  return typeof detail === 'string' ? ` (${detail.slice(0, 100)})` : ''
}

const distinct = (problems: readonly BomProblem[]): readonly BomProblem[] => [
  ...new Map(problems.map((problem) => [`${problem.at} ${problem.what}`, problem])).values(),
]

const repeatedReferences = (document: Json): readonly BomProblem[] => {
  const seen = new Set<string>()
  const repeated: BomProblem[] = []
  const walk = (value: Json, at: string): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (name === 'bom-ref' && typeof member === 'string') {
        if (seen.has(member)) repeated.push({ at: `${at}/bom-ref`.slice(0, 200), what: 'stands elsewhere too' })
        seen.add(member)
      } else walk(member, `${at}/${name}`)
    }
  }
  walk(document, '') // no deeper than the parser allowed
  return repeated
}
