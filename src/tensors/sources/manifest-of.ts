import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { type Digest, digestFromHex, AssayError } from '#base'
import type { Manifest, ManifestFile } from '../manifest.ts'
import { fileRefusal } from './file-refusal.ts'
import { type FoundFile, filesIn } from './files-in.ts'
import { openPlainFile } from './safetensors-file.ts'

export type ManifestProgress = {
  readonly path: string
  readonly bytesDone: number
  readonly bytesTotal: number
}

type Options = {
  /** called after each piece of a file, at most once per 8 MiB, and at the end of each file */
  readonly onProgress?: (progress: ManifestProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Digests of every file of a folder, in one pass over its bytes.
 *
 * @throws AssayError `tensors/link-outside-folder`, `tensors/link-to-folder`, `tensors/special-file`,
 * `tensors/too-many-files`, `tensors/too-deep`, `tensors/name-not-utf8`, `tensors/no-files`,
 * `tensors/changed-while-reading`, and what the disk refuses; the signal's reason if it is aborted
 */
export const manifestOf = async (folder: string, { onProgress, signal }: Options = {}): Promise<Manifest> => {
  const found = await filesIn(folder, signal)
  const bytesTotal = found.reduce((total, { bytes }) => total + bytes, 0)
  const piece = [new Uint8Array(PIECE), new Uint8Array(PIECE)] as const
  const files: ManifestFile[] = []
  let bytesDone = 0
  for (const file of found) {
    const onPiece = (bytes: number): void => {
      signal?.throwIfAborted()
      bytesDone += bytes
      onProgress?.({ path: file.path, bytesDone, bytesTotal })
    }
    files.push({ path: file.path, bytes: file.bytes, digest: await digestOfFile(file, piece, onPiece) })
  }
  return { files }
}

const PIECE = 8 * 2 ** 20

type Pieces = readonly [Uint8Array, Uint8Array]

const digestOfFile = async (file: FoundFile, pieces: Pieces, onPiece: (bytes: number) => void): Promise<Digest> => {
  const handle = await openPlainFile(file.at)
  try {
    const before = await handle.stat()
    const digest = await digestOfHandle(handle, file, pieces, onPiece)
    const after = await handle.stat()
    if (before.size !== file.bytes || after.size !== file.bytes || after.mtimeMs !== before.mtimeMs) {
      throw new AssayError('tensors/changed-while-reading', { path: file.at })
    }
    return digest
  } finally {
    await handle.close()
  }
}

// One piece is hashed while the next is read.
const digestOfHandle = async (
  handle: FileHandle,
  { at, bytes }: FoundFile,
  [even, odd]: Pieces,
  onPiece: (bytes: number) => void,
): Promise<Digest> => {
  const hash = createHash('sha256')
  const read = async (into: Uint8Array, offset: number): Promise<Uint8Array> => {
    const { bytesRead } = await handle.read(into, 0, into.byteLength, offset).catch((cause: unknown) => {
      throw fileRefusal(cause, at)
    })
    return into.subarray(0, bytesRead)
  }
  let [current, next] = [even, odd]
  let done = 0
  let piece = await read(current, 0)
  while (piece.length > 0) {
    done += piece.length
    if (done > bytes) throw new AssayError('tensors/changed-while-reading', { path: at })
    const following = read(next, done)
    hash.update(piece)
    const hashed = piece.length
    piece = await following
    onPiece(hashed)
    ;[current, next] = [next, current]
  }
  return digestFromHex(hash.digest('hex'))
}
