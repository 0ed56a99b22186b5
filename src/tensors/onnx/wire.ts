import { AssayError } from '#base'
import type { ByteRange } from '../strided/byte-range.ts'

/** A field of a message: its number, its value if it is a varint, and where its body lies in the file. */
export type Field = {
  readonly number: number
  readonly kind: 'varint' | 'fixed64' | 'bytes' | 'fixed32'
  /** of a varint, as 64 bits without sign */
  readonly value: bigint
  readonly begin: number
  readonly end: number
}
export type Span = { readonly begin: number; readonly end: number }

/** Reads Protocol Buffers messages of a file where they lie; bodies are not fetched unless asked for. */
export type Wire = {
  /** the fields between two places, in their order; a body is passed over by its length */
  readonly fields: (span: Span) => AsyncGenerator<Field>
  /** a body of a few bytes */
  readonly bytes: (span: Span, most: number) => Promise<Uint8Array>
  readonly malformed: (place: number, why: string) => AssayError
}

/** A graph of 100,000 nodes has some million; a file of two-byte fields is an attack on time. */
const MOST_FIELDS = 10_000_000

const WINDOW = 2 ** 16

/** A tag and a length, or a tag and a number, at most. */
const LONGEST_START = 20

/**
 * @throws AssayError `tensors/onnx-malformed` for what is no message: a varint of more than 10 bytes, groups and other
 * wire types that nothing writes, a field number 0, a body that reaches out of what it lies in
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export const wireOver = (file: ByteRange, path: string): Wire => {
  const malformed = (place: number, why: string): AssayError =>
    new AssayError('tensors/onnx-malformed', { file: path, place, why })
  let window = new Uint8Array()
  let windowBegin = 0
  let fields = 0

  const around = async (at: number): Promise<Uint8Array> => {
    const wanted = Math.min(LONGEST_START, file.bytes - at)
    if (at < windowBegin || at + wanted > windowBegin + window.byteLength) {
      window = new Uint8Array(Math.min(WINDOW, file.bytes - at))
      windowBegin = at
      await file.read(at, window)
    }
    return window.subarray(at - windowBegin)
  }
  const varint = (bytes: Uint8Array, from: number, place: number): Varint => {
    const found = varintAt(bytes, from)
    if (found === undefined) throw malformed(place, 'a number has no end')
    return found
  }
  const fieldAt = async (at: number, end: number): Promise<Field> => {
    const bytes = await around(at)
    const tag = varint(bytes, 0, at)
    const number = Number(tag.value >> 3n)
    if (number < 1 || number > 2 ** 29 - 1) throw malformed(at, 'a field has no valid number')
    const begin = at + tag.length
    const field = (kind: Field['kind'], value: bigint, from: number, to: number): Field => {
      if (to > end) throw malformed(at, `field ${number} reaches out of the message that it is in`)
      return { number, kind, value, begin: from, end: to }
    }
    switch (Number(tag.value & 7n)) {
      case 0: {
        const { value, length } = varint(bytes, tag.length, at)
        return field('varint', value, begin, begin + length)
      }
      case 1:
        return field('fixed64', 0n, begin, begin + 8)
      case 2: {
        const { value, length } = varint(bytes, tag.length, at)
        return field('bytes', 0n, begin + length, begin + length + Number(value))
      }
      case 5:
        return field('fixed32', 0n, begin, begin + 4)
      default:
        throw malformed(at, `field ${number} has a wire type that is not in use`)
    }
  }
  return {
    malformed,
    fields: async function* ({ begin, end }) {
      for (let at = begin; at < end;) {
        if (++fields > MOST_FIELDS) throw malformed(at, `it has more than ${MOST_FIELDS} fields`)
        const field = await fieldAt(at, end)
        at = field.end
        yield field
      }
    },
    bytes: async ({ begin, end }, most) => {
      if (end - begin > most) throw malformed(begin, `a text or a list has ${end - begin} bytes`)
      const bytes = new Uint8Array(end - begin)
      await file.read(begin, bytes)
      return bytes
    },
  }
}

type Varint = { readonly value: bigint; readonly length: number }

const LONGEST_VARINT = 10

/** A number of 7 bits a byte, the lowest first; `undefined` if it does not end within 10 bytes. */
export const varintAt = (bytes: Uint8Array, from: number): Varint | undefined => {
  let value = 0n
  for (let length = 1; length <= LONGEST_VARINT; length++) {
    const byte = bytes[from + length - 1]
    if (byte === undefined) return undefined
    value |= BigInt(byte & 0x7f) << BigInt(7 * (length - 1))
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), length }
  }
  return undefined
}
