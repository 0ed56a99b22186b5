import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AssayError } from '#base'
import { sameBytes } from '../bytes.ts'
import type { TileShelf } from '../tile-shelf.ts'
import { parseTileKey } from '../tiles.ts'

/**
 * Tiles in a folder that any web server can publish as it lies.
 *
 * A tile is written beside its place, synced, and linked into it: a reader sees all of it or nothing, and a second
 * writer finds the first one's bytes instead of overwriting them.
 */
export const folderTileShelf = (folder: string): TileShelf => ({
  put: async (key, bytes) => {
    const path = join(folder, parseTileKey(key))
    await makeDurableFolder(dirname(path), folder)
    const draft = join(folder, `.${randomUUID()}.draft`)
    try {
      await writeSynced(draft, bytes)
      await linkOnce(draft, path, { key, bytes })
      await syncFolder(dirname(path))
    } finally {
      await rm(draft, { force: true })
    }
  },
  get: async (key) => readIfThere(join(folder, parseTileKey(key))),
})

const linkOnce = async (draft: string, path: string, tile: { key: string; bytes: Uint8Array }): Promise<void> => {
  try {
    await link(draft, path)
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause
    const known = await readIfThere(path)
    if (known === undefined || !sameBytes(known, tile.bytes)) {
      throw new AssayError('ledger/tile-conflict', { key: tile.key, path }, { cause })
    }
  }
}

const writeSynced = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

// A folder's own name lies in its parent: each one between the shelf and the tile is synced.
const makeDurableFolder = async (path: string, root: string): Promise<void> => {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let folder = path; folder.length >= root.length && folder !== dirname(folder); folder = dirname(folder)) {
    await syncFolder(folder)
  }
}

const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const readIfThere = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw cause
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
