import { integerArgument, strFormat } from '../python/format.ts'
import { PythonError } from '../python/python-error.ts'
import { repr } from '../python/show.ts'
import {
  capitalize,
  countOf,
  isDigit,
  isSpace,
  lstrip,
  rstrip,
  splitLines,
  strip,
  titleCase,
  words,
} from '../python/text.ts'
import {
  codePoints,
  dictGet,
  dictOf,
  equal,
  intOf,
  isTagged,
  iterate,
  keyOf,
  less,
  truthy,
  tuple,
  typeName,
  type PyCallable,
  type PyDict,
  type PyValue,
} from '../python/value.ts'
import { attribute, item } from './access.ts'

type Kwargs = ReadonlyMap<string, PyValue>
type Method<T> = (self: T, args: readonly PyValue[], kwargs: Kwargs) => PyValue

/** A bound method of a value, or undefined when its type has none of that name. */
export const methodOf = (value: PyValue, name: string): PyCallable | undefined => {
  if (typeof value === 'string') return bind(TEXT, value, name)
  if (Array.isArray(value)) return bind(LIST, value, name)
  if (isTagged(value, 'tuple')) return bind(SEQUENCE, value.items, name)
  if (isTagged(value, 'dict')) return bind(DICT, value, name)
  if (isTagged(value, 'bytes')) return bind(BYTES, value.bytes, name)
  if (typeof value === 'number') return bind(FLOAT, value, name)
  return undefined
}

const bind = <T>(methods: Readonly<Record<string, Method<T>>>, self: T, name: string): PyCallable | undefined => {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  return method && { kind: 'callable', name, call: (args, kwargs) => method(self, args, kwargs) }
}

const textArgument = (value: PyValue | undefined): string => {
  if (typeof value !== 'string')
    throw new PythonError('TypeError', `must be str, not ${value === undefined ? 'missing' : typeName(value)}`)
  return value
}
const optionalText = (value: PyValue | undefined): string | undefined =>
  value === undefined || value === null ? undefined : textArgument(value)
const width = (value: PyValue | undefined): number => {
  const number = integerArgument(value ?? null)
  if (number > 100_000n) throw new PythonError('MemoryError', `a width of ${number}`)
  return Number(number)
}
const anyOf = (value: PyValue | undefined, test: (part: string) => boolean): boolean =>
  value !== undefined && isTagged(value, 'tuple')
    ? value.items.some((part) => test(textArgument(part)))
    : test(textArgument(value))

// Searches in code points: the offset that Python reports is not JavaScript's.
const find = (text: string, args: readonly PyValue[], last: boolean): number => {
  const points = Array.from(text)
  const from = args[1] === undefined || args[1] === null ? 0 : Number(integerArgument(args[1]))
  const to = args[2] === undefined || args[2] === null ? points.length : Number(integerArgument(args[2]))
  const start = from < 0 ? Math.max(0, points.length + from) : from
  const within = points.slice(start, to).join('')
  const part = textArgument(args[0])
  const at = last ? within.lastIndexOf(part) : within.indexOf(part)
  return at < 0 || start > points.length ? -1 : start + codePoints(within.slice(0, at))
}

const splitBy = (text: string, args: readonly PyValue[], kwargs: Kwargs, fromRight: boolean): string[] => {
  const separator = optionalText(args[0] ?? kwargs.get('sep'))
  const limit = Number(integerArgument(args[1] ?? kwargs.get('maxsplit') ?? -1n))
  if (separator === '') throw new PythonError('ValueError', 'empty separator')
  const parts = separator === undefined ? words(text) : text.split(separator)
  if (limit < 0 || parts.length <= limit + 1) return parts
  if (separator === undefined) return splitWords(text, limit, fromRight)
  return fromRight
    ? [parts.slice(0, parts.length - limit).join(separator), ...parts.slice(parts.length - limit)]
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)]
}

const splitWords = (text: string, limit: number, fromRight: boolean): string[] => {
  const out: string[] = []
  let rest = fromRight ? rstrip(text) : lstrip(text)
  for (let i = 0; i < limit && rest !== ''; i++) {
    const word = fromRight ? (words(rest).at(-1) ?? '') : (words(rest)[0] ?? '')
    out.push(word)
    rest = fromRight ? rstrip(rest.slice(0, rest.length - word.length)) : lstrip(rest.slice(word.length))
  }
  if (rest !== '') out.push(rest)
  return fromRight ? out.toReversed() : out
}

