import { PythonError } from '../python/python-error.ts'
import { repr, str } from '../python/show.ts'
import {
  dictGet,
  intOf,
  isTagged,
  iterate,
  tuple,
  typeName,
  undefinedUse,
  type PyUndefined,
  type PyValue,
} from '../python/value.ts'
import { methodOf } from './methods.ts'

const missing = (name: string): PyUndefined => ({ kind: 'undefined', name })

/** Jinja's `value.name`: an attribute or method first, then an item of that name; else undefined, which raises when used. */
export const attribute = (value: PyValue, name: string): PyValue => {
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  if (isTagged(value, 'namespace')) return value.fields.get(name) ?? missing(name)
  return (
    methodOf(value, name) ??
    (isTagged(value, 'dict') ? dictGet(value, name) : undefined) ??
    missing(`'${typeName(value)} object' has no attribute '${name}', which`)
  )
}

/** Jinja's `value[key]`: an item first, then an attribute of that name. */
export const item = (value: PyValue, key: PyValue): PyValue => {
  for (const side of [value, key]) if (isTagged(side, 'undefined')) throw undefinedUse(side)
  if (isTagged(value, 'dict'))
    return (
      dictGet(value, key) ??
      (typeof key === 'string' ? methodOf(value, key) : undefined) ??
      missing(`the key ${repr(key)}`)
    )
  const index = intOf(key)
  if (index === undefined) return typeof key === 'string' ? attribute(value, key) : missing(`the item ${repr(key)}`)
  if (
    typeof value !== 'string' &&
    !Array.isArray(value) &&
    !isTagged(value, 'tuple') &&
    !isTagged(value, 'iterator') &&
    !isTagged(value, 'bytes')
  )
    return missing(`the item ${index}`)
  const items = iterate(value)
  const at = index < 0n ? BigInt(items.length) + index : index
  return (at >= 0n && at < BigInt(items.length) ? items[Number(at)] : undefined) ?? nullOrMissing(items, at, index)
}

const nullOrMissing = (items: readonly PyValue[], at: bigint, index: bigint): PyValue =>
  at >= 0n && at < BigInt(items.length) ? null : missing(`the item ${index}`)

export type Slice = {
  readonly from: PyValue | undefined
  readonly to: PyValue | undefined
  readonly step: PyValue | undefined
}

const boundOf = (bound: PyValue | undefined): number | undefined => {
  if (bound === undefined || bound === null) return undefined
  if (isTagged(bound, 'undefined')) throw undefinedUse(bound)
  const int = intOf(bound)
  if (int === undefined) throw new PythonError('TypeError', 'slice indices must be integers or None')
  return Number(int)
}

/** Python's `value[from:to:step]`, by code point for texts. */
export const slice = (value: PyValue, bounds: Slice): PyValue => {
  if (isTagged(value, 'undefined')) throw undefinedUse(value)
  if (typeof value !== 'string' && !Array.isArray(value) && !isTagged(value, 'tuple') && !isTagged(value, 'iterator'))
    throw new PythonError('TypeError', `'${typeName(value)}' object is not subscriptable`)
  const items = iterate(value)
  const step = boundOf(bounds.step) ?? 1
  if (step === 0) throw new PythonError('ValueError', 'slice step cannot be zero')
  const n = items.length
  const clamp = (at: number): number =>
    step > 0 ? Math.min(Math.max(at < 0 ? at + n : at, 0), n) : Math.min(Math.max(at < 0 ? at + n : at, -1), n - 1)
  const [from, to] = [boundOf(bounds.from), boundOf(bounds.to)]
  const start = from === undefined ? (step > 0 ? 0 : n - 1) : clamp(from)
  const stop = to === undefined ? (step > 0 ? n : -1) : clamp(to)
  const picked: PyValue[] = []
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) picked.push(items[i] as PyValue)
  if (typeof value === 'string') return picked.map(str).join('')
  return isTagged(value, 'tuple') ? tuple(picked) : picked
}
