import { digestOf } from '#base'
import {
  type BundleFiles,
  decodeEntry,
  entriesOfBundle,
  isBundlePath,
  MAX_BUNDLE_FILE_BYTES,
  openNote,
  parseNote,
  parseVerifierKey,
} from '#ledger'
import { Manifest, MANIFEST, MANIFEST_SIGNATURE, manifestNoteText, meaningOf } from './bundle-layout.ts'
import { BundleFailure, orFail, reasonOf } from './failure.ts'
import type { Platform } from './platform.ts'
import { readCanonical, readText } from './read-json.ts'

/** The list of 200,000 files has 30 MB; its length bounds their number too. */
const MAX_MANIFEST_BYTES = 32 * 1024 * 1024
/** What is kept in memory after its digest is known: everything but blobs and pages. */
export const MAX_KEPT_BYTES = 512 * 1024 * 1024
const MAX_TOTAL_BYTES = 64 * 1024 * 1024 * 1024

type Kept = ReadonlyMap<string, Uint8Array>

/** A bundle whose every byte is the one that its key signed. */
export type SealedFiles = {
  /** The public key that the manifest names and that signed it. */
  readonly key: string
  /** How many signatures over the files were verified: the manifest's, where there is one. */
  readonly signatures: number
  readonly paths: readonly string[]
  readonly bytes: number
  /** Contents of all files that later checks read: evidence, openings, ledger, rules, programme, decision. */
  readonly kept: ReadonlyMap<string, Uint8Array>
}

/**
 * The manifest is the signed one, every file is the listed one, and there is no other. Digests come before the
 * signature, so that a changed file is named as that file.
 */
export const checkFiles = async (
  files: BundleFiles,
  givenKey: string | undefined,
  platform: Platform,
): Promise<SealedFiles> => {
  const manifestBytes = await readListed(files, MANIFEST, MAX_MANIFEST_BYTES)
  const signature = readText(await readListed(files, MANIFEST_SIGNATURE, MAX_MANIFEST_BYTES), MANIFEST_SIGNATURE)
  const note = orFail('verify/signature-wrong', MANIFEST_SIGNATURE, () => parseNote(signature))
  if (note.text !== manifestNoteText(digestOf(manifestBytes))) {
    throw new BundleFailure('verify/manifest-changed', MANIFEST)
  }
  const manifest = readManifest(manifestBytes)
  const contents = await readAll(files, manifest, platform)
  checkManifestSignature(signature, { named: manifest.key, given: givenKey, kept: contents.kept }, platform)
  return { ...contents, key: manifest.key, signatures: 1, paths: manifest.files.map(({ path }) => path) }
}

const readListed = async (files: BundleFiles, path: string, limit: number): Promise<Uint8Array> => {
  const bytes = await readOrFail(files, path)
  if (bytes === undefined) throw new BundleFailure('verify/manifest-missing', path)
  if (bytes.length > limit) throw new BundleFailure('verify/too-large', path)
  return bytes
}

export const readOrFail = async (files: BundleFiles, path: string): Promise<Uint8Array | undefined> => {
  try {
    return await files.read(path)
  } catch (cause) {
    throw new BundleFailure('verify/unreadable', `${path}: ${reasonOf(cause)}`, { cause })
  }
}

