import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { AssayError, canonicalJson, type Json } from '#base'
import { problemsOf } from './check-rules.ts'
import { type Rules, RulesYaml } from './rules.ts'

/** Longer rules are refused before they are read: fifty parts and a hundred teams take some fifty thousand. */
const MAX_RULES_CHARACTERS = 500_000

/** How often the anchors of one file may be repeated: a few shared formulas, never a bomb of aliases of aliases. */
const MAX_ALIASES = 100

/** So many problems are listed at once; a file with more is another kind of file. */
const MAX_PROBLEMS = 50

/**
 * The rules that a `programme.yaml` holds.
 *
 * @param where what the text is, for the refusal: a path or an address
 * @throws AssayError `programme/yaml-malformed` for what is no plain YAML 1.2 (duplicate keys, tags, exploding anchors),
 *   `programme/rules-malformed` with all problems, each as `path: what`
 */
export const parseRules = (yamlText: string, where: string): Rules => readRules(jsonOfYaml(yamlText, where), where)

/** The same for rules that are JSON already, such as `rules.json` in a bundle. */
export const readRules = (value: Json, where: string): Rules => {
  const parsed = RulesYaml.safeParse(value)
  const problems = parsed.success ? problemsOf(parsed.data) : parsed.error.issues.flatMap((issue) => linesOf(issue))
  if (problems.length === 0 && parsed.success) return parsed.data
  const shown = problems.slice(0, MAX_PROBLEMS)
  const rest = problems.length - shown.length
  throw new AssayError('programme/rules-malformed', {
    where,
    problems: rest > 0 ? [...shown, `and ${rest} more`] : shown,
  })
}

const jsonOfYaml = (text: string, where: string): Json => {
  refuseUnreadable(text, where)
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, { ...PLAIN, lineCounter: lines })
    // An unknown tag is only a warning to the parser: it would give the bare text instead of what the tag means.
    const [first] = [...document.errors, ...document.warnings]
    if (first !== undefined) throw malformed(where, first.message, lines.linePos(first.pos[0]))
    const repeated = repeatedKey(document)
    if (repeated !== undefined)
      throw malformed(where, `the key ${repeated.name} stands twice`, lines.linePos(repeated.at))
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    canonicalJson(value as Json) // refuses NaN, infinities and nesting without end
    return value as Json
  } catch (cause) {
    if (cause instanceof AssayError && cause.code === 'programme/yaml-malformed') throw cause
    const what = cause instanceof AssayError ? String(cause.facts['what'] ?? cause.code) : (cause as Error).message
    throw malformed(where, what, undefined, cause)
  }
}

// Keys are compared below and not by the parser, which compares every pair of them (60,000 keys: 100 s); its pretty
// messages quote the whole text for each error (half a megabyte of quotes: 180 s).
const PLAIN = {
  version: '1.2',
  schema: 'core',
  stringKeys: true,
  strict: true,
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const
const TOO_DEEP = 'it is nested too deep' // also what the parser means by an overflow of its stack
const MAX_OPEN_BRACKETS = 1000
const MANY_DASHES = /(?:- *){200}/

// What would cost the parser seconds only to be refused.
const refuseUnreadable = (text: string, where: string): void => {
  if (text.length > MAX_RULES_CHARACTERS) {
    throw malformed(where, `it has ${text.length} characters, more than ${MAX_RULES_CHARACTERS}`)
  }
  let open = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open += bracket === '[' || bracket === '{' ? 1 : -1
    if (open > MAX_OPEN_BRACKETS) throw malformed(where, TOO_DEEP)
  }
  if (MANY_DASHES.test(text)) throw malformed(where, TOO_DEEP)
}

const repeatedKey = (document: Document): { readonly name: string; readonly at: number } | undefined => {
  let repeated: { readonly name: string; readonly at: number } | undefined
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (seen.has(name)) repeated ??= { name, at: key.range?.[0] ?? 0 }
        seen.add(name)
      }
      return repeated === undefined ? undefined : visit.BREAK
    },
  })
  return repeated
}

const malformed = (
  where: string,
  what: string,
  place?: { readonly line: number; readonly col: number },
  cause?: unknown,
): AssayError =>
  new AssayError(
    'programme/yaml-malformed',
    { where, what: /stack/i.test(what) ? TOO_DEEP : what, line: place?.line ?? null, column: place?.col ?? null },
    cause === undefined ? {} : { cause },
  )

const linesOf = (issue: z.core.$ZodIssue): readonly string[] => {
  const at = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${[...at, key].join('/')}: is not known here`)
  const what = issue.code === 'invalid_type' && issue.input === undefined ? missingOr(issue.message) : issue.message
  return [`${at.join('/') || '(whole file)'}: ${what}`]
}

const missingOr = (message: string): string => (message.includes('received undefined') ? 'is missing' : message)
