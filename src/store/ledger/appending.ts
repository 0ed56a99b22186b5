import { setTimeout as delay } from 'node:timers/promises'
import { AssayError } from '#base'
import { openCheckpoint } from '#ledger'
import { nodeTree } from '#ledger/shelves'
import type { Appended } from '#office'
import type { Connection } from '../connection.ts'
import type { Database } from '../database.ts'
import type { KeptHeads } from './kept-head.ts'
import { hex, type Lot, type Ticket, type TurnTaker } from './turn.ts'
import { openTurnClient, type TurnClient } from './turn-client.ts'

/** Entries and bytes of one process in one turn: what others wait for stays in the megabytes. */
const MOST_ENTRIES = 500
const MOST_BYTES = 4 * 2 ** 20
/** So long a staged lot waits for the word of whoever has the turn before it looks for itself; then twice as long. */
const PATIENCE_MS = 20
const MOST_PATIENCE_MS = 500
/** Between two turns of one process while others wait. */
const GATHERING_MS = 1

type Call = {
  readonly entries: readonly Uint8Array[]
  readonly leafHashes: readonly Uint8Array[]
  readonly resolve: (appended: Appended) => void
  readonly reject: (reason: unknown) => void
}

type Word = { readonly first: number; readonly checkpoint: string }

/**
 * Appends, from any number of processes at once. Calls of one process that overlap share a lot; lots of all processes
 * that come while somebody has the turn share the next. A call is acknowledged when its transaction is committed and the
 * new head is kept outside the database too.
 *
 * A lot that fails fails each of its calls. If the connection broke at the commit, or the word of another process never
 * came, its entries may have been entered all the same: whoever appends again must look first.
 */
export const openAppending = (
  connection: Connection,
  database: Database,
  { heads, turns }: { readonly heads: KeptHeads; readonly turns: TurnTaker },
): { readonly append: (entries: readonly Uint8Array[]) => Promise<Appended>; readonly close: () => Promise<void> } => {
  let waiting: Call[] = []
  let client: TurnClient | undefined
  let caller: number | undefined
  let tickets = 0
  let isWorking = false
  let staged: { readonly ticket: number; readonly hear: (word: Word) => void } | undefined

  /** `ticket:first`, a newline, and the checkpoint. */
  const hear = (payload: string): void => {
    const [, ticket, first, checkpoint = ''] = /^(\d+):(\d+)\n([^]*)$/.exec(payload) ?? []
    if (staged !== undefined && ticket === String(staged.ticket)) staged.hear({ first: Number(first), checkpoint })
  }

  const standingClient = async (): Promise<TurnClient> => {
    if (client?.isBroken() === true) client = undefined
    return (client ??= await openTurnClient(connection, channelOf((await nextTicket()).caller), hear))
  }

  const nextTicket = async (): Promise<Ticket> => {
    caller ??= (await database.query<{ caller: number }>(`select nextval('assay.ledger_caller') as caller`))[0]?.caller
    return { caller: caller as number, ticket: ++tickets % 2 ** 31 }
  }

  /** Acknowledges to one's own calls and to those of other processes, once the head is kept. */
  const acknowledge = async (calls: readonly Call[], turn: Entered): Promise<void> => {
    try {
      await heads.keep(turn.head)
      settle(calls, { first: turn.first, checkpoint: turn.checkpoint })
    } catch (error) {
      for (const { reject } of calls) reject(error)
      return
    }
    if (turn.placed === '') return
    // Who does not hear it finds the row of the stage.
    const words = wordsOf(turn)
    await database
      .query(TELL, [words.map(({ channel }) => channel), words.map(({ payload }) => payload)])
      .catch(() => undefined)
  }

  let crowded = false
  const work = async (): Promise<void> => {
    let others = false
    isWorking = true
    while (waiting.length > 0 || others) {
      const calls = waiting.splice(0, callsTogether(waiting))
      try {
        const turnClient = await standingClient()
        const ticket = await nextTicket()
        const lot = lotOf(calls)
        if (crowded && calls.length > 0) {
          const asked = awaitWord(ticket)
          crowded = (await turns.leave(turnClient, ticket, lot)) === 'taken'
          await settleStaged(calls, asked, crowded ? 'patient' : 'at once')
          continue
        }
        const asked = awaitWord(ticket)
        const turn = await turns.take(turnClient, ticket, lot)
        others = turn.kind === 'entered' && turn.more
        if (turn.kind === 'entered') {
          void acknowledge(calls, turn)
          // What others are about to leave goes into the next turn rather than the one after.
          if (turn.placed !== '') await delay(GATHERING_MS)
        }
        if (turn.kind === 'taken' && calls.length > 0) {
          crowded = true
          await settleStaged(calls, asked, 'patient')
        }
      } catch (error) {
        others = false
        for (const { reject } of calls) reject(error)
        await withdrawRefused(error)
      } finally {
        staged = undefined
      }
    }
    isWorking = false // in the same breath as the last look: a call that comes now begins anew
  }

  type Asked = { readonly ticket: Ticket; readonly word: Promise<Word> }

  const awaitWord = (ticket: Ticket): Asked => {
    let told: (word: Word) => void = () => undefined
    const word = new Promise<Word>((resolve) => (told = resolve))
    staged = { ticket: ticket.ticket, hear: told }
    return { ticket, word }
  }

  /** Waits for the word; who had the turn may have died or missed the lot, so it takes the turn itself after a while. */
  const settleStaged = async (calls: readonly Call[], asked: Asked, mood: 'patient' | 'at once'): Promise<void> => {
    for (let patience = mood === 'patient' ? PATIENCE_MS : 0; ; patience = nextPatience(patience)) {
      const stop = new AbortController()
      const word = await Promise.race([
        asked.word,
        ...(patience === 0 ? [Promise.resolve(undefined)] : [delay(patience, undefined, { signal: stop.signal })]),
      ]).finally(() => stop.abort())
      if (word !== undefined) return settle(calls, word)
      const found = patience === 0 ? 'free' : await lookedUp(asked.ticket)
      if (found === 'taken') continue
      if (found !== 'free') {
        const { size, root } = openCheckpoint(found.checkpoint)
        await heads.keep({ size, root: hex(root) })
        return settle(calls, found)
      }
      const turn = await turns.take(await standingClient(), asked.ticket, { entries: [], leafHashes: [] })
      if (turn.kind !== 'entered') continue
      await acknowledge([], turn)
      for (const { channel, payload } of wordsOf(turn)) if (channel === channelOf(asked.ticket.caller)) hear(payload)
    }
  }

  /** Where the staged lot is; if it is not entered yet, whether somebody has the turn. */
  const lookedUp = async ({ caller, ticket }: Ticket): Promise<Word | 'free' | 'taken'> => {
    type Row = { first: number | null; note: string | null; refused: boolean; free: boolean }
    const [row] = await database.query<Row>(
      `select first, note, refused, pg_try_advisory_xact_lock(1095979841, 2) as free from assay.ledger_stage
       left join assay.ledger_checkpoint using (size) where caller = $1 and ticket = $2`,
      [caller, ticket],
    )
    if (row === undefined) throw new AssayError('store/ledger-stage-lost', {})
    if (row.refused)
      throw new AssayError('store/ledger-corrupt', { where: 'what was staged', what: 'its bytes changed' })
    if (row.first !== null && row.note !== null) return { first: row.first, checkpoint: row.note }
    return row.free ? 'free' : 'taken'
  }

  const stagedLots = async () => {
    try {
      return await database.query<{ caller: number; entries: Uint8Array[]; leaf_hashes: Uint8Array[] }>(
        'select caller, entries, leaf_hashes from assay.ledger_stage where first is null and not refused',
      )
    } catch {
      return [] // the failure that led here is the one that is told
    }
  }

  // A staged lot whose bytes have changed would spoil every turn: it is set aside, and its own process is told.
  const withdrawRefused = async (error: unknown): Promise<void> => {
    if (!(error instanceof AssayError) || error.code !== 'store/ledger-corrupt') return
    const rows = await stagedLots()
    for (const { caller: by, entries, leaf_hashes: leaves } of rows) {
      const isWhole = entries.every((bytes, i) => hex(nodeTree.leafHash(bytes)) === hex(leaves[i] as Uint8Array))
      if (!isWhole) await database.query('update assay.ledger_stage set refused = true where caller = $1', [by])
    }
  }

  return {
    append: (entries) =>
      new Promise((resolve, reject) => {
        waiting.push({ entries, leafHashes: entries.map(nodeTree.leafHash), resolve, reject })
        if (!isWorking) void work()
      }),
    close: async () => {
      await client?.close()
    },
  }
}

