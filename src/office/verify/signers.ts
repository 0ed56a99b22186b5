import { envelopeKeyId, parseVerifierKey, type SignedEntry, type VerifierKey } from '#ledger'
import { entryPlace } from './check-ledger.ts'
import { BundleFailure, orFail } from './failure.ts'
import type { Platform } from './platform.ts'

/** Who signed what in a ledger, gathered entry by entry, and verified once the log's own key is known. */
export type Signers = {
  /** Verifies what registered keys signed at once, so that nothing of the entry is kept; what it finds, `check` says. */
  readonly add: (index: number, read: SignedEntry) => void
  /** the key, as text, that signs heads of this size; `last` is the one that signs now */
  readonly logKeyAt: (size: number, last: string) => string
  /** all keys that the log has had, oldest first */
  readonly logKeys: (last: string) => readonly string[]
  readonly check: (options: {
    readonly logKey: string
    readonly onProgress: (done: number, of: number) => void | Promise<void>
    /** told the short form of each key whose signatures hold, and how many they are */
    readonly count: (key: string, signatures: number) => void
  }) => Promise<void>
}

/** A change of the log's key, by the entry at `index`: heads that include it are signed by the new one. */
type Rotation = { readonly index: number; readonly from: string; readonly to: string }

const SIGNATURES_PER_WORD = 512

/**
 * The acts about keys: `key-registered` and `key-revoked` name a key of a party or an officer in `facts.key` and are signed by
 * the log's key; `key-rotated` names the log's keys in `facts.from` and `facts.to` and is signed by both. Every other signed
 * entry is signed by keys that stand registered before it, or by the log's own.
 */
export const readSigners = ({ signatureHolds }: Platform): Signers => {
  const left: Left[] = []
  const registered = new Map<string, VerifierKey>()
  const counts = new Map<string, number>()
  let failure: BundleFailure | undefined
  const rotations: Rotation[] = []

  const chainTo = (last: string): readonly Rotation[] => {
    for (const [i, { index, to }] of rotations.entries()) {
      if (to !== (rotations[i + 1]?.from ?? last)) {
        throw new BundleFailure('verify/key-chain-broken', `${entryPlace(index)} changes to a key that is not the next`)
      }
    }
    return rotations
  }

  return {
    add: (index, read) => {
      const { act } = read.entry
      const isAboutKeys = act === 'key-registered' || act === 'key-revoked' || act === 'key-rotated'
      const message = read.signatures.length === 0 ? undefined : read.message()
      const others: Left['signatures'][number][] = []
      for (const { keyId, signature } of read.signatures) {
        const key = registered.get(keyId)
        if (key === undefined || message === undefined) others.push({ keyId, signature })
        else if (signatureHolds(signature, message, key.publicKey)) counts.set(keyId, (counts.get(keyId) ?? 0) + 1)
        else failure ??= new BundleFailure('verify/signature-wrong', `${entryPlace(index)}: ${keyId}`)
      }
      // By the log's own key, which is known only when all of its changes are.
      if (others.length > 0 || isAboutKeys) left.push({ index, act, signatures: others, message })
      if (act === 'key-rotated')
        rotations.push({ index, from: factOf(read, 'from', index), to: factOf(read, 'to', index) })
      if (act === 'key-registered') registered.set(...named(read, index))
      if (act === 'key-revoked') registered.delete(named(read, index)[0])
    },
    logKeyAt: (size, last) => chainTo(last).find(({ index }) => size <= index)?.from ?? last,
    logKeys: (last) => [...chainTo(last).map(({ from }) => from), last],
    check: async ({ logKey, onProgress, count }) => {
      const chain = chainTo(logKey)
      for (const [done, one] of left.entries()) {
        const where = entryPlace(one.index)
        const rotation = chain.find(({ index }) => one.index <= index)
        const office = [parsed(rotation?.from ?? logKey, where)]
        if (rotation?.index === one.index) office.push(parsed(rotation.to, where))
        checkLeft(one, { office, signatureHolds, count: (key) => count(key, 1) })
        if (done % SIGNATURES_PER_WORD === 0) await onProgress(done, left.length)
      }
      if (failure !== undefined) throw failure
      for (const [key, signatures] of counts) count(key, signatures)
    },
  }
}

/** What is left to verify of an entry: signatures by the log's key, or by keys that nobody registered. */
type Left = {
  readonly index: number
  readonly act: SignedEntry['entry']['act']
  readonly signatures: SignedEntry['signatures']
  readonly message: Uint8Array | undefined
}

const checkLeft = (
  { index, act, signatures, message }: Left,
  {
    office,
    signatureHolds,
    count,
  }: {
    /** keys of the log that may sign here; all of them must where the act is about keys */
    readonly office: readonly VerifierKey[]
    readonly signatureHolds: Platform['signatureHolds']
    readonly count: (key: string) => void
  },
): void => {
  const where = entryPlace(index)
  const own = new Map(office.map((key) => [envelopeKeyId(key), key]))
  if (act.startsWith('key-')) {
    for (const name of own.keys()) {
      if (!signatures.some(({ keyId }) => keyId === name)) {
        throw new BundleFailure('verify/entry-not-signed', `${where}: ${act} is not signed by ${name}`)
      }
    }
  }
  for (const { keyId, signature } of signatures) {
    const key = own.get(keyId)
    if (key === undefined) throw new BundleFailure('verify/unknown-signer', `${where}: ${keyId.slice(0, 100)}`)
    if (message === undefined || !signatureHolds(signature, message, key.publicKey)) {
      throw new BundleFailure('verify/signature-wrong', `${where}: ${keyId}`)
    }
    count(keyId)
  }
}

const named = (read: SignedEntry, index: number): [string, VerifierKey] => {
  const key = parsed(factOf(read, 'key', index), entryPlace(index))
  return [envelopeKeyId(key), key]
}

const parsed = (text: string, where: string): VerifierKey =>
  orFail('verify/entry-malformed', where, () => parseVerifierKey(text))

const factOf = ({ entry: { facts, act } }: SignedEntry, name: string, index: number): string => {
  const value =
    typeof facts === 'object' && facts !== null && !Array.isArray(facts)
      ? (facts as Readonly<Record<string, unknown>>)[name]
      : undefined
  if (typeof value === 'string' && value.length <= 500) return value
  throw new BundleFailure('verify/entry-malformed', `${entryPlace(index)}: ${act} without facts.${name}`)
}
