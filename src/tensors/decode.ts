import { AssayError } from '#base'
import { bitsOf, valuesPerElement } from './dtype.ts'
import { SMALL_FLOATS } from './small-floats.ts'
import type { Dtype } from './source.ts'

/**
 * Stored data as F32, in the order in which they lie.
 *
 * F32, F16, BF16 and smaller floats come out bit for bit, NaN payloads of F32 and BF16 included. F64 and integers
 * are rounded to nearest even (64-bit integers through F64). BOOL gives 0 and 1; a complex number gives two values.
 * F4 has two elements a byte, the low half first. F6 has no bit order in the format's specification; element i is
 * taken from bits 6i to 6i + 5 of the little-endian stream, as MX hardware does.
 *
 * @param bytes whole elements; 4 elements of F6 take 3 bytes
 * @param into as many values as the bytes hold; allocated if not given
 * @throws AssayError `tensors/odd-bytes` if the bytes or `into` do not fit
 */
export const decodeToF32 = (bytes: Uint8Array, dtype: Dtype, into?: Float32Array): Float32Array => {
  const elements = (bytes.byteLength * 8) / bitsOf(dtype)
  const values = elements * valuesPerElement(dtype)
  if (!Number.isInteger(elements) || (into !== undefined && into.length !== values)) {
    throw new AssayError('tensors/odd-bytes', { dtype, bytes: bytes.byteLength, values: into?.length ?? null })
  }
  const out = into ?? new Float32Array(values)
  DECODERS[dtype](bytes, out)
  return out
}

type Decoder = (bytes: Uint8Array, out: Float32Array) => void

// Typed arrays read in the machine's byte order; every machine that runs this is little-endian, as the format is.
const decodeNumbers =
  (View: ViewOf<ArrayLike<number>>): Decoder =>
  (bytes, out) =>
    out.set(viewOf(View, bytes))

const decodeBits: Decoder = (bytes, out) => bytesOf(out).set(bytes)

const decodeBf16: Decoder = (bytes, out) => {
  const halves = viewOf(Uint16Array, bytes)
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < words.length; i++) words[i] = (halves[i] ?? 0) << 16
}

const decodeBigInts =
  (View: ViewOf<ArrayLike<bigint>>): Decoder =>
  (bytes, out) => {
    const integers = viewOf(View, bytes)
    for (let i = 0; i < out.length; i++) out[i] = Number(integers[i])
  }

const decodeBool: Decoder = (bytes, out) => {
  for (let i = 0; i < out.length; i++) out[i] = bytes[i] === 0 ? 0 : 1
}

const decodeCodes =
  (dtype: Dtype): Decoder =>
  (bytes, out) => {
    const values = SMALL_FLOATS.get(dtype) ?? new Float32Array()
    const bits = bitsOf(dtype)
    const mask = 2 ** bits - 1
    for (let i = 0, at = 0; i < out.length; i++, at += bits) {
      const byte = Math.floor(at / 8)
      const pair = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8)
      out[i] = values[(pair >> (at % 8)) & mask] ?? Number.NaN
    }
  }

const DECODERS: Readonly<Record<Dtype, Decoder>> = {
  F64: decodeNumbers(Float64Array),
  F32: decodeBits,
  F16: decodeNumbers(Float16Array),
  BF16: decodeBf16,
  F8_E4M3: decodeCodes('F8_E4M3'),
  F8_E5M2: decodeCodes('F8_E5M2'),
  F8_E4M3FNUZ: decodeCodes('F8_E4M3FNUZ'),
  F8_E5M2FNUZ: decodeCodes('F8_E5M2FNUZ'),
  F8_E8M0: decodeCodes('F8_E8M0'),
  F6_E2M3: decodeCodes('F6_E2M3'),
  F6_E3M2: decodeCodes('F6_E3M2'),
  F4: decodeCodes('F4'),
  I64: decodeBigInts(BigInt64Array),
  U64: decodeBigInts(BigUint64Array),
  I32: decodeNumbers(Int32Array),
  U32: decodeNumbers(Uint32Array),
  I16: decodeNumbers(Int16Array),
  U16: decodeNumbers(Uint16Array),
  I8: decodeNumbers(Int8Array),
  U8: decodeNumbers(Uint8Array),
  BOOL: decodeBool,
  C64: decodeBits,
}

type ViewOf<View> = {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBufferLike, offset: number, length: number): View
}

// Data of a safetensors file may begin at any byte; a view may not.
const viewOf = <View>(type: ViewOf<View>, bytes: Uint8Array): View => {
  const size = type.BYTES_PER_ELEMENT
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice()
  return new type(aligned.buffer, aligned.byteOffset, aligned.byteLength / size)
}

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
