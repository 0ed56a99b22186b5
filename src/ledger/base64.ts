import { AssayError } from '#base'

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
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    if (encodeBase64(bytes) === text) return bytes
  } catch {
    // atob throws on letters outside the alphabet; the refusal below says it for both cases
  }
  throw new AssayError('ledger/base64-malformed', { got: text.slice(0, 100) })
}
