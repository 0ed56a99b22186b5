import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { AssayError } from '#base'
import type { StoredTensor } from '../assemble-source.ts'
import { headerIn } from '../safetensors/header-in.ts'
import { fileRefusal } from './file-refusal.ts'

/** A safetensors file, open; its header was read and found good. */
export type SafetensorsFile = {
  readonly path: string
  readonly tensors: readonly StoredTensor[]
  readonly close: () => Promise<void>
}

/** @throws AssayError `tensors/…` for a file that is missing, unreadable or no sound safetensors file */
export const openSafetensorsFile = async (path: string): Promise<SafetensorsFile> => {
  const handle = await openPlainFile(path)
  try {
    const { size } = await handle.stat()
    const read = (at: number, into: Uint8Array): Promise<void> => readFully(handle, at, into, path)
    const { tensors, dataStart } = await headerIn({ bytes: size, read }, path)
    return {
      path,
      tensors: tensors.map(({ begin, ...info }) => ({
        info,
        read: (offset, into) => read(dataStart + begin + offset, into),
        lend: (offset) => ({ file: handle.fd, offset: dataStart + begin + offset }),
      })),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

// A named pipe would block for ever on a plain open, and a device has no end.
export const openPlainFile = async (path: string): Promise<FileHandle> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw fileRefusal(cause, path)
  })
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new AssayError('tensors/special-file', { path })
}

const readFully = async (handle: FileHandle, at: number, into: Uint8Array, path: string): Promise<void> => {
  for (let done = 0; done < into.byteLength;) {
    const { bytesRead } = await handle
      .read(into, done, Math.min(into.byteLength - done, MOST_AT_ONCE), at + done)
      .catch((cause: unknown) => {
        throw fileRefusal(cause, path)
      })
    if (bytesRead === 0) throw new AssayError('tensors/read-failed', { path, reason: `the file ends at ${at + done}` })
    done += bytesRead
  }
}

const MOST_AT_ONCE = 2 ** 30 // Linux reads at most 2^31 − 4096 bytes in one call
