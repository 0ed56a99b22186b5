/** How tokens (bytes) are named, placed and read as text on the wire. */

/** A byte as the protocol names tokens that are no text by themselves: an ASCII character, or `bytes:\xNN`. */
export const tokenName = (byte: number): string => NAMES[byte] as string

const NAMES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? String.fromCharCode(byte) : `bytes:\\x${byte.toString(16)}`,
)

const isContinuation = (byte: number): boolean => byte >= 0x80 && byte < 0xc0

/**
 * Where each byte's character begins, in Unicode code points from the start of the text: every byte of one character
 * has the character's own place.
 */
export const codePointOffsets = (bytes: Uint8Array): number[] => {
  let begun = 0
  return Array.from(bytes, (byte) => (isContinuation(byte) ? Math.max(0, begun - 1) : begun++))
}

const DECODER = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** Text of bytes; what is not UTF-8 becomes U+FFFD. */
export const textOf = (bytes: Uint8Array): string => DECODER.decode(bytes)

/** What may follow inside a character that has begun: how many bytes, and the range of the next one. */
export type Utf8State = { readonly needed: number; readonly low: number; readonly high: number }

export const BETWEEN_CHARACTERS: Utf8State = { needed: 0, low: 0, high: 0 }

/** May `byte` come next in well-formed UTF-8 (RFC 3629: nothing overlong, no surrogate, nothing above U+10FFFF)? */
export const mayFollow = ({ needed, low, high }: Utf8State, byte: number): boolean =>
  needed > 0 ? byte >= low && byte <= high : byte < 0x80 || (byte >= 0xc2 && byte <= 0xf4)

export const after = ({ needed }: Utf8State, byte: number): Utf8State => {
  if (needed > 0) return { needed: needed - 1, low: 0x80, high: 0xbf }
  if (byte < 0x80) return BETWEEN_CHARACTERS
  if (byte < 0xe0) return { needed: 1, low: 0x80, high: 0xbf }
  if (byte < 0xf0) return { needed: 2, low: byte === 0xe0 ? 0xa0 : 0x80, high: byte === 0xed ? 0x9f : 0xbf }
  return { needed: 3, low: byte === 0xf0 ? 0x90 : 0x80, high: byte === 0xf4 ? 0x8f : 0xbf }
}

/** The bytes without a last character that is not finished. */
export const finishedCharacters = (bytes: Uint8Array, state: Utf8State): Uint8Array => {
  if (state.needed === 0) return bytes
  let begin = bytes.length
  while (begin > 0 && isContinuation(bytes[begin - 1] as number)) begin--
  return bytes.subarray(0, Math.max(0, begin - 1))
}
