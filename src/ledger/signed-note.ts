import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { AssayError } from '#base'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { joinBytes } from './bytes.ts'
import {
  isKeyName,
  KEY_ID_BYTES,
  type KeyUse,
  parseVerifierKey,
  type SignatureHolds,
  signatureHolds,
  verifierKey,
  verifierKeyText,
} from './verifier-key.ts'

/** A key that signs for the office: its public name, and the hand that holds the secret. */
export type SigningKey = { readonly name: string } & Ed25519Hand

/** Signs with Ed25519 (RFC 8032). */
export type Ed25519Hand = {
  readonly publicKey: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** One signature line: who says to have signed, and what. Not yet verified. */
export type NoteSignature = {
  readonly name: string
  /** First four bytes of the hash over name, type and public key, as 8 hex digits. */
  readonly keyId: string
  readonly signature: Uint8Array
}

/** A text with its signatures, read but not verified. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

const SEED_BYTES = 32
/** The most that the standard obliges a verifier to accept. */
const MAX_SIGNATURES = 16
/** A post-quantum cosignature has 5 KB; 16 of them and a text fit well. */
const MAX_NOTE_LENGTH = 200_000

/**
 * @param name of the key; a web address without scheme is the custom (`office.example/ledger`)
 * @param seed 32 secret bytes
 * @param handOf makes the hand from the seed; the platform's own where it is faster
 * @throws AssayError `ledger/key-name-malformed`, `ledger/seed-malformed`
 */
export const newSigningKey = (
  name: string,
  seed: Uint8Array,
  handOf: (seed: Uint8Array) => Ed25519Hand = portableHand,
): SigningKey => {
  if (!isKeyName(name)) throw new AssayError('ledger/key-name-malformed', { name })
  if (seed.length !== SEED_BYTES) throw new AssayError('ledger/seed-malformed', { bytes: seed.length })
  return { name, ...handOf(seed.slice()) }
}

const portableHand = (seed: Uint8Array): Ed25519Hand => ({
  publicKey: ed25519.getPublicKey(seed),
  sign: (message) => ed25519.sign(message, seed),
})

/** The public half as text; see `verifierKeyText`. */
export const verifierKeyOf = (key: SigningKey, use: KeyUse = 'note'): string =>
  verifierKeyText(publicHalf(key, use), use)

const publicHalf = ({ name, publicKey }: SigningKey, use: KeyUse) => verifierKey(name, publicKey, use)

/** @param text ends in a newline */
export const signNote = (text: string, key: SigningKey): string => {
  refuseForeignText(text)
  return `${text}\n${signatureLine(key, 'note', key.sign(utf8ToBytes(text)))}`
}

/** A signature as a line of a note, newline included. */
export const signatureLine = (key: SigningKey, use: KeyUse, signature: Uint8Array): string =>
  lineOfSignature({ name: key.name, keyId: publicHalf(key, use).keyId, signature })

/** The line that a signature was read from. */
export const lineOfSignature = ({ name, keyId, signature }: NoteSignature): string =>
  `— ${name} ${encodeBase64(joinBytes([bytesOfHex(keyId), signature]))}\n`

/**
 * Reads a note without believing it.
 *
 * @throws AssayError `ledger/note-malformed`, `ledger/base64-malformed`
 */
export const parseNote = (note: string): Note => {
  if (note.length > MAX_NOTE_LENGTH) throw new AssayError('ledger/note-malformed', { what: 'longer than any note' })
  const split = note.lastIndexOf('\n\n')
  if (split < 0) throw new AssayError('ledger/note-malformed', { what: 'no blank line before the signatures' })
  const text = note.slice(0, split + 1)
  refuseForeignText(text)
  const signatureText = note.slice(split + 2)
  if (!signatureText.endsWith('\n')) throw new AssayError('ledger/note-malformed', { what: 'no newline at the end' })
  const lines = signatureText.slice(0, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) throw new AssayError('ledger/note-malformed', { what: 'more than 16 signatures' })
  return { text, signatures: lines.map(parseSignature) }
}

/**
 * The note's text, once a signature by the key holds. Signatures by other keys are ignored, as the standard says:
 * that is the room for witnesses.
 *
 * @param holds how signatures are verified; the platform's own where it is faster
 * @throws AssayError `ledger/key-malformed` (of the key given), `ledger/not-signed-by-key`, `ledger/signature-wrong`,
 *   and those of {@link parseNote}
 */
export const openNote = (note: string, keyText: string, holds: SignatureHolds = signatureHolds): string => {
  const key = parseVerifierKey(keyText)
  const { text, signatures } = parseNote(note)
  const own = signatures.filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
  if (own.length === 0) throw new AssayError('ledger/not-signed-by-key', { key: `${key.name}+${key.keyId}` })
  for (const { signature } of own) {
    if (!holds(signature, utf8ToBytes(text), key.publicKey)) {
      throw new AssayError('ledger/signature-wrong', { key: `${key.name}+${key.keyId}` })
    }
  }
  return text
}

/** @throws AssayError `ledger/note-malformed`, `ledger/base64-malformed` */
export const parseSignature = (line: string): NoteSignature => {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  if (!isKeyName(name))
    throw new AssayError('ledger/note-malformed', { what: 'a signature line', got: line.slice(0, 200) })
  const bytes = decodeBase64(encoded)
  if (bytes.length <= KEY_ID_BYTES) throw new AssayError('ledger/note-malformed', { what: 'a signature too short' })
  return { name, keyId: bytesToHex(bytes.slice(0, KEY_ID_BYTES)), signature: bytes.slice(KEY_ID_BYTES) }
}

const refuseForeignText = (text: string): void => {
  // The control characters that the standard forbids, newline excepted; and nothing that UTF-8 cannot say.
  // oxlint-disable-next-line no-control-regex
  if (!text.endsWith('\n') || !text.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(text)) {
    throw new AssayError('ledger/note-malformed', { what: 'control characters, or no newline at the end of the text' })
  }
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
