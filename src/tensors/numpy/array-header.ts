import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { COMPLEX_128, type Element, plain } from '../strided/element.ts'
import { countOf, faultOfView, stridesOf, type View } from '../strided/view.ts'
import { type Literal, readLiteral } from './literal.ts'

/** An array's header: what its data are and where they begin. */
export type ArrayHeader = {
  readonly element: Element
  readonly byteOrder: 'little' | 'big'
  readonly view: View
  readonly dataStart: number
}

/** Where an array lies, for refusals. */
export type ArrayPlace = { readonly file: string; readonly array: string }

/** Bytes to read of an array to have its header: longer ones describe structured types only. */
export const MOST_HEADER_BYTES = 2 ** 16

const MAGIC = '\u0093NUMPY'

/**
 * Reads the header of format 1.0, 2.0 or 3.0. It is a literal and nothing of it is evaluated. What holds more than
 * plain numbers is refused: objects (a pickle), texts, dates, structures, and long doubles, whose layout depends on
 * the machine.
 *
 * @param start the array's first bytes, `MOST_HEADER_BYTES` or all
 * @param bytes of the whole array with its header
 * @throws AssayError `tensors/npy-header`, `tensors/npy-dtype`, `tensors/npy-size`
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export const parseArrayHeader = (start: Uint8Array, bytes: number, place: ArrayPlace): ArrayHeader => {
  const { text, dataStart } = headerText(start, place)
  const { descr, order, shape } = fieldsOf(readLiteral(text.trimEnd()), place)
  const { element, byteOrder } = elementOf(descr, place)
  const view = { shape, strides: stridesOf(shape, order), offset: 0 }
  const held = Math.floor((bytes - dataStart) / element.size)
  const fault = faultOfView(view, Math.max(held, countOf(shape)), element.size)
  if (fault !== undefined) throw malformed(place, fault)
  const wanted = countOf(shape) * element.size
  if (wanted !== bytes - dataStart) {
    throw new AssayError('tensors/npy-size', { ...place, shape: shape.slice(0, 16), wanted, got: bytes - dataStart })
  }
  return { element, byteOrder, view, dataStart }
}

const malformed = (place: ArrayPlace, why: string): AssayError =>
  new AssayError('tensors/npy-header', { ...place, why })

const headerText = (start: Uint8Array, place: ArrayPlace): { text: string; dataStart: number } => {
  if (String.fromCharCode(...start.subarray(0, 6)) !== MAGIC)
    throw malformed(place, 'it does not begin as an array does')
  const [major = 0, minor = 0] = start.subarray(6, 8)
  if (start.byteLength < 12 || ![1, 2, 3].includes(major) || minor !== 0) {
    throw malformed(place, `its version ${major}.${minor} is not known`)
  }
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  const begin = major === 1 ? 10 : 12
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (begin + length > start.byteLength)
    throw malformed(place, `its header of ${length} bytes is not there, or too long`)
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(start.subarray(begin, begin + length))
  return { text, dataStart: begin + length }
}

type Fields = {
  readonly descr: Literal
  readonly order: 'row-major' | 'column-major'
  readonly shape: readonly number[]
}

const fieldsOf = (header: Literal | undefined, place: ArrayPlace): Fields => {
  if (!(header instanceof Map)) throw malformed(place, 'it is no plain dictionary')
  const [descr, fortran, shape] = ['descr', 'fortran_order', 'shape'].map((key) => header.get(key))
  if (header.size !== 3 || descr === undefined || typeof fortran !== 'boolean' || shape === undefined) {
    throw malformed(place, 'it has other fields than descr, fortran_order and shape')
  }
  if (!isCounts(shape)) throw malformed(place, 'its shape is no tuple of counts')
  return { descr, order: fortran ? 'column-major' : 'row-major', shape }
}

const isCounts = (shape: Literal): shape is readonly number[] =>
  Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0 && !Object.is(length, -0))

const ELEMENTS: ReadonlyMap<string, Element> = new Map([
  ['f8', plain('F64', 8)],
  ['f4', plain('F32', 4)],
  ['f2', plain('F16', 2)],
  ['i8', plain('I64', 8)],
  ['i4', plain('I32', 4)],
  ['i2', plain('I16', 2)],
  ['i1', plain('I8', 1)],
  ['u8', plain('U64', 8)],
  ['u4', plain('U32', 4)],
  ['u2', plain('U16', 2)],
  ['u1', plain('U8', 1)],
  ['b1', plain('BOOL', 1)],
  ['c8', plain('C64', 8, 4)],
  ['c16', COMPLEX_128],
])

const elementOf = (descr: Literal, place: ArrayPlace): Pick<ArrayHeader, 'element' | 'byteOrder'> => {
  const text = typeof descr === 'string' ? descr : 'a structure'
  const element = ELEMENTS.get(text.slice(1))
  const order = text[0] ?? ''
  const orders = element?.unit === 1 ? '<>|' : '<>'
  if (element === undefined || order === '' || !orders.includes(order)) {
    throw new AssayError('tensors/npy-dtype', { ...place, got: shown(text) })
  }
  return { element, byteOrder: order === '>' ? 'big' : 'little' }
}
