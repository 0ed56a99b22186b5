import { PythonError } from './python-error.ts'

/**
 * A value as the templates of lm-evaluation-harness see it. Python tells an integer from a float, so `bigint` is
 * Python's int and `number` is Python's float; a list is an array, all else is tagged.
 */
export type PyValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | PyValue[]
  | PyTuple
  | PyDict
  | PyBytes
  | PyIterator
  | PyCallable
  | PyNamespace
  | PyUndefined

export type PyTuple = { readonly kind: 'tuple'; readonly items: readonly PyValue[] }
/** Entries by {@link keyOf}, so that 1, 1.0 and True are one key. */
export type PyDict = { readonly kind: 'dict'; readonly entries: Map<string, readonly [PyValue, PyValue]> }
type PyBytes = { readonly kind: 'bytes'; readonly bytes: Uint8Array }
/** A range, a view or a generator; `text` is what Python prints for it. */
type PyIterator = { readonly kind: 'iterator'; readonly items: readonly PyValue[]; readonly text: string }
type PyNamespace = { readonly kind: 'namespace'; readonly fields: Map<string, PyValue> }
/** A name or an item that is not there; every use but a test for it raises. */
export type PyUndefined = { readonly kind: 'undefined'; readonly name: string }
export type PyCallable = {
  readonly kind: 'callable'
  readonly name: string
  readonly call: (args: readonly PyValue[], kwargs: ReadonlyMap<string, PyValue>) => PyValue
}

export const tuple = (items: readonly PyValue[]): PyTuple => ({ kind: 'tuple', items })

export const dictOf = (pairs: Iterable<readonly [PyValue, PyValue]>): PyDict => {
  const entries = new Map<string, readonly [PyValue, PyValue]>()
  for (const [key, value] of pairs) {
    const id = keyOf(key)
    entries.set(id, [entries.get(id)?.[0] ?? key, value])
  }
  return { kind: 'dict', entries }
}

/** @returns the value under a key, or undefined when the dict lacks it */
export const dictGet = (dict: PyDict, key: PyValue): PyValue | undefined => dict.entries.get(keyOf(key))?.[1]

export const isTagged = <K extends string>(value: PyValue, kind: K): value is Extract<PyValue, { readonly kind: K }> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && value.kind === kind

/** Two keys are the same key in Python exactly when these texts are equal. */
export const keyOf = (key: PyValue): string => {
  if (key === null) return 'none'
  if (typeof key === 'string') return `s${key}`
  if (typeof key === 'boolean') return `n${key ? 1 : 0}`
  if (typeof key === 'bigint') return `n${key}`
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `n${key}`
  if (isTagged(key, 'tuple')) return `t${key.items.map((item) => JSON.stringify(keyOf(item))).join(',')}`
  throw new PythonError('TypeError', `unhashable type: '${typeName(key)}'`)
}

export const typeName = (value: PyValue): string => {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  if (Array.isArray(value)) return 'list'
  return value.kind
}

export const truthy = (value: PyValue): boolean => {
  if (value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'bigint') return value !== 0n
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0
  switch (value.kind) {
    case 'undefined':
      throw undefinedUse(value)
    case 'tuple':
      return value.items.length > 0
    case 'dict':
      return value.entries.size > 0
    case 'bytes':
      return value.bytes.length > 0
    case 'iterator':
    case 'callable':
    case 'namespace':
      return true
  }
}

/** Python's `==`: by content, with bool, int and float as numbers. */
export const equal = (a: PyValue, b: PyValue): boolean => {
  if (isTagged(a, 'undefined')) throw undefinedUse(a)
  if (isTagged(b, 'undefined')) throw undefinedUse(b)
  if (isNumeric(a) && isNumeric(b)) return toNumeric(a) == toNumeric(b) // eslint-disable-line eqeqeq -- 1n == 1 is Python's 1 == 1.0
  if (typeof a === 'string' || typeof b === 'string' || a === null || b === null) return a === b
  if (Array.isArray(a) && Array.isArray(b)) return sameItems(a, b)
  if (isTagged(a, 'tuple') && isTagged(b, 'tuple')) return sameItems(a.items, b.items)
  if (isTagged(a, 'bytes') && isTagged(b, 'bytes')) return String(a.bytes) === String(b.bytes)
  if (isTagged(a, 'dict') && isTagged(b, 'dict')) {
    if (a.entries.size !== b.entries.size) return false
    for (const [id, [, value]] of a.entries) {
      const other = b.entries.get(id)
      if (other === undefined || !equal(value, other[1])) return false
    }
    return true
  }
  return a === b
}

