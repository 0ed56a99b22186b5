import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { AssayError } from '#base'
import { FINGERPRINT_VERSION } from '../fingerprints/fingerprint-model.ts'
import {
  type Commit,
  COMMIT_BYTES,
  COMMIT_PLACES,
  decodeCommit,
  FORMAT_VERSION,
  HEADER_BYTES,
  MAGIC,
} from './index-layout.ts'

/** An index file that is what it says it is, and how far it counts. */
export type OpenIndex = { readonly file: FileHandle; readonly commit: Commit }

/**
 * @throws AssayError `provenance/no-index`, `provenance/not-an-index`, `provenance/index-version`,
 *   `provenance/index-damaged`, `provenance/index-unreadable`
 */
export const openIndex = async (path: string, mode: 'read' | 'append'): Promise<OpenIndex> => {
  // A FIFO or a device must not hang the command: it opens at once, and is no plain file.
  const flags = (mode === 'read' ? constants.O_RDONLY : constants.O_RDWR) | constants.O_NONBLOCK
  const file = await open(path, flags).catch((cause: unknown) => {
    throw unreadable(cause, path)
  })
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new AssayError('provenance/not-an-index', { path })
    return { file, commit: await commitOf(file, { path, size: stats.size }) }
  } catch (error) {
    await file.close()
    throw error instanceof AssayError ? error : unreadable(error, path)
  }
}

export const unreadable = (cause: unknown, path: string): AssayError => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (code === 'ENOENT') return new AssayError('provenance/no-index', { path }, { cause })
  return new AssayError('provenance/index-unreadable', { path, reason: code }, { cause })
}

/** One more byte than asked for, or fewer, is a damaged index. */
export const readExactly = async (
  file: FileHandle,
  into: Uint8Array,
  { at, path }: { readonly at: number; readonly path: string },
): Promise<Uint8Array> => {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done)
    if (bytesRead === 0) throw damaged(path, `it ends at byte ${at + done}`)
    done += bytesRead
  }
  return into
}

export const damaged = (path: string, what: string): AssayError =>
  new AssayError('provenance/index-damaged', { path, what })

const commitOf = async (file: FileHandle, { path, size }: { path: string; size: number }): Promise<Commit> => {
  if (size < MAGIC.length) throw new AssayError('provenance/not-an-index', { path })
  const header = new Uint8Array(HEADER_BYTES)
  await file.read(header, 0, Math.min(size, HEADER_BYTES), 0)
  if (Buffer.from(header.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC)
    throw new AssayError('provenance/not-an-index', { path })
  if (size < HEADER_BYTES) throw damaged(path, `it ends at byte ${size}`)
  const view = new DataView(header.buffer)
  const [format, fingerprints] = [view.getUint32(16, true), view.getUint32(20, true)]
  if (format !== FORMAT_VERSION || fingerprints !== FINGERPRINT_VERSION) {
    const got = `${format}.${fingerprints}`
    throw new AssayError('provenance/index-version', { path, got, wanted: `${FORMAT_VERSION}.${FINGERPRINT_VERSION}` })
  }
  const records = COMMIT_PLACES.map((at) => decodeCommit(header.subarray(at, at + COMMIT_BYTES)))
  const [commit] = records.filter((record) => record !== undefined).toSorted((a, b) => b.number - a.number)
  if (commit === undefined) throw damaged(path, 'neither of its two commit records is whole')
  if (commit.bytes < HEADER_BYTES || commit.bytes > size)
    throw damaged(path, `it has ${size} bytes and counts ${commit.bytes}`)
  return commit
}
