import { AssayError } from '#base'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NO_LETTER = 255
const valueOf = new Uint8Array(128).fill(NO_LETTER)
for (let value = 0; value < LETTERS.length; value++) valueOf[LETTERS.charCodeAt(value)] = value

export const encodeBase64 = (bytes: Uint8Array): string => {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/**
 * Standard base64 with padding, in its one canonical spelling: the decoded bytes must encode to the same text, so that
 * neither white space nor an unused bit of the last group can differ between two readings of one signature.
 *
 * @throws AssayError `ledger/base64-malformed`
 */
export const decodeBase64 = (text: string): Uint8Array => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array(Math.max(0, (text.length / 4) * 3 - padding))
  if (text.length % 4 !== 0) throw malformed(text)
  for (let at = 0, to = 0; at < text.length; at += 4) {
    const last = at + 4 === text.length ? padding : 0
    const group =
      (sextet(text, at) << 18) |
      (sextet(text, at + 1) << 12) |
      (last > 1 ? 0 : sextet(text, at + 2) << 6) |
      (last > 0 ? 0 : sextet(text, at + 3))
    bytes[to++] = group >> 16
    if (last < 2) bytes[to++] = group >> 8
    if (last < 1) bytes[to++] = group
    // Bits of the last letter that no byte takes are 0.
    if ((last === 1 && (group & 0xff) !== 0) || (last === 2 && (group & 0xffff) !== 0)) throw malformed(text)
  }
  return bytes
}

const sextet = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  const value = code < 128 ? (valueOf[code] as number) : NO_LETTER
  if (value === NO_LETTER) throw malformed(text)
  return value
}

const malformed = (text: string): AssayError => new AssayError('ledger/base64-malformed', { got: text.slice(0, 100) })
