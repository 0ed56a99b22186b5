import type { Dirent } from 'node:fs'
import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AssayError } from '#base'
import { lack, type Lack } from './lack.ts'
import { collisions, pathLack, printable } from './path-rule.ts'
import type { CheckRules } from './submission-rules.ts'

export type WalkedFile = { readonly path: string; readonly bytes: number }
export type Walked = { readonly files: readonly WalkedFile[]; readonly lacks: readonly Lack[] }

/** A folder of weights is never mostly holes; a file system that compresses saves less than this. */
const LEAST_STORED = 1 / 8
const SPARSE_FROM_BYTES = 2 ** 24
const MOST_LACKS = 1000
const DEEPEST = 32

/**
 * Lists a folder and everything that is wrong with its names, links and sizes; no file is opened. It stops at the first
 * file too many, so that a folder of a million costs no more than one of the allowed number.
 *
 * @throws AssayError `submission/not-a-folder`
 */
export const walkFolder = async (folder: string, rules: CheckRules, signal?: AbortSignal): Promise<Walked> => {
  const root = await rootOf(folder)
  const files: WalkedFile[] = []
  const lacks: Lack[] = []
  const walk = async (inside: string, depth: number): Promise<boolean> => {
    for await (const entry of await opendir(join(root, inside))) {
      signal?.throwIfAborted()
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      const wrong = pathLack(path)
      if (wrong !== undefined) lacks.push(wrong)
      else if (!entry.isDirectory()) await look(root, path, entry)
      if (files.length > rules['max-files']) {
        lacks.push(lack('submission/too-many-files', folder, { limit: rules['max-files'] }))
        return false
      }
      if (lacks.length > MOST_LACKS) return false
      if (entry.isDirectory() && wrong === undefined && depth < DEEPEST && !(await walk(path, depth + 1))) return false
    }
    return true
  }
  const look = async (at: string, path: string, entry: Dirent): Promise<void> => {
    const found = await fileOrLack(at, path, entry)
    if ('code' in found) lacks.push(found)
    else {
      files.push(found)
      lacks.push(...(await sizeLacks(at, found, rules)))
    }
  }
  await walk('', 1)
  if (files.length === 0 && lacks.length === 0) lacks.push(lack('submission/no-files', folder))
  const bytes = files.reduce((total, file) => total + file.bytes, 0)
  if (bytes > rules['max-bytes']) lacks.push(lack('submission/too-large', folder, { bytes, limit: rules['max-bytes'] }))
  lacks.push(...collisions(files.map(({ path }) => path)))
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), lacks }
}

const rootOf = async (folder: string): Promise<string> => {
  try {
    const root = await realpath(folder)
    if ((await stat(root)).isDirectory()) return root
  } catch (cause) {
    throw new AssayError('submission/not-a-folder', { where: folder }, { cause })
  }
  throw new AssayError('submission/not-a-folder', { where: folder })
}

const fileOrLack = async (root: string, path: string, entry: Dirent): Promise<WalkedFile | Lack> => {
  if (!entry.isFile() && !entry.isSymbolicLink()) return lack('submission/special-file', path)
  const real = await realpath(join(root, path)).catch(() => undefined)
  if (real === undefined) return lack('submission/broken-link', path)
  const way = relative(root, real)
  if (way === '..' || way.startsWith(`..${sep}`)) return lack('submission/link-outside', path)
  const found = await stat(real)
  if (found.isDirectory()) return lack('submission/link-to-folder', path)
  return found.isFile() ? { path, bytes: found.size } : lack('submission/special-file', path)
}

const sizeLacks = async (root: string, { path, bytes }: WalkedFile, rules: CheckRules): Promise<readonly Lack[]> => {
  const limit = rules['max-file-bytes']
  if (bytes > limit) return [lack('submission/file-too-large', printable(path), { bytes, limit })]
  if (bytes < SPARSE_FROM_BYTES) return []
  const { blocks, size } = await lstat(await realpath(join(root, path)))
  const stored = blocks * 512
  return stored < size * LEAST_STORED ? [lack('submission/sparse-file', printable(path), { bytes, stored })] : []
}
