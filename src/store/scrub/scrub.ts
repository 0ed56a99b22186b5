import { AssayError } from '#base'
import { decodeEntry, decodeSignedEntry, type LedgerEntry, type LogCopy, openCheckpoint } from '#ledger'
import { nodeTree } from '#ledger/shelves'
import type { Blobs, Damage, Scrubbed } from '#office'
import type { Database, Query } from '../database.ts'
import { asBuffer, hex } from '../ledger/turn.ts'
import type { KeptHeads } from '../ledger/kept-head.ts'
import { bytesBetween } from '../ledger/tiles.ts'
import { currentKey } from '../signing-key.ts'
import { type CopiedEntries, copiedEntries } from './copied-entries.ts'
import { rebuildEvidenceRows, scrubContents } from './scrub-contents.ts'
import { type Mending, scrubLedger } from './scrub-ledger.ts'

export type ScrubPlaces = {
  readonly database: Database
  readonly heads: KeptHeads
  readonly blobs: Blobs
  /** the folder of the blobs */
  readonly folder: string
  /** the folder of the keys */
  readonly keys: string
  readonly origin: string
}

/**
 * Looks at every byte of an office's records and mends what it can; see `Store.scrub`. Mended rows are written in one
 * transaction while nobody appends; the database's own refusal to change the ledger is lifted for it and stands again after.
 */
export const scrubOffice = async (places: ScrubPlaces, copy: LogCopy | undefined): Promise<Scrubbed> => {
  const { database, heads, blobs, folder } = places
  const { verifierKeys, signsFrom } = await keysOf(places)
  const copied = copy === undefined ? undefined : await copiedEntries(copy, verifierKeys)
  const kept = await heads.latest()
  const key = await currentKey(places.keys, {
    origin: places.origin,
    verifierKey: verifierKeys.at(-1) as string,
  }).catch(() => undefined) // a machine without the key can look, and not sign again
  const hand = key === undefined ? undefined : { key, signsFrom }
  const lost = await putBackLost(database, { kept, copied })
  const { entries, checkpoints, found } = await scrubLedger({
    database,
    origin: places.origin,
    verifierKeys,
    hand,
    kept,
    copy: copied,
  })
  await mend(database, found)
  const readable = await readableEntries(database)
  const contents = await scrubContents(folder, { blobs, entries: readable, copy })
  const rows = await rebuildEvidenceRows(database, folder, { blobs, entries: readable })
  return {
    checked: { entries, checkpoints, blobs: contents.blobs, evidence: contents.evidence },
    damages: [
      ...lost,
      ...found.map(({ where, what, mended }) => ({ where, what, mended })),
      ...contents.damages,
      ...rows,
    ],
  }
}

/** The keys of the log, oldest first: those that entries say it had, and the one that its state names. */
const keysOf = async ({ database }: ScrubPlaces) => {
  const [state] = await database.query<{ verifier_key: string }>('select verifier_key from assay.ledger_state')
  if (state === undefined) throw new AssayError('store/ledger-lost', { path: 'assay.ledger_state' })
  const before: string[] = []
  let signsFrom = 0
  for (const [i, bytes] of (await bytesBetween(database, 0, undefined)).entries()) {
    const entry = readable(bytes, i)
    if (entry?.act !== 'key-rotated') continue
    before.push(String((entry.facts as { from?: unknown } | undefined)?.from))
    signsFrom = i + 1
  }
  return { verifierKeys: [...before, state.verifier_key], signsFrom }
}

const readableEntries = async (database: Database): Promise<LedgerEntry[]> =>
  (await bytesBetween(database, 0, undefined)).flatMap((bytes, i) => readable(bytes, i) ?? [])

const readable = (bytes: Uint8Array, index: number): LedgerEntry | undefined => {
  try {
    return decodeEntry(bytes, `ledger entry ${index}`)
  } catch {
    return undefined // damaged: its leaf says so
  }
}

/**
 * A database that is behind the head that the office signed last was restored from an old back-up. A copy that continues it
 * up to that head or beyond gives the lost entries back, with the head that was signed over them.
 */
const putBackLost = async (
  database: Database,
  {
    kept,
    copied,
  }: { readonly kept: { size: number; root: string } | undefined; readonly copied: CopiedEntries | undefined },
): Promise<readonly Damage[]> => {
  const [rows] = await database.query<{ size: number | null }>('select max(index) + 1 as size from assay.ledger_entry')
  const standing = rows?.size ?? 0
  if (kept === undefined || kept.size <= standing) return []
  const where = `ledger entries ${standing} to ${kept.size - 1}`
  const what = 'they were signed, and the database does not have them'
  if (copied === undefined || copied.size < kept.size) return [{ where, what, mended: undefined }]
  if (hex(await copied.rootOfFirst(kept.size)) !== kept.root) {
    return [{ where, what: `${what}; the copy has other ones`, mended: undefined }]
  }
  await database.transaction(async (query) => {
    await query('select pg_advisory_xact_lock(1095979841, 2)')
    let range = { size: 0, hashes: [] as readonly Uint8Array[] }
    for (let index = 0; index < copied.size; index++) {
      const bytes = await copied.at(index)
      if (bytes === undefined) throw new AssayError('store/copy-lacks-entry', { index })
      const leaf = nodeTree.leafHash(bytes)
      range = nodeTree.appendLeaf(range, leaf)
      decodeSignedEntry(bytes, `ledger entry ${index}`)
      if (index >= standing) await query(PUT, [index, asBuffer(bytes), asBuffer(leaf)])
    }
    const { root } = openCheckpoint(copied.note)
    if (hex(root) !== hex(nodeTree.rootOf(range)))
      throw new AssayError('store/copy-does-not-hold', { size: copied.size })
    await unguarded(query, async () => {
      await query('insert into assay.ledger_checkpoint (size, note) values ($1, $2) on conflict do nothing', [
        copied.size,
        ownPart(copied.note),
      ])
      await query('update assay.ledger_state set size = $1, hashes = $2', [copied.size, Buffer.concat(range.hashes)])
    })
  })
  return [{ where, what, mended: 'copy' }]
}

const PUT = 'insert into assay.ledger_entry (index, bytes, leaf_hash) values ($1, $2, $3)'

// Without what witnesses put on it: that is kept apart.
const ownPart = (note: string): string => note.slice(0, note.indexOf('\n', note.indexOf('\n\n') + 2) + 1)

const mend = async (database: Database, found: readonly Mending[]): Promise<void> => {
  if (!found.some((one) => one.mend !== undefined)) return
  await database.transaction(async (query) => {
    await query('select pg_advisory_xact_lock(1095979841, 2)')
    await unguarded(query, async () => {
      for (const one of found) await one.mend?.(query)
    })
  })
}

const GUARDED = [
  ['assay.ledger_entry', 'append_only'],
  ['assay.ledger_checkpoint', 'append_only'],
  ['assay.ledger_state', 'grew_whole'],
] as const

/** Within the transaction: if anything fails, the refusals stand as before. */
const unguarded = async (query: Query, work: () => Promise<void>): Promise<void> => {
  for (const [table, trigger] of GUARDED) await query(`alter table ${table} disable trigger ${trigger}`)
  await work()
  for (const [table, trigger] of GUARDED) await query(`alter table ${table} enable trigger ${trigger}`)
}
