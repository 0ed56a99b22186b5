import { digestOf, hexOf } from '#base'
import { type BundleFiles, parseVerifierKey } from '#ledger'
import { meaningOf } from './bundle-layout.ts'
import { isKept, MAX_KEPT_BYTES, pathsOrFail, readOrFail, type SealedFiles } from './check-files.ts'
import { BundleFailure, orFail } from './failure.ts'

/**
 * The files that a page carries of its own bundle: all but the manifest, its signature and the pages. Evidence and blobs
 * have the digest that their name says; what else is there, later checks read and hold against the ledger. That no blob or
 * opening is missing, and no comment of `programme.yaml` is another, only the manifest can say.
 *
 * @param key the public key that the bundle's manifest names
 */
export const checkCarriedFiles = async (files: BundleFiles, key: string): Promise<SealedFiles> => {
  const paths = (await pathsOrFail(files)).toSorted()
  const kept = new Map<string, Uint8Array>()
  let bytes = 0
  for (const path of paths) {
    const meaning = meaningOf(path)
    if (meaning.kind === 'misnamed' || meaning.kind === 'extra') throw new BundleFailure('verify/file-misplaced', path)
    const content = await readOrFail(files, path)
    if (content === undefined) throw new BundleFailure('verify/file-missing', path)
    bytes += content.length
    if (bytes > MAX_KEPT_BYTES) throw new BundleFailure('verify/too-large', path)
    if ((meaning.kind === 'evidence' || meaning.kind === 'blob') && meaning.hex !== hexOf(digestOf(content))) {
      throw new BundleFailure('verify/content-name', path)
    }
    if (isKept(path)) kept.set(path, content)
  }
  orFail('verify/malformed', 'the key of the bundle', () => parseVerifierKey(key))
  return { key, signatures: 0, paths, bytes, kept }
}
