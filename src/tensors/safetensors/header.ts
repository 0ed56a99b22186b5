import { AssayError, type Json, parseJson } from '#base'
import { isDtype } from '../dtype.ts'
import { shown } from '../shown.ts'
import { checkHeaderText } from './header-text.ts'
import { type Declared, type PlacedTensor, placeTensors } from './layout.ts'

/** What a safetensors file says of itself. */
export type SafetensorsHeader = {
  /** in the order of their data */
  readonly tensors: readonly PlacedTensor[]
  /** `__metadata__`: texts of whoever wrote the file; never shown unescaped */
  readonly metadata: ReadonlyMap<string, string>
  /** byte of the file at which the data begin */
  readonly dataStart: number
}

/** As the reference implementation has it (`MAX_HEADER_SIZE`): a larger one is an attack on memory. */
const MAX_HEADER_BYTES = 100_000_000

/** Bytes before the header: its length, 64 bits, little-endian. */
export const LENGTH_BYTES = 8

/**
 * Length of the header, from the file's first 8 bytes; nothing larger than the file or the limit is believed.
 *
 * @throws AssayError `tensors/header-too-large`, `tensors/header-beyond-file`
 */
export const headerBytesOf = (first: Uint8Array, fileBytes: number, file: string): number => {
  const length = new DataView(first.buffer, first.byteOffset, first.byteLength).getBigUint64(0, true)
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new AssayError('tensors/header-too-large', { file, got: String(length), limit: MAX_HEADER_BYTES })
  }
  if (Number(length) > fileBytes - LENGTH_BYTES) {
    throw new AssayError('tensors/header-beyond-file', { file, got: Number(length), bytes: fileBytes })
  }
  return Number(length)
}

/**
 * Reads a header as strictly as the format is written: what the reference implementation refuses is refused, and so
 * are names that stand twice, white space before the first brace, and an entry given as an array.
 *
 * @param header the bytes between the length and the data
 * @param fileBytes size of the whole file
 * @param file what a person calls it, for refusals
 * @see https://github.com/huggingface/safetensors#format
 */
export const parseHeader = (header: Uint8Array, fileBytes: number, file: string): SafetensorsHeader => {
  const entries = objectOf(jsonOf(header, file), () => malformed(file, 'not an object'))
  const declared: Declared[] = []
  let metadata: ReadonlyMap<string, string> = new Map()
  for (const [name, value] of entries) {
    if (!name.isWellFormed()) throw malformed(file, 'a lone surrogate in a name')
    if (name === '__metadata__') metadata = metadataOf(value, file)
    else declared.push(entryOf(name, value, file))
  }
  const dataStart = LENGTH_BYTES + header.length
  return { tensors: placeTensors(declared, fileBytes - dataStart, file), metadata, dataStart }
}

// The deepest header is an object of objects of arrays; what else an entry holds may go a little deeper.
const DEEPEST = 16

const jsonOf = (header: Uint8Array, file: string): Json => {
  if (header[0] !== OPENING_BRACE) throw malformed(file, 'does not begin with {')
  const text = textOf(header, file)
  checkHeaderText(text, file)
  try {
    return parseJson(text, file, DEEPEST)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    if (cause.code === 'base/json-duplicate-name') {
      throw new AssayError('tensors/duplicate-name', { file, name: shown(cause.facts['name']) }, { cause })
    }
    throw malformed(file, shown(cause.facts['what'] ?? `nested deeper than ${DEEPEST}`), cause)
  }
}

const OPENING_BRACE = 0x7b

const textOf = (header: Uint8Array, file: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header)
  } catch (cause) {
    throw malformed(file, 'not UTF-8', cause)
  }
}

const entryOf = (name: string, value: Json, file: string): Declared => {
  const bad = (field: string, got: unknown): AssayError =>
    new AssayError('tensors/bad-entry', { file, tensor: shown(name), field, got: shown(got) })
  const entry = new Map(objectOf(value, () => bad('entry', value)))
  const dtype = entry.get('dtype')
  if (typeof dtype !== 'string') throw bad('dtype', dtype)
  if (!isDtype(dtype)) throw new AssayError('tensors/unknown-dtype', { file, tensor: shown(name), got: shown(dtype) })
  const shape = wholeNumbers(entry.get('shape'))
  if (shape === undefined) throw bad('shape', entry.get('shape'))
  const [begin, end, ...more] = wholeNumbers(entry.get('data_offsets')) ?? []
  if (begin === undefined || end === undefined || more.length > 0) throw bad('data_offsets', entry.get('data_offsets'))
  return { name, dtype, shape, begin, end }
}

const wholeNumbers = (value: Json | undefined): readonly number[] | undefined =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item)) ? (value as number[]) : undefined

const metadataOf = (value: Json, file: string): ReadonlyMap<string, string> => {
  const bad = (): AssayError => malformed(file, '__metadata__ must hold texts only')
  const texts = new Map<string, string>()
  for (const [key, text] of objectOf(value, bad)) {
    if (typeof text !== 'string' || !text.isWellFormed() || !key.isWellFormed()) throw bad()
    texts.set(key, text)
  }
  return texts
}

const objectOf = (value: Json, refusal: () => AssayError): [string, Json][] => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw refusal()
  return Object.entries(value)
}

const malformed = (file: string, why: string, cause?: unknown): AssayError =>
  new AssayError('tensors/malformed-header', { file, why }, { cause })