const readManifest = (bytes: Uint8Array): Manifest => {
  const parsed = Manifest.safeParse(readCanonical(bytes, MANIFEST))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new BundleFailure('verify/manifest-malformed', `${MANIFEST} ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { files } = parsed.data
  files.forEach(({ path, size }, i) => {
    const before = files[i - 1]?.path
    if (before !== undefined && before >= path) {
      throw new BundleFailure('verify/manifest-malformed', `${MANIFEST}: ${path} is out of order or listed twice`)
    }
    if (path === MANIFEST || path === MANIFEST_SIGNATURE || meaningOf(path).kind === 'misnamed') {
      throw new BundleFailure('verify/file-misplaced', path)
    }
    if (size > MAX_BUNDLE_FILE_BYTES) throw new BundleFailure('verify/too-large', path)
  })
  const kept = files.filter(({ path }) => isKept(path))
  if (sizeOf(files) > MAX_TOTAL_BYTES || sizeOf(kept) > MAX_KEPT_BYTES) {
    throw new BundleFailure('verify/too-large', `${MANIFEST}: the sizes together`)
  }
  return parsed.data
}

const readAll = async (
  files: BundleFiles,
  manifest: Manifest,
  { hexDigest }: Platform,
): Promise<{ readonly bytes: number; readonly kept: ReadonlyMap<string, Uint8Array> }> => {
  await refuseUnlisted(files, manifest)
  const kept = new Map<string, Uint8Array>()
  for (const { path, size, sha256 } of manifest.files) {
    const bytes = await readOrFail(files, path)
    if (bytes === undefined) throw new BundleFailure('verify/file-missing', path)
    if (bytes.length !== size || hexDigest(bytes) !== sha256) throw new BundleFailure('verify/file-changed', path)
    const meaning = meaningOf(path)
    if ((meaning.kind === 'evidence' || meaning.kind === 'blob') && meaning.hex !== sha256) {
      throw new BundleFailure('verify/content-name', path)
    }
    if (isKept(path)) kept.set(path, bytes)
  }
  return { bytes: sizeOf(manifest.files), kept }
}

/** Whether later checks read the contents; a blob's digest and a page's are all that is checked of them. */
export const isKept = (path: string): boolean => {
  const { kind } = meaningOf(path)
  return kind !== 'blob' && kind !== 'extra'
}

const sizeOf = (files: Manifest['files']): number => files.reduce((total, { size }) => total + size, 0)

const refuseUnlisted = async (files: BundleFiles, manifest: Manifest): Promise<void> => {
  const listed = new Set([MANIFEST, MANIFEST_SIGNATURE, ...manifest.files.map(({ path }) => path)])
  for (const path of await pathsOrFail(files)) {
    if (!listed.has(path)) {
      const name = isBundlePath(path) ? path : JSON.stringify(path.slice(0, 200))
      throw new BundleFailure('verify/file-unlisted', name)
    }
  }
}

export const pathsOrFail = async (files: BundleFiles): Promise<string[]> => {
  try {
    return await files.paths()
  } catch (cause) {
    throw new BundleFailure('verify/unreadable', reasonOf(cause), { cause })
  }
}

const checkManifestSignature = (
  note: string,
  key: { named: string; given: string | undefined; kept: Kept },
  { signatureHolds }: Platform,
): void => {
  orFail('verify/manifest-malformed', `${MANIFEST} key`, () => parseVerifierKey(key.named))
  if (parseNote(note).signatures.length !== 1) {
    throw new BundleFailure('verify/signature-wrong', `${MANIFEST_SIGNATURE}: not exactly one signature`)
  }
  orFail('verify/signature-wrong', MANIFEST_SIGNATURE, () => openNote(note, key.named, signatureHolds))
  refuseOtherKey({ named: [key.named, ...earlierKeys(key)], given: key.given }, MANIFEST_SIGNATURE)
}

/** Keys that the ledger says it had before: the check of signatures proves it. Looked for only where another key was given. */
const earlierKeys = ({ named, given, kept }: { named: string; given: string | undefined; kept: Kept }): string[] => {
  if (given === undefined || given === named) return []
  return [...kept].flatMap(([path, tile]) => {
    const [, width = '256'] = /^ledger\/tile\/entries\/[^.]*(?:\.p\/(\d+))?$/.exec(path) ?? ['', '']
    if (width === '') return []
    return orFail('verify/malformed', path, () => entriesOfBundle(tile, Number(width), path)).flatMap((bytes) => {
      const { act, facts } = orFail('verify/entry-malformed', path, () => decodeEntry(bytes, path))
      return act === 'key-rotated' ? [String((facts as { from?: unknown } | undefined)?.from)] : []
    })
  })
}

/** The key that was given, if one was, is one that the log has had: text against text, the encodings are canonical. */
export const refuseOtherKey = (
  { named, given }: { readonly named: readonly string[]; readonly given: string | undefined },
  where: string,
): void => {
  if (given === undefined || named.includes(given)) return
  const { name, keyId } = parseVerifierKey(named.at(-1) ?? '')
  throw new BundleFailure('verify/other-key', `${where} is signed by ${name}+${keyId}`)
}
