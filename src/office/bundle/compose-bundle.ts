import { hash } from 'node:crypto'
import {
  AssayError,
  canonicalJson,
  type Digest,
  digestFromHex,
  type Evidence,
  evidenceDigest,
  hexOf,
  type Json,
} from '#base'
import { commitment, isBundlePath, openCheckpoint, type SigningKey, signNote, tilesOf, verifierKeyOf } from '#ledger'
import {
  blobPath,
  BUNDLE_FORMAT,
  CHECKPOINT,
  CHECKPOINTS,
  DECISION,
  evidencePath,
  ledgerPath,
  type Manifest,
  MANIFEST,
  MANIFEST_SIGNATURE,
  manifestNoteText,
  meaningOf,
  openingPath,
  PROGRAMME,
  RULES,
} from '../verify/bundle-layout.ts'

/** What a bundle is made of. */
export type BundleParts = {
  /** `programme.yaml` as it was written. */
  readonly programmeYaml: Uint8Array
  /** The rules as parsed from it; their canonical JSON is what was sealed. */
  readonly rules: Json
  /** All evidence that the ledger admitted for the round. */
  readonly evidence: readonly Evidence[]
  readonly blobs: readonly { readonly digest: Digest; readonly bytes: Uint8Array }[]
  readonly decision: Json
  readonly ledger: {
    /** All entries, from the first; the last checkpoint must be of exactly these. */
    readonly entries: readonly Uint8Array[]
    /** Signed notes in the order in which the log grew. */
    readonly checkpoints: readonly string[]
  }
  /** Commitments that are opened in this bundle. */
  readonly openings?: readonly { readonly salt: Uint8Array; readonly value: Json }[]
  /** Pages, by path: `report.html`. */
  readonly extra?: Readonly<Record<string, Uint8Array>>
}

/** All files of a bundle by path, manifest and signature included, and the digest of the manifest. */
export type ComposedBundle = { readonly files: ReadonlyMap<string, Uint8Array>; readonly manifest: Digest }

/**
 * The files of a bundle, sealed by `key`. Pure: the same parts and key give the same bytes.
 *
 * @throws AssayError `bundle/checkpoint-missing`, `bundle/blob-misnamed`, `bundle/path-refused`
 */
export const composeBundle = (parts: BundleParts, key: SigningKey): ComposedBundle => {
  const files = new Map<string, Uint8Array>([
    [PROGRAMME, parts.programmeYaml],
    [RULES, canonicalBytes(parts.rules)],
    [DECISION, canonicalBytes(parts.decision)],
    ...ledgerFiles(parts.ledger),
    ...parts.evidence.map((evidence) => [evidencePath(evidenceDigest(evidence)), canonicalBytes(evidence)] as const),
    ...parts.blobs.map(namedBlob),
    ...(parts.openings ?? []).map(opened),
    ...Object.entries(parts.extra ?? {}).map(placedExtra),
  ])
  const manifest: Manifest = {
    format: BUNDLE_FORMAT,
    key: verifierKeyOf(key),
    files: [...files]
      .map(([path, bytes]) => ({ path, sha256: hexOf(digestOf(bytes)), size: bytes.length }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  }
  const manifestBytes = canonicalBytes(manifest)
  const digest = digestOf(manifestBytes)
  files.set(MANIFEST, manifestBytes)
  files.set(MANIFEST_SIGNATURE, bytesOf(signNote(manifestNoteText(digest), key)))
  return { files, manifest: digest }
}

const ledgerFiles = ({ entries, checkpoints }: BundleParts['ledger']): [string, Uint8Array][] => {
  const kept = latestOfEachSize(checkpoints)
  const last = kept.at(-1)
  if (last === undefined || openCheckpoint(last).size !== entries.length) {
    throw new AssayError('bundle/checkpoint-missing', { entries: entries.length })
  }
  return [
    [CHECKPOINT, bytesOf(last)],
    [CHECKPOINTS, bytesOf(kept.join(''))],
    ...[...tilesOf(entries)].map(([tile, bytes]): [string, Uint8Array] => [ledgerPath(tile), bytes]),
  ]
}

// A head that was signed again, with more cosignatures perhaps, says nothing new of the log.
const latestOfEachSize = (checkpoints: readonly string[]): string[] => [
  ...new Map(checkpoints.map((note) => [openCheckpoint(note).size, note])).values(),
]

const namedBlob = ({ digest, bytes }: BundleParts['blobs'][number]): [string, Uint8Array] => {
  if (digestOf(bytes) !== digest) throw new AssayError('bundle/blob-misnamed', { digest })
  return [blobPath(digest), bytes]
}

const opened = ({ salt, value }: { readonly salt: Uint8Array; readonly value: Json }): [string, Uint8Array] => {
  const hex = [...salt].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [openingPath(commitment(salt, value)), canonicalBytes({ salt: hex, value })]
}

const placedExtra = ([path, bytes]: [string, Uint8Array]): [string, Uint8Array] => {
  if (!isBundlePath(path) || meaningOf(path).kind !== 'extra' || path === MANIFEST || path === MANIFEST_SIGNATURE) {
    throw new AssayError('bundle/path-refused', { path })
  }
  return [path, bytes]
}

const canonicalBytes = (value: Json): Uint8Array => bytesOf(canonicalJson(value))
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
// Blobs may be large: six times as fast as in JavaScript.
const digestOf = (bytes: Uint8Array): Digest => digestFromHex(hash('sha256', bytes, 'hex'))
