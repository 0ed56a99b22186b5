import { type Digest, digestOfJson } from '#base'

/** One file of a submission. */
export type ManifestFile = {
  /** relative to the submission's folder, with `/`, in NFC or whatever the team wrote: bytes are not changed */
  readonly path: string
  readonly bytes: number
  readonly digest: Digest
}

/** What a submission consists of; its canonical JSON is what the office keeps, and its digest fixes the submission. */
export type Manifest = {
  /** in the order of their paths' code units */
  readonly files: readonly ManifestFile[]
}

/** Name of a submission: SHA-256 of the canonical JSON of its manifest. */
export const manifestDigest = (manifest: Manifest): Digest => digestOfJson(manifest)

export const manifestBytes = ({ files }: Manifest): number => files.reduce((total, { bytes }) => total + bytes, 0)