const sameItems = (a: readonly PyValue[], b: readonly PyValue[]): boolean =>
  a.length === b.length && a.every((item, i) => equal(item, b[i] as PyValue))

/** Python's `<`: numbers, texts by code point, lists and tuples item by item; all else raises. */
export const less = (a: PyValue, b: PyValue): boolean => {
  if (isTagged(a, 'undefined')) throw undefinedUse(a)
  if (isTagged(b, 'undefined')) throw undefinedUse(b)
  if (isNumeric(a) && isNumeric(b)) return toNumeric(a) < toNumeric(b)
  if (typeof a === 'string' && typeof b === 'string') return lessText(a, b)
  const [x, y] = [sequenceOf(a), sequenceOf(b)]
  if (x !== undefined && y !== undefined && typeName(a) === typeName(b)) {
    for (let i = 0; i < x.length && i < y.length; i++) {
      if (!equal(x[i] as PyValue, y[i] as PyValue)) return less(x[i] as PyValue, y[i] as PyValue)
    }
    return x.length < y.length
  }
  throw new PythonError('TypeError', `'<' not supported between '${typeName(a)}' and '${typeName(b)}'`)
}

// UTF-16 order is not code point order above U+FFFF.
const lessText = (a: string, b: string): boolean => {
  const [x, y] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return (x[i]?.codePointAt(0) ?? 0) < (y[i]?.codePointAt(0) ?? 0)
  }
  return x.length < y.length
}

const sequenceOf = (value: PyValue): readonly PyValue[] | undefined =>
  Array.isArray(value) ? value : isTagged(value, 'tuple') ? value.items : undefined

export type Numeric = boolean | bigint | number
export const isNumeric = (value: PyValue): value is Numeric =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'

/** A bool becomes 0 or 1; an int stays exact. */
export const toNumeric = (value: Numeric): bigint | number => (typeof value === 'boolean' ? (value ? 1n : 0n) : value)

/** Python's int of an index-like value, or undefined for what is not an integer. */
export const intOf = (value: PyValue): bigint | undefined =>
  typeof value === 'bigint' ? value : typeof value === 'boolean' ? (value ? 1n : 0n) : undefined

/** What a `for` loop would visit; a text is visited by code point, a dict by key. */
export const iterate = (value: PyValue): readonly PyValue[] => {
  if (typeof value === 'string') return Array.from(value)
  if (Array.isArray(value)) return value
  if (isTagged(value, 'tuple') || isTagged(value, 'iterator')) return value.items
  if (isTagged(value, 'dict')) return [...value.entries.values()].map(([key]) => key)
  if (isTagged(value, 'bytes')) return [...value.bytes].map((byte) => BigInt(byte))
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  throw new PythonError('TypeError', `'${typeName(value)}' object is not iterable`)
}

export const lengthOf = (value: PyValue): number => {
  if (typeof value === 'string') return codePoints(value)
  if (isNumeric(value) || value === null || isTagged(value, 'callable') || isTagged(value, 'namespace'))
    throw new PythonError('TypeError', `object of type '${typeName(value)}' has no len()`)
  return iterate(value).length
}

/** Length of a text as Python counts it. */
export const codePoints = (text: string): number => {
  let n = text.length
  for (let i = 0; i + 1 < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(i + 1)
      if (next >= 0xdc00 && next < 0xe000) {
        n--
        i++
      }
    }
  }
  return n
}

export const undefinedUse = (value: PyUndefined): PythonError =>
  new PythonError('UndefinedError', `${value.name} is undefined`)
