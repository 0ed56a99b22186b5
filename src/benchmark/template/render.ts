import { AssayError } from '#base'
import { PythonError } from '../python/python-error.ts'
import { isTagged, type PyDict, type PyValue } from '../python/value.ts'
import { evaluateTemplate } from './evaluate.ts'
import { parseTemplate } from './parse-template.ts'

export type Template = { readonly source: string; readonly render: (document: PyDict) => string }

/**
 * A Jinja template as lm-evaluation-harness 0.4.13 renders it: strict about undefined names, Python's values and their
 * texts, `regex_replace`, no other file, no Python. Loops, texts and powers are bounded.
 *
 * @param where the field and file it stands in, for refusals
 * @throws AssayError `benchmark/template-malformed`; `render` throws `benchmark/template-failed`
 */
export const compileTemplate = (source: string, where: string): Template => {
  const statements = translated('benchmark/template-malformed', { where, source }, () => parseTemplate(source))
  return {
    source,
    render: (document) =>
      translated('benchmark/template-failed', { where, source }, () =>
        evaluateTemplate(statements, columnsOf(document)),
      ),
  }
}

const columnsOf = (document: PyDict): ReadonlyMap<string, PyValue> =>
  new Map(
    [...document.entries.values()].filter((entry): entry is readonly [string, PyValue] => typeof entry[0] === 'string'),
  )

const translated = <T>(
  code: 'benchmark/template-malformed' | 'benchmark/template-failed',
  { where, source }: { where: string; source: string },
  act: () => T,
): T => {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof PythonError)
      throw new AssayError(
        code,
        { where, template: source.slice(0, 200), error: cause.type, what: cause.message },
        { cause },
      )
    if (cause instanceof RangeError)
      throw new AssayError(
        code,
        { where, template: source.slice(0, 200), error: 'RecursionError', what: 'nested too deep' },
        { cause },
      )
    throw cause
  }
}

/** Freezes a document's lists and dicts, so that no template changes what the next one reads. */
export const freeze = (value: PyValue): void => {
  if (Array.isArray(value)) {
    value.forEach(freeze)
    Object.freeze(value)
  } else if (isTagged(value, 'dict')) {
    for (const [, entry] of value.entries.values()) freeze(entry)
    Object.freeze(value)
  }
}
