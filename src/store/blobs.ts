import { createHash, randomUUID } from 'node:crypto'
import { chmod, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { AssayError, type Digest, digestFromHex, hexOf } from '#base'
import type { Blobs } from '#office'
import { errnoOf, fileError } from './file-errors.ts'
import { syncFolder } from './synced-files.ts'

/** What is read into memory at once unless the caller allows more; weights are streamed. */
const MOST_IN_MEMORY = 256 * 2 ** 20
const READ_BYTES = 2 ** 20

/**
 * Blobs in a folder: `ab/cdef…` by the digits of the SHA-256. Written beside it, synced, renamed into place, so that a
 * name is there with all its bytes or not at all; the name is checked again whenever it is read.
 */
export const folderBlobs = async (folder: string): Promise<Blobs> => {
  const incoming = join(folder, 'incoming')
  try {
    await mkdir(incoming, { recursive: true })
    await clearAbandoned(incoming)
  } catch (cause) {
    throw fileError(cause, folder)
  }
  const pathOf = (digest: Digest): string => join(folder, hexOf(digest).slice(0, 2), hexOf(digest).slice(2))
  return {
    put: async (content) => {
      if (content instanceof Uint8Array) {
        const digest = digestFromHex(createHash('sha256').update(content).digest('hex'))
        if (await isWhole(pathOf(digest), digest, content.length)) return digest
      }
      return receive(content instanceof Uint8Array ? [content] : content, incoming, pathOf)
    },
    read: (digest, { maxBytes = MOST_IN_MEMORY } = {}) => readWhole(pathOf(digest), digest, maxBytes),
    stream: (digest) => streamVerified(pathOf(digest), digest),
    has: async (digest) => (await stat(pathOf(digest)).catch(() => undefined))?.isFile() === true,
  }
}

const receive = async (
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  incoming: string,
  pathOf: (digest: Digest) => string,
): Promise<Digest> => {
  const draft = join(incoming, `${hostname()}-${process.pid}-${randomUUID()}`)
  try {
    const file = await open(draft, 'wx')
    let digest: Digest
    try {
      digest = await write(content, file)
      await file.sync()
    } finally {
      await file.close()
    }
    await chmod(draft, 0o444) // nobody has a reason to write it again
    const path = pathOf(digest)
    const made = await mkdir(dirname(path), { recursive: true })
    await rename(draft, path) // over a copy that is there already: if that was damaged, it is whole again
    await syncFolder(dirname(path))
    if (made !== undefined) await syncFolder(dirname(dirname(path)))
    return digest
  } catch (cause) {
    await rm(draft, { force: true })
    throw fileError(cause, dirname(incoming))
  }
}

const write = async (content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, file: FileHandle): Promise<Digest> => {
  const hash = createHash('sha256')
  for await (const piece of content) {
    hash.update(piece)
    for (let at = 0; at < piece.length;) at += (await file.write(piece, at, piece.length - at)).bytesWritten
  }
  return digestFromHex(hash.digest('hex'))
}

const isWhole = async (path: string, digest: Digest, bytes: number): Promise<boolean> => {
  if ((await stat(path).catch(() => undefined))?.size !== bytes) return false
  return readWhole(path, digest, bytes).then(
    () => true,
    () => false,
  )
}

const readWhole = async (path: string, digest: Digest, maxBytes: number): Promise<Uint8Array> => {
  const file = await opened(path, digest)
  try {
    const { size } = await file.stat()
    if (size > maxBytes) throw new AssayError('store/blob-too-large', { digest, bytes: size, limit: maxBytes })
    const bytes = new Uint8Array(size)
    let read = 0
    for (let got = -1; read < size && got !== 0; read += got)
      got = (await file.read(bytes, read, size - read, read)).bytesRead
    const whole = bytes.subarray(0, read)
    refuseOther(createHash('sha256').update(whole).digest('hex'), digest, path)
    return whole
  } finally {
    await file.close()
  }
}

async function* streamVerified(path: string, digest: Digest): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  const file = await opened(path, digest)
  let held: Uint8Array | undefined
  for await (const piece of file.createReadStream({ highWaterMark: READ_BYTES }) as AsyncIterable<Uint8Array>) {
    hash.update(piece)
    if (held !== undefined) yield held
    held = piece
  }
  refuseOther(hash.digest('hex'), digest, path)
  if (held !== undefined) yield held
}

const opened = async (path: string, digest: Digest): Promise<FileHandle> => {
  try {
    return await open(path, 'r')
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') throw new AssayError('store/blob-missing', { digest, path }, { cause })
    throw fileError(cause, path)
  }
}

const refuseOther = (hex: string, digest: Digest, path: string): void => {
  const got = digestFromHex(hex)
  if (got !== digest) throw new AssayError('store/blob-corrupt', { digest, got, path })
}

// A draft of a process of this machine that is no more was left by a kill; those of other machines are theirs to clear.
const clearAbandoned = async (incoming: string): Promise<void> => {
  const prefix = `${hostname()}-`
  for (const name of await readdir(incoming)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (Number.isSafeInteger(pid) && !isAlive(pid)) await rm(join(incoming, name), { force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errnoOf(error) === 'EPERM'
  }
}
