import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AssayError } from '#base'
import { errnoOf, fileError } from '../file-errors.ts'
import { syncFolder } from '../synced-files.ts'

/** The head that this office signed last. */
export type Head = { readonly size: number; readonly root: string }

/**
 * The last signed head, kept outside the database, beside the key: a database that was restored from an old back-up is
 * behind it, and what it would sign next would be another history under the same name.
 * - `keep` resolves once the head would survive a power cut. Calls may overlap; a greater head stands for a smaller one.
 * - `latest` is the greatest that any process of this office kept.
 */
export type KeptHeads = {
  readonly folder: string
  readonly latest: () => Promise<Head | undefined>
  readonly keep: (head: Head) => Promise<void>
  readonly close: () => Promise<void>
}

/** Each process writes a file of its own, in turn one of two places in it, so that a torn write spoils only the newer. */
const SLOT_BYTES = 256

export const openKeptHeads = (keys: string): KeptHeads => {
  const folder = join(keys, 'ledger-heads')
  let own: Promise<{ readonly file: FileHandle; readonly path: string }> | undefined
  let writes = 0
  let kept = -1
  let writing: Promise<void> | undefined
  let next: { head: Head; done: Promise<void> } | undefined

  const write = async (head: Head): Promise<void> => {
    const first = own === undefined
    const { file, path } = await (own ??= ownFile(folder))
    await file.write(slotOf(head), 0, SLOT_BYTES, (writes++ % 2) * SLOT_BYTES) // durable: the file is open so
    kept = head.size
    if (first) await clearAbandoned(folder, path, head)
  }
  const keep = async (head: Head): Promise<void> => {
    if (head.size <= kept) return
    if (writing === undefined) {
      writing = write(head).finally(() => (writing = undefined))
      return writing
    }
    // While one is being synced, the greatest of those that come meanwhile is the next.
    if (next === undefined) {
      const waiting = { head, done: Promise.resolve() }
      waiting.done = writing
        .catch(() => undefined) // its own callers were told
        .then(() => {
          next = undefined
          return keep(waiting.head)
        })
      next = waiting
    } else if (head.size > next.head.size) next.head = head
    return next.done
  }
  return {
    folder,
    latest: () => greatestIn(folder),
    keep: async (head) => {
      try {
        await keep(head)
      } catch (cause) {
        throw fileError(cause, folder)
      }
    },
    close: async () => {
      await writing?.catch(() => undefined)
      await (await own?.catch(() => undefined))?.file.close()
      own = undefined
    },
  }
}

const ownFile = async (folder: string): Promise<{ file: FileHandle; path: string }> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${hostname()}-${process.pid}-${randomUUID()}`)
  const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_DSYNC, 0o600)
  await file.write(new Uint8Array(2 * SLOT_BYTES).fill(0x20))
  await syncFolder(folder)
  return { file, path }
}

// `assay-head/1 SIZE ROOT CHECK`, and spaces up to the end of the slot: a person can read it.
const slotOf = ({ size, root }: Head): Uint8Array => {
  const words = `assay-head/1 ${size} ${root}`
  return new TextEncoder().encode(`${words} ${checkOf(words)}`.padEnd(SLOT_BYTES - 1).concat('\n'))
}

const checkOf = (words: string): string => createHash('sha256').update(words).digest('hex').slice(0, 16)

const headIn = (slot: string): Head | undefined => {
  const [, words = '', size = '', root = '', check = ''] =
    /^(assay-head\/1 (\d{1,16}) ([0-9a-f]{64})) ([0-9a-f]{16}) *\n?$/.exec(slot) ?? []
  return words !== '' && checkOf(words) === check ? { size: Number(size), root } : undefined
}

const greatestIn = async (folder: string): Promise<Head | undefined> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return []
    throw fileError(cause, folder)
  })
  const heads = await Promise.all(names.map((name) => headOfFile(join(folder, name))))
  return heads.reduce((greatest, head) => ((head?.size ?? -1) > (greatest?.size ?? -1) ? head : greatest), undefined)
}

const headOfFile = async (path: string): Promise<Head | undefined> => {
  const text = await readFile(path, 'latin1').catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return undefined // its process is gone, and another cleared it away
    throw fileError(cause, path)
  })
  if (text === undefined) return undefined
  const [a, b] = [headIn(text.slice(0, SLOT_BYTES)), headIn(text.slice(SLOT_BYTES, 2 * SLOT_BYTES))]
  // A file that holds nothing yet is one that was being made; one that holds something unreadable only was damaged.
  if (a === undefined && b === undefined && text.trim() !== '')
    throw new AssayError('store/kept-head-damaged', { path })
  return (a?.size ?? -1) > (b?.size ?? -1) ? a : b
}

// Files of processes of this machine that are no more, once this process's own file says as much as they.
const clearAbandoned = async (folder: string, own: string, head: Head): Promise<void> => {
  const prefix = `${hostname()}-`
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (path === own || !Number.isSafeInteger(pid) || isAlive(pid)) continue
    if (((await headOfFile(path))?.size ?? 0) <= head.size) await rm(path, { force: true })
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
