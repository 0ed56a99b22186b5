import { AssayError } from '#base'
import { type CompactRange, openCheckpoint, signCheckpoint, type SigningKey } from '#ledger'
import { nodeSignatureHolds, nodeTree } from '#ledger/shelves'
import type { Database } from '../database.ts'
import { errnoOf } from '../file-errors.ts'
import type { Head, KeptHeads } from './kept-head.ts'
import { checkedRange, corrupt, type ReadBack } from './read-back.ts'
import type { TurnClient } from './turn-client.ts'

/** What a process wants entered: bytes, and the leaf hashes that it computed from its own memory. */
export type Lot = { readonly entries: readonly Uint8Array[]; readonly leafHashes: readonly Uint8Array[] }

/** Who asks: the number of the process's place in the stage, and of this asking. */
export type Ticket = { readonly caller: number; readonly ticket: number }

export type Turn =
  /** somebody else has it; one's own lot is staged */
  | { readonly kind: 'taken' }
  /** nothing was there to enter */
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'entered'
      readonly first: number
      readonly head: Head
      readonly checkpoint: string
      /** the places of staged lots: `caller/ticket:first`, with spaces between */
      readonly placed: string
      /** whether more was staged meanwhile */
      readonly more: boolean
    }

export type TurnTaker = {
  readonly leave: (client: TurnClient, ticket: Ticket, lot: Lot) => Promise<'taken' | 'free'>
  readonly take: (client: TurnClient, ticket: Ticket, lot: Lot) => Promise<Turn>
}

type TurnRow = { index: number | null; bytes: Uint8Array; leaf_hash: Uint8Array; said: Said | null }
type Said = { turn: string; origin: string; verifierKey: string; placed: string; note: string | null }

/** Raised by the turn in the database. */
const SIZE_DIFFERS = 'P0A02'

/**
 * Turns at the ledger, each one transaction: what is to be entered is inserted and read back, the tree over it is computed
 * from what was read, its head is signed, and all of it is committed together.
 *
 * @param keyFor the key that signs while the ledger's state names this verifier key
 */
export const turnTaker = (
  database: Database,
  heads: KeptHeads,
  keyFor: (verifierKey: string) => Promise<SigningKey>,
): TurnTaker => {
  const holds = nodeSignatureHolds()
  let last: (Head & { readonly note: string }) | undefined
  return {
    leave: async (client, { caller, ticket }, lot) => {
      const [row] = await client.ask<{ taken: boolean }>('select assay.ledger_leave($1, $2, $3, $4) as taken', [
        caller,
        ticket,
        ...asArrays(lot),
      ])
      return row?.taken === true ? 'taken' : 'free'
    },
    take: async (client, { caller, ticket }, lot) => {
      // Both are sent at once; if the first fails, so does the second.
      const begun = client.ask('begin')
      const asked = client.ask<TurnRow>('select * from assay.ledger_turn($1, $2, $3, $4)', [
        caller,
        ticket,
        ...asArrays(lot),
      ])
      try {
        await Promise.all([begun, asked])
        const [head, ...rows] = await asked
        const said = head?.said
        if (said?.turn === 'taken' || said?.turn === 'idle') {
          await client.ask('commit')
          return { kind: said.turn }
        }
        const read = readBack(head as TurnRow, rows)
        refuseOtherLot(read, lot)
        if (read.size !== last?.size) await refuseOldDatabase(database, heads, read)
        const range = checkedRange(read, holds, last?.note)
        const key = await keyFor(read.verifierKey)
        const root = nodeTree.rootOf(range)
        const note = signCheckpoint({ origin: read.origin, size: range.size, root }, key)
        const more = await signAndCommit(client, { range, note, verifierKey: read.verifierKey })
        last = { size: range.size, root: hex(root), note }
        return { kind: 'entered', first: read.size, head: last, checkpoint: note, placed: said?.placed ?? '', more }
      } catch (error) {
        await asked.catch(() => undefined) // the first failure is told
        await client.ask('rollback').catch(() => undefined) // a connection that broke has rolled back
        throw errnoOf(error) === SIZE_DIFFERS ? corrupt('ledger state', 'its size is not that of its entries') : error
      }
    },
  }
}

const asArrays = ({ entries, leafHashes }: Lot): readonly Buffer[][] => [
  entries.map(asBuffer),
  leafHashes.map(asBuffer),
]

export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const readBack = ({ index, bytes, said }: TurnRow, rows: readonly TurnRow[]): ReadBack => {
  const { origin, verifierKey, note } = said as Said
  return {
    size: index as number,
    hashes: bytes,
    origin,
    verifierKey,
    note,
    entries: rows.map((row) => ({ index: row.index as number, bytes: row.bytes, leafHash: row.leaf_hash })),
  }
}

const refuseOtherLot = ({ size, entries }: ReadBack, { leafHashes }: Lot): void => {
  for (const [i, leafHash] of leafHashes.entries()) {
    const held = entries[i]?.leafHash
    if (held === undefined || Buffer.compare(held, leafHash) !== 0) {
      throw corrupt(`ledger entry ${size + i}`, 'it is not the one that was given')
    }
  }
}

const signAndCommit = async (
  client: TurnClient,
  { range, note, verifierKey }: { readonly range: CompactRange; readonly note: string; readonly verifierKey: string },
): Promise<boolean> => {
  const hashes = Buffer.concat(range.hashes)
  const answers = await Promise.allSettled([
    client.ask('select assay.ledger_sign($1, $2, $3, $4)', [range.size, note, hashes, verifierKey]),
    client.ask('commit'),
    // Asked after the turn has fallen: who stages later finds it free.
    client.ask<{ more: boolean }>(
      'select exists (select from assay.ledger_stage where first is null and not refused) as more',
    ),
  ])
  for (const answer of answers.slice(0, 2)) if (answer.status === 'rejected') throw answer.reason
  const more = answers[2]
  return more.status === 'fulfilled' && more.value[0]?.more === true
}

/** The database is where this office last signed, or beyond it on the same path. */
export const refuseOldDatabase = async (database: Database, heads: KeptHeads, read: ReadBack): Promise<void> => {
  const kept = await heads.latest()
  if (kept === undefined) return
  if (kept.size > read.size) {
    throw new AssayError('store/ledger-behind', { path: heads.folder, kept: kept.size, got: read.size })
  }
  const root = await rootAt(database, kept.size)
  if (root !== kept.root) {
    throw new AssayError('store/ledger-forked', { path: heads.folder, size: kept.size, kept: kept.root, got: root })
  }
}

const rootAt = async (database: Database, size: number): Promise<string> => {
  const [row] = await database.query<{ note: string }>('select note from assay.ledger_checkpoint where size = $1', [
    size,
  ])
  if (row !== undefined) return hex(openCheckpoint(row.note).root)
  const leaves = await database.query<{ leaf_hash: Uint8Array }>(
    'select leaf_hash from assay.ledger_entry where index < $1 order by index',
    [size],
  )
  return hex(nodeTree.rootOfLeaves(leaves.map(({ leaf_hash }) => leaf_hash)))
}

export const hex = (bytes: Uint8Array): string => asBuffer(bytes).toString('hex')
