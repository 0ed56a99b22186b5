import { AssayError, type Clock } from '#base'
import { decodeEntry, decodeSignedEntry, encodeEntry, type LedgerEntry, type SigningKey, verifierKeyOf } from '#ledger'
import type { Ledger } from '#office'
import type { Connection } from '../connection.ts'
import type { Database } from '../database.ts'
import { currentKey, type LogIdentity } from '../signing-key.ts'
import { openAppending } from './appending.ts'
import { cosignedCheckpoints, keepCosignatures } from './cosignatures.ts'
import { type KeptHeads, openKeptHeads } from './kept-head.ts'
import { rotateKey } from './rotate-key.ts'
import { bytesBetween, openTiles } from './tiles.ts'
import { turnTaker } from './turn.ts'

export type LedgerPlaces = {
  readonly connection: Connection
  readonly database: Database
  /** the folder in which the signing key lies, and beside it the last head */
  readonly keys: string
  readonly clock: Clock
}

/** The log of an office in its database. */
export const openLedger = (
  { connection, database, keys, clock }: LedgerPlaces,
  { origin, ...first }: LogIdentity,
): Ledger & { readonly heads: KeptHeads; readonly close: () => Promise<void> } => {
  let standing: { readonly verifierKey: string; readonly key: SigningKey | undefined } = first
  const keyNow = async (verifierKey: string): Promise<SigningKey> => {
    if (verifierKey !== standing.verifierKey) {
      standing = { verifierKey, key: await currentKey(keys, { origin, verifierKey }) } // changed by another process
    }
    if (standing.key === undefined) throw new AssayError('store/signing-key-missing', { verifierKey })
    return standing.key
  }
  const secret = (): Promise<SigningKey> => keyNow(standing.verifierKey)
  const heads = openKeptHeads(keys)
  const turns = turnTaker(database, heads, keyNow)
  const appending = openAppending(connection, database, { heads, turns })
  return {
    origin,
    get verifierKey() {
      return standing.verifierKey
    },
    signingKey: secret,
    rotateKey: async () => {
      const to = await rotateKey({ database, keys, heads, clock, from: await secret() })
      standing = { verifierKey: verifierKeyOf(to), key: to }
      return standing.verifierKey
    },
    append: async (entries) => {
      await secret()
      return appending.append(encoded(entries))
    },
    entries: async (from, to) =>
      (await bytesBetween(database, from, to)).map((bytes, i) => decodeEntry(bytes, `ledger entry ${from + i}`)),
    entryBytes: (from, to) => bytesBetween(database, from, to),
    checkpoints: () => cosignedCheckpoints(database, 'all'),
    checkpoint: async () => (await cosignedCheckpoints(database, 'latest'))[0],
    tile: openTiles(database),
    cosign: (note, witnesses) =>
      keepCosignatures(database, note, { witnesses, nowSeconds: Math.floor(Date.parse(clock()) / 1000) }),
    size: async () => {
      const [row] = await database.query<{ size: number }>('select size from assay.ledger_state')
      return row?.size ?? 0
    },
    heads,
    close: async () => {
      await appending.close()
      await heads.close()
    },
  }
}

// Refuses before anything of others is at stake.
const encoded = (entries: readonly (LedgerEntry | Uint8Array)[]): Uint8Array[] => {
  if (entries.length === 0) throw new AssayError('store/nothing-to-append')
  return entries.map((entry) => {
    if (!(entry instanceof Uint8Array)) return encodeEntry(entry)
    decodeSignedEntry(entry, 'the signed entry')
    return entry
  })
}
