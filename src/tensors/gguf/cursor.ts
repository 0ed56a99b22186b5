import { AssayError } from '#base'

/** The file is longer than what was read of it so far, and the header goes on there. */
export class MoreBytesNeeded extends Error {}

/**
 * Reads a header from its beginning. No length is believed before it was held against the bytes that the file still
 * has, so that nothing is allocated, and no loop begun, for a number that cannot be true.
 */
export type Cursor = {
  readonly at: () => number
  readonly left: () => number
  readonly u8: (what: string) => number
  readonly u32: (what: string) => number
  /** 64 bits; beyond 2^53 − 1 it comes out as the nearest number, which no file can satisfy */
  readonly u64: (what: string) => number
  /** bytes that lie where they are, not copied */
  readonly take: (bytes: number, what: string) => DataView
  /** a 64-bit length and so many bytes */
  readonly text: (what: string) => Uint8Array
  readonly skip: (bytes: number, what: string) => void
  readonly littleEndian: boolean
}

/**
 * @param bytes the file's first bytes, perhaps not all of them
 * @throws MoreBytesNeeded from any of its functions, where the file goes on beyond `bytes`
 * @throws AssayError `tensors/gguf-cut-off` where it does not
 */
export const cursorOver = (
  bytes: Uint8Array,
  { fileBytes, file, start, littleEndian }: { fileBytes: number; file: string; start: number; littleEndian: boolean },
): Cursor => {
  const all = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start

  const claim = (count: number, what: string): number => {
    const left = fileBytes - at
    if (count > left) throw new AssayError('tensors/gguf-cut-off', { file, what, at, wanted: count, left })
    if (at + count > bytes.byteLength) throw new MoreBytesNeeded()
    at += count
    return at - count
  }
  const u64 = (what: string): number => {
    const place = claim(8, what)
    const [first, second] = [all.getUint32(place, littleEndian), all.getUint32(place + 4, littleEndian)]
    return littleEndian ? second * 2 ** 32 + first : first * 2 ** 32 + second
  }
  return {
    at: () => at,
    left: () => fileBytes - at,
    u8: (what) => all.getUint8(claim(1, what)),
    u32: (what) => all.getUint32(claim(4, what), littleEndian),
    u64,
    take: (count, what) => new DataView(bytes.buffer, bytes.byteOffset + claim(count, what), count),
    text: (what) => {
      const length = u64(what)
      const place = claim(length, what)
      return bytes.subarray(place, place + length)
    },
    skip: (count, what) => {
      claim(count, what)
    },
    littleEndian,
  }
}
