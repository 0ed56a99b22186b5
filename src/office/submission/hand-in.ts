import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError, type Digest } from '#base'
import { type SigningKey, signNote } from '#ledger'
import { type Manifest, manifestBytes, manifestDigest } from '#tensors'
import type { Tools } from '../tools.ts'
import { type CheckReport, checkSubmission } from './check-submission.ts'
import { pieceDigest } from './piece-digest.ts'
import { type Completion, MOST_PIECE_BYTES, pieceText, type Reception } from './reception.ts'
import { signSubmission } from './signed-submission.ts'

export type HandInOptions = {
  readonly folder: string
  readonly round: string
  readonly team: string
  readonly key: SigningKey
  /** where the office fetches the files from, instead of being sent them */
  readonly source?: string | undefined
  readonly signal: AbortSignal
  readonly onProgress?: (told: { readonly what: string; readonly done: number; readonly of: number }) => void
}

export type HandedIn =
  | Exclude<Completion, { readonly kind: 'verifying' }>
  /** the checker found lacks before anything was sent */
  | { readonly kind: 'lacking'; readonly report: CheckReport }
  /** the same files stand already */
  | { readonly kind: 'standing'; readonly id: Digest; readonly manifest: Digest }

/**
 * Hands a folder in: checks it, signs its manifest, sends what the office does not have yet, and waits until it is
 * received. Called again after an interruption it signs the same text, so the office knows what has arrived.
 *
 * @throws AssayError `submission/…` of the office that refuses; `submission/changed` if a file changes on the way
 */
export const handIn = async (reception: Reception, tools: Tools, options: HandInOptions): Promise<HandedIn> => {
  const { folder, round, team, key, signal, source = 'upload', onProgress } = options
  const terms = await reception.terms(round, team)
  const report = await checkSubmission(tools, folder, {
    rules: terms.check,
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  if (!report.ok || report.manifest === null) return { kind: 'lacking', report }
  const manifest: Manifest = { files: report.manifest.files }
  const digest = manifestDigest(manifest)
  if (terms.standing?.manifest === digest) return { kind: 'standing', ...terms.standing }
  const note = signSubmission(
    {
      programme: terms.programme,
      round: terms.round,
      team,
      manifest: digest,
      files: manifest.files.length,
      bytes: manifestBytes(manifest),
      replaces: terms.standing?.id,
      source,
    },
    key,
  )
  const { id, received } = await reception.begin(note, manifest)
  if (source === 'upload') await sendMissing(reception, { id, manifest, received }, options)
  return completed(reception, id, signal)
}

type Missing = { readonly id: Digest; readonly manifest: Manifest; readonly received: readonly number[] }

const sendMissing = async (
  reception: Reception,
  { id, manifest, received }: Missing,
  { folder, key, signal, onProgress }: HandInOptions,
): Promise<void> => {
  const of = manifestBytes(manifest)
  let done = received.reduce((sum, bytes) => sum + bytes, 0)
  const buffer = new Uint8Array(MOST_PIECE_BYTES)
  for (const [file, { path, bytes }] of manifest.files.entries()) {
    let offset = received[file] ?? 0
    if (offset >= bytes) continue
    const handle = await open(join(folder, path))
    try {
      while (offset < bytes) {
        signal.throwIfAborted()
        const wanted = Math.min(MOST_PIECE_BYTES, bytes - offset)
        const { bytesRead } = await handle.read(buffer, 0, wanted, offset)
        if (bytesRead === 0) throw new AssayError('submission/changed', { where: path })
        const piece = buffer.subarray(0, bytesRead)
        const text = pieceText(id, file, offset, pieceDigest(piece))
        await reception.put(id, { file, offset, bytes: piece, note: signNote(text, key) })
        offset += bytesRead
        done += bytesRead
        onProgress?.({ what: path, done, of })
      }
    } finally {
      await handle.close()
    }
  }
}

const completed = async (
  reception: Reception,
  id: Digest,
  signal: AbortSignal,
): Promise<Exclude<Completion, { kind: 'verifying' }>> => {
  for (;;) {
    signal.throwIfAborted()
    const completion = await reception.complete(id) // a far office answers at the latest after some seconds
    if (completion.kind !== 'verifying') return completion
  }
}
