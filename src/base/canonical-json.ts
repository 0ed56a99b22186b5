import canonicalize from 'canonicalize'
import { AssayError } from './errors.ts'
import type { Json } from './json.ts'

/** Deeper values are refused: the serialiser is recursive, and nothing that the office writes comes near. */
export const MAX_DEPTH = 200

/**
 * The canonical form of a JSON value (RFC 8785): sorted members, shortest numbers, no white space.
 *
 * @throws AssayError `base/not-json` for what JSON cannot hold: undefined members, NaN, infinities, lone surrogates,
 *   class instances, nesting beyond {@link MAX_DEPTH}
 */
export const canonicalJson = (value: Json): string => {
  refuseForeign(value, '$', 0)
  try {
    const text = canonicalize(value)
    if (text !== undefined) return text
  } catch (cause) {
    throw new AssayError('base/not-json', { where: '$', what: String(cause) }, { cause })
  }
  throw new AssayError('base/not-json', { where: '$', what: 'undefined' })
}

// The serialiser drops `undefined` members and turns maps into {}: a digest over a value that silently lost
// something would be a false name, so both are refused before.
const refuseForeign = (value: unknown, where: string, depth: number): void => {
  if (depth > MAX_DEPTH) throw new AssayError('base/not-json', { where, what: `nested deeper than ${MAX_DEPTH}` })
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new AssayError('base/not-json', { where, what: 'a lone surrogate' })
    return
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new AssayError('base/not-json', { where, what: String(value) })
    return
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) refuseForeign(value[i], `${where}[${i}]`, depth + 1)
    return
  }
  if (typeof value === 'object' && isPlain(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (!key.isWellFormed()) throw new AssayError('base/not-json', { where, what: 'a lone surrogate in a name' })
      refuseForeign(member, `${where}.${key}`, depth + 1)
    }
    return
  }
  throw new AssayError('base/not-json', { where, what: typeof value })
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
