import { AssayError, type Clock } from '#base'
import { encodeSignedEntry, type LedgerEntry, signCheckpoint, type SigningKey, verifierKeyOf } from '#ledger'
import { nodeSignatureHolds, nodeTree } from '#ledger/shelves'
import type { Database } from '../database.ts'
import { followingKey, settleFollowing } from '../signing-key.ts'
import type { KeptHeads } from './kept-head.ts'
import { checkedRange, type ReadBack } from './read-back.ts'
import { asBuffer, hex, refuseOldDatabase } from './turn.ts'

/**
 * One turn that changes the key of the log: the entry `key-rotated`, signed by the key that was and the key that follows, by
 * itself, and under it the first head of the new key. The new seed is durable before the log names it; if the process dies
 * after the commit, whoever opens the office next puts the seed in its place.
 *
 * @returns the new key
 * @throws AssayError `store/key-changed-meanwhile` if another process changed it first, `store/ledger-behind`, `store/ledger-corrupt`
 */
export const rotateKey = async ({
  database,
  keys,
  heads,
  clock,
  from,
}: {
  readonly database: Database
  readonly keys: string
  readonly heads: KeptHeads
  readonly clock: Clock
  readonly from: SigningKey
}): Promise<SigningKey> => {
  const to = await followingKey(keys, from.name)
  const entry: LedgerEntry = {
    at: clock(),
    act: 'key-rotated',
    programme: 'office',
    digests: {},
    by: 'office',
    facts: { from: verifierKeyOf(from), to: verifierKeyOf(to) },
  }
  const bytes = encodeSignedEntry(entry, [from, to])
  const head = await database.transaction(async (query) => {
    await query('select pg_advisory_xact_lock(1095979841, 2)')
    const [state] = await query<Omit<ReadBack, 'entries'>>(STATE)
    const before = { ...(state as Omit<ReadBack, 'entries'>), entries: [] }
    if (before.verifierKey !== verifierKeyOf(from)) throw new AssayError('store/key-changed-meanwhile', {})
    await refuseOldDatabase(database, heads, before)
    await query('insert into assay.ledger_entry (index, bytes, leaf_hash) values ($1, $2, $3)', [
      before.size,
      asBuffer(bytes),
      asBuffer(nodeTree.leafHash(bytes)),
    ])
    const entries = await query<ReadBack['entries'][number]>(
      'select index, bytes, leaf_hash as "leafHash" from assay.ledger_entry where index >= $1',
      [before.size],
    )
    const range = checkedRange({ ...before, entries }, nodeSignatureHolds(), undefined)
    const root = nodeTree.rootOf(range)
    const note = signCheckpoint({ origin: before.origin, size: range.size, root }, to)
    await query('select assay.ledger_sign($1, $2, $3, $4)', [
      range.size,
      note,
      Buffer.concat(range.hashes),
      verifierKeyOf(to),
    ])
    return { size: range.size, root: hex(root) }
  })
  await heads.keep(head)
  await settleFollowing(keys)
  return to
}

const STATE = `
  select state.size, hashes, origin, verifier_key as "verifierKey", note from assay.ledger_state as state
  left join assay.ledger_checkpoint as latest on latest.size = state.size
  for update of state`