const partition = (text: string, args: readonly PyValue[], last: boolean): PyValue => {
  const separator = textArgument(args[0])
  const at = last ? text.lastIndexOf(separator) : text.indexOf(separator)
  if (at < 0) return tuple(last ? ['', '', text] : [text, '', ''])
  return tuple([text.slice(0, at), separator, text.slice(at + separator.length)])
}

const replaced = (text: string, args: readonly PyValue[]): string => {
  const [from, to] = [textArgument(args[0]), textArgument(args[1])]
  const count = args[2] === undefined ? -1 : Number(integerArgument(args[2]))
  const parts = from === '' ? ['', ...Array.from(text), ''] : text.split(from)
  if (count < 0 || parts.length <= count + 1) return parts.join(to)
  return parts.slice(0, count + 1).join(to) + from + parts.slice(count + 1).join(from)
}

const justified = (text: string, args: readonly PyValue[], align: 'left' | 'right' | 'center'): string => {
  const fill = optionalText(args[1]) ?? ' '
  const missing = Math.max(0, width(args[0]) - codePoints(text))
  // Python's own rule for an odd rest: it goes left when the width is odd.
  const before =
    align === 'left' ? 0 : align === 'right' ? missing : Math.floor(missing / 2) + (missing & width(args[0]) & 1)
  return fill.repeat(before) + text + fill.repeat(missing - before)
}

const allChars =
  (pattern: RegExp) =>
  (self: string): boolean =>
    self !== '' && Array.from(self).every((char) => pattern.test(char))

const TEXT: Readonly<Record<string, Method<string>>> = {
  strip: (self, args) => strip(self, optionalText(args[0])),
  lstrip: (self, args) => lstrip(self, optionalText(args[0])),
  rstrip: (self, args) => rstrip(self, optionalText(args[0])),
  split: (self, args, kwargs) => splitBy(self, args, kwargs, false),
  rsplit: (self, args, kwargs) => splitBy(self, args, kwargs, true),
  splitlines: (self) => splitLines(self),
  join: (self, args) =>
    iterate(args[0] ?? null)
      .map(textArgument)
      .join(self),
  upper: (self) => self.toUpperCase(),
  lower: (self) => self.toLowerCase(),
  casefold: (self) => self.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ'),
  title: (self) => titleCase(self),
  capitalize: (self) => capitalize(self),
  swapcase: (self) =>
    Array.from(self)
      .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
      .join(''),
  replace: (self, args) => replaced(self, args),
  find: (self, args) => BigInt(find(self, args, false)),
  rfind: (self, args) => BigInt(find(self, args, true)),
  index: (self, args) => found(find(self, args, false)),
  rindex: (self, args) => found(find(self, args, true)),
  count: (self, args) => BigInt(countOf(self, textArgument(args[0]))),
  startswith: (self, args) => anyOf(args[0], (part) => self.startsWith(part)),
  endswith: (self, args) => anyOf(args[0], (part) => self.endsWith(part)),
  removeprefix: (self, args) =>
    self.startsWith(textArgument(args[0])) ? self.slice(textArgument(args[0]).length) : self,
  removesuffix: (self, args) =>
    textArgument(args[0]) !== '' && self.endsWith(textArgument(args[0]))
      ? self.slice(0, -textArgument(args[0]).length)
      : self,
  partition: (self, args) => partition(self, args, false),
  rpartition: (self, args) => partition(self, args, true),
  isdigit: (self) => isDigit(self),
  isdecimal: allChars(/\p{Nd}/u),
  isnumeric: allChars(/\p{N}/u),
  isalpha: allChars(/\p{L}/u),
  isalnum: allChars(/[\p{L}\p{N}]/u),
  isspace: (self) => isSpace(self),
  isupper: (self) => /\p{Lu}/u.test(self) && !/\p{Ll}/u.test(self),
  islower: (self) => /\p{Ll}/u.test(self) && !/\p{Lu}/u.test(self),
  istitle: (self) => /\p{L}/u.test(self) && titleCase(self) === self,
  center: (self, args) => justified(self, args, 'center'),
  ljust: (self, args) => justified(self, args, 'left'),
  rjust: (self, args) => justified(self, args, 'right'),
  zfill: (self, args) =>
    (/^[-+]/.test(self) ? self.slice(0, 1) : '') +
    self.replace(/^[-+]/, '').padStart(width(args[0]) - (/^[-+]/.test(self) ? 1 : 0), '0'),
  format: (self, args, kwargs) =>
    strFormat(self, args, kwargs, (value, key) =>
      typeof key === 'string' && !isTagged(value, 'dict') ? attribute(value, key) : item(value, key),
    ),
  encode: (self) => ({ kind: 'bytes', bytes: new TextEncoder().encode(self) }),
}

