import {
  bundleWidths,
  type Checkpoint,
  cosignaturesOn,
  decodeSignedEntry,
  entriesOfBundle,
  type LedgerEntry,
  openCheckpoint,
  openNote,
  parseVerifierKey,
  policyMet,
  tileKey,
  type WitnessPolicy,
} from '#ledger'
import { CHECKPOINT, CHECKPOINTS, ledgerPath, meaningOf } from './bundle-layout.ts'
import type { SealedFiles } from './check-files.ts'
import { BundleFailure, orFail } from './failure.ts'
import type { Platform } from './platform.ts'
import { readText } from './read-json.ts'
import { readSigners, type Signers } from './signers.ts'

/** An entry with the place that the tree gives it. */
export type PlacedEntry = LedgerEntry & { readonly index: number }

/** A checkpoint as it was written, and as it reads. */
type Signed = { readonly note: string; readonly checkpoint: Checkpoint; readonly where: string }

export type CheckedLedger = {
  readonly size: number
  /** the acts of the programme that was asked for */
  readonly acts: readonly PlacedEntry[]
  /** of the commitments that are opened in the bundle, those that stand in the ledger */
  readonly committed: ReadonlySet<string>
  readonly signed: readonly Signed[]
  /** roots of the tree over the first entries, at the sizes of checkpoints */
  readonly roots: ReadonlyMap<number, Uint8Array>
  readonly signers: Signers
}

export type LedgerWants = {
  readonly programme: string
  readonly platform: Platform
  readonly onProgress: (done: number, of: number) => void | Promise<void>
}

const ENTRIES_PER_TILE = 256
const HASH_BYTES = 32
/** So many entries are read between two words to whoever waits. */
const ENTRIES_PER_WORD = 2048

/**
 * Every entry is well formed, its leaf hash is the one in its tile, all tiles are those of these entries, and the tree
 * over them has the root of the latest checkpoint. One root over all entries includes each of them.
 *
 * One pass, tile by tile: of an entry only what later checks need is kept.
 */
export const checkEntries = async (sealed: SealedFiles, wants: LedgerWants): Promise<CheckedLedger> => {
  const { tree } = wants.platform
  const signed = readCheckpoints(sealed)
  const last = signed.at(-1)
  if (last === undefined) throw new BundleFailure('verify/malformed', `${CHECKPOINTS}: no checkpoint`)
  const { size } = last.checkpoint
  // A checkpoint may claim any size: no more tiles are asked for than there are files.
  if (size > sealed.kept.size * ENTRIES_PER_TILE) {
    throw new BundleFailure('verify/not-included', `${size} entries are not here`)
  }
  const expected = new Set([CHECKPOINT, CHECKPOINTS])
  const acts: PlacedEntry[] = []
  const signers = readSigners(wants.platform)
  const opened = openedCommitments(sealed)
  const committed = new Set<string>()
  const roots = new Map<number, Uint8Array>()
  const atCheckpoint = new Set(signed.map(({ checkpoint }) => checkpoint.size))
  const leaves = new Uint8Array(size * HASH_BYTES)
  const growing = tree.grow()
  if (atCheckpoint.has(0)) roots.set(0, growing.root())
  for (const [i, width] of bundleWidths(size).entries()) {
    const path = ledgerPath(tileKey('entries', i, width))
    expected.add(path)
    const bytes = orFail('verify/malformed', path, () => entriesOfBundle(fileOf(sealed.kept, path), width, path))
    for (const [place, entry] of bytes.entries()) {
      const index = i * ENTRIES_PER_TILE + place
      const where = entryPlace(index)
      const read = orFail('verify/entry-malformed', where, () => decodeSignedEntry(entry, where))
      if (read.entry.programme === wants.programme) acts.push({ ...read.entry, index })
      for (const name in read.entry.digests) {
        const digest = read.entry.digests[name] as string
        if (opened.has(digest)) committed.add(digest)
      }
      signers.add(index, read)
      const leaf = tree.leafHash(entry)
      leaves.set(leaf, index * HASH_BYTES)
      growing.add(leaf)
      if (atCheckpoint.has(index + 1)) roots.set(index + 1, growing.root())
    }
    if (growing.size() % ENTRIES_PER_WORD === 0) await wants.onProgress(growing.size(), size)
  }
  checkTiles(sealed, leaves, expected, wants.platform)
  if (!sameBytes(growing.root(), last.checkpoint.root)) throw new BundleFailure('verify/not-included', last.where)
  return { size, acts, committed, signed, roots, signers }
}

/**
 * Every checkpoint is a moment of one and the same log: the tree over the first entries has its root. Since all
 * entries are here, this says more than a consistency proof from each to the next.
 */
