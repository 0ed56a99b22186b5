import { type CompactRange, emptyRange, openCheckpoint, signCheckpoint, type SigningKey } from '#ledger'
import { nodeSignatureHolds, nodeTree } from '#ledger/shelves'
import type { Damage } from '#office'
import type { Database, Query } from '../database.ts'
import type { Head } from '../ledger/kept-head.ts'
import { asBuffer, hex } from '../ledger/turn.ts'
import type { CopiedEntries } from './copied-entries.ts'

export type LedgerRecords = {
  readonly database: Database
  readonly origin: string
  /** the keys that the log has had, oldest first */
  readonly verifierKeys: readonly string[]
  /** the last of them, if the office holds it, and the least size of a head that it signs */
  readonly hand: { readonly key: SigningKey; readonly signsFrom: number } | undefined
  readonly kept: Head | undefined
  readonly copy: CopiedEntries | undefined
}

/** A damage, and how to undo it. */
export type Mending = Damage & { readonly mend: ((query: Query) => Promise<unknown>) | undefined }

type Note = { readonly size: number; readonly note: string; readonly root: Uint8Array | undefined }
/** Hashes of each entry: as computed from its bytes, and as stored beside them; absent with its row. */
type Leaves = { readonly computed: (Uint8Array | undefined)[]; readonly stored: (Uint8Array | undefined)[] }

/** So many entries between two heads may be in doubt before all ways are no longer tried. */
const MOST_DOUBTS = 10
const ROWS_AT_ONCE = 2000

/**
 * Every entry, leaf hash, head, and the tree's state, held against the signed heads: a head's root says which of two versions
 * of an entry, its bytes or the hash beside them, is the one that was signed.
 */
export const scrubLedger = async (records: LedgerRecords) => {
  const { database } = records
  const [state] = await database.query<State>('select size, hashes from assay.ledger_state')
  const notes = await readNotes(records)
  const leaves = await readLeaves(database, Math.max(notes.at(-1)?.size ?? 0, records.kept?.size ?? 0))
  const found: Mending[] = []
  const signed: Uint8Array[] = []
  let range: CompactRange = emptyRange
  const roots = new Map<number, Uint8Array>()
  const sizes = new Set(notes.map(({ size }) => size))
  let verified = 0
  for (const { size, root } of heads(notes, records.kept, leaves.computed.length)) {
    const stretch = await settled(range, size, { leaves, root, records })
    found.push(...stretch.found)
    for (const leaf of stretch.leaves) {
      range = nodeTree.appendLeaf(range, leaf)
      signed.push(leaf)
      if (sizes.has(range.size)) roots.set(range.size, nodeTree.rootOf(range))
    }
    if (stretch.holds) verified = size
    else break // nothing beyond can be judged
  }
  for (const note of notes) {
    if (note.root === undefined) found.push(unreadHead(note, roots.get(note.size), { verified, records }))
  }
  // Only where every entry was verified: a state of fewer would be a fork in the making.
  if (verified === leaves.computed.length) found.push(...stateDamage(state, range))
  return { entries: leaves.computed.length, checkpoints: notes.length, found }
}

type State = { readonly size: number; readonly hashes: Uint8Array }

const readNotes = async ({ database, origin, verifierKeys }: LedgerRecords): Promise<Note[]> => {
  const rows = await database.query<{ size: number; note: string }>(
    'select size, note from assay.ledger_checkpoint order by size',
  )
  const holds = nodeSignatureHolds()
  return rows.map(({ size, note }) => {
    for (const verifierKey of verifierKeys) {
      try {
        const head = openCheckpoint(note, verifierKey, holds)
        if (head.size === size && head.origin === origin) return { size, note, root: head.root }
      } catch {
        // signed by another of the log's keys, or damaged
      }
    }
    return { size, note, root: undefined }
  })
}

const readLeaves = async (database: Database, least: number): Promise<Leaves> => {
  const computed: (Uint8Array | undefined)[] = []
  const stored: (Uint8Array | undefined)[] = []
  for (let from = 0; ; from += ROWS_AT_ONCE) {
    const rows = await database.query<{ index: number; bytes: Uint8Array; leaf_hash: Uint8Array }>(
      'select index, bytes, leaf_hash from assay.ledger_entry where index >= $1 and index < $2 order by index',
      [from, from + ROWS_AT_ONCE],
    )
    for (const { index, bytes, leaf_hash: leafHash } of rows) {
      computed[index] = nodeTree.leafHash(bytes)
      stored[index] = leafHash
    }
    if (rows.length === 0 && from >= least) break
  }
  computed.length = Math.max(computed.length, least) // a row that is missing leaves a gap
  return { computed, stored }
}

/** Heads that can be trusted, in the order of sizes; the one that is kept outside the database too, and at the end what has none. */
const heads = (
  notes: readonly Note[],
  kept: Head | undefined,
  entries: number,
): readonly { readonly size: number; readonly root: Uint8Array | undefined }[] => {
  const trusted = new Map(notes.flatMap(({ size, root }) => (root === undefined ? [] : [[size, root] as const])))
  if (kept !== undefined && kept.size <= entries) trusted.set(kept.size, Buffer.from(kept.root, 'hex'))
  const sorted = [...trusted].map(([size, root]) => ({ size, root })).toSorted((a, b) => a.size - b.size)
  return (sorted.at(-1)?.size ?? 0) < entries ? [...sorted, { size: entries, root: undefined }] : sorted
}

