import type { FileRange } from '#numeric'

/**
 * Bytes of a stranger's file, or of a record in it, that are read by range.
 * - `read` fills the whole of `into` from byte `offset`, or rejects; the caller keeps inside `bytes`.
 * - It resolves to the bytes that were fetched from storage where those are not as many.
 */
export type ByteRange = {
  readonly bytes: number
  readonly read: (offset: number, into: Uint8Array) => Promise<void | number>
  /** the same bytes in an open file, where they lie in one as they are */
  readonly lend?: (offset: number) => FileRange
}

/** A part of a range; the caller has checked that it lies inside. */
export const partOf = (whole: ByteRange, from: number, bytes: number): ByteRange => {
  const { lend } = whole
  return {
    bytes,
    read: (offset, into) => whole.read(from + offset, into),
    ...(lend === undefined ? {} : { lend: (offset: number) => lend(from + offset) }),
  }
}

/** Parts laid end to end, as a field of a message may come in several pieces. */
export const joined = (parts: readonly ByteRange[]): ByteRange => {
  const [only, another] = parts
  if (only !== undefined && another === undefined) return only
  const read = async (offset: number, into: Uint8Array): Promise<number> => {
    let fetched = 0
    let begin = 0
    for (const part of parts) {
      const from = Math.max(offset, begin)
      const to = Math.min(offset + into.byteLength, begin + part.bytes)
      if (from < to) {
        const piece = into.subarray(from - offset, to - offset)
        fetched += (await part.read(from - begin, piece)) ?? piece.byteLength
      }
      begin += part.bytes
    }
    return fetched
  }
  return { bytes: parts.reduce((total, { bytes }) => total + bytes, 0), read }
}
