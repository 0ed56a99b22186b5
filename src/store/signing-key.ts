import { createHash, randomBytes } from 'node:crypto'
import { readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AssayError } from '#base'
import { newSigningKey, type SigningKey, verifierKeyOf } from '#ledger'
import { nodeSigningKey } from '#ledger/shelves'
import type { Database, Query } from './database.ts'
import { MIGRATION } from './locks.ts'
import { errnoOf, fileError } from './file-errors.ts'
import { syncFolder, writeWhole } from './synced-files.ts'

const SEED_BYTES = 32

/** Who signs for the log: its public half from the database, its secret from the office's folder if it is kept there. */
export type LogIdentity = {
  readonly origin: string
  readonly verifierKey: string
  readonly key: SigningKey | undefined
}

/**
 * The log's key: 32 secret bytes in a file of the office's folder, never in the database. Made the first time that an
 * office opens on an empty log.
 *
 * The file gets its final name only after the log knows the key. So a seed under its final name with a log that does not
 * know it means that the database was lost or exchanged, and signing on would fork the log.
 *
 * @throws AssayError `store/signing-key-differs`, `store/ledger-lost`, `store/signing-key-exposed`
 */
export const logIdentity = async (home: string, database: Database): Promise<LogIdentity> => {
  const path = join(home, 'keys', 'ledger-seed')
  const standing = (await standingIdentity(database.query)) ?? (await introduced(database, path))
  const key = await keyFor(path, standing)
  if (key !== undefined) await settle(path)
  return { ...standing, key }
}

/**
 * The key that the log names now, from the office's folder; `undefined` where no key is kept. A change of keys that was
 * interrupted after the log took it is brought to its end.
 *
 * @throws AssayError as {@link logIdentity}
 */
const keyFor = async (path: string, { origin, verifierKey }: Standing): Promise<SigningKey | undefined> => {
  const seed = (await readSeed(path)) ?? (await readSeed(draftOf(path))) ?? (await readSeed(path)) // one may just settle it
  if (seed === undefined) return undefined // a machine that only works on jobs
  const key = nodeSigningKey(origin, seed)
  if (verifierKeyOf(key) === verifierKey) return key
  const next = await readSeed(nextOf(path))
  if (next !== undefined) {
    const following = nodeSigningKey(origin, next)
    if (verifierKeyOf(following) === verifierKey) {
      await putInPlace(path)
      return following
    }
  }
  throw new AssayError('store/signing-key-differs', { path, got: verifierKeyOf(key), wanted: verifierKey })
}

/** The key for this verifier key, read again: another process may have changed it. */
export const currentKey = async (keys: string, standing: Standing): Promise<SigningKey> => {
  const key = await keyFor(join(keys, 'ledger-seed'), standing)
  if (key === undefined) throw new AssayError('store/signing-key-missing', { verifierKey: standing.verifierKey })
  return key
}

/** Makes the key that is to follow, or finds the one that an interrupted change made. Nothing uses it yet. */
export const followingKey = async (keys: string, origin: string): Promise<SigningKey> => {
  const path = nextOf(join(keys, 'ledger-seed'))
  await writeWhole(path, randomBytes(SEED_BYTES), { mode: 0o600, onExisting: 'keep' })
  return nodeSigningKey(origin, (await readSeed(path)) as Uint8Array)
}

/** Once the log has taken the following key, it is the key; the one before is kept beside it under its own id. */
export const settleFollowing = (keys: string): Promise<void> => putInPlace(join(keys, 'ledger-seed'))

const putInPlace = async (path: string): Promise<void> => {
  const retired = await readSeed(path)
  if (retired !== undefined) {
    const id = createHash('sha256').update(nodeSigningKey('office', retired).publicKey).digest('hex').slice(0, 8)
    await writeWhole(`${path}.retired-${id}`, retired, { mode: 0o600, onExisting: 'keep' })
  }
  try {
    await rename(nextOf(path), path)
    await syncFolder(dirname(path))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileError(error, path) // another process did it just now
  }
}

const nextOf = (path: string): string => `${path}.next`

const draftOf = (path: string): string => `${path}.new`

export type Standing = { readonly origin: string; readonly verifierKey: string }

const standingIdentity = async (query: Query): Promise<Standing | undefined> => {
  const [row] = await query<{ origin: string; verifier_key: string }>(
    'select origin, verifier_key from assay.ledger_state',
  )
  return row === undefined ? undefined : { origin: row.origin, verifierKey: row.verifier_key }
}

/** Begins the log. Of many first openings one does it; the others find it done. */
const introduced = (database: Database, path: string): Promise<Standing> =>
  database.transaction(async (query) => {
    await query('select pg_advisory_xact_lock($1, $2)', MIGRATION)
    const standing = await standingIdentity(query)
    if (standing !== undefined) return standing
    if ((await readSeed(path)) !== undefined) throw new AssayError('store/ledger-lost', { path })
    await writeWhole(draftOf(path), randomBytes(SEED_BYTES), { mode: 0o600, onExisting: 'keep' })
    const seed = (await readSeed(draftOf(path))) as Uint8Array // just written, or left by one that was killed
    const origin = originOf(seed)
    const verifierKey = verifierKeyOf(newSigningKey(origin, seed))
    await query(`insert into assay.ledger_state (size, hashes, origin, verifier_key) values (0, '', $1, $2)`, [
      origin,
      verifierKey,
    ])
    return { origin, verifierKey }
  })

// Two logs must not share a name; 8 digits of a hash over the public half keep them apart.
const originOf = (seed: Uint8Array): string => {
  const publicHalf = verifierKeyOf(newSigningKey('office', seed))
  return `assay-office-${createHash('sha256').update(publicHalf).digest('hex').slice(0, 8)}`
}

const settle = async (path: string): Promise<void> => {
  try {
    await rename(draftOf(path), path)
    await syncFolder(dirname(path))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileError(error, path)
    // There was none: it has its final name already, or another process gives it that just now.
  }
}

const readSeed = async (path: string): Promise<Uint8Array | undefined> => {
  const status = await stat(path).catch(() => undefined)
  if (status === undefined) return undefined
  if ((status.mode & 0o077) !== 0) throw new AssayError('store/signing-key-exposed', { path })
  const seed = await readFile(path)
  if (seed.length !== SEED_BYTES) throw new AssayError('store/signing-key-damaged', { path, bytes: seed.length })
  return seed
}
