import { createHash, randomUUID } from 'node:crypto'
import { chown, mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AssayError } from '#base'
import { fileError } from '../file-errors.ts'
import { writeWhole } from '../synced-files.ts'
import { serverProcess } from './server-process.ts'
import { canReach, type ServerUser } from './server-user.ts'

/** Where the office's own cluster lies. */
export type ClusterPlace = {
  /** The whole of it: `data`, `password`, `log`, and `run` with the socket. */
  readonly folder: string
  /** Folder for copies of the server's programs. */
  readonly copies: string
}

/** For root, whose own folders the server's user mostly cannot enter. */
const DATA_OF_THE_MACHINE = '/var/lib/assay'
/** Longest path of a socket, its closing zero aside. */
const MAX_SOCKET_PATH = 107
const SOCKET_FILE = '/.s.PGSQL.5432'

/**
 * Chooses where the cluster of an office lies, once, and remembers it in the office's folder: in that folder itself if
 * the server's user can reach it, else in a data folder of the machine (below the temporary folder, for an office that
 * is there itself).
 *
 * @param home the office's folder, as `realpath` has it
 * @param chosen a folder to keep clusters in (ASSAY_PG_HOME)
 * @throws AssayError `store/cluster-out-of-reach`, `store/cluster-folder-foreign`, `store/office-copied`
 */
export const placeOf = async (home: string, user: ServerUser, chosen: string | undefined): Promise<ClusterPlace> => {
  const known = await remembered(home)
  if (known !== undefined) {
    await refuseCopy(known, home)
    return { folder: known, copies: dirname(known) }
  }
  const inside = join(home, 'postgres')
  if (await isFolder(inside)) return { folder: inside, copies: home }
  if (chosen === undefined && (await canReach(home, user))) return { folder: inside, copies: home }
  const temporary = join(await realpath(tmpdir()), 'assay-clusters')
  const base = await realpath(
    await madeBase(chosen ?? (home.startsWith(`${dirname(temporary)}/`) ? temporary : DATA_OF_THE_MACHINE)),
  )
  if (base === temporary) await clearDeserted(base)
  if (!(await canReach(base, user))) {
    throw new AssayError('store/cluster-out-of-reach', { path: base, user: user?.name ?? 'this user' })
  }
  // Never by the office's path: an office that is made anew where one was deleted must not meet that one's database.
  const folder = join(base, `office-${randomUUID().slice(0, 13)}`)
  await writeWhole(pointerIn(home), `${JSON.stringify({ cluster: folder })}\n`, { mode: 0o600, onExisting: 'replace' })
  return { folder, copies: base }
}

/** Clusters of temporary offices go when their office has gone. */
const clearDeserted = async (base: string): Promise<void> => {
  for (const name of await readdir(base).catch(() => [])) {
    const folder = join(base, name)
    const office = await readFile(ownerIn(folder), 'utf8').catch(() => undefined)
    if (office === undefined || (await isFolder(office))) continue
    if ((await serverProcess(join(folder, 'data'))).kind !== 'running')
      await rm(folder, { recursive: true, force: true })
  }
}

const madeBase = async (base: string): Promise<string> => {
  try {
    await mkdir(base, { recursive: true, mode: 0o711 })
  } catch (cause) {
    throw fileError(cause, base)
  }
  const { uid } = await stat(base)
  // Whoever owns the folder could exchange what we put there.
  if (uid !== 0 && uid !== process.getuid?.()) throw new AssayError('store/cluster-folder-foreign', { path: base })
  return base
}

const pointerIn = (home: string): string => join(home, 'postgres.json')
const ownerIn = (folder: string): string => join(folder, 'office')

const remembered = async (home: string): Promise<string | undefined> => {
  const text = await readFile(pointerIn(home), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as { readonly cluster: string }).cluster
}

/** Notes in the cluster whose it is; a moved office takes its cluster along. */
export const claimFor = async (folder: string, home: string): Promise<void> => {
  await writeWhole(ownerIn(folder), home, { mode: 0o600, onExisting: 'replace' })
}

// Two offices on one cluster would write one ledger with two sets of blobs.
const refuseCopy = async (folder: string, home: string): Promise<void> => {
  const owner = await readFile(ownerIn(folder), 'utf8').catch(() => undefined)
  if (owner === undefined || owner === home) return
  if ((await remembered(owner)) === folder)
    throw new AssayError('store/office-copied', { home, original: owner, cluster: folder })
  await claimFor(folder, home)
}

/**
 * Folder of the server's socket: `run` in the cluster if the path is short and plain enough, else a folder under the
 * temporary directory, named by the cluster's path and closed to others.
 *
 * @throws AssayError `store/socket-folder-taken` if somebody else made that folder
 */
export const socketFolder = async (cluster: string, user: ServerUser): Promise<string> => {
  const inside = join(cluster, 'run')
  const fits = Buffer.byteLength(inside + SOCKET_FILE) <= MAX_SOCKET_PATH && /^[\w./@+-]+$/.test(inside)
  const folder = fits ? inside : join(tmpdir(), `assay-${shortDigest(cluster)}`)
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined && user !== undefined) {
    await chown(folder, user.uid, user.gid)
  }
  const { uid, mode } = await stat(folder)
  if (uid !== (user?.uid ?? process.getuid?.() ?? uid) || (mode & 0o077) !== 0) {
    throw new AssayError('store/socket-folder-taken', { path: folder })
  }
  return folder
}

export const shortDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 20)

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true
