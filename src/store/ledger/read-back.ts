import { AssayError } from '#base'
import { type CompactRange, openCheckpoint, type SignatureHolds } from '#ledger'
import { nodeTree } from '#ledger/shelves'

/** A turn's entries as the table holds them, and the state on which they are to stand. */
export type ReadBack = {
  readonly size: number
  readonly hashes: Uint8Array
  readonly origin: string
  readonly verifierKey: string
  /** the last signed head; of an empty ledger there is none */
  readonly note: string | null
  readonly entries: readonly { readonly index: number; readonly bytes: Uint8Array; readonly leafHash: Uint8Array }[]
}

const HASH_BYTES = 32

/**
 * The tree that is to be signed, computed from what the database holds and from nothing else: the subtree hashes have the
 * root of the last head, that head is signed by the office, and each new entry has the hash that its process computed
 * before it left its memory. A bit that turned anywhere in between is found here, and nothing is signed.
 *
 * @throws AssayError `store/ledger-corrupt` with the place
 */
export const checkedRange = (read: ReadBack, holds: SignatureHolds, trusted: string | undefined): CompactRange => {
  let range = standingRange(read, holds, trusted)
  for (const [place, { index, bytes, leafHash }] of read.entries.entries()) {
    const where = `ledger entry ${read.size + place}`
    if (index !== read.size + place) throw corrupt(where, `the table has ${index} in its place`)
    if (!same(nodeTree.leafHash(bytes), leafHash)) throw corrupt(where, 'its bytes do not have its hash')
    range = nodeTree.appendLeaf(range, leafHash)
  }
  return range
}

/** @param trusted a head whose signature this process made or verified before */
const standingRange = (
  { size, hashes, note, origin, verifierKey }: ReadBack,
  holds: SignatureHolds,
  trusted: string | undefined,
): CompactRange => {
  const range = { size, hashes: split(hashes) }
  if (range.hashes.length !== onesIn(size)) throw corrupt('ledger state', 'its hashes are not those of its size')
  if (size === 0 && note === null) return range
  const where = `checkpoint ${size}`
  if (note === null) throw corrupt(where, 'it is not there')
  const head = orCorrupt(where, () => openCheckpoint(note, note === trusted ? undefined : verifierKey, holds))
  if (head.size !== size || head.origin !== origin) throw corrupt(where, 'it is of another tree')
  if (!same(head.root, nodeTree.rootOf(range)))
    throw corrupt('ledger state', `its hashes have not the root of ${where}`)
  return range
}

const split = (hashes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(hashes.length / HASH_BYTES) }, (_, i) =>
    hashes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  )

const onesIn = (size: number): number => size.toString(2).replaceAll('0', '').length

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

const orCorrupt = <T>(where: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    throw corrupt(where, cause instanceof AssayError ? cause.code : 'unreadable', cause)
  }
}

export const corrupt = (where: string, what: string, cause?: unknown): AssayError =>
  new AssayError('store/ledger-corrupt', { where, what }, cause === undefined ? undefined : { cause })
