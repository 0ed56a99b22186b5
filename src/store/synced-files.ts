import { link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from './file-errors.ts'

/** Makes a rename or a new name in a folder survive a power cut. */
export const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Writes a small file, whole or not at all, durable when it resolves.
 *
 * @param onExisting `keep`: a file that is there already stays, and `false` says so; of many writers one wins
 */
export const writeWhole = async (
  path: string,
  bytes: Uint8Array | string,
  { mode, onExisting }: { readonly mode: number; readonly onExisting: 'keep' | 'replace' },
): Promise<boolean> => {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.draft-${process.pid}-${Math.trunc(performance.now() * 1000)}`
  try {
    const file = await open(draft, 'wx', mode)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    const placed = await place(draft, path, onExisting)
    await syncFolder(dirname(path))
    return placed
  } finally {
    await rm(draft, { force: true })
  }
}

const place = async (draft: string, path: string, onExisting: 'keep' | 'replace'): Promise<boolean> => {
  if (onExisting === 'replace') {
    await rename(draft, path)
    return true
  }
  try {
    await link(draft, path) // unlike a rename, it fails if the name is taken
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}
