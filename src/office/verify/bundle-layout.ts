import { z } from 'zod'
import { type Digest, hexOf } from '#base'
import { isBundlePath } from '#ledger'

/** Where the parts of a bundle lie; docs/formats/bundle.md is the same for people. */
export const MANIFEST = 'manifest.json'
export const MANIFEST_SIGNATURE = 'manifest.sig'
export const PROGRAMME = 'programme.yaml'
export const RULES = 'rules.json'
export const DECISION = 'decision.json'
/** The latest checkpoint, where a C2SP log serves it; tiles lie beside it. */
export const CHECKPOINT = 'ledger/checkpoint'
/** Every checkpoint that the office kept, oldest first, one after the other. */
export const CHECKPOINTS = 'ledger/checkpoints.txt'

export const evidencePath = (digest: Digest): string => `evidence/${hexOf(digest)}.json`
export const blobPath = (digest: Digest): string => `blobs/${hexOf(digest)}`
export const openingPath = (digest: Digest): string => `openings/${hexOf(digest)}.json`
export const ledgerPath = (tile: string): string => `ledger/${tile}`

/** Folders in which every file has its place and name; elsewhere a bundle may carry what it likes (pages). */
const RESERVED = /^(?:evidence|blobs|openings|ledger)\//
const EVIDENCE_PATH = /^evidence\/([0-9a-f]{64})\.json$/
const BLOB_PATH = /^blobs\/([0-9a-f]{64})$/
const OPENING_PATH = /^openings\/([0-9a-f]{64})\.json$/

export type PathMeaning =
  | { readonly kind: 'evidence' | 'blob' | 'opening'; readonly hex: string }
  | { readonly kind: 'ledger' | 'part' | 'extra' | 'misnamed' }

/** What a path of the manifest says that the file is. */
export const meaningOf = (path: string): PathMeaning => {
  if (path === PROGRAMME || path === RULES || path === DECISION) return { kind: 'part' }
  if (path.startsWith('ledger/')) return { kind: 'ledger' }
  for (const [kind, pattern] of NAMED_BY_CONTENT) {
    const hex = pattern.exec(path)?.[1]
    if (hex !== undefined) return { kind, hex }
  }
  return { kind: RESERVED.test(path) ? 'misnamed' : 'extra' }
}

const NAMED_BY_CONTENT = [
  ['evidence', EVIDENCE_PATH],
  ['blob', BLOB_PATH],
  ['opening', OPENING_PATH],
] as const

export const BUNDLE_FORMAT = 'assay-bundle/1'

/** `manifest.json`: every file but itself and its signature, sorted by path, and the key that signs. */
export const Manifest = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  key: z.string().max(500),
  files: z.array(
    z.strictObject({
      path: z.string().refine(isBundlePath, 'a path that stays in the bundle'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      size: z.int().min(0),
    }),
  ),
})
export type Manifest = z.infer<typeof Manifest>

/** What is signed of a manifest. Two lines, so that it can never be read as a checkpoint, which has three. */
export const manifestNoteText = (digest: Digest): string => `${BUNDLE_FORMAT}\n${digest}\n`

/** The value behind a commitment, with the salt that proves it; hex and canonical JSON. */
export const Opening = z.strictObject({ salt: z.string().regex(/^[0-9a-f]{64}$/), value: z.json() })
export type Opening = z.infer<typeof Opening>
