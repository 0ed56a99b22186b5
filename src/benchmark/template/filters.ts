import { formatFixed } from '../python/float-text.ts'
import { integerArgument, parseFloatText, parseInteger, percentFormat } from '../python/format.ts'
import { toJson } from '../python/json.ts'
import { PythonError } from '../python/python-error.ts'
import { replaceAll } from '../python/regex-use.ts'
import { str } from '../python/show.ts'
import { capitalize, strip } from '../python/text.ts'
import {
  codePoints,
  dictOf,
  equal,
  intOf,
  isNumeric,
  isTagged,
  iterate,
  lengthOf,
  less,
  toNumeric,
  truthy,
  tuple,
  typeName,
  undefinedUse,
  type PyValue,
} from '../python/value.ts'
import { attribute, item } from './access.ts'
import { methodOf, sortValues } from './methods.ts'
import { binary } from './operators.ts'
import { TESTS } from './tests.ts'

type Kwargs = ReadonlyMap<string, PyValue>
type Filter = (value: PyValue, args: readonly PyValue[], kwargs: Kwargs) => PyValue

/** An argument by position or by name. */
const arg = (args: readonly PyValue[], kwargs: Kwargs, at: number, name: string): PyValue | undefined =>
  args[at] ?? kwargs.get(name)
const number = (value: PyValue | undefined, otherwise: number): number =>
  value === undefined || value === null ? otherwise : Number(integerArgument(value))
const generator = (items: readonly PyValue[]): PyValue => ({ kind: 'iterator', items, text: '<generator object>' })
const undefinedItem = (name: string): PyValue => ({ kind: 'undefined', name })

/** Jinja's `a.b.0` paths for map, sort, groupby and the select family. */
const byPath = (path: PyValue | undefined): ((value: PyValue) => PyValue) => {
  if (path === undefined || path === null) return (value) => value
  const steps = str(path)
    .split('.')
    .map((step) => (/^\d+$/.test(step) ? BigInt(step) : step))
  return (value) => steps.reduce<PyValue>((at, step) => item(at, step), value)
}
const folded = (value: PyValue): PyValue => (typeof value === 'string' ? value.toLowerCase() : value)
const sortKey = (
  args: readonly PyValue[],
  kwargs: Kwargs,
  { caseAt, attributeAt }: { caseAt: number; attributeAt: number },
): ((value: PyValue) => PyValue) => {
  const path = byPath(arg(args, kwargs, attributeAt, 'attribute'))
  const sensitive = truthy(arg(args, kwargs, caseAt, 'case_sensitive') ?? false)
  return (value) => (sensitive ? path(value) : folded(path(value)))
}

const text =
  (apply: (text: string) => PyValue): Filter =>
  (value) =>
    apply(str(value))

const methodFilter =
  (name: string): Filter =>
  (value, args, kwargs) => {
    const method = methodOf(str(value), name)
    if (method === undefined) throw new PythonError('TemplateAssertionError', `no text method ${name}`)
    return method.call(args, kwargs)
  }

const escapeHtml = (plain: string): string =>
  plain.replaceAll(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' })[char] ?? char,
  )

