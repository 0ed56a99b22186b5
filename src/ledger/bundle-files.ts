/**
 * The files of a published bundle, wherever they lie: a folder, an archive, a page that carries them.
 * - `paths` lists every file, relative, with `/`, in any order; nothing that lies there is left out.
 * - `read` resolves to `undefined` for a path that is not there. Calls may overlap; the bytes are the caller's.
 * - Both reject for what no bundle may hold (a link, a device, a file beyond the size limit).
 */
export interface BundleFiles {
  readonly paths: () => Promise<string[]>
  readonly read: (path: string) => Promise<Uint8Array | undefined>
}

/** No file of a bundle is larger; the largest are blobs of responses. It bounds what a hostile bundle makes us read. */
export const MAX_BUNDLE_FILE_BYTES = 512 * 1024 * 1024
/** A round has some thousand pieces of evidence; a hostile folder could have a billion files. */
export const MAX_BUNDLE_FILES = 200_000
/** `ledger/tile/entries/x001/234.p/17` has seven parts. */
export const MAX_PATH_DEPTH = 12

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/

/** A path that stays below the bundle and means the same on every system: letters, digits, `.`, `_`, `-`, and `/`. */
export const isBundlePath = (path: string): boolean => {
  const segments = path.split('/')
  return segments.length <= MAX_PATH_DEPTH && segments.every((segment) => SEGMENT.test(segment))
}
