import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AssayError, type Digest } from '#base'
import type { SigningKey } from '#ledger'
import { type BundleParts, composeBundle } from './compose-bundle.ts'

/** A draft older than this was left by a process that died: writing one takes seconds. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000

/**
 * Writes a bundle folder, whole or not at all: into a draft beside it, synced, and renamed into place. A bundle that
 * was there stays until the new one is complete, also when the disk fills up.
 *
 * @returns the manifest's digest, which names the bundle in the ledger
 * @throws AssayError `bundle/not-written` with the reason of the file system; those of `composeBundle`
 */
export const writeBundle = async (folder: string, parts: BundleParts, key: SigningKey): Promise<Digest> => {
  const { files, manifest } = composeBundle(parts, key)
  const place = placesBeside(resolve(folder))
  try {
    await mkdir(place.parent, { recursive: true })
    await clearAbandoned(place)
    await writeDraft(place.draft, files)
    await swap(place)
  } catch (cause) {
    await rm(place.draft, { recursive: true, force: true })
    throw new AssayError('bundle/not-written', { folder, reason: (cause as Error).message }, { cause })
  }
  return manifest
}

type Places = {
  readonly folder: string
  readonly parent: string
  readonly draft: string
  /** Where the old bundle waits between the two renames. */
  readonly old: string
}

const placesBeside = (folder: string): Places => {
  const parent = dirname(folder)
  const name = basename(folder)
  return { folder, parent, draft: join(parent, `.${name}.draft-${randomUUID()}`), old: join(parent, `.${name}.old`) }
}

const clearAbandoned = async ({ folder, parent, old }: Places): Promise<void> => {
  if (await exists(old)) {
    // A writer died between its two renames: the old bundle is the last complete one.
    if (await exists(folder)) await rm(old, { recursive: true, force: true })
    else await rename(old, folder)
  }
  const prefix = `.${basename(folder)}.draft-`
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue
    const path = join(parent, name)
    const status = await stat(path).catch(() => undefined) // another writer may just have renamed it
    if (status !== undefined && Date.now() - status.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(path, { recursive: true, force: true })
    }
  }
}

const writeDraft = async (draft: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> => {
  const folders = new Set([draft])
  await mkdir(draft)
  for (const [path, bytes] of files) {
    const target = join(draft, path)
    for (let below = dirname(target); below !== draft; below = dirname(below)) folders.add(below)
    await mkdir(dirname(target), { recursive: true })
    await writeSynced(target, bytes)
  }
  for (const folder of folders) await syncFolder(folder)
}

const swap = async ({ folder, parent, draft, old }: Places): Promise<void> => {
  const replaces = await exists(folder)
  if (replaces) await rename(folder, old)
  try {
    await rename(draft, folder)
  } catch (cause) {
    if (replaces) await rename(old, folder).catch(() => undefined) // another writer's bundle is there by now
    throw cause
  }
  await syncFolder(parent) // from here on the new bundle survives a power cut
  await rm(old, { recursive: true, force: true })
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

const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined
