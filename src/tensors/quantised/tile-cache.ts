/** Rows `rowFrom` to `rowTo` − 1 of a weight, as they are stored. */
export type Tile = { readonly rowFrom: number; readonly rowTo: number; readonly bytes: number }

export type TilePlan<T extends Tile> = {
  readonly name: string
  readonly rows: number
  /** rows that are fetched at least, and of which a tile is a multiple */
  readonly least: number
  /** stored bytes of a row in all parts of the weight */
  readonly bytesPerRow: number
  readonly load: (range: { rowFrom: number; rowTo: number }) => Promise<T>
}

/** Tiles of all weights of a source together. */
const MOST_CACHED_BYTES = 16 * 2 ** 20
/** One tile: four weights can be read side by side without throwing each other out. */
const MOST_TILE_BYTES = 4 * 2 ** 20

/**
 * The last tile of each weight, for layouts in which a row lies scattered over the whole of the stored tensor.
 *
 * A row that comes before the last tile costs the least tile; one that comes after it a tile of twice the rows, up to
 * 4 MiB, so that a pass over ascending rows fetches every byte about once and in long pieces. All tiles together take
 * at most 16 MiB, the one just loaded excepted; the weights that were not used for longest lose theirs.
 */
export const tileCache = <T extends Tile>() => {
  const tiles = new Map<string, T>() // in the order of last use
  let held = 0

  const keep = (name: string, tile: T): void => {
    held += tile.bytes - (tiles.get(name)?.bytes ?? 0)
    tiles.delete(name)
    tiles.set(name, tile)
    for (const [oldest, { bytes }] of tiles) {
      if (held <= MOST_CACHED_BYTES || oldest === name) break
      tiles.delete(oldest)
      held -= bytes
    }
  }
  /** The tile that holds `row`, and as many of the rows up to `wantedTo` as one tile may. */
  return async (plan: TilePlan<T>, row: number, wantedTo: number): Promise<T> => {
    const known = tiles.get(plan.name)
    if (known !== undefined && known.rowFrom <= row && row < known.rowTo) {
      keep(plan.name, known)
      return known
    }
    const { least } = plan
    const ahead = known !== undefined && row >= known.rowTo ? 2 * (known.rowTo - known.rowFrom) : least
    const rowFrom = row - (row % least)
    const most = Math.max(least, Math.floor(MOST_TILE_BYTES / plan.bytesPerRow / least) * least)
    const wanted = Math.ceil(Math.max(wantedTo - rowFrom, ahead) / least) * least
    const tile = await plan.load({ rowFrom, rowTo: Math.min(plan.rows, rowFrom + Math.min(most, wanted)) })
    keep(plan.name, tile)
    return tile
  }
}

export type TileCache<T extends Tile> = ReturnType<typeof tileCache<T>>
