import { access, constants, mkdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AssayError, type Clock } from '#base'
import type { Store } from '#office'
import { folderBlobs } from './blobs.ts'
import { type Entered, enterOwnCluster } from './cluster/own-cluster.ts'
import { openClient, urlConnection } from './connection.ts'
import { openDatabase } from './database.ts'
import { openEvidenceShelf } from './evidence-shelf.ts'
import { fileError } from './file-errors.ts'
import { openJobs } from './jobs.ts'
import { openLedger } from './ledger/open-ledger.ts'
import type { Log } from './log.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openRuns } from './runs.ts'
import { scrubOffice } from './scrub/scrub.ts'
import { logIdentity } from './signing-key.ts'

export type StoreOptions = {
  /** the office's folder; made if it is not there */
  readonly home: string
  /** a PostgreSQL to use instead of the office's own (DATABASE_URL) */
  readonly databaseUrl?: string | undefined
  readonly clock: Clock
  readonly log?: Log
}

/**
 * Opens what an office keeps: its database, its ledger, its blobs. Any number of processes may have the same office open.
 *
 * @throws AssayError `store/…` with what stands in the way and where; nothing is left running or half made
 */
export const openStore = async ({ home, databaseUrl, clock, log = () => undefined }: StoreOptions): Promise<Store> => {
  const folder = await officeFolder(home)
  const entered =
    databaseUrl === undefined
      ? await enterOwnCluster(folder, { clusterHome: process.env['ASSAY_PG_HOME'] })
      : await enterGiven(databaseUrl)
  const database = openDatabase(entered.connection)
  try {
    await migrate(database, await readMigrations())
    const ledger = openLedger(
      { ...entered, database, keys: join(folder, 'keys'), clock },
      await logIdentity(folder, database),
    )
    const blobs = await folderBlobs(join(folder, 'blobs'))
    const jobs = openJobs(entered.connection, database, log)
    return {
      blobs,
      ledger,
      evidence: openEvidenceShelf(database, blobs),
      jobs,
      scrub: (copy) =>
        scrubOffice(
          {
            database,
            blobs,
            heads: ledger.heads,
            origin: ledger.origin,
            folder: join(folder, 'blobs'),
            keys: join(folder, 'keys'),
          },
          copy,
        ),
      runs: openRuns(database, entered.presence, clock),
      close: once(async () => {
        await jobs.close()
        await ledger.close()
        await database.close()
        await entered.leave()
      }),
    }
  } catch (error) {
    await database.close()
    await entered.leave()
    throw error
  }
}

// Level by level: Node's own recursive mkdir never ends where a file system refuses new folders with ENOENT, as /proc does.
const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    const above = dirname(path)
    if (code !== 'ENOENT' || above === path || (await stat(above).catch(() => undefined)) !== undefined) throw cause
    await makeFolder(above)
    await makeFolder(path)
  }
}

const officeFolder = async (home: string): Promise<string> => {
  const path = resolve(home)
  try {
    await makeFolder(path)
    if (!(await stat(path)).isDirectory()) throw new AssayError('store/not-a-folder', { path, reason: 'ENOTDIR' })
    await access(path, constants.W_OK | constants.X_OK)
    return await realpath(path)
  } catch (cause) {
    throw fileError(cause, path)
  }
}

const enterGiven = async (databaseUrl: string): Promise<Entered> => {
  const connection = urlConnection(databaseUrl)
  const presence = await openClient(connection)
  return { connection, presence, leave: () => presence.end().catch(() => undefined) }
}

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}
