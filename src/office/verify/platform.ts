import { sha256 } from '@noble/hashes/sha2.js'
import { digestOf, hexOf } from '#base'
import { type SignatureHolds, signatureHolds, type TreeHashing, treeHashing } from '#ledger'

/** What the machine does faster than portable code, with the same answers: hashing, and verifying signatures. */
export type Platform = {
  readonly tree: TreeHashing
  readonly signatureHolds: SignatureHolds
  /** SHA-256 in hex */
  readonly hexDigest: (bytes: Uint8Array) => string
}

/** Runs anywhere, a browser too. */
export const portablePlatform: Platform = {
  tree: treeHashing(sha256),
  signatureHolds,
  hexDigest: (bytes) => hexOf(digestOf(bytes)),
}
