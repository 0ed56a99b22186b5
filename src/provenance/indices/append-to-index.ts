import { createHash } from 'node:crypto'
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AssayError } from '#base'
import { type ComponentFingerprint, FINGERPRINT_VERSION } from '../fingerprints/fingerprint-model.ts'
import type { NewModel } from '../fingerprints/index-shelf.ts'
import { blockSet, fingerprintDigest, type KnownComponent } from '../fingerprints/known-models.ts'
import {
  chained,
  type Commit,
  COMMIT_PLACES,
  EMPTY,
  encodeCommit,
  encodeHead,
  FORMAT_VERSION,
  HEADER_BYTES,
  MAGIC,
  padded,
  SEGMENT_HEAD_BYTES,
} from './index-layout.ts'
import { setsIn, tokensIn } from './load-index.ts'
import { openIndex, unreadable } from './open-index.ts'

/**
 * Adds models to an index file, which is made if it is not there. What is added counts as a whole or not at all: codes
 * first, made durable, then the commit record that counts them. Components without a code are left out.
 *
 * @returns the components that were added
 * @throws AssayError as `openIndex`; `provenance/index-in-use` while another process adds to the file
 */
export const appendToIndex = async (path: string, models: readonly NewModel[]): Promise<readonly KnownComponent[]> => {
  const rows = models
    .flatMap(({ model, source, fingerprints }) => fingerprints.map((one) => rowOf({ model, source }, one)))
    .filter((row) => row !== undefined)
    .toSorted((a, b) => (a.known.component < b.known.component ? -1 : a.known.component > b.known.component ? 1 : 0))
  if (rows.length === 0) return []
  return alone(path, async () => {
    await makeIfMissing(path)
    const { file, commit } = await openIndex(path, 'append')
    try {
      await write(file, commit, rows)
    } catch (error) {
      throw error instanceof AssayError ? error : unreadable(error, path)
    } finally {
      await file.close()
    }
    return rows.map(({ known }) => known)
  })
}

type Row = {
  readonly known: KnownComponent
  readonly token: Uint8Array | undefined
  readonly set: Uint8Array | undefined
}

const rowOf = (
  { model, source }: { model: string; source: string },
  fingerprint: ComponentFingerprint,
): Row | undefined => {
  const { component, architecture, token, blocks } = fingerprint
  if (token === undefined && blocks.length === 0) return undefined
  const set = blocks.length === 0 ? undefined : blockSet(blocks)
  const known: KnownComponent = {
    model,
    source,
    component,
    architecture,
    fingerprint: fingerprintDigest(fingerprint),
    token: token !== undefined,
    blocks: blocks.length,
  }
  return { known, token, set }
}

const write = async (file: FileHandle, commit: Commit, rows: readonly Row[]): Promise<void> => {
  const known = rows.map((row) => row.known)
  const text = new TextEncoder().encode(JSON.stringify(known))
  const names = new Uint8Array(padded(text.length))
  names.set(text)
  const hash = createHash('sha256').update(names)
  let at = commit.bytes + SEGMENT_HEAD_BYTES
  const put = async (bytes: Uint8Array): Promise<void> => {
    await file.write(bytes, 0, bytes.length, at)
    at += bytes.length
  }
  await put(names)
  for (const kind of ['token', 'set'] as const) {
    for (let first = 0; first < rows.length; first += AT_ONCE) {
      const piece = Buffer.concat(rows.slice(first, first + AT_ONCE).flatMap((row) => row[kind] ?? []))
      hash.update(piece)
      await put(piece)
    }
  }
  const head = encodeHead({
    entries: rows.length,
    tokenCodes: tokensIn(known),
    blockSets: setsIn(known),
    nameBytes: text.length,
    digest: hash.digest(),
  })
  await file.write(head, 0, head.length, commit.bytes)
  await file.sync()
  // The segment is on the disk: from here on it may count.
  const next: Commit = {
    number: commit.number + 1,
    bytes: at,
    entries: commit.entries + rows.length,
    segments: commit.segments + 1,
    digest: chained(commit.digest, head),
  }
  const place = COMMIT_PLACES[next.number % 2] as number
  await file.write(encodeCommit(next), 0, undefined, place)
  await file.sync()
}

const AT_ONCE = 4_096

const makeIfMissing = async (path: string): Promise<void> => {
  if ((await stat(path).catch(() => undefined)) !== undefined) return
  const header = new Uint8Array(HEADER_BYTES)
  header.set(Buffer.from(MAGIC, 'latin1'))
  const view = new DataView(header.buffer)
  view.setUint32(16, FORMAT_VERSION, true)
  view.setUint32(20, FINGERPRINT_VERSION, true)
  header.set(encodeCommit(EMPTY), COMMIT_PLACES[0])
  const draft = `${path}.draft-${process.pid}`
  try {
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(header)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    const folder = await open(dirname(path), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (cause) {
    throw new AssayError('provenance/index-unreadable', { path, reason: reasonOf(cause) }, { cause })
  } finally {
    await rm(draft, { force: true })
  }
}

/** One writer at a time: a lock file beside the index, which names its process. That of a dead process is taken over. */
const alone = async <T>(path: string, act: () => Promise<T>): Promise<T> => {
  const lock = `${path}.lock`
  for (let turn = 0; ; turn++) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (cause) {
      if (reasonOf(cause) !== 'EEXIST') {
        throw new AssayError('provenance/index-unreadable', { path, reason: reasonOf(cause) }, { cause })
      }
      const owner = await ownerOf(lock)
      if (owner !== undefined || turn > 0) {
        throw new AssayError('provenance/index-in-use', { path, lock, process: owner ?? 0 }, { cause })
      }
      await rm(lock, { force: true })
    }
  }
  try {
    return await act()
  } finally {
    await rm(lock, { force: true })
  }
}

/** The living process that holds the lock. */
const ownerOf = async (lock: string): Promise<number | undefined> => {
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''))
  if (!Number.isSafeInteger(owner) || owner < 1) return undefined
  try {
    process.kill(owner, 0)
    return owner
  } catch (error) {
    return reasonOf(error) === 'EPERM' ? owner : undefined // EPERM: it lives, and is another user's
  }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