export const checkConsistency = ({ roots, signed }: CheckedLedger): void => {
  const [first] = signed
  let before = -1
  for (const { checkpoint, where } of signed) {
    if (checkpoint.origin !== first?.checkpoint.origin) {
      throw new BundleFailure('verify/not-consistent', `${where}: another log's name`)
    }
    if (checkpoint.size <= before) throw new BundleFailure('verify/not-consistent', `${where}: the log did not grow`)
    const root = roots.get(checkpoint.size)
    if (root === undefined || !sameBytes(root, checkpoint.root)) throw new BundleFailure('verify/not-consistent', where)
    before = checkpoint.size
  }
}

/** What {@link checkSignatures} verified, and by whose keys. */
export type VerifiedSignatures = {
  /** signatures by each key, in its short form */
  readonly byKey: ReadonlyMap<string, number>
}

/**
 * Every checkpoint is signed by the key that the log had at its size; every change of that key is signed by both, and the
 * last one signed the bundle; every signature under an entry holds, by a key that was registered before; and the last
 * checkpoint is cosigned by as many witnesses as a policy asks for: they saw this log and no other.
 */
export const checkSignatures = async (
  { key }: SealedFiles,
  { signed, signers }: CheckedLedger,
  {
    policies,
    platform,
    onProgress,
  }: { readonly policies: readonly WitnessPolicy[] } & Pick<LedgerWants, 'platform' | 'onProgress'>,
): Promise<VerifiedSignatures> => {
  const byKey = new Map<string, number>()
  const count = (name: string, more: number): void => void byKey.set(name, (byKey.get(name) ?? 0) + more)
  for (const { note, where, checkpoint } of signed) {
    const of = signers.logKeyAt(checkpoint.size, key)
    orFail('verify/signature-wrong', where, () => openNote(note, of, platform.signatureHolds))
    count(shortOf(of), 1)
  }
  await signers.check({ logKey: key, onProgress, count })
  const last = signed.at(-1)
  if (policies.length === 0 || last === undefined) return { byKey }
  const known = policies.flatMap(({ logs }) => logs.map((log) => log.key.keyId))
  if (known.length > 0 && !signers.logKeys(key).some((one) => known.includes(parseVerifierKey(one).keyId))) {
    throw new BundleFailure('verify/other-key', `${CHECKPOINTS} is signed by ${shortOf(key)}`)
  }
  const byId = new Map(policies.flatMap(({ witnesses }) => witnesses.map((one) => [one.key.keyId, one.key] as const)))
  const witnesses = [...byId.values()]
  const cosigned = orFail('verify/signature-wrong', last.where, () =>
    cosignaturesOn(last.note, witnesses, platform.signatureHolds),
  )
  if (policyMet(policies, cosigned) === undefined) {
    throw new BundleFailure('verify/not-witnessed', `${last.where}: ${cosigned.length} of ${witnesses.length} cosigned`)
  }
  for (const { witness } of cosigned) count(`${witness.name}+${witness.keyId}`, 1)
  return { byKey }
}

const shortOf = (vkey: string): string => {
  const { name, keyId } = parseVerifierKey(vkey)
  return `${name}+${keyId}`
}

export const entryPlace = (index: number): string => `ledger entry ${index}`

export const readCheckpoints = ({ kept }: Pick<SealedFiles, 'kept'>): Signed[] => {
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

const openedCommitments = ({ kept }: SealedFiles): ReadonlySet<string> =>
  new Set(
    [...kept.keys()].flatMap((path) => {
      const meaning = meaningOf(path)
      return meaning.kind === 'opening' ? [`sha256:${meaning.hex}`] : []
    }),
  )

/** The tiles of hashes are those of these leaves, level by level, and no other file lies beside them. */
const checkTiles = ({ kept }: SealedFiles, leaves: Uint8Array, expected: Set<string>, { tree }: Platform): void => {
  let hashes = leaves
  for (let level = 0; hashes.length > 0; level++) {
    const above: Uint8Array[] = []
    for (const [index, width] of bundleWidths(hashes.length / HASH_BYTES).entries()) {
      const tile = hashes.subarray(
        index * ENTRIES_PER_TILE * HASH_BYTES,
        (index * ENTRIES_PER_TILE + width) * HASH_BYTES,
      )
      const path = ledgerPath(tileKey(level, index, width))
      expected.add(path)
      if (!sameBytes(fileOf(kept, path), tile)) throw new BundleFailure('verify/not-included', path)
      if (width === ENTRIES_PER_TILE) above.push(tree.rootOfLeaves(hashesIn(tile))) // partial tiles have no parent
    }
    hashes = joined(above)
  }
  for (const path of kept.keys()) {
    if (path.startsWith('ledger/') && !expected.has(path)) throw new BundleFailure('verify/file-misplaced', path)
  }
}

const hashesIn = (tile: Uint8Array): Uint8Array[] =>
  Array.from({ length: tile.length / HASH_BYTES }, (_, i) => tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))

const joined = (hashes: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES)
  for (const [i, hash] of hashes.entries()) bytes.set(hash, i * HASH_BYTES)
  return bytes
}

export const fileOf = (kept: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array => {
  const bytes = kept.get(path)
  if (bytes === undefined) throw new BundleFailure('verify/file-missing', path)
  return bytes
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
