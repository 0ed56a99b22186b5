import { AssayError } from '#base'
import type { Files } from '#office'
import { open, readdir } from 'node:fs/promises'

/** Text and folders from the disk. */
export const textFiles: Files = {
  readText: async (path, maxBytes) => {
    const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOENT' || cause.code === 'ENOTDIR'
        ? new AssayError('office/no-such-file', { path }, { cause })
        : unreadable(path, cause)
    })
    try {
      const status = await file.stat()
      if (!status.isFile()) throw unreadable(path, { code: 'not a file' })
      if (status.size > maxBytes) throw new AssayError('office/file-too-large', { path, limit: maxBytes })
      return textOf(await file.readFile(), path)
    } finally {
      await file.close()
    }
  },
  list: async (folder) => {
    try {
      return await readdir(folder)
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      if (code === 'ENOTDIR') return undefined
      throw code === 'ENOENT'
        ? new AssayError('office/no-such-file', { path: folder }, { cause })
        : unreadable(folder, cause as NodeJS.ErrnoException)
    }
  },
}

const unreadable = (path: string, cause: { readonly code?: string | undefined }): AssayError =>
  new AssayError('office/unreadable', { path, reason: cause.code ?? 'unknown' }, { cause })

const textOf = (bytes: Uint8Array, path: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new AssayError('office/not-text', { path }, { cause })
  }
}