const title = (plain: string): string =>
  plain
    .split(/([-\s({[<]+)/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join('')

const toInt: Filter = (value, args, kwargs) => {
  const fallback = arg(args, kwargs, 0, 'default') ?? 0n
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  if (isNumeric(value)) {
    const plain = toNumeric(value)
    return typeof plain === 'bigint' ? plain : Number.isFinite(plain) ? BigInt(Math.trunc(plain)) : fallback
  }
  if (typeof value !== 'string') return fallback
  const base = number(arg(args, kwargs, 1, 'base'), 10)
  if (base !== 10) {
    const parsed = Number.parseInt(value.replace(/^0[xXoObB]/, ''), base)
    return Number.isNaN(parsed) ? fallback : BigInt(parsed)
  }
  const float = parseFloatText(value)
  return parseInteger(value) ?? (float !== undefined && Number.isFinite(float) ? BigInt(Math.trunc(float)) : fallback)
}

const toFloat: Filter = (value, args, kwargs) => {
  const fallback = arg(args, kwargs, 0, 'default') ?? 0
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  if (isNumeric(value)) return Number(toNumeric(value))
  return (typeof value === 'string' ? parseFloatText(value) : undefined) ?? fallback
}

const round: Filter = (value, args, kwargs) => {
  if (!isNumeric(value)) throw new PythonError('TypeError', `type ${typeName(value)} doesn't define __round__ method`)
  const digits = number(arg(args, kwargs, 0, 'precision'), 0)
  const method = str(arg(args, kwargs, 1, 'method') ?? 'common')
  const plain = toNumeric(value)
  if (method !== 'common') {
    const scaled = Number(plain) * 10 ** digits
    return (method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / 10 ** digits
  }
  if (typeof plain === 'bigint') return plain
  return digits < 0 ? Number(formatFixed(plain / 10 ** -digits, 0)) * 10 ** -digits : Number(formatFixed(plain, digits))
}

const extreme =
  (larger: boolean): Filter =>
  (value, args, kwargs) => {
    const items = iterate(value)
    const key = sortKey(args, kwargs, { caseAt: 0, attributeAt: 1 })
    const [first] = items
    if (first === undefined) return undefinedItem('the extreme of an empty sequence')
    return items.reduce(
      (best, next) => ((larger ? less(key(best), key(next)) : less(key(next), key(best))) ? next : best),
      first,
    )
  }

const truncate: Filter = (value, args, kwargs) => {
  const plain = str(value)
  const length = number(arg(args, kwargs, 0, 'length'), 255)
  const killWords = truthy(arg(args, kwargs, 1, 'killwords') ?? false)
  const end = str(arg(args, kwargs, 2, 'end') ?? '...')
  const leeway = number(arg(args, kwargs, 3, 'leeway'), 5)
  if (codePoints(plain) <= length + leeway) return plain
  const cut = Array.from(plain)
    .slice(0, length - codePoints(end))
    .join('')
  return killWords ? cut + end : (cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut) + end
}

const indent: Filter = (value, args, kwargs) => {
  const by = arg(args, kwargs, 0, 'width') ?? 4n
  const margin = typeof by === 'string' ? by : ' '.repeat(Math.min(number(by, 4), 1000))
  const [first = '', ...rest] = str(value).split('\n')
  const blank = truthy(arg(args, kwargs, 2, 'blank') ?? false)
  const start = truthy(arg(args, kwargs, 1, 'first') ?? false) ? margin : ''
  return [start + first, ...rest.map((line) => (line === '' && !blank ? line : margin + line))].join('\n')
}

const batches = (items: readonly PyValue[], size: number, fill: PyValue | undefined): PyValue[] => {
  if (size < 1) throw new PythonError('ValueError', 'a batch holds at least one item')
  const out: PyValue[] = []
  for (let i = 0; i < items.length; i += size) {
    const batch = items.slice(i, i + size)
    const missing = fill === undefined || fill === null ? 0 : size - batch.length
    out.push([...batch, ...Array.from({ length: missing }, () => fill as PyValue)])
  }
  return out
}

const slices = (items: readonly PyValue[], count: number, fill: PyValue | undefined): PyValue[] => {
  const [per, extra] = [Math.floor(items.length / count), items.length % count]
  let at = 0
  return Array.from({ length: count }, (_, i) => {
    const part = items.slice(at, (at += per + (i < extra ? 1 : 0)))
    return fill !== undefined && fill !== null && i >= extra ? [...part, fill] : part
  })
}

const unique = (items: readonly PyValue[], key: (value: PyValue) => PyValue): PyValue[] => {
  const seen: PyValue[] = []
  return items.filter((value) => {
    const own = key(value)
    if (seen.some((other) => equal(other, own))) return false
    seen.push(own)
    return true
  })
}

const mapFilter: Filter = (value, args, kwargs) => {
  const items = iterate(value)
  const path = kwargs.get('attribute')
  if (args.length === 0 && path !== undefined) {
    const get = byPath(path)
    const fallback = kwargs.get('default')
    return generator(
      items.map((entry) => {
        const found = get(entry)
        return isTagged(found, 'undefined') && fallback !== undefined ? fallback : found
      }),
    )
  }
  const apply = FILTERS.get(str(args[0] ?? ''))
  if (apply === undefined) throw new PythonError('TemplateAssertionError', `No filter named '${str(args[0] ?? '')}'`)
  return generator(items.map((entry) => apply(entry, args.slice(1), kwargs)))
}

const selecting =
  ({ keep, byAttribute }: { keep: boolean; byAttribute: boolean }): Filter =>
  (value, args) => {
    const get = byAttribute ? byPath(args[0]) : (entry: PyValue): PyValue => entry
    const [name, ...rest] = byAttribute ? args.slice(1) : args
    const test = name === undefined ? undefined : TESTS.get(str(name))
    if (name !== undefined && test === undefined)
      throw new PythonError('TemplateAssertionError', `No test named '${str(name)}'`)
    return generator(
      iterate(value).filter((entry) => (test === undefined ? truthy(get(entry)) : test(get(entry), rest)) === keep),
    )
  }

const join: Filter = (value, args, kwargs) => {
  const get = byPath(arg(args, kwargs, 1, 'attribute'))
  return iterate(value)
    .map((entry) => str(get(entry)))
    .join(str(arg(args, kwargs, 0, 'd') ?? ''))
}

const groupBy: Filter = (value, args, kwargs) => {
  const get = byPath(arg(args, kwargs, 0, 'attribute'))
  const groups: { key: PyValue; items: PyValue[] }[] = []
  for (const entry of sortValues(iterate(value), (one) => folded(get(one)))) {
    const last = groups.at(-1)
    if (last !== undefined && equal(folded(last.key), folded(get(entry)))) last.items.push(entry)
    else groups.push({ key: get(entry), items: [entry] })
  }
  return groups.map(({ key, items }) => tuple([key, items]))
}

const sortFilter: Filter = (value, args, kwargs) => {
  const sorted = sortValues(iterate(value), sortKey(args, kwargs, { caseAt: 1, attributeAt: 2 }))
  return truthy(arg(args, kwargs, 0, 'reverse') ?? false) ? sorted.toReversed() : sorted
}

const sum: Filter = (value, args, kwargs) => {
  const get = byPath(arg(args, kwargs, 0, 'attribute'))
  return iterate(value).reduce((total, entry) => binary('+', total, get(entry)), arg(args, kwargs, 1, 'start') ?? 0n)
}

const dictSort: Filter = (value, args, kwargs) => {
  if (!isTagged(value, 'dict')) throw new PythonError('TypeError', `dictsort needs a dict, not ${typeName(value)}`)
  const by = str(arg(args, kwargs, 1, 'by') ?? 'key') === 'key' ? 0 : 1
  const sorted = sortValues(
    [...value.entries.values()].map((entry) => tuple(entry)),
    (entry) => folded(iterate(entry)[by] as PyValue),
  )
  return truthy(arg(args, kwargs, 2, 'reverse') ?? false) ? sorted.toReversed() : sorted
}

const absolute: Filter = (value) => {
  if (!isNumeric(value)) throw new PythonError('TypeError', `bad operand type for abs(): '${typeName(value)}'`)
  const plain = toNumeric(value)
  return typeof plain === 'bigint' ? (plain < 0n ? -plain : plain) : Math.abs(plain)
}

const byDefault: Filter = (value, args, kwargs) => {
  const missing = isTagged(value, 'undefined') || (truthy(arg(args, kwargs, 1, 'boolean') ?? false) && !truthy(value))
  return missing ? (arg(args, kwargs, 0, 'default_value') ?? '') : value
}

/** Jinja's filters that tasks use, and lm-evaluation-harness's `regex_replace`. Random ones and those that make HTML are absent. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['abs', absolute],
  ['attr', (value, args) => attribute(value, str(args[0] ?? ''))],
  [
    'batch',
    (value, args, kwargs) =>
      generator(
        batches(iterate(value), number(arg(args, kwargs, 0, 'linecount'), 1), arg(args, kwargs, 1, 'fill_with')),
      ),
  ],
  ['capitalize', text(capitalize)],
  ['center', (value, args, kwargs) => methodFilter('center')(value, [arg(args, kwargs, 0, 'width') ?? 80n], new Map())],
  ['count', (value) => BigInt(lengthOf(strictly(value)))],
  ['length', (value) => BigInt(lengthOf(strictly(value)))],
  ['d', byDefault],
  ['default', byDefault],
  ['dictsort', dictSort],
  ['e', text(escapeHtml)],
  ['escape', text(escapeHtml)],
  ['first', (value) => iterate(value)[0] ?? undefinedItem('the first of an empty sequence')],
  ['float', toFloat],
  ['format', (value, args, kwargs) => percentFormat(str(value), kwargs.size > 0 ? dictOf(kwargs) : tuple(args))],
  ['groupby', groupBy],
  ['indent', indent],
  ['int', toInt],
  [
    'items',
    (value) =>
      isTagged(value, 'dict') ? generator([...value.entries.values()].map((entry) => tuple(entry))) : generator([]),
  ],
  ['join', join],
  ['last', (value) => iterate(value).at(-1) ?? undefinedItem('the last of an empty sequence')],
  ['list', (value) => [...iterate(value)]],
  ['lower', text((plain) => plain.toLowerCase())],
  ['map', mapFilter],
  ['max', extreme(true)],
  ['min', extreme(false)],
  [
    'regex_replace',
    (value, args, kwargs) =>
      replaceAll(
        str(arg(args, kwargs, 0, 'pattern') ?? ''),
        str(arg(args, kwargs, 1, 'repl') ?? ''),
        textOnly(value),
        number(arg(args, kwargs, 2, 'count'), 0),
      ),
  ],
  ['reject', selecting({ keep: false, byAttribute: false })],
  ['rejectattr', selecting({ keep: false, byAttribute: true })],
  [
    'replace',
    (value, args, kwargs) =>
      methodFilter('replace')(
        value,
        args.map((part, i) => (i < 2 ? str(part) : part)),
        kwargs,
      ),
  ],
  [
    'reverse',
    (value) =>
      typeof value === 'string' ? Array.from(value).toReversed().join('') : generator(iterate(value).toReversed()),
  ],
  ['round', round],
  ['safe', text((plain) => plain)],
  ['select', selecting({ keep: true, byAttribute: false })],
  ['selectattr', selecting({ keep: true, byAttribute: true })],
  [
    'slice',
    (value, args, kwargs) =>
      generator(
        slices(
          iterate(value),
          Math.max(1, number(arg(args, kwargs, 0, 'slices'), 1)),
          arg(args, kwargs, 1, 'fill_with'),
        ),
      ),
  ],
  ['sort', sortFilter],
  ['string', text((plain) => plain)],
  ['sum', sum],
  ['title', text(title)],
  [
    'tojson',
    (value, args, kwargs) =>
      toJson(value, {
        sortKeys: true,
        html: true,
        indent:
          intOf(arg(args, kwargs, 0, 'indent') ?? null) === undefined
            ? undefined
            : number(arg(args, kwargs, 0, 'indent'), 0),
      }),
  ],
  [
    'trim',
    (value, args, kwargs) =>
      strip(
        str(value),
        arg(args, kwargs, 0, 'chars') === undefined ? undefined : str(arg(args, kwargs, 0, 'chars') ?? null),
      ),
  ],
  ['truncate', truncate],
  [
    'unique',
    (value, args, kwargs) => generator(unique(iterate(value), sortKey(args, kwargs, { caseAt: 0, attributeAt: 1 }))),
  ],
  ['upper', text((plain) => plain.toUpperCase())],
  ['urlencode', text((plain) => encodeURIComponent(plain).replaceAll('%2F', '/'))],
  ['wordcount', (value) => BigInt(str(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
])

const strictly = (value: PyValue): PyValue => {
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  return value
}
const textOnly = (value: PyValue): string => {
  if (typeof value !== 'string')
    throw new PythonError('TypeError', `expected string or bytes-like object, got '${typeName(strictly(value))}'`)
  return value
}
