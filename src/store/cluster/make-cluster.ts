import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AssayError } from '#base'
import { fileError } from '../file-errors.ts'
import { syncFolder } from '../synced-files.ts'
import type { Binaries } from './binaries.ts'
import { runAs, type ServerUser } from './server-user.ts'

/** The one role and the one database of the office's own cluster. */
export const ROLE = 'office'
export const DATABASE = 'postgres'

/** Version of the cluster in a folder; `undefined` if there is none. */
export const clusterVersion = async (folder: string): Promise<string | undefined> =>
  (await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8').catch(() => undefined))?.trim()

/**
 * Makes a cluster: in a draft beside its place, renamed when complete, so that a process killed half way leaves nothing
 * that looks like one. The caller keeps others away meanwhile.
 *
 * @throws AssayError `store/cluster-not-made`, `store/disk-full`, `store/folder-not-writable`
 */
export const makeCluster = async (folder: string, binaries: Binaries, user: ServerUser): Promise<void> => {
  const draft = `${folder}.draft-${process.pid}`
  try {
    await clearDrafts(folder)
    await mkdir(draft, { recursive: true, mode: 0o700 })
    const password = join(draft, 'password')
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
    await mkdir(join(draft, 'run'), { mode: 0o700 })
    if (user !== undefined) {
      for (const path of [draft, password, join(draft, 'run')]) await chown(path, user.uid, user.gid)
    }
    await initdb(draft, binaries, user)
    await rename(draft, folder)
    await syncFolder(dirname(folder))
  } catch (cause) {
    throw fileError(cause, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

const initdb = async (draft: string, binaries: Binaries, user: ServerUser): Promise<void> => {
  const { code, said } = await runAs(user, binaries.initdb, [
    '-D',
    join(draft, 'data'),
    '-U',
    ROLE,
    '--auth=scram-sha-256',
    `--pwfile=${join(draft, 'password')}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    // One flush of the file system instead of a thousand of files.
    ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
    '--wal-segsize=4', // megabytes: an office writes little, and a fresh one must be there at once
  ])
  if (code === 0) return
  if (said.includes('No space left'))
    throw new AssayError('store/disk-full', { path: dirname(draft), reason: 'ENOSPC' })
  const reason = said.split('\n').findLast((line) => /error|fatal/i.test(line)) ?? said.slice(-200)
  throw new AssayError('store/cluster-not-made', { path: dirname(draft), reason })
}

// A draft belongs to a process that was killed: whoever works on one has the others waiting.
const clearDrafts = async (folder: string): Promise<void> => {
  const prefix = `${basename(folder)}.draft-`
  const names = await readdir(dirname(folder)).catch(() => [])
  for (const name of names.filter((name) => name.startsWith(prefix))) {
    await rm(join(dirname(folder), name), { recursive: true, force: true })
  }
}

/** @throws AssayError `store/password-missing` */
export const passwordOf = async (folder: string): Promise<string> => {
  const path = join(folder, 'password')
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) throw new AssayError('store/password-exposed', { path })
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    if (cause instanceof AssayError) throw cause
    throw new AssayError('store/password-missing', { path }, { cause })
  }
}
