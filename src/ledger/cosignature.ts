import { utf8ToBytes } from '@noble/hashes/utils.js'
import { AssayError } from '#base'
import { joinBytes } from './bytes.ts'
import { parseNote, signatureLine, type SigningKey } from './signed-note.ts'
import { type SignatureHolds, signatureHolds, type VerifierKey } from './verifier-key.ts'

/** A witness's statement that it saw this tree, and no other of the log, by this time. */
export type Cosignature = { readonly witness: VerifierKey; readonly seconds: number }

/**
 * A witness's signature line for a checkpoint, by Ed25519 (C2SP tlog-cosignature, `cosignature/v1`).
 *
 * @param checkpoint the note; its signatures are not signed
 * @param seconds since 1970, when the witness saw the tree
 */
export const cosign = (checkpoint: string, key: SigningKey, seconds: number): string => {
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new AssayError('ledger/time-malformed', { got: seconds })
  const { text } = parseNote(checkpoint)
  const signature = key.sign(utf8ToBytes(messageOf(text, seconds)))
  return signatureLine(key, 'cosignature', joinBytes([bigEndian(seconds), signature]))
}

/**
 * The cosignatures of a checkpoint by these witnesses that hold; others on it are passed over, as the standard says.
 *
 * @throws AssayError `ledger/signature-wrong` for a line in the name of one of them that does not hold, and the errors
 *   of notes
 */
export const cosignaturesOn = (
  checkpoint: string,
  witnesses: readonly VerifierKey[],
  holds: SignatureHolds = signatureHolds,
): readonly Cosignature[] => {
  const { text, signatures } = parseNote(checkpoint)
  return witnesses.flatMap((witness): Cosignature[] => {
    const own = signatures.filter(({ name, keyId }) => name === witness.name && keyId === witness.keyId)
    return own.slice(0, 1).map(({ signature }) => {
      const seconds = secondsIn(signature)
      const message = utf8ToBytes(messageOf(text, seconds))
      if (!holds(signature.subarray(TIME_BYTES), message, witness.publicKey))
        throw new AssayError('ledger/signature-wrong', { key: `${witness.name}+${witness.keyId}` })
      return { witness, seconds }
    })
  })
}

const TIME_BYTES = 8

const messageOf = (text: string, seconds: number): string => `cosignature/v1\ntime ${seconds}\n${text}`

const bigEndian = (seconds: number): Uint8Array => {
  const bytes = new Uint8Array(TIME_BYTES)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds))
  return bytes
}

// A time beyond 2^53 is no time: NaN makes a message that nobody signed.
const secondsIn = (signature: Uint8Array): number => {
  if (signature.length <= TIME_BYTES) return Number.NaN
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : Number.NaN
}
