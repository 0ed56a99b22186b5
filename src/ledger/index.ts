export { type BundleFiles, isBundlePath, MAX_BUNDLE_FILE_BYTES } from './bundle-files.ts'
export { type Checkpoint, type CheckpointBody, openCheckpoint, signCheckpoint } from './checkpoint.ts'
export { commitment } from './commitment.ts'
export { acts, decodeEntry, encodeEntry, LedgerEntry, MAX_ENTRY_BYTES } from './entry.ts'
export { ledgerErrors } from './error-texts.ts'
export { consistencyProof, inclusionProof, type TreeHead, verifyConsistency, verifyInclusion } from './proofs.ts'
export {
  newSigningKey,
  openNote,
  parseNote,
  parseVerifierKey,
  type SigningKey,
  signNote,
  verifierKeyOf,
} from './signed-note.ts'
export type { TileShelf } from './tile-shelf.ts'
export { bundleWidths, entriesOfBundle, parseTileKey, type TileKey, tileKey, tilesOf } from './tiles.ts'
export { appendLeaf, type CompactRange, emptyRange, leafHash, nodeHash, rootOf } from './tree.ts'
