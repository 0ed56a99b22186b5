import { AssayError } from '#base'

/** Reads the arguments of opcodes; no length is believed before as many bytes are there. */
export type Cursor = {
  /** byte of the pickle that is read next */
  readonly at: () => number
  readonly byte: () => number
  readonly u16: () => number
  readonly i32: () => number
  readonly u32: () => number
  readonly u64: () => bigint
  readonly f64: () => number
  readonly bytes: (length: number) => Uint8Array
  /** up to the next line feed, which is passed over */
  readonly line: () => Uint8Array
}

/** @throws AssayError `tensors/pickle-ends-early` whenever more is asked for than is there */
export const cursorOver = (pickle: Uint8Array, start: number, file: string): Cursor => {
  const view = new DataView(pickle.buffer, pickle.byteOffset, pickle.byteLength)
  let at = start
  const step = (length: number): number => {
    if (length > pickle.byteLength - at) throw endsEarly(file, at, length)
    at += length
    return at - length
  }
  return {
    at: () => at,
    byte: () => view.getUint8(step(1)),
    u16: () => view.getUint16(step(2), true),
    i32: () => view.getInt32(step(4), true),
    u32: () => view.getUint32(step(4), true),
    u64: () => view.getBigUint64(step(8), true),
    f64: () => view.getFloat64(step(8), false), // the one number of the format that is big-endian
    bytes: (length) => {
      const from = step(length)
      return pickle.subarray(from, from + length)
    },
    line: () => {
      const end = pickle.indexOf(0x0a, at)
      if (end < 0 || end - at > LONGEST_LINE) throw endsEarly(file, at, LONGEST_LINE)
      const line = pickle.subarray(at, end)
      at = end + 1
      return line
    },
  }
}

const LONGEST_LINE = 1000 // names of modules and of what is in them

const endsEarly = (file: string, at: number, wanted: number): AssayError =>
  new AssayError('tensors/pickle-ends-early', { file, place: at, wanted })
