import type { FileHandle } from 'node:fs/promises'
import { AssayError } from '#base'
import type { ByteRange } from '../strided/byte-range.ts'
import { fileRefusal } from './file-refusal.ts'
import { openPlainFile } from './safetensors-file.ts'

/** An open file as one range of bytes. */
export type RangedFile = ByteRange & {
  readonly path: string
  readonly lend: (offset: number) => { readonly file: number; readonly offset: number }
  readonly close: () => Promise<void>
}

/** @throws AssayError `tensors/…` for what is missing, unreadable or no plain file */
export const openRangedFile = async (path: string): Promise<RangedFile> => {
  const handle = await openPlainFile(path)
  return rangedFile(handle, (await handle.stat()).size, path)
}

/** @param path what refusals call it */
export const rangedFile = (handle: FileHandle, bytes: number, path: string): RangedFile => ({
  path,
  bytes,
  read: (offset, into) => readFully(handle, offset, into, path),
  lend: (offset) => ({ file: handle.fd, offset }),
  close: () => handle.close(),
})

const readFully = async (handle: FileHandle, at: number, into: Uint8Array, path: string): Promise<void> => {
  for (let done = 0; done < into.byteLength;) {
    const wanted = Math.min(into.byteLength - done, MOST_AT_ONCE)
    const { bytesRead } = await handle.read(into, done, wanted, at + done).catch((cause: unknown) => {
      throw fileRefusal(cause, path)
    })
    if (bytesRead === 0) throw new AssayError('tensors/read-failed', { path, reason: `the file ends at ${at + done}` })
    done += bytesRead
  }
}

const MOST_AT_ONCE = 2 ** 30 // Linux reads at most 2^31 − 4096 bytes in one call
