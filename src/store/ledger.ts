import { AssayError } from '#base'
import {
  appendLeaf,
  type CompactRange,
  decodeEntry,
  encodeEntry,
  leafHash,
  type LedgerEntry,
  rootOf,
  signCheckpoint,
  type SigningKey,
} from '#ledger'
import type { Appended, Ledger } from '#office'
import type { Database, Query } from './database.ts'
import type { LogIdentity } from './signing-key.ts'

const HASH_BYTES = 32
/** Entries of one transaction: its parameters stay in the tens of megabytes even if each entry is as long as it may be. */
const MOST_TOGETHER = 500

/** The log of an office in its database. */
export const openLedger = (database: Database, { origin, verifierKey, key }: LogIdentity): Ledger => {
  const secret = (): SigningKey => {
    if (key === undefined) throw new AssayError('store/signing-key-missing', { verifierKey })
    return key
  }
  return {
    origin,
    verifierKey,
    signingKey: async () => secret(),
    append: sharingTransactions((entries) => database.transaction((query) => appendIn(query, entries, secret()))),
    entries: async (from, to) =>
      (await bytesBetween(database, from, to)).map((bytes, i) => decodeEntry(bytes, `ledger entry ${from + i}`)),
    entryBytes: (from, to) => bytesBetween(database, from, to),
    checkpoints: async () => {
      const rows = await database.query<{ note: string }>('select note from assay.ledger_checkpoint order by size')
      return rows.map(({ note }) => note)
    },
    size: async () => {
      const [row] = await database.query<{ size: number }>('select size from assay.ledger_state')
      return row?.size ?? 0
    },
  }
}

const bytesBetween = async (database: Database, from: number, to: number | undefined): Promise<Uint8Array[]> => {
  const rows = await database.query<{ bytes: Uint8Array }>(
    'select bytes from assay.ledger_entry where index >= $1 and ($2::bigint is null or index < $2) order by index',
    [from, to ?? null],
  )
  return rows.map(({ bytes }) => bytes)
}

/**
 * One transaction: entries at the next indices, the tree that holds them, and its signed head. The row lock on the state
 * makes it one sequence over all processes; nothing is acknowledged before the commit.
 */
const appendIn = async (query: Query, entries: readonly Uint8Array[], key: SigningKey): Promise<Appended> => {
  const [state] = await query<{ size: number; hashes: Uint8Array; origin: string }>(
    'select size, hashes, origin from assay.ledger_state for update',
  )
  if (state === undefined) throw new AssayError('store/ledger-lost', { path: 'assay.ledger_state' })
  const leaves = entries.map(leafHash)
  const before: CompactRange = { size: state.size, hashes: split(state.hashes) }
  const range = leaves.reduce(appendLeaf, before)
  const checkpoint = signCheckpoint({ origin: state.origin, size: range.size, root: rootOf(range) }, key)
  const given = [entries.map(asBuffer), leaves.map(asBuffer), state.size]
  await query(APPEND, [...given, range.size, checkpoint, Buffer.concat(range.hashes)])
  return { first: state.size, size: range.size, checkpoint }
}

const APPEND = `
  with entered as (
    insert into assay.ledger_entry (index, bytes, leaf_hash)
    select $3::bigint + place - 1, bytes, leaf_hash
    from unnest($1::bytea[], $2::bytea[]) with ordinality as given (bytes, leaf_hash, place)
  ), signed as (
    insert into assay.ledger_checkpoint (size, note) values ($4, $5)
  )
  update assay.ledger_state set size = $4, hashes = $6`

const split = (hashes: Uint8Array): Uint8Array[] =>
  Array.from({ length: hashes.length / HASH_BYTES }, (_, i) => hashes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES))

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

type Waiting = {
  readonly entries: readonly Uint8Array[]
  readonly resolve: (appended: Appended) => void
  readonly reject: (reason: unknown) => void
}

/**
 * While one transaction commits, calls that come meanwhile gather for the next: a commit waits for the disk, and one wait
 * serves them all. Each call's entries stay together and in order. A batch that fails fails each of its calls, none of
 * whose entries were entered.
 */
const sharingTransactions = (
  commit: (entries: readonly Uint8Array[]) => Promise<Appended>,
): ((entries: readonly LedgerEntry[]) => Promise<Appended>) => {
  let waiting: Waiting[] = []
  let committing = false

  const drain = async (): Promise<void> => {
    committing = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, callsTogether(waiting))
      waiting = waiting.slice(batch.length)
      try {
        const appended = await commit(batch.flatMap(({ entries }) => entries))
        let first = appended.first
        for (const { entries, resolve } of batch) {
          resolve({ ...appended, first })
          first += entries.length
        }
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    committing = false
  }

  return async (entries) => {
    if (entries.length === 0) throw new AssayError('store/nothing-to-append')
    const bytes = entries.map(encodeEntry) // refuses before anything of others is at stake
    return new Promise((resolve, reject) => {
      waiting.push({ entries: bytes, resolve, reject })
      if (!committing) void drain()
    })
  }
}

const callsTogether = (waiting: readonly Waiting[]): number => {
  let entries = 0
  const full = waiting.findIndex((call) => (entries += call.entries.length) > MOST_TOGETHER)
  return full < 0 ? waiting.length : Math.max(1, full)
}
