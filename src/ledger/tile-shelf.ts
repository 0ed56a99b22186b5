import type { TileKey } from './tiles.ts'

/**
 * Finished tiles of one ledger.
 * - `put` resolves only once the bytes would survive a power cut; repeating the same bytes succeeds.
 * - Other bytes under a known key reject with `ledger/tile-conflict`; nothing is overwritten.
 * - `get` resolves to `undefined` for an unknown key. Neither call retries; calls may overlap.
 * - A key that is no tile's path rejects with `ledger/tile-key-malformed`.
 */
export interface TileShelf {
  readonly put: (key: TileKey, bytes: Uint8Array) => Promise<void>
  readonly get: (key: TileKey) => Promise<Uint8Array | undefined>
}
