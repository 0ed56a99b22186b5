import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { AssayError } from '#base'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { joinBytes } from './bytes.ts'

/** What a key may sign: notes, such as a log's checkpoints, or a witness's cosignatures of them. */
export type KeyUse = 'note' | 'cosignature'

/** The public half of an Ed25519 key, as C2SP signed-note names and numbers it. */
export type VerifierKey = {
  readonly name: string
  /** first four bytes of the hash over name, type and public key, as 8 hex digits */
  readonly keyId: string
  readonly publicKey: Uint8Array
}

// Signature types of C2SP signed-note and tlog-cosignature.
const TYPE: Readonly<Record<KeyUse, number>> = { note: 0x01, cosignature: 0x04 }
const PUBLIC_KEY_BYTES = 32
export const KEY_ID_BYTES = 4

export const verifierKey = (name: string, publicKey: Uint8Array, use: KeyUse): VerifierKey => {
  const hash = sha256(joinBytes([utf8ToBytes(`${name}\n`), Uint8Array.of(TYPE[use]), publicKey]))
  return { name, keyId: bytesToHex(hash.slice(0, KEY_ID_BYTES)), publicKey }
}

/** `name+keyid+base64(type ‖ public key)`: what `--key` takes and a newspaper could print. */
export const verifierKeyText = ({ name, keyId, publicKey }: VerifierKey, use: KeyUse): string =>
  `${name}+${keyId}+${encodeBase64(joinBytes([Uint8Array.of(TYPE[use]), publicKey]))}`

/**
 * Reads a public key's text.
 *
 * @throws AssayError `ledger/key-malformed`, also for a key of the other use
 */
export const parseVerifierKey = (text: string, use: KeyUse = 'note'): VerifierKey => {
  const malformed = (cause?: unknown): AssayError =>
    new AssayError('ledger/key-malformed', { key: text.slice(0, 200) }, cause === undefined ? undefined : { cause })
  const [, name = '', keyId = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? []
  if (!isKeyName(name) || encoded.length > 100) throw malformed()
  let bytes: Uint8Array
  try {
    bytes = decodeBase64(encoded)
  } catch (cause) {
    throw malformed(cause)
  }
  const key = verifierKey(name, bytes.slice(1), use)
  if (bytes[0] !== TYPE[use] || key.publicKey.length !== PUBLIC_KEY_BYTES || key.keyId !== keyId) throw malformed()
  return key
}

export const isKeyName = (name: string): boolean =>
  name.length > 0 && name.length <= 200 && name.isWellFormed() && !/[\s+\p{Cc}]/u.test(name)

/** Whether an Ed25519 signature over a message holds. Never throws: what is no signature or no key holds nothing. */
export type SignatureHolds = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean

/** RFC 8032 to the letter (not ZIP 215): one public key and text admit one encoding of a signature. */
export const signatureHolds: SignatureHolds = (signature, message, publicKey) => {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false // wrong length or no point on the curve: no signature
  }
}
