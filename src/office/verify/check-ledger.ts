import {
  appendLeaf,
  bundleWidths,
  type Checkpoint,
  type CompactRange,
  cosignaturesOn,
  decodeEntry,
  emptyRange,
  entriesOfBundle,
  leafHash,
  type LedgerEntry,
  openCheckpoint,
  openNote,
  parseVerifierKey,
  rootOf,
  tileKey,
  tilesOf,
  type WitnessPolicy,
} from '#ledger'
import { CHECKPOINT, CHECKPOINTS, ledgerPath } from './bundle-layout.ts'
import type { SealedFiles } from './check-files.ts'
import { BundleFailure, orFail } from './failure.ts'
import { readText } from './read-json.ts'

/** An entry with the place that the tree gives it. */
export type PlacedEntry = LedgerEntry & { readonly index: number }

/** A checkpoint as it was written, and as it reads. */
type Signed = { readonly note: string; readonly checkpoint: Checkpoint; readonly where: string }

export type CheckedLedger = {
  readonly entries: readonly PlacedEntry[]
  readonly leaves: readonly Uint8Array[]
  readonly signed: readonly Signed[]
}

const ENTRIES_PER_TILE = 256

/**
 * Every entry is well formed, its leaf hash is the one in its tile, all tiles are those of these entries, and the tree
 * over them has the root of the latest checkpoint. One root over all entries includes each of them.
 */
export const checkEntries = (sealed: SealedFiles): CheckedLedger => {
  const signed = readCheckpoints(sealed)
  const last = signed.at(-1)
  if (last === undefined) throw new BundleFailure('verify/malformed', `${CHECKPOINTS}: no checkpoint`)
  const bytes = readEntries(sealed, last.checkpoint.size)
  const entries = bytes.map((entry, index) => {
    const where = entryPlace(index)
    return { ...orFail('verify/entry-malformed', where, () => decodeEntry(entry, where)), index }
  })
  checkTiles(sealed, bytes)
  const leaves = bytes.map(leafHash)
  if (!sameBytes(rootOf(leaves.reduce(appendLeaf, emptyRange)), last.checkpoint.root)) {
    throw new BundleFailure('verify/not-included', last.where)
  }
  return { entries, leaves, signed }
}

/**
 * Every checkpoint is a moment of one and the same log: the tree over the first entries has its root. Since all
 * entries are here, this says more than a consistency proof from each to the next.
 */
export const checkConsistency = ({ leaves, signed }: CheckedLedger): void => {
  const [first] = signed
  let range: CompactRange = emptyRange
  let before = -1
  for (const { checkpoint, where } of signed) {
    if (checkpoint.origin !== first?.checkpoint.origin) {
      throw new BundleFailure('verify/not-consistent', `${where}: another log's name`)
    }
    if (checkpoint.size <= before) throw new BundleFailure('verify/not-consistent', `${where}: the log did not grow`)
    range = leaves.slice(range.size, checkpoint.size).reduce(appendLeaf, range)
    if (!sameBytes(rootOf(range), checkpoint.root)) throw new BundleFailure('verify/not-consistent', where)
    before = checkpoint.size
  }
}

/**
 * Every checkpoint is signed by the key that signed the bundle, and the last is cosigned by as many witnesses as the
 * policy asks for: they saw this log and no other. Returns how many signatures were verified.
 */
export const checkSignatures = (
  { key }: SealedFiles,
  { signed }: CheckedLedger,
  policy: WitnessPolicy | undefined,
): number => {
  for (const { note, where } of signed) orFail('verify/signature-wrong', where, () => openNote(note, key))
  const last = signed.at(-1)
  if (policy === undefined || last === undefined) return signed.length
  const known = policy.logs.map((log) => log.key.keyId)
  const { name, keyId } = parseVerifierKey(key)
  if (known.length > 0 && !known.includes(keyId)) {
    throw new BundleFailure('verify/other-key', `${CHECKPOINTS} is signed by ${name}+${keyId}`)
  }
  const witnesses = policy.witnesses.map((witness) => witness.key)
  const cosigned = orFail('verify/signature-wrong', last.where, () => cosignaturesOn(last.note, witnesses))
  if (!policy.satisfiedBy(new Set(cosigned.map(({ witness }) => witness.keyId)))) {
    throw new BundleFailure('verify/not-witnessed', `${last.where}: ${cosigned.length} of ${witnesses.length} cosigned`)
  }
  return signed.length + cosigned.length
}

export const entryPlace = (index: number): string => `ledger entry ${index}`

const readCheckpoints = ({ kept }: SealedFiles): Signed[] => {
  const text = readText(fileOf(kept, CHECKPOINTS), CHECKPOINTS)
  const signed = splitNotes(text).map((note, i) => {
    const where = `${CHECKPOINTS}, checkpoint ${i + 1}`
    return { note, where, checkpoint: orFail('verify/malformed', where, () => openCheckpoint(note)) }
  })
  if (readText(fileOf(kept, CHECKPOINT), CHECKPOINT) !== signed.at(-1)?.note) {
    throw new BundleFailure('verify/not-consistent', `${CHECKPOINT}: not the last of ${CHECKPOINTS}`)
  }
  return signed
}

// A note ends with its signature lines, which begin with a dash; the next begins with a line that does not. The parts
// join to the whole text again, so nothing hides between them.
const splitNotes = (text: string): string[] => text.split(/(?<=\n— [^\n]*\n)(?!— )/u)

const readEntries = ({ kept }: SealedFiles, size: number): Uint8Array[] => {
  // A checkpoint may claim any size: no more tiles are asked for than there are files.
  if (size > kept.size * ENTRIES_PER_TILE)
    throw new BundleFailure('verify/not-included', `${size} entries are not here`)
  return bundleWidths(size).flatMap((width, i) => {
    const path = ledgerPath(tileKey('entries', i, width))
    return orFail('verify/malformed', path, () => entriesOfBundle(fileOf(kept, path), width, path))
  })
}

const checkTiles = ({ kept }: SealedFiles, entries: readonly Uint8Array[]): void => {
  const expected = new Set([CHECKPOINT, CHECKPOINTS])
  for (const [key, tile] of tilesOf(entries)) {
    const path = ledgerPath(key)
    expected.add(path)
    if (!sameBytes(fileOf(kept, path), tile)) throw new BundleFailure('verify/not-included', path)
  }
  for (const path of kept.keys()) {
    if (path.startsWith('ledger/') && !expected.has(path)) throw new BundleFailure('verify/file-misplaced', path)
  }
}

export const fileOf = (kept: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array => {
  const bytes = kept.get(path)
  if (bytes === undefined) throw new BundleFailure('verify/file-missing', path)
  return bytes
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])
