import { sha256 } from '@noble/hashes/sha2.js'
import { AssayError } from '#base'

// Prefixes of RFC 6962 §2.1: a leaf can never be read as a node.
const LEAF_PREFIX = 0x00
const NODE_PREFIX = 0x01

export const HASH_BYTES = 32

/**
 * What must be kept of a Merkle tree to append to it: the roots of its perfect subtrees, the largest and leftmost
 * first. A tree of `size` leaves has as many as `size` has ones in binary.
 */
export type CompactRange = { readonly size: number; readonly hashes: readonly Uint8Array[] }

export const emptyRange: CompactRange = { size: 0, hashes: [] }

/** Hash of an entry as a leaf: SHA-256(0x00 ‖ entry). */
export const leafHash = (entry: Uint8Array): Uint8Array => {
  const input = new Uint8Array(1 + entry.length)
  input[0] = LEAF_PREFIX
  input.set(entry, 1)
  return sha256(input)
}

/** Hash of two subtrees: SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const input = new Uint8Array(1 + 2 * HASH_BYTES)
  input[0] = NODE_PREFIX
  input.set(left, 1)
  input.set(right, 1 + HASH_BYTES)
  return sha256(input)
}

/**
 * The range with one leaf more. The given range stays as it is.
 *
 * @param leaf a leaf's hash ({@link leafHash}), 32 bytes
 */
export const appendLeaf = (range: CompactRange, leaf: Uint8Array): CompactRange => {
  if (leaf.length !== HASH_BYTES) throw new AssayError('ledger/not-a-hash', { bytes: leaf.length })
  const hashes = [...range.hashes]
  let right = leaf
  for (let full = range.size; full % 2 === 1; full = Math.floor(full / 2)) {
    right = nodeHash(hashes.pop() as Uint8Array, right) // one hash for each one in binary, so there is one to take
  }
  return { size: range.size + 1, hashes: [...hashes, right] }
}

/** Root of the tree (RFC 6962 §2.1); of the empty tree, the hash of nothing. */
export const rootOf = (range: CompactRange): Uint8Array => {
  const last = range.hashes.at(-1)
  if (last === undefined) return sha256(new Uint8Array())
  return range.hashes.slice(0, -1).reduceRight((root, subtree) => nodeHash(subtree, root), last)
}

/** Root over leaf hashes, all at once. */
export const rootOfLeaves = (leaves: readonly Uint8Array[]): Uint8Array => rootOf(leaves.reduce(appendLeaf, emptyRange))
