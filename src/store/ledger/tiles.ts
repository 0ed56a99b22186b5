import { joinBytes, parseTilePlace, tileOfEntries, type TileKey } from '#ledger'
import { nodeTree } from '#ledger/shelves'
import type { Database } from '../database.ts'

const WIDTH = 256
/** Roots of full tiles that are remembered: they never change, and 100,000 of them stand for 25 million entries. */
const MOST_ROOTS = 100_000

/**
 * Tiles of the log, computed from its entries when they are asked for: those of every size that the log has had.
 * Resolves to `undefined` for one that the log does not have (yet).
 */
export const openTiles = (database: Database): ((key: TileKey) => Promise<Uint8Array | undefined>) => {
  const roots = new Map<string, Uint8Array>()

  /** Hashes of a level, from one index up to another: of level 0 the leaves', above it roots of full tiles. */
  const hashesOf = async (level: number, from: number, to: number): Promise<Uint8Array[]> => {
    if (level === 0) return leavesBetween(database, from, to)
    const hashes: Uint8Array[] = []
    for (let index = from; index < to; index++) {
      const name = `${level}/${index}`
      const known =
        roots.get(name) ?? nodeTree.rootOfLeaves(await hashesOf(level - 1, index * WIDTH, (index + 1) * WIDTH))
      if (roots.size < MOST_ROOTS) roots.set(name, known)
      hashes.push(known)
    }
    return hashes
  }

  return async (key) => {
    const { level, index, width } = parseTilePlace(key)
    const first = index * WIDTH
    const [state] = await database.query<{ size: number }>('select size from assay.ledger_state')
    const size = state?.size ?? 0
    if (level === 'entries') {
      if (first + width > size) return undefined
      return tileOfEntries(await bytesBetween(database, first, first + width))
    }
    if (level > 6 || first + width > Math.floor(size / WIDTH ** level)) return undefined
    return joinBytes(await hashesOf(level, first, first + width))
  }
}

const leavesBetween = async (database: Database, from: number, to: number): Promise<Uint8Array[]> => {
  const rows = await database.query<{ leaf_hash: Uint8Array }>(
    'select leaf_hash from assay.ledger_entry where index >= $1 and index < $2 order by index',
    [from, to],
  )
  return rows.map(({ leaf_hash }) => leaf_hash)
}

export const bytesBetween = async (database: Database, from: number, to: number | undefined): Promise<Uint8Array[]> => {
  const rows = await database.query<{ bytes: Uint8Array }>(
    'select bytes from assay.ledger_entry where index >= $1 and ($2::bigint is null or index < $2) order by index',
    [from, to ?? null],
  )
  return rows.map(({ bytes }) => bytes)
}
