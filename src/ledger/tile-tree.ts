import { sha256 } from '@noble/hashes/sha2.js'
import { AssayError } from '#base'
import { TILE_WIDTH, type TileKey, tileKey } from './tiles.ts'
import { HASH_BYTES, type TreeHashing, treeHashing } from './tree.ts'

/** Resolves to `undefined` for a tile that is not there; calls may overlap. */
export type FetchTile = (key: TileKey) => Promise<Uint8Array | undefined>

/** A published log, wherever it lies: its latest checkpoint, its tiles, and in a bundle the contents that it names. */
export type LogCopy = {
  /** where it lies, for people */
  readonly where: string
  readonly checkpoint: () => Promise<string>
  /** Rejects with `ledger/copy-unreachable` where it is not known whether the tile is there. */
  readonly tile: FetchTile
  /** evidence or a blob by the hex of its digest; not verified */
  readonly content: (hex: string) => Promise<Uint8Array | undefined>
}

/** Proofs about a log of which only its tiles are at hand, anywhere: nothing here is believed, a proof is to be verified. */
export type TileTree = {
  /** that the tree of `size` continues the one of its first `from` leaves (RFC 6962 §2.1.2) */
  readonly consistencyProof: (from: number) => Promise<Uint8Array[]>
  /** of the first `count` leaves */
  readonly rootOfFirst: (count: number) => Promise<Uint8Array>
}

/**
 * @param size of a checkpoint whose tiles are to be fetched; a few for each proof, each once
 * @throws AssayError `ledger/tile-missing`, `ledger/tile-malformed`; both reject
 */
export const tileTree = (size: number, fetchTile: FetchTile, hashing: TreeHashing = treeHashing(sha256)): TileTree => {
  const tiles = new Map<string, Promise<Uint8Array>>()
  const tileAt = (level: number, index: number): Promise<Uint8Array> => {
    const name = `${level}/${index}`
    const known = tiles.get(name) ?? fetched(fetchTile, { level, index, width: widthOf(size, level, index) })
    tiles.set(name, known)
    return known
  }

  /** Root of the perfect subtree of 2^height leaves at this index of its height. */
  const perfect = async (height: number, index: number): Promise<Uint8Array> => {
    const level = Math.floor(height / TILE_HEIGHT)
    const count = 2 ** (height % TILE_HEIGHT)
    const first = index * count
    const tile = await tileAt(level, Math.floor(first / TILE_WIDTH))
    const at = (first % TILE_WIDTH) * HASH_BYTES
    const hashes = tile.subarray(at, at + count * HASH_BYTES)
    if (hashes.length !== count * HASH_BYTES) {
      throw new AssayError('ledger/tile-malformed', { where: `level ${level}`, what: 'it is too short for its tree' })
    }
    return hashing.rootOfLeaves(
      Array.from({ length: count }, (_, i) => hashes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
    )
  }

  /** Root over the leaves from `low`, which a subtree begins at, up to `high`. */
  const rootBetween = async (low: number, high: number): Promise<Uint8Array> => {
    const roots: Uint8Array[] = []
    for (let at = low; at < high;) {
      let height = 0
      while (at + 2 ** (height + 1) <= high && at % 2 ** (height + 1) === 0) height++
      roots.push(await perfect(height, at / 2 ** height))
      at += 2 ** height
    }
    return hashing.rootOf({ size: high - low, hashes: roots })
  }

  const subproof = async (from: number, low: number, high: number, root: 'known' | 'needed'): Promise<Uint8Array[]> => {
    if (from === high - low) return root === 'known' ? [] : [await rootBetween(low, high)]
    const split = largestPowerOfTwoBelow(high - low)
    return from <= split
      ? [...(await subproof(from, low, low + split, root)), await rootBetween(low + split, high)]
      : [...(await subproof(from - split, low + split, high, 'needed')), await rootBetween(low, low + split)]
  }

  return {
    consistencyProof: async (from) => {
      if (!(Number.isSafeInteger(from) && from >= 1 && from <= size)) {
        throw new AssayError('ledger/no-such-size', { size: from, of: size })
      }
      return subproof(from, 0, size, 'known')
    },
    rootOfFirst: (count) => rootBetween(0, count),
  }
}

const TILE_HEIGHT = 8

/** Hashes of a tile in a tree of this size: 256, or fewer at the right edge. */
export const widthOf = (size: number, level: number, index: number): number =>
  Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - index * TILE_WIDTH)

type TilePlace = { readonly level: number; readonly index: number; readonly width: number }

// A partial tile may be gone once the full one is there, and that holds it.
const fetched = async (fetchTile: FetchTile, { level, index, width }: TilePlace): Promise<Uint8Array> => {
  const key = tileKey(level, index, width)
  const tile = (await fetchTile(key)) ?? (width < TILE_WIDTH ? await fetchTile(tileKey(level, index, 256)) : undefined)
  if (tile === undefined) throw new AssayError('ledger/tile-missing', { key })
  if (tile.length < width * HASH_BYTES) {
    throw new AssayError('ledger/tile-malformed', { where: key, what: `not ${width} hashes` })
  }
  return tile
}

const largestPowerOfTwoBelow = (n: number): number => {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