type Stretch = { readonly leaves: readonly Uint8Array[]; readonly found: readonly Mending[]; readonly holds: boolean }

/** Which leaves from the end of `range` up to `size` were signed, and what differs from them in the table. */
const settled = async (
  range: CompactRange,
  size: number,
  {
    leaves: { computed, stored },
    root,
    records: { copy },
  }: { readonly leaves: Leaves; readonly root: Uint8Array | undefined; readonly records: LedgerRecords },
): Promise<Stretch> => {
  const indices = Array.from({ length: size - range.size }, (_, i) => range.size + i)
  const isRoot = (leaves: readonly Uint8Array[]): boolean =>
    root !== undefined &&
    hex(nodeTree.rootOf(leaves.reduce((so, leaf) => nodeTree.appendLeaf(so, leaf), range))) === hex(root)
  const doubts = indices.filter((i) => {
    const [a, b] = [computed[i], stored[i]]
    return a === undefined || b === undefined || hex(a) !== hex(b)
  })
  for (let ways = 0; doubts.length <= MOST_DOUBTS && ways < 2 ** doubts.length; ways++) {
    const leaves = indices.map((i) => {
      const doubt = doubts.indexOf(i)
      return doubt >= 0 && (ways >> doubt) % 2 === 1 ? stored[i] : computed[i]
    })
    if (!leaves.every((leaf) => leaf !== undefined)) continue
    if (isRoot(leaves))
      return { leaves, found: await damages(indices, leaves, { computed, stored, copy }), holds: true }
  }
  const copied = await Promise.all(indices.map(async (i) => copy?.at(i)))
  if (copied.every((bytes) => bytes !== undefined)) {
    const leaves = copied.map(nodeTree.leafHash)
    if (isRoot(leaves))
      return { leaves, found: await damages(indices, leaves, { computed, stored, copy }), holds: true }
  }
  const where = indices.length === 1 ? `ledger entry ${range.size}` : `ledger entries ${range.size} to ${size - 1}`
  const named = doubts.length === 0 ? '' : `; in doubt: ${doubts.slice(0, 20).join(', ')}`
  const what =
    root === undefined ? `no signed head holds them${named}` : `they have not the root of checkpoint ${size}${named}`
  return { leaves: [], found: [{ where, what, mended: undefined, mend: undefined }], holds: false }
}

const damages = async (
  indices: readonly number[],
  leaves: readonly Uint8Array[],
  { computed, stored, copy }: Leaves & { readonly copy: CopiedEntries | undefined },
): Promise<readonly Mending[]> => {
  const found: Mending[] = []
  for (const [place, index] of indices.entries()) {
    const leaf = leaves[place] as Uint8Array
    const where = `ledger entry ${index}`
    const [bytesHold, hashHolds] = [computed[index], stored[index]].map(
      (one) => one !== undefined && hex(one) === hex(leaf),
    )
    if (bytesHold && hashHolds) continue
    if (bytesHold) {
      const mend = (query: Query) =>
        query('update assay.ledger_entry set leaf_hash = $2 where index = $1', [index, asBuffer(leaf)])
      found.push({ where, what: 'the hash beside it was not its own', mended: 'itself', mend })
      continue
    }
    const bytes = await copy?.at(index)
    const helps = bytes !== undefined && hex(nodeTree.leafHash(bytes)) === hex(leaf)
    const mend = helps ? (query: Query) => query(PUT_BACK, [index, asBuffer(bytes), asBuffer(leaf)]) : undefined
    const what = computed[index] === undefined ? 'it was missing' : 'its bytes were not those that were signed'
    found.push({ where, what, mended: helps ? 'copy' : undefined, mend })
  }
  return found
}

const PUT_BACK = `
  insert into assay.ledger_entry (index, bytes, leaf_hash) values ($1, $2, $3)
  on conflict (index) do update set bytes = excluded.bytes, leaf_hash = excluded.leaf_hash`

/**
 * A head whose note does not hold. Ed25519 is deterministic: the root of the entries, which a later head or the one kept
 * outside has signed too, gives the same note again.
 */
const unreadHead = (
  { size }: Note,
  root: Uint8Array | undefined,
  { verified, records: { origin, hand } }: { readonly verified: number; readonly records: LedgerRecords },
): Mending => {
  const where = `checkpoint ${size}`
  const what = 'its note was not the one that was signed'
  // What an earlier key signed, the key of now must not sign.
  if (root === undefined || size > verified || hand === undefined || size < hand.signsFrom)
    return { where, what, mended: undefined, mend: undefined }
  const note = signCheckpoint({ origin, size, root }, hand.key)
  const mend = (query: Query) => query('update assay.ledger_checkpoint set note = $2 where size = $1', [size, note])
  return { where, what, mended: 'itself', mend }
}

const stateDamage = (state: State | undefined, range: CompactRange): readonly Mending[] => {
  const hashes = Buffer.concat(range.hashes)
  if (state !== undefined && state.size === range.size && hex(state.hashes) === hex(hashes)) return []
  const mend = (query: Query) => query('update assay.ledger_state set size = $1, hashes = $2', [range.size, hashes])
  return [{ where: 'ledger state', what: 'it was not that of the entries', mended: 'itself', mend }]
}
