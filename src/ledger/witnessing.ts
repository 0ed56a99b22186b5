import { utf8ToBytes } from '@noble/hashes/utils.js'
import { AssayError } from '#base'
import { decodeBase64 } from './base64.ts'
import { sameBytes } from './bytes.ts'
import { openCheckpoint } from './checkpoint.ts'
import { cosign } from './cosignature.ts'
import { type TreeHead, verifyConsistency } from './proofs.ts'
import { parseNote, type SigningKey } from './signed-note.ts'
import { type SignatureHolds, signatureHolds as portableSignatureHolds, type VerifierKey } from './verifier-key.ts'

/** A log that a witness watches: who may sign for it. Its origin is the keys' name, as everywhere in C2SP. */
export type WatchedLog = { readonly origin: string; readonly keys: readonly VerifierKey[] }

/** The latest head that a witness cosigned of a log, and the note that said so. */
export type SeenHead = TreeHead & { readonly note: string }

/**
 * What a witness remembers of each log.
 * - `advance` puts `to` in the place of `from` (`undefined`: nothing yet), durably, before it resolves to `true`. If another
 *   head stands there by now, it resolves to `false` and changes nothing: of two at once one succeeds, in one process and
 *   across many.
 */
export interface WitnessMemory {
  readonly latest: (origin: string) => Promise<SeenHead | undefined>
  readonly advance: (origin: string, from: SeenHead | undefined, to: SeenHead) => Promise<boolean>
}

/** A request of C2SP tlog-witness `add-checkpoint`. */
export type AddCheckpoint = {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  readonly checkpoint: string
}

/** The answer, as HTTP says it. */
export type WitnessAnswer = { readonly status: number; readonly contentType: string; readonly body: string }

/** 63 hashes of 45 letters, a size line, and the largest note. */
export const MAX_ADD_CHECKPOINT_BYTES = 210_000
const MAX_PROOF_LINES = 63

/**
 * Answers `add-checkpoint` (C2SP tlog-witness): cosigns a head that continues what it remembers, and nothing else. What is
 * remembered is durable before the cosignature leaves this function.
 *
 * @param seconds since 1970
 */
export const answerAddCheckpoint = async (
  body: string,
  witness: {
    readonly logs: readonly WatchedLog[]
    readonly memory: WitnessMemory
    readonly key: SigningKey
    readonly seconds: () => number
    readonly holds?: SignatureHolds
  },
): Promise<WitnessAnswer> => {
  let request: AddCheckpoint
  let head: SeenHead & { readonly origin: string }
  try {
    request = parseAddCheckpoint(body)
    head = { ...openCheckpoint(request.checkpoint), note: request.checkpoint }
  } catch (error) {
    return plain(400, error instanceof AssayError ? error.message : 'malformed')
  }
  const log = witness.logs.find(({ origin }) => origin === head.origin)
  if (log === undefined) return plain(404, 'this log is not watched here')
  if (!isSignedFor(log, request.checkpoint, witness.holds)) return plain(403, 'no signature by a key of the log')
  if (request.oldSize > head.size) return plain(400, 'the old size is beyond the checkpoint')
  const seen = await witness.memory.latest(log.origin)
  const judged = judge(request, head, seen)
  if (judged !== undefined) return judged
  if (!(await witness.memory.advance(log.origin, seen, { size: head.size, root: head.root, note: head.note }))) {
    return conflict((await witness.memory.latest(log.origin))?.size ?? 0)
  }
  return plain(200, cosign(request.checkpoint, witness.key, witness.seconds()), '')
}

/** Whether one of the log's keys signed; signatures by others are passed over. */
export const isSignedFor = (log: WatchedLog, note: string, holds: SignatureHolds = portableSignatureHolds): boolean => {
  const { text, signatures } = parseNote(note)
  return signatures.some(({ name, keyId, signature }) =>
    log.keys.some(
      (key) => key.name === name && key.keyId === keyId && holds(signature, utf8ToBytes(text), key.publicKey),
    ),
  )
}

const judge = (
  { oldSize, proof }: AddCheckpoint,
  head: TreeHead,
  seen: SeenHead | undefined,
): WitnessAnswer | undefined => {
  if (oldSize !== (seen?.size ?? 0)) return conflict(seen?.size ?? 0)
  if (seen === undefined || seen.size === 0) {
    return proof.length === 0 ? undefined : plain(422, 'of an empty log nothing is to be proved')
  }
  if (oldSize === head.size && !sameBytes(seen.root, head.root)) return conflict(seen.size)
  return verifyConsistency({ from: seen, to: head, proof }) ? undefined : plain(422, 'the proof does not hold')
}

const conflict = (size: number): WitnessAnswer => ({ status: 409, contentType: 'text/x.tlog.size', body: `${size}\n` })

const plain = (status: number, text: string, end = '\n'): WitnessAnswer => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${text}${end}`,
})

/**
 * `old SIZE`, up to 63 hashes in base64, an empty line, and the checkpoint.
 *
 * @throws AssayError `ledger/add-checkpoint-malformed`, `ledger/base64-malformed`
 */
export const parseAddCheckpoint = (body: string): AddCheckpoint => {
  const refuse = (what: string): AssayError => new AssayError('ledger/add-checkpoint-malformed', { what })
  if (body.length > MAX_ADD_CHECKPOINT_BYTES) throw refuse('it is longer than any request')
  const split = body.indexOf('\n\n')
  if (split < 0) throw refuse('there is no empty line before the checkpoint')
  const [first = '', ...lines] = body.slice(0, split).split('\n')
  const [, old = ''] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? []
  if (old === '' || !Number.isSafeInteger(Number(old))) throw refuse('its first line is not "old SIZE"')
  if (lines.length > MAX_PROOF_LINES) throw refuse(`a proof has at most ${MAX_PROOF_LINES} hashes`)
  const proof = lines.map((line) => {
    const hash = decodeBase64(line)
    if (hash.length !== 32) throw refuse('a hash of the proof has not 32 bytes')
    return hash
  })
  return { oldSize: Number(old), proof, checkpoint: body.slice(split + 2) }
}