const nextPatience = (patience: number): number => Math.min(Math.max(PATIENCE_MS, 2 * patience), MOST_PATIENCE_MS)

type Entered = {
  readonly first: number
  readonly head: { readonly size: number; readonly root: string }
  readonly checkpoint: string
  readonly placed: string
}

const settle = (calls: readonly Call[], { first, checkpoint }: Word): void => {
  const { size } = openCheckpoint(checkpoint)
  let at = first
  for (const { entries, resolve } of calls) {
    resolve({ first: at, size, checkpoint })
    at += entries.length
  }
}

const TELL = 'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as word (channel, payload)'

/** Each process hears its own channel, so that a word wakes nobody whom it is not for. */
const channelOf = (caller: number): string => `assay_ledger_${caller}`

/** What is said to each process whose lot was entered: `caller/ticket:first`, with spaces between, is where they are. */
const wordsOf = ({ placed, checkpoint }: Entered): { readonly channel: string; readonly payload: string }[] =>
  placed.split(' ').flatMap((one) => {
    const [, caller, ticket, first] = /^(-?\d+)\/(\d+):(\d+)$/.exec(one) ?? []
    return caller === undefined
      ? []
      : [{ channel: channelOf(Number(caller)), payload: `${ticket}:${first}\n${checkpoint}` }]
  })

const lotOf = (calls: readonly Call[]): Lot => ({
  entries: calls.flatMap(({ entries }) => entries),
  leafHashes: calls.flatMap(({ leafHashes }) => leafHashes),
})

const callsTogether = (waiting: readonly Call[]): number => {
  let entries = 0
  let bytes = 0
  const full = waiting.findIndex((call) => {
    entries += call.entries.length
    bytes += call.entries.reduce((total, entry) => total + entry.length, 0)
    return entries > MOST_ENTRIES || bytes > MOST_BYTES
  })
  return full < 0 ? waiting.length : Math.max(1, full)
}
