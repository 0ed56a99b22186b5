import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AssayError } from '#base'
import { shown } from '../shown.ts'
import { fileRefusal } from './file-refusal.ts'

/** A file of a folder: its path in the folder, with `/`, and where its bytes lie. */
export type FoundFile = { readonly path: string; readonly at: string; readonly bytes: number }

/** A submission of a thousand files is large; a hundred thousand is an attack on whoever lists them. */
const MOST_FILES = 100_000
const DEEPEST = 32

/**
 * Every file below a folder, in the order of their paths. A link to a file inside the folder stands for that file;
 * one that leaves the folder, or leads to a folder, is refused, and so is whatever is neither file nor folder.
 */
export const filesIn = async (folder: string, signal?: AbortSignal): Promise<readonly FoundFile[]> => {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw fileRefusal(cause, folder)
  })
  const files: FoundFile[] = []
  const walk = async (inside: readonly string[]): Promise<void> => {
    if (inside.length > DEEPEST) throw new AssayError('tensors/too-deep', { folder, limit: DEEPEST })
    for (const entry of await entriesOf(join(root, ...inside))) {
      signal?.throwIfAborted()
      const parts = [...inside, entry.name]
      if (entry.isDirectory()) await walk(parts)
      else files.push(await foundFile(root, parts, entry))
      if (files.length > MOST_FILES) throw new AssayError('tensors/too-many-files', { folder, limit: MOST_FILES })
    }
  }
  await walk([])
  if (files.length === 0) throw new AssayError('tensors/no-files', { folder })
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

// Names are bytes to the system; one that is no UTF-8 would be shown, and hashed, as another name.
const entriesOf = async (folder: string): Promise<Dirent[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw fileRefusal(cause, folder)
  })
  const damaged = entries.find(({ name }) => name.includes('�'))
  if (damaged !== undefined) throw new AssayError('tensors/name-not-utf8', { path: shown(join(folder, damaged.name)) })
  return entries
}

const foundFile = async (root: string, parts: readonly string[], entry: Dirent): Promise<FoundFile> => {
  const path = parts.join('/')
  const at = join(root, ...parts)
  if (!entry.isFile() && !entry.isSymbolicLink()) throw new AssayError('tensors/special-file', { path: shown(path) })
  try {
    const real = await realpath(at)
    if (entry.isSymbolicLink() && leaves(root, real)) {
      throw new AssayError('tensors/link-outside-folder', { path: shown(path) })
    }
    const found = await stat(real)
    if (found.isDirectory()) throw new AssayError('tensors/link-to-folder', { path: shown(path) })
    if (!found.isFile()) throw new AssayError('tensors/special-file', { path: shown(path) })
    return { path, at: real, bytes: found.size }
  } catch (cause) {
    throw fileRefusal(cause, at)
  }
}

const leaves = (root: string, real: string): boolean => {
  const way = relative(root, real)
  return way === '..' || way.startsWith(`..${sep}`)
}
