import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { Cursor } from './cursor.ts'

/** A value of the file's metadata; 64-bit integers are exact. */
export type MetadataValue = string | number | bigint | boolean | readonly MetadataValue[]

/** A value and the number of its type, since some keys must have one type only. */
export type MetadataEntry = { readonly type: number; readonly value: MetadataValue }

/** What the file says of itself, by key. Long arrays and arrays of arrays are walked through and left out. */
export type Metadata = ReadonlyMap<string, MetadataEntry>

/** Published files have some dozens of keys. */
const MOST_KEYS = 4096
const LONGEST_KEY = 65_535 // the format's own limit
/** Enough for one number a layer; vocabularies and merges are longer, and nothing here needs them. */
const LONGEST_ARRAY = 1024
/** The format allows arrays in arrays; the reference implementation reads none. */
const DEEPEST_ARRAY = 4

export const UINT16 = 2
export const UINT32 = 4
export const INT32 = 5
const STRING = 8
const ARRAY = 9

/** @throws AssayError `tensors/gguf-too-many`, `tensors/gguf-malformed`, `tensors/duplicate-name`, `tensors/gguf-cut-off` */
export const readMetadata = (cursor: Cursor, keys: number, file: string): Metadata => {
  // A key takes 8 bytes of length, a byte of text, 4 of type and one of value at least.
  const limit = Math.min(MOST_KEYS, Math.floor(cursor.left() / 14))
  if (keys > limit) throw new AssayError('tensors/gguf-too-many', { file, what: 'metadata', got: keys, limit })
  const metadata = new Map<string, MetadataEntry>()
  for (let i = 0; i < keys; i++) {
    const at = cursor.at()
    const key = utf8(cursor.text('key'))
    if (key === undefined || key === '' || key.length > LONGEST_KEY) {
      throw new AssayError('tensors/gguf-malformed', {
        file,
        at,
        what: 'key',
        got: shown(key?.slice(0, 64) ?? 'not UTF-8'),
      })
    }
    if (metadata.has(key)) throw new AssayError('tensors/duplicate-name', { file, name: shown(key) })
    const type = cursor.u32(shown(key))
    const value = valueOf(cursor, { type, key, file, depth: 0 })
    if (value !== undefined) metadata.set(key, { type, value })
  }
  return metadata
}

type Place = { readonly type: number; readonly key: string; readonly file: string; readonly depth: number }

const valueOf = (cursor: Cursor, place: Place): MetadataValue | undefined => {
  if (place.type === STRING) return new TextDecoder().decode(cursor.text(shown(place.key)))
  if (place.type === ARRAY) return arrayOf(cursor, place)
  const scalar = SCALARS.get(place.type)
  if (scalar === undefined) throw malformed(cursor, place, `type ${place.type}`)
  const value = scalar.read(cursor.take(scalar.bytes, shown(place.key)), cursor.littleEndian)
  if (value === undefined) throw malformed(cursor, place, 'a boolean that is neither 0 nor 1')
  return value
}

const arrayOf = (cursor: Cursor, { key, file, depth }: Place): readonly MetadataValue[] | undefined => {
  const what = shown(key)
  const type = cursor.u32(what)
  const length = cursor.u64(what)
  const item = { type, key, file, depth: depth + 1 }
  if (item.depth > DEEPEST_ARRAY) throw malformed(cursor, item, `arrays nested deeper than ${DEEPEST_ARRAY}`)
  const scalar = SCALARS.get(type)
  const least = scalar?.bytes ?? (type === STRING ? 8 : 12)
  if (length * least > cursor.left()) {
    const facts = { file, what, at: cursor.at(), wanted: length * least, left: cursor.left() }
    throw new AssayError('tensors/gguf-cut-off', facts)
  }
  if (length <= LONGEST_ARRAY && type !== ARRAY) {
    return Array.from({ length }, () => valueOf(cursor, item)).filter((value) => value !== undefined)
  }
  if (scalar !== undefined) cursor.skip(length * scalar.bytes, what)
  else for (let i = 0; i < length; i++) skipOne(cursor, item)
  return undefined
}

const skipOne = (cursor: Cursor, place: Place): void => {
  if (place.type === STRING) cursor.text(shown(place.key))
  else valueOf(cursor, place)
}

type Scalar = {
  readonly bytes: number
  readonly read: (from: DataView, littleEndian: boolean) => number | bigint | boolean | undefined
}

const SCALARS: ReadonlyMap<number, Scalar> = new Map<number, Scalar>([
  [0, { bytes: 1, read: (from) => from.getUint8(0) }],
  [1, { bytes: 1, read: (from) => from.getInt8(0) }],
  [UINT16, { bytes: 2, read: (from, little) => from.getUint16(0, little) }],
  [3, { bytes: 2, read: (from, little) => from.getInt16(0, little) }],
  [UINT32, { bytes: 4, read: (from, little) => from.getUint32(0, little) }],
  [INT32, { bytes: 4, read: (from, little) => from.getInt32(0, little) }],
  [6, { bytes: 4, read: (from, little) => from.getFloat32(0, little) }],
  [7, { bytes: 1, read: (from) => [false, true][from.getUint8(0)] }],
  [10, { bytes: 8, read: (from, little) => from.getBigUint64(0, little) }],
  [11, { bytes: 8, read: (from, little) => from.getBigInt64(0, little) }],
  [12, { bytes: 8, read: (from, little) => from.getFloat64(0, little) }],
])

const malformed = (cursor: Cursor, { key, file }: Place, got: string): AssayError =>
  new AssayError('tensors/gguf-malformed', { file, at: cursor.at(), what: shown(key), got })

/** Text, or undefined if the bytes are no UTF-8. */
export const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
