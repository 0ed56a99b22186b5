import { type Digest, digestFromHex, Evidence } from '#base'
import { meaningOf } from './bundle-layout.ts'
import type { SealedFiles } from './check-files.ts'
import { BundleFailure } from './failure.ts'
import { readCanonical } from './read-json.ts'

/** Evidence of the bundle by its digest, which is also its file's name. */
export type EvidenceByDigest = ReadonlyMap<Digest, Evidence>

/**
 * Every file of evidence is evidence in canonical form. That its name is its content's digest was found with the
 * files; the canonical form makes it the digest of the evidence itself.
 */
export const readEvidence = ({ kept }: SealedFiles): EvidenceByDigest => {
  const byDigest = new Map<Digest, Evidence>()
  for (const [path, bytes] of kept) {
    const meaning = meaningOf(path)
    if (meaning.kind !== 'evidence') continue
    const evidence = Evidence.safeParse(readCanonical(bytes, path))
    if (!evidence.success) {
      const [issue] = evidence.error.issues
      throw new BundleFailure('verify/malformed', `${path} ${issue?.path.join('.')}: ${issue?.message}`)
    }
    byDigest.set(digestFromHex(meaning.hex), evidence.data)
  }
  return byDigest
}
