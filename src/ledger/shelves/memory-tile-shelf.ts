import { AssayError } from '#base'
import { sameBytes } from '../bytes.ts'
import type { TileShelf } from '../tile-shelf.ts'
import { parseTileKey, type TileKey } from '../tiles.ts'

/** Tiles for as long as the process lives: for tests and for pages. */
export const memoryTileShelf = (): TileShelf => {
  const tiles = new Map<TileKey, Uint8Array>()
  return {
    put: async (key, bytes) => {
      const known = tiles.get(parseTileKey(key))
      if (known !== undefined && !sameBytes(known, bytes)) throw new AssayError('ledger/tile-conflict', { key })
      tiles.set(key, bytes.slice()) // the caller may reuse its buffer
    },
    get: async (key) => tiles.get(parseTileKey(key))?.slice(),
  }
}
