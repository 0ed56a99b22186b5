import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { type ByteRange, joined, partOf } from '../strided/byte-range.ts'
import { type Field, type Span, varintAt, type Wire } from './wire.ts'

/** Fields of a TensorProto in which data can stand, and what they are called. */
const DATA_FIELDS = {
  4: 'float_data',
  5: 'int32_data',
  7: 'int64_data',
  9: 'raw_data',
  10: 'double_data',
  11: 'uint64_data',
} as const
export type DataField = (typeof DATA_FIELDS)[keyof typeof DATA_FIELDS]

/** Where a tensor's data lie in another file, as its message says; nothing is checked yet. */
export type ExternalData = {
  readonly location: string
  readonly offset: string | undefined
  readonly length: string | undefined
}

export type DataPlace =
  | { readonly kind: 'none' }
  | { readonly kind: 'inline'; readonly field: DataField; readonly range: ByteRange }
  | { readonly kind: 'external'; readonly external: ExternalData }

/** A TensorProto without its data. */
export type TensorMessage = {
  readonly name: string
  readonly dims: readonly bigint[]
  /** TensorProto.DataType; 0 if it is not said */
  readonly type: number
  readonly data: DataPlace
}

const LONGEST_NAME = 4096
const LONGEST_LOCATION = 4096
const MOST_DIMS = 64

/** Pieces in which one field may come; writers put all into one. */
const MOST_PIECES = 4096

/**
 * Reads where a tensor's data lie and what they are.
 *
 * @throws AssayError `tensors/onnx-malformed`, `tensors/onnx-tensor`
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export const readTensorMessage = async (
  wire: Wire,
  file: ByteRange,
  span: Span & { readonly path: string },
): Promise<TensorMessage> => {
  let name = ''
  let type = 0
  let isExternal = false
  const dims: bigint[] = []
  const entries = new Map<string, string>()
  const pieces = new Map<DataField, Span[]>()
  const bad = (why: string): AssayError =>
    new AssayError('tensors/onnx-tensor', { file: span.path, tensor: shown(name), why })

  for await (const field of wire.fields(span)) {
    const data = DATA_FIELDS[field.number as keyof typeof DATA_FIELDS]
    if (data !== undefined) addPiece(pieces, data, field, bad)
    else if (field.number === 1) dims.push(...(await numbersOf(wire, field)))
    else if (field.number === 2) type = Number(varintOf(wire, field))
    else if (field.number === 8) name = await textOf(wire, field, LONGEST_NAME)
    else if (field.number === 13) await addEntry(wire, field, entries)
    else if (field.number === 14) isExternal = varintOf(wire, field) === 1n
    else if (field.number === 3) throw bad('it is a segment of a larger one')
    else if (field.number === 6) throw bad('it holds texts')
    if (dims.length > MOST_DIMS) throw bad(`it has more than ${MOST_DIMS} dimensions`)
  }
  const held = [...pieces].filter(([, spans]) => spans.some(({ begin, end }) => end > begin))
  const [only, another] = held
  if (another !== undefined) throw bad(`its data stand in ${held.map(([field]) => field).join(' and ')}`)
  if (!isExternal && entries.size > 0) throw bad('it names another file and says that its data are here')
  if (!isExternal) return { name, dims, type, data: inlineOf(only, file) }
  if (only !== undefined) throw bad('its data stand here and in another file')
  const location = entries.get('location')
  if (location === undefined || location === '') throw bad('its data are in another file, which it does not name')
  const external = { location, offset: entries.get('offset'), length: entries.get('length') }
  return { name, dims, type, data: { kind: 'external', external } }
}

const addPiece = (
  pieces: Map<DataField, Span[]>,
  data: DataField,
  { begin, end }: Field,
  bad: (why: string) => AssayError,
): void => {
  const spans = pieces.get(data) ?? []
  pieces.set(data, spans)
  if (spans.length >= (data === 'raw_data' ? 1 : MOST_PIECES))
    throw bad(`its ${data} come in more pieces than are read`)
  spans.push({ begin, end })
}

const inlineOf = (held: readonly [DataField, readonly Span[]] | undefined, file: ByteRange): DataPlace => {
  if (held === undefined) return { kind: 'none' }
  const [field, spans] = held
  return { kind: 'inline', field, range: joined(spans.map(({ begin, end }) => partOf(file, begin, end - begin))) }
}

const varintOf = (wire: Wire, { number, kind, value, begin }: Field): bigint => {
  if (kind !== 'varint') throw wire.malformed(begin, `field ${number} is no number`)
  return value
}

/** Numbers one by one or packed, as their writer chose. */
const numbersOf = async (wire: Wire, field: Field): Promise<readonly bigint[]> => {
  if (field.kind === 'varint') return [BigInt.asIntN(64, field.value)]
  if (field.kind !== 'bytes') throw wire.malformed(field.begin, `field ${field.number} is no list of numbers`)
  const bytes = await wire.bytes(field, 10 * MOST_DIMS)
  const numbers: bigint[] = []
  for (let at = 0; at < bytes.byteLength;) {
    const found = varintAt(bytes, at)
    if (found === undefined) throw wire.malformed(field.begin + at, 'a number has no end')
    numbers.push(BigInt.asIntN(64, found.value))
    at += found.length
  }
  return numbers
}

export const textOf = async (wire: Wire, field: Field, most: number): Promise<string> => {
  if (field.kind !== 'bytes') throw wire.malformed(field.begin, `field ${field.number} is no text`)
  const bytes = await wire.bytes(field, most)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw wire.malformed(field.begin, `field ${field.number} is not UTF-8`)
  }
}

const addEntry = async (wire: Wire, entry: Field, entries: Map<string, string>): Promise<void> => {
  if (entry.kind !== 'bytes') throw wire.malformed(entry.begin, 'external_data is no entry')
  let key = ''
  let value = ''
  for await (const field of wire.fields(entry)) {
    if (field.number === 1) key = await textOf(wire, field, LONGEST_LOCATION)
    if (field.number === 2) value = await textOf(wire, field, LONGEST_LOCATION)
  }
  if (entries.has(key)) throw wire.malformed(entry.begin, `external_data gives ${shown(key)} twice`)
  entries.set(key, value)
}
