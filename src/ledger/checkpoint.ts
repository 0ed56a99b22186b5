import { AssayError } from '#base'
import { decodeBase64, encodeBase64 } from './base64.ts'
import type { TreeHead } from './proofs.ts'
import { type NoteSignature, openNote, parseNote, type SigningKey, signNote } from './signed-note.ts'
import { HASH_BYTES } from './tree.ts'
import type { SignatureHolds } from './verifier-key.ts'

/** What a checkpoint says: the log's name, its size and its root. */
export type CheckpointBody = TreeHead & { readonly origin: string }

export type Checkpoint = CheckpointBody & {
  /** All signature lines, those of witnesses too; only the key that was asked for has been verified. */
  readonly signatures: readonly NoteSignature[]
}

/** A signed tree head as a C2SP checkpoint (a signed note). The same body and key give the same text. */
export const signCheckpoint = (body: CheckpointBody, key: SigningKey): string => signNote(textOf(body), key)

const textOf = ({ origin, size, root }: CheckpointBody): string => {
  if (!isOrigin(origin)) throw new AssayError('ledger/checkpoint-malformed', { what: 'its origin', got: origin })
  if (!Number.isSafeInteger(size) || size < 0) throw new AssayError('ledger/checkpoint-malformed', { what: 'its size' })
  if (root.length !== HASH_BYTES) throw new AssayError('ledger/checkpoint-malformed', { what: 'its root' })
  return `${origin}\n${size}\n${encodeBase64(root)}\n`
}

/**
 * Reads a checkpoint, and with `verifierKey` verifies that this key signed it; without it nothing is verified.
 * Extension lines are refused: nobody could audit what they say.
 *
 * @throws AssayError `ledger/checkpoint-malformed` and the errors of notes: `ledger/note-malformed`,
 *   `ledger/not-signed-by-key`, `ledger/signature-wrong`, `ledger/key-malformed`
 */
export const openCheckpoint = (note: string, verifierKey?: string, holds?: SignatureHolds): Checkpoint => {
  const { text, signatures } = parseNote(note)
  if (verifierKey !== undefined) openNote(note, verifierKey, holds)
  const [origin = '', size = '', root = '', end, ...more] = text.split('\n')
  if (end !== '' || more.length > 0 || !isOrigin(origin)) {
    throw new AssayError('ledger/checkpoint-malformed', { what: 'not three lines: origin, size, root' })
  }
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new AssayError('ledger/checkpoint-malformed', { what: 'its size', got: size })
  }
  const hash = decodeBase64(root)
  if (hash.length !== HASH_BYTES) throw new AssayError('ledger/checkpoint-malformed', { what: 'its root', got: root })
  return { origin, size: Number(size), root: hash, signatures }
}

const isOrigin = (origin: string): boolean => origin.length > 0 && origin.length <= 500 && !origin.includes('\n')
