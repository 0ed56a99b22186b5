import { AssayError } from '#base'
import { sameBytes } from './bytes.ts'
import { HASH_BYTES, nodeHash, rootOfLeaves } from './tree.ts'

/** A tree at one moment. */
export type TreeHead = { readonly size: number; readonly root: Uint8Array }

/**
 * Audit path of a leaf (RFC 6962 §2.1.1), from the leaf upwards.
 *
 * @param leaves hashes of all leaves of the tree
 * @throws AssayError `ledger/no-such-leaf`
 */
export const inclusionProof = (leaves: readonly Uint8Array[], index: number): Uint8Array[] => {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < leaves.length)) {
    throw new AssayError('ledger/no-such-leaf', { index, size: leaves.length })
  }
  if (leaves.length === 1) return []
  const split = largestPowerOfTwoBelow(leaves.length)
  const left = leaves.slice(0, split)
  const right = leaves.slice(split)
  return index < split
    ? [...inclusionProof(left, index), rootOfLeaves(right)]
    : [...inclusionProof(right, index - split), rootOfLeaves(left)]
}

/**
 * Proof that the tree over `leaves` continues the one over its first `size` (RFC 6962 §2.1.2).
 *
 * @throws AssayError `ledger/no-such-size`
 */
export const consistencyProof = (leaves: readonly Uint8Array[], size: number): Uint8Array[] => {
  if (!(Number.isSafeInteger(size) && size >= 1 && size <= leaves.length)) {
    throw new AssayError('ledger/no-such-size', { size, of: leaves.length })
  }
  return subproof(leaves, size, 'known')
}

// `known`: the verifier holds the root of the first `size` leaves itself, so it need not be sent.
const subproof = (leaves: readonly Uint8Array[], size: number, root: 'known' | 'needed'): Uint8Array[] => {
  if (size === leaves.length) return root === 'known' ? [] : [rootOfLeaves(leaves)]
  const split = largestPowerOfTwoBelow(leaves.length)
  const left = leaves.slice(0, split)
  const right = leaves.slice(split)
  return size <= split
    ? [...subproof(left, size, root), rootOfLeaves(right)]
    : [...subproof(right, size - split, 'needed'), rootOfLeaves(left)]
}

/** Whether `leaf` is the one at `index` in the tree (RFC 9162 §2.1.3.2). Never throws: a forged proof is `false`. */
export const verifyInclusion = (claim: {
  readonly leaf: Uint8Array
  readonly index: number
  readonly tree: TreeHead
  readonly proof: readonly Uint8Array[]
}): boolean => {
  const { leaf, index, tree, proof } = claim
  if (!isCount(index) || !isCount(tree.size) || index >= tree.size || ![leaf, ...proof].every(isHash)) return false
  let at = index
  let last = tree.size - 1
  let root = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      root = nodeHash(sibling, root)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else root = nodeHash(root, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && sameBytes(root, tree.root)
}

/**
 * Whether the later tree continues the earlier one (RFC 9162 §2.1.4.2). Never throws: a forged proof is `false`.
 * Of the empty tree nothing can be proved: every log continues it.
 */
export const verifyConsistency = (claim: {
  readonly from: TreeHead
  readonly to: TreeHead
  readonly proof: readonly Uint8Array[]
}): boolean => {
  const { from, to, proof } = claim
  if (!isCount(from.size) || !isCount(to.size) || from.size < 1 || from.size > to.size) return false
  if (!proof.every(isHash)) return false
  if (from.size === to.size) return proof.length === 0 && sameBytes(from.root, to.root)
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined || !isHash(first)) return false

  let at = from.size - 1
  let last = to.size - 1
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let earlier = first
  let later = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      earlier = nodeHash(sibling, earlier)
      later = nodeHash(sibling, later)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else later = nodeHash(later, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && sameBytes(earlier, from.root) && sameBytes(later, to.root)
}

// Sizes reach 2^53, beyond the reach of bit operators.
const half = (n: number): number => Math.floor(n / 2)
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES
const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n))

const largestPowerOfTwoBelow = (n: number): number => {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
