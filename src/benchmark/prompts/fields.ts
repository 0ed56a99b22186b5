import { AssayError } from '#base'
import { literalEval } from '../python/literal.ts'
import { PythonError } from '../python/python-error.ts'
import { isDigit } from '../python/text.ts'
import { dictGet, isTagged, typeName, type PyValue } from '../python/value.ts'
import { fromYaml, type Document } from '../tasks/documents.ts'
import type { TaskConfig } from '../tasks/task-config.ts'
import { compileTemplate } from '../template/render.ts'

/** What a task makes of one document; a raw column keeps its type, so a target may be an index, a text or a list. */
export type Fields = {
  readonly text: (document: Document) => PyValue
  readonly target: (document: Document) => PyValue
  /** Undefined where the task has no choices. */
  readonly choices: ((document: Document) => readonly string[]) | undefined
  readonly description: (document: Document) => string
  readonly prefix: (document: Document) => string | undefined
  readonly targetDelimiter: string
  readonly fewshotDelimiter: string
}

type Setting = { readonly columns: ReadonlySet<string>; readonly where: string; readonly choosesByConfig?: boolean }

/** @param choosesByConfig whether rendered digits become an index: decided by the task, also for its few-shot fields */
export const fieldsOf = (config: TaskConfig, { columns, where, choosesByConfig }: Setting): Fields => {
  const chooses = choosesByConfig ?? (config.doc_to_choice !== undefined && config.doc_to_choice !== null)
  const at = (field: string): string => `${where}: ${field} of ${config.task}`
  const rendered = (source: string, field: string): ((document: Document) => string) =>
    compileTemplate(source, at(field)).render

  const text = (): Fields['text'] => {
    const field = config.doc_to_text
    if (field === undefined || field === null)
      return () => refuse('benchmark/task-malformed', { where, what: ['doc_to_text: missing'] })
    if (typeof field === 'bigint') return () => field
    if (columns.has(field)) return raw(field)
    const render = rendered(field, 'doc_to_text')
    return (document) => {
      const plain = render(document)
      return chooses && isDigit(plain) ? literal(plain, at('doc_to_text')) : plain
    }
  }

  const target = (): Fields['target'] => {
    const field = config.doc_to_target
    if (field === undefined || field === null)
      return () => refuse('benchmark/task-malformed', { where, what: ['doc_to_target: missing'] })
    if (typeof field === 'bigint') return () => field
    if (Array.isArray(field)) {
      const list = fromYaml(field)
      return () => list
    }
    if (columns.has(field)) return raw(field)
    const render = rendered(field, 'doc_to_target')
    return (document) => {
      const plain = render(document)
      if (chooses && isDigit(plain)) return literal(plain, at('doc_to_target'))
      if (plain.length >= 2 && plain.startsWith('[') && plain.endsWith(']')) return listOr(plain)
      return plain
    }
  }

  const choices = (): Fields['choices'] => {
    const field = config.doc_to_choice
    if (field === undefined || field === null) return undefined
    if (Array.isArray(field)) return () => field
    if (typeof field === 'object') {
      const values = Object.values(field)
      return () => values
    }
    const place = at('doc_to_choice')
    if (columns.has(field)) return (document) => texts(raw(field)(document), place)
    const render = rendered(field, 'doc_to_choice')
    return (document) => texts(literal(render(document), place), place)
  }

  const optional = (source: string | null | undefined, field: string): ((document: Document) => string | undefined) => {
    if (source === undefined || source === null) return () => undefined
    if (columns.has(source)) return (document) => asText(raw(source)(document), at(field))
    return rendered(source, field)
  }
  const description = optional(config.description === '' ? undefined : config.description, 'description')
  return {
    text: text(),
    target: target(),
    choices: choices(),
    description: (document) => description(document) ?? '',
    prefix: optional(config.gen_prefix, 'gen_prefix'),
    targetDelimiter: config.target_delimiter,
    fewshotDelimiter: config.fewshot_delimiter,
  }
}

const raw =
  (name: string) =>
  (document: Document): PyValue =>
    dictGet(document, name) ?? null

const refuse = (code: 'benchmark/task-malformed', facts: { where: string; what: string[] }): never => {
  throw new AssayError(code, facts)
}

const literal = (source: string, where: string): PyValue => {
  try {
    return literalEval(source)
  } catch (cause) {
    if (cause instanceof PythonError)
      throw new AssayError('benchmark/not-a-literal', { where, got: source.slice(0, 200) }, { cause })
    throw cause
  }
}

const listOr = (plain: string): PyValue => {
  try {
    return literalEval(plain)
  } catch (error) {
    if (error instanceof PythonError) return plain
    throw error
  }
}

const texts = (value: PyValue, where: string): readonly string[] => {
  const items = Array.isArray(value) ? value : isTagged(value, 'tuple') ? value.items : undefined
  if (items === undefined) throw new AssayError('benchmark/not-a-list', { where, got: typeName(value) })
  return items.map((item) => asText(item, where))
}

const asText = (value: PyValue, where: string): string => {
  if (typeof value !== 'string') throw new AssayError('benchmark/not-a-text', { where, got: typeName(value) })
  return value
}
