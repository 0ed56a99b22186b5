import { AssayError } from '#base'
import { joinBytes } from './bytes.ts'
import { MAX_ENTRY_BYTES } from './entry.ts'
import { leafHash, rootOfLeaves } from './tree.ts'

/** Path of a tile below the log's address, as C2SP tlog-tiles says: `tile/0/000`, `tile/entries/x001/234.p/17`. */
export type TileKey = string & { readonly __brand: 'TileKey' }

/** Leaves under a full tile of level 0, and hashes in any full tile. */
export const TILE_WIDTH = 256
const LENGTH_BYTES = 2

/**
 * @param level `entries`, or the level of hashes: 0 holds leaf hashes, each above the roots of full tiles below
 * @param width hashes or entries in the tile: 256, or fewer in the one at the right edge
 */
export const tileKey = (level: number | 'entries', index: number, width: number): TileKey => {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  const groups = digits.match(/\d{3}/g) ?? []
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}` as TileKey
}

const TILE_KEY = /^tile\/(?:entries|\d{1,2})(?:\/x\d{3})*\/\d{3}(?:\.p\/[1-9]\d{0,2})?$/

/** @throws AssayError `ledger/tile-key-malformed`: such a key would be a path, and must lead nowhere else */
export const parseTileKey = (text: string): TileKey => {
  if (text.length > 100 || !TILE_KEY.test(text)) {
    throw new AssayError('ledger/tile-key-malformed', { key: text.slice(0, 100) })
  }
  return text as TileKey
}

export type TilePlace = { readonly level: number | 'entries'; readonly index: number; readonly width: number }

/** @throws AssayError `ledger/tile-key-malformed`, also for a path that is not the one way to write its place */
export const parseTilePlace = (text: string): TilePlace => {
  const key = parseTileKey(text)
  const [, level = '', digits = '', width] = /^tile\/([a-z\d]+)\/([x\d/]+?)(?:\.p\/(\d+))?$/.exec(key) ?? []
  const place: TilePlace = {
    level: level === 'entries' ? level : Number(level),
    index: Number(digits.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  if (!Number.isSafeInteger(place.index * TILE_WIDTH) || tileKey(place.level, place.index, place.width) !== key) {
    throw new AssayError('ledger/tile-key-malformed', { key })
  }
  return place
}

/**
 * Everything that a static host must serve for a log of these entries, besides its checkpoint: entry bundles, and the
 * tiles of hashes of every level, the partial ones at the right edge included.
 */
export const tilesOf = (entries: readonly Uint8Array[]): ReadonlyMap<TileKey, Uint8Array> => {
  const tiles = new Map<TileKey, Uint8Array>()
  inTiles(entries).forEach((bundle, index) =>
    tiles.set(tileKey('entries', index, bundle.length), tileOfEntries(bundle)),
  )
  let hashes = entries.map(leafHash)
  for (let level = 0; hashes.length > 0; level++) {
    const levelTiles = inTiles(hashes)
    levelTiles.forEach((tile, index) => tiles.set(tileKey(level, index, tile.length), joinBytes(tile)))
    hashes = levelTiles.filter((tile) => tile.length === TILE_WIDTH).map(rootOfLeaves) // partial tiles have no parent
  }
  return tiles
}

/** Sizes of the entry bundles of a tree, left to right: 600 entries are 256, 256, 88. */
export const bundleWidths = (size: number): number[] =>
  Array.from({ length: Math.ceil(size / TILE_WIDTH) }, (_, i) => Math.min(TILE_WIDTH, size - i * TILE_WIDTH))

const inTiles = <T>(items: readonly T[]): T[][] =>
  bundleWidths(items.length).map((width, i) => items.slice(i * TILE_WIDTH, i * TILE_WIDTH + width))

/** The bytes of an entry bundle. */
export const tileOfEntries = (entries: readonly Uint8Array[]): Uint8Array =>
  joinBytes(
    entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY_BYTES) {
        throw new AssayError('ledger/entry-too-large', { bytes: entry.length, limit: MAX_ENTRY_BYTES })
      }
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
    }),
  )

/**
 * Entries of an entry bundle: each a 16-bit length, big-endian, and that many bytes. They are views of the bundle.
 *
 * @param width how many there must be
 * @throws AssayError `ledger/tile-malformed`
 */
export const entriesOfBundle = (bytes: Uint8Array, width: number, where: string): Uint8Array[] => {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length && entries.length < width) {
    const [high, low] = [bytes[at] as number, bytes[at + 1]]
    const end = at + LENGTH_BYTES + ((high << 8) | (low ?? 0))
    if (low === undefined || end > bytes.length) {
      throw new AssayError('ledger/tile-malformed', { where, what: `entry ${entries.length} is cut off` })
    }
    entries.push(bytes.subarray(at + LENGTH_BYTES, end))
    at = end
  }
  if (at !== bytes.length || entries.length !== width) {
    throw new AssayError('ledger/tile-malformed', { where, what: `not exactly ${width} entries` })
  }
  return entries
}
