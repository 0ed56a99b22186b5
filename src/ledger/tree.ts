import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
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

export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** The arithmetic of RFC 6962 trees over one implementation of SHA-256. */
export type TreeHashing = {
  /** Hash of an entry as a leaf: SHA-256(0x00 ‖ entry). */
  readonly leafHash: (entry: Uint8Array) => Uint8Array
  /** Hash of two subtrees: SHA-256(0x01 ‖ left ‖ right). */
  readonly nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array
  /**
   * The range with one leaf more. The given range stays as it is.
   *
   * @param leaf a leaf's hash, 32 bytes
   */
  readonly appendLeaf: (range: CompactRange, leaf: Uint8Array) => CompactRange
  /** Root of the tree (RFC 6962 §2.1); of the empty tree, the hash of nothing. */
  readonly rootOf: (range: CompactRange) => Uint8Array
  /** A tree that grows in place, for long ones of which only roots are wanted. */
  readonly grow: () => GrowingTree
  /** Root over leaf hashes, all at once. */
  readonly rootOfLeaves: (leaves: readonly Uint8Array[]) => Uint8Array
}

export type GrowingTree = {
  readonly add: (leaf: Uint8Array) => void
  readonly size: () => number
  readonly root: () => Uint8Array
}

/** @param sha256 the platform's own where it is faster; the answers are the same */
export const treeHashing = (sha256: Sha256): TreeHashing => {
  // Hashing millions of entries would fill the heap with inputs that die at once: they are written into one place.
  let leafInput = Uint8Array.of(LEAF_PREFIX)
  const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES)
  nodeInput[0] = NODE_PREFIX
  const leafHash: TreeHashing['leafHash'] = (entry) => {
    if (leafInput.length < 1 + entry.length) leafInput = new Uint8Array(1 + 2 * entry.length) // begins with the prefix, 0
    leafInput.set(entry, 1)
    return sha256(leafInput.subarray(0, 1 + entry.length))
  }
  const nodeHash: TreeHashing['nodeHash'] = (left, right) => {
    nodeInput.set(left, 1)
    nodeInput.set(right, 1 + HASH_BYTES)
    return sha256(nodeInput)
  }
  const appendLeaf: TreeHashing['appendLeaf'] = (range, leaf) => {
    if (leaf.length !== HASH_BYTES) throw new AssayError('ledger/not-a-hash', { bytes: leaf.length })
    const hashes = [...range.hashes]
    let right = leaf
    for (let full = range.size; full % 2 === 1; full = Math.floor(full / 2)) {
      right = nodeHash(hashes.pop() as Uint8Array, right) // one hash for each one in binary, so there is one to take
    }
    return { size: range.size + 1, hashes: [...hashes, right] }
  }
  const rootOf: TreeHashing['rootOf'] = (range) => {
    const last = range.hashes.at(-1)
    if (last === undefined) return sha256(new Uint8Array())
    return range.hashes.slice(0, -1).reduceRight((root, subtree) => nodeHash(subtree, root), last)
  }
  const grow: TreeHashing['grow'] = () => {
    const hashes: Uint8Array[] = []
    let size = 0
    return {
      add: (leaf) => {
        let right = leaf
        for (let full = size; full % 2 === 1; full = Math.floor(full / 2)) {
          right = nodeHash(hashes.pop() as Uint8Array, right)
        }
        hashes.push(right)
        size++
      },
      size: () => size,
      root: () => rootOf({ size, hashes }),
    }
  }
  const rootOfLeaves: TreeHashing['rootOfLeaves'] = (leaves) => {
    const tree = grow()
    for (const leaf of leaves) tree.add(leaf)
    return tree.root()
  }
  return { leafHash, nodeHash, appendLeaf, rootOf, rootOfLeaves, grow }
}

export const { leafHash, nodeHash, appendLeaf, rootOf, rootOfLeaves } = treeHashing(portableSha256)
