import { AssayError } from '#base'
import { sameBytes } from './bytes.ts'
import { openCheckpoint } from './checkpoint.ts'
import { verifyConsistency } from './proofs.ts'
import { type FetchTile, tileTree } from './tile-tree.ts'
import { isSignedFor, type SeenHead, type WatchedLog } from './witnessing.ts'

/** What a witness found when it looked at a log. */
export type Sighting =
  | { readonly kind: 'grown' | 'same'; readonly head: SeenHead }
  /** an older head: a cache, or a server behind. Of the same history, unless its tiles end there too: then nobody can say */
  | { readonly kind: 'behind'; readonly head: SeenHead; readonly seen: SeenHead }
  /** two heads of one log that no one history has */
  | { readonly kind: 'forked'; readonly head: SeenHead; readonly seen: SeenHead }

/**
 * Compares the head that a log shows with the one that was seen before, by a proof made of the log's own tiles. The tiles
 * are not believed: a proof over wrong ones does not hold, and is a fork.
 *
 * @throws AssayError `ledger/not-signed-by-key` if none of the log's keys signed the head, `ledger/other-log` for another
 *   origin, those of checkpoints, and `ledger/tile-missing`
 */
export const look = async (
  log: WatchedLog,
  note: string,
  { seen, fetchTile }: { readonly seen: SeenHead | undefined; readonly fetchTile: FetchTile },
): Promise<Sighting> => {
  const { origin, size, root } = openCheckpoint(note)
  if (origin !== log.origin) throw new AssayError('ledger/other-log', { got: origin, wanted: log.origin })
  if (!isSignedFor(log, note)) {
    throw new AssayError('ledger/not-signed-by-key', {
      key: log.keys.map((key) => `${key.name}+${key.keyId}`).join(', '),
    })
  }
  const head: SeenHead = { size, root, note }
  if (seen === undefined || seen.size === 0) return { kind: 'grown', head }
  if (size === seen.size) return sameBytes(root, seen.root) ? { kind: 'same', head } : { kind: 'forked', head, seen }
  const [from, to] = size > seen.size ? [seen, head] : [head, seen]
  if (from.size === 0) return { kind: 'behind', head, seen }
  const proof = await tileTree(to.size, fetchTile)
    .consistencyProof(from.size)
    .catch((error: unknown) => {
      if (size < seen.size && error instanceof AssayError && error.code === 'ledger/tile-missing') return undefined
      throw error
    })
  if (proof === undefined) return { kind: 'behind', head, seen }
  if (!verifyConsistency({ from, to, proof })) return { kind: 'forked', head, seen }
  return size > seen.size ? { kind: 'grown', head } : { kind: 'behind', head, seen }
}