const found = (at: number): bigint => {
  if (at < 0) throw new PythonError('ValueError', 'substring not found')
  return BigInt(at)
}

const indexIn = (items: readonly PyValue[], args: readonly PyValue[]): bigint => {
  const at = items.findIndex((entry) => equal(entry, args[0] ?? null))
  if (at < 0) throw new PythonError('ValueError', `${repr(args[0] ?? null)} is not in list`)
  return BigInt(at)
}

const SEQUENCE: Readonly<Record<string, Method<readonly PyValue[]>>> = {
  index: (self, args) => indexIn(self, args),
  count: (self, args) => BigInt(self.filter((entry) => equal(entry, args[0] ?? null)).length),
}

// Lists of a document are frozen: a template must not change what the next one reads.
const changed = (self: PyValue[], change: (self: PyValue[]) => PyValue): PyValue => {
  if (Object.isFrozen(self)) throw new PythonError('TypeError', 'a list of the document cannot be changed')
  if (self.length > 1_000_000) throw new PythonError('MemoryError', 'a list of more than a million items')
  return change(self)
}

const LIST: Readonly<Record<string, Method<PyValue[]>>> = {
  ...SEQUENCE,
  copy: (self) => [...self],
  append: (self, args) => changed(self, (list) => (list.push(args[0] ?? null), null)),
  extend: (self, args) => changed(self, (list) => (list.push(...iterate(args[0] ?? null)), null)),
  insert: (self, args) =>
    changed(self, (list) => (list.splice(Number(integerArgument(args[0] ?? null)), 0, args[1] ?? null), null)),
  reverse: (self) => changed(self, (list) => (list.splice(0, list.length, ...list.toReversed()), null)),
  pop: (self, args) =>
    changed(self, (list) => {
      const at = args[0] === undefined ? -1 : Number(intOf(args[0]) ?? 0n)
      const [out] = list.splice(at, 1)
      if (out === undefined) throw new PythonError('IndexError', 'pop from empty list')
      return out
    }),
  sort: (self, _args, kwargs) =>
    changed(self, (list) => {
      const sorted = sortValues(list)
      list.splice(0, list.length, ...(truthy(kwargs.get('reverse') ?? false) ? sorted.toReversed() : sorted))
      return null
    }),
}

/** Python's stable `sorted`. */
export const sortValues = (
  values: readonly PyValue[],
  key: (value: PyValue) => PyValue = (value) => value,
): PyValue[] =>
  values
    .map((value) => ({ value, key: key(value) }))
    .toSorted((a, b) => (less(a.key, b.key) ? -1 : less(b.key, a.key) ? 1 : 0))
    .map(({ value }) => value)

const view = (name: string, items: readonly PyValue[]): PyValue => ({
  kind: 'iterator',
  items,
  text: `${name}(${repr([...items])})`,
})

const DICT: Readonly<Record<string, Method<PyDict>>> = {
  items: (self) =>
    view(
      'dict_items',
      [...self.entries.values()].map(([key, value]) => tuple([key, value])),
    ),
  keys: (self) =>
    view(
      'dict_keys',
      [...self.entries.values()].map(([key]) => key),
    ),
  values: (self) =>
    view(
      'dict_values',
      [...self.entries.values()].map(([, value]) => value),
    ),
  get: (self, args) => dictGet(self, args[0] ?? null) ?? args[1] ?? null,
  copy: (self) => dictOf(self.entries.values()),
  update: (self, args) => {
    if (Object.isFrozen(self)) throw new PythonError('TypeError', 'a dict of the document cannot be changed')
    const other = args[0]
    if (other !== undefined && isTagged(other, 'dict'))
      for (const [key, value] of other.entries.values()) self.entries.set(keyOf(key), [key, value])
    return null
  },
}

const BYTES: Readonly<Record<string, Method<Uint8Array>>> = { decode: (self) => new TextDecoder().decode(self) }
const FLOAT: Readonly<Record<string, Method<number>>> = { is_integer: (self) => Number.isInteger(self) }
