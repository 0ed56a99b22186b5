import { constants } from 'node:fs'
import { lstat, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '#base'
import {
  type BundleFiles,
  isBundlePath,
  MAX_BUNDLE_FILE_BYTES,
  MAX_BUNDLE_FILES,
  MAX_PATH_DEPTH,
} from '../bundle-files.ts'

/**
 * The files of a bundle that lies in a folder. Links are refused, not followed: a bundle holds its bytes itself.
 *
 * @throws AssayError `ledger/no-such-folder` at once; `paths` and `read` reject with `ledger/link-in-bundle`,
 *   `ledger/not-a-file`, `ledger/too-many-files`, `ledger/path-refused`, `ledger/file-too-large`
 */
export const folderFiles = async (folder: string): Promise<BundleFiles> => {
  const status = await stat(folder).catch(() => undefined)
  if (status?.isDirectory() !== true) throw new AssayError('ledger/no-such-folder', { folder })
  return {
    paths: () => filesBelow(folder),
    read: (path) => readBounded(folder, path),
  }
}

const filesBelow = async (root: string): Promise<string[]> => {
  const found: string[] = []
  const waiting: string[] = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const item of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? item.name : `${folder}/${item.name}`
      if (found.length + waiting.length >= MAX_BUNDLE_FILES) {
        throw new AssayError('ledger/too-many-files', { folder: root, limit: MAX_BUNDLE_FILES })
      }
      if (item.isSymbolicLink()) throw new AssayError('ledger/link-in-bundle', { path })
      if (path.split('/').length > MAX_PATH_DEPTH) throw new AssayError('ledger/path-refused', { path })
      if (item.isDirectory()) waiting.push(path)
      else if (item.isFile()) found.push(path)
      else throw new AssayError('ledger/not-a-file', { path })
    }
  }
  return found.toSorted()
}

const readBounded = async (root: string, path: string): Promise<Uint8Array | undefined> => {
  if (!isBundlePath(path)) throw new AssayError('ledger/path-refused', { path: path.slice(0, 200) })
  if (!(await leadsThroughFolders(root, path))) return undefined
  // NOFOLLOW: what was a file when it was listed may be a link by now.
  const file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const status = await file.stat()
    if (!status.isFile()) throw new AssayError('ledger/not-a-file', { path })
    if (status.size > MAX_BUNDLE_FILE_BYTES) {
      throw new AssayError('ledger/file-too-large', { path, bytes: status.size, limit: MAX_BUNDLE_FILE_BYTES })
    }
    return new Uint8Array(await file.readFile())
  } finally {
    await file.close()
  }
}

/** Whether the path exists; a link anywhere on it is refused. */
const leadsThroughFolders = async (root: string, path: string): Promise<boolean> => {
  const segments = path.split('/')
  for (let length = 1; length <= segments.length; length++) {
    const part = segments.slice(0, length).join('/')
    const status = await lstat(join(root, part)).catch(absent)
    if (status === undefined) return false
    if (status.isSymbolicLink()) throw new AssayError('ledger/link-in-bundle', { path: part })
  }
  return true
}

const absent = (cause: NodeJS.ErrnoException): undefined => {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
  throw cause
}
