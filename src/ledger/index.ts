export { type BundleFiles, isBundlePath, MAX_BUNDLE_FILE_BYTES } from './bundle-files.ts'
export { type Checkpoint, type CheckpointBody, openCheckpoint, signCheckpoint } from './checkpoint.ts'
export { commitment } from './commitment.ts'
export {
  acts,
  decodeEntry,
  decodeSignedEntry,
  encodeEntry,
  encodeSignedEntry,
  LedgerEntry,
  MAX_ENTRY_BYTES,
  type SignedEntry,
} from './entry.ts'
export { envelopeKeyId } from './dsse.ts'
export { ledgerErrors } from './error-texts.ts'
export { consistencyProof, inclusionProof, type TreeHead, verifyConsistency, verifyInclusion } from './proofs.ts'
export {
  type Ed25519Hand,
  lineOfSignature,
  newSigningKey,
  openNote,
  parseNote,
  type SigningKey,
  signNote,
  verifierKeyOf,
} from './signed-note.ts'
export type { TileShelf } from './tile-shelf.ts'
export {
  bundleWidths,
  entriesOfBundle,
  parseTileKey,
  parseTilePlace,
  type TileKey,
  tileKey,
  tileOfEntries,
  tilesOf,
} from './tiles.ts'
export { joinBytes } from './bytes.ts'
export {
  appendLeaf,
  type CompactRange,
  emptyRange,
  leafHash,
  nodeHash,
  rootOf,
  rootOfLeaves,
  type TreeHashing,
  treeHashing,
} from './tree.ts'
export { parseVerifierKey, type SignatureHolds, signatureHolds, type VerifierKey } from './verifier-key.ts'
export { type Cosignature, cosign, cosignaturesOn } from './cosignature.ts'
export { parseWitnessPolicy, policyMet, type WitnessPolicy } from './witness-policy.ts'
export {
  type AddCheckpoint,
  answerAddCheckpoint,
  MAX_ADD_CHECKPOINT_BYTES,
  parseAddCheckpoint,
  type SeenHead,
  type WatchedLog,
  type WitnessAnswer,
  type WitnessMemory,
} from './witnessing.ts'
export { look, type Sighting } from './watching.ts'
export { type FetchTile, type LogCopy, tileTree } from './tile-tree.ts'
