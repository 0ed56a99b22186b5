import { parseJson } from '#base'
import { formatRepr } from './float-text.ts'
import { PythonError } from './python-error.ts'
import { dictOf, isTagged, typeName, type PyValue } from './value.ts'

/**
 * JSON with Python's numbers and order: `7` is an int, `7.0` a float, and members stay in the order of the text
 * (a JavaScript object would move "2" before "10").
 *
 * @throws AssayError `base/json-malformed`, `base/json-duplicate-name`, `base/json-too-deep`
 */
export const parsePythonJson = (text: string, where: string): PyValue => {
  parseJson(text, where) // refuses malformed text, doubled names and depth, so that below every token is where it belongs
  const tokens = text.matchAll(TOKEN)
  const next = (): string => tokens.next().value?.[0] ?? ''
  return valueFrom(next(), next)
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|[[\]{},:]/g

const valueFrom = (token: string, next: () => string): PyValue => {
  const first = token[0]
  if (first === '"') return JSON.parse(token) as string
  if (first === '[') {
    const items: PyValue[] = []
    for (let token = next(); token !== ']'; token = next()) if (token !== ',') items.push(valueFrom(token, next))
    return items
  }
  if (first === '{') {
    const pairs: [string, PyValue][] = []
    for (let token = next(); token !== '}'; token = next()) {
      if (token === ',') continue
      next() // the colon
      pairs.push([JSON.parse(token) as string, valueFrom(next(), next)])
    }
    return dictOf(pairs)
  }
  if (token === 'true' || token === 'false') return token === 'true'
  if (token === 'null') return null
  return /^-?\d+$/.test(token) ? BigInt(token) : Number(token)
}

/** Python's `json.dumps`, ASCII only, as Jinja's `tojson` calls it: sorted keys, and `< > & '` escaped for HTML. */
export const toJson = (
  value: PyValue,
  options: { sortKeys: boolean; html: boolean; indent?: number | undefined },
): string => {
  const text = dump(value, options, 0)
  return options.html ? text.replaceAll(/[<>&']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`) : text
}

const dump = (value: PyValue, options: { sortKeys: boolean; indent?: number | undefined }, depth: number): string => {
  if (value === null) return 'null'
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? formatRepr(value)
      : Number.isNaN(value)
        ? 'NaN'
        : value > 0
          ? 'Infinity'
          : '-Infinity'
  if (typeof value === 'string') return quote(value)
  const step = options.indent === undefined ? undefined : `\n${' '.repeat(options.indent * (depth + 1))}`
  const wrap = (open: string, parts: string[], close: string): string => {
    if (parts.length === 0) return open + close
    if (step === undefined) return open + parts.join(', ') + close
    return `${open}${step}${parts.join(`,${step}`)}\n${' '.repeat((options.indent ?? 0) * depth)}${close}`
  }
  if (Array.isArray(value))
    return wrap(
      '[',
      value.map((item) => dump(item, options, depth + 1)),
      ']',
    )
  if (isTagged(value, 'tuple'))
    return wrap(
      '[',
      value.items.map((item) => dump(item, options, depth + 1)),
      ']',
    )
  if (isTagged(value, 'dict')) {
    const entries = [...value.entries.values()].map(
      ([key, item]) => [typeof key === 'string' ? key : dump(key, options, depth), item] as const,
    )
    const ordered = options.sortKeys ? entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : entries
    return wrap(
      '{',
      ordered.map(([key, item]) => `${quote(key)}: ${dump(item, options, depth + 1)}`),
      '}',
    )
  }
  throw new PythonError('TypeError', `Object of type ${typeName(value)} is not JSON serializable`)
}

const quote = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) =>
    unit === '\u007f' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
