import { hash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '#base'
import { openCheckpoint } from '../checkpoint.ts'
import type { SeenHead, WitnessMemory } from '../witnessing.ts'

/** Heads of one log that stay on disk: the latest counts, those before it are for people. */
const KEPT = 64

/**
 * What a witness remembers, in a folder: for each log a folder of numbered notes, of which the greatest number counts. To
 * advance is to create the next number, which one of many processes can do; the note is whole and synced before it has that
 * name. Killed at any instruction, the next number is there or it is not.
 */
export const folderWitnessMemory = (folder: string): WitnessMemory => {
  const placeOf = (origin: string): string => join(folder, hash('sha256', origin, 'hex'))
  return {
    latest: async (origin) => {
      const number = (await numbersIn(placeOf(origin))).at(-1)
      return number === undefined ? undefined : headIn(join(placeOf(origin), String(number)), origin)
    },
    advance: async (origin, from, to) => {
      const place = placeOf(origin)
      await makeFolder(folder, place)
      const numbers = await numbersIn(place)
      const last = numbers.at(-1)
      const standing = last === undefined ? undefined : await headIn(join(place, String(last)), origin)
      if (standing?.note !== from?.note) return false
      const next = (last ?? 0) + 1
      if (!(await create(place, String(next), to.note))) return false
      // A process that slept since it looked may have created a number that had been cleared away again.
      if (last !== undefined && (await stat(join(place, String(last))).catch(() => undefined)) === undefined) {
        await rm(join(place, String(next)), { force: true })
        return false
      }
      for (const number of numbers) if (number <= next - KEPT) await rm(join(place, String(number)), { force: true })
      return true
    },
  }
}

const numbersIn = async (place: string): Promise<number[]> =>
  (await readdir(place).catch(absent))
    .filter((name) => /^[1-9]\d{0,14}$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b)

const headIn = async (path: string, origin: string): Promise<SeenHead> => {
  const note = await readFile(path, 'utf8')
  try {
    const head = openCheckpoint(note)
    if (head.origin !== origin) throw new AssayError('ledger/other-log', { got: head.origin, wanted: origin })
    return { size: head.size, root: head.root, note }
  } catch (cause) {
    // To forget it would be to cosign whatever comes next.
    throw new AssayError('ledger/witness-memory-damaged', { path }, { cause })
  }
}

const create = async (place: string, name: string, text: string): Promise<boolean> => {
  const draft = join(place, `.${randomUUID()}.draft`)
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draft, join(place, name))
    await syncFolder(place)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  } finally {
    await rm(draft, { force: true })
  }
}

const makeFolder = async (folder: string, place: string): Promise<void> => {
  if ((await mkdir(place, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(folder)
}

const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const absent = (cause: NodeJS.ErrnoException): string[] => {
  if (cause.code === 'ENOENT') return []
  throw cause
}
