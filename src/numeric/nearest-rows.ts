import { padded } from './dense.ts'
import { type Matching, mutualOf, type Nearest } from './matching.ts'
import { copyRows, lineBytes, MOST_COLUMNS, MOST_ROWS, packRows, productRoom, tileOf } from './product-room.ts'

/** Two matrices of rows of one width: `left` n × width, `right` m × width, row-major. */
export type RowPair = { readonly left: Float32Array; readonly right: Float32Array; readonly width: number }

export type NearestOptions = {
  readonly n: number
  readonly m: number
  /** the inner product of the one pair, or the sum of |inner product| over all pairs */
  readonly score: 'signed' | 'magnitudes'
  /** 1 for rows of the left, or of the right, that take no part; they cost nothing */
  readonly leftExcluded?: Uint8Array | undefined
  readonly rightExcluded?: Uint8Array | undefined
}

/**
 * For each row of the left its nearest of the right, and the reverse, by inner products: the matrix of scores is looked
 * at tile by tile and never kept. Ties go to the smaller index; a row whose best score is not above zero has none.
 *
 * Single precision in one fixed order; equal to `plainNearestRows` in every bit.
 */
export const nearestRows = (
  pairs: readonly RowPair[],
  { n, m, score, leftExcluded, rightExcluded }: NearestOptions,
): Nearest => {
  const [own, other] = [keptOf(n, leftExcluded), keptOf(m, rightExcluded)]
  const nearest = noNearest(own.count, other.count)
  const tile = layOut(pairs, own.count, other.count)
  for (let column = 0; column < other.count; column += tile.columns) {
    const columns = Math.min(tile.columns, other.count - column)
    for (const [p, { right: rows, width }] of pairs.entries()) {
      const place = { from: column, count: columns, panels: tile.panels[p] as number, staging: tile.x }
      packRows(tile.room, { rows, width, taken: other.taken }, place)
    }
    load(tile, nearest.right, { ...tile.columnBest, from: column, count: padded(columns) })
    for (let row = 0; row < own.count; row += tile.rows) {
      const rows = Math.min(tile.rows, own.count - row)
      const scores = scoresOf(tile, pairs, {
        from: row,
        rows,
        columns,
        taken: own.taken,
        magnitudes: score === 'magnitudes',
      })
      const [ofRow, ofColumn] = [tile.rowBest, tile.columnBest]
      load(tile, nearest.left, { ...ofRow, from: row, count: rows })
      const outputs = padded(columns)
      tile.room.kernel.greatest(
        scores,
        outputs * 4,
        rows,
        outputs,
        row,
        column,
        ofRow.height,
        ofRow.best,
        ofColumn.height,
        ofColumn.best,
      )
      store(tile, nearest.left, { ...ofRow, from: row, count: rows })
    }
    store(tile, nearest.right, { ...tile.columnBest, from: column, count: columns })
  }
  return {
    left: spreadOut(nearest.left, { own, other, length: n }),
    right: spreadOut(nearest.right, { own: other, other: own, length: m }),
  }
}

/** Pairs of rows that are each other's nearest; see {@link nearestRows}. */
export const mutualRows = (pairs: readonly RowPair[], options: NearestOptions): Matching =>
  mutualOf(nearestRows(pairs, options))

/** Rows that take part, by number; undefined where all do. */
type Kept = { readonly taken: Int32Array | undefined; readonly count: number }

const keptOf = (count: number, excluded: Uint8Array | undefined): Kept => {
  if (excluded === undefined || !excluded.includes(1)) return { taken: undefined, count }
  const taken = Int32Array.from(excluded.keys()).filter((i) => excluded[i] !== 1)
  return { taken, count: taken.length }
}

const noNearest = (n: number, m: number): Nearest => ({
  left: { partner: new Int32Array(n).fill(-1), score: new Float32Array(n) },
  right: { partner: new Int32Array(m).fill(-1), score: new Float32Array(m) },
})

type Tile = ReturnType<typeof layOut>
/** Where heights and partners of the rows, or columns, of a tile lie in the room. */
type Best = { readonly height: number; readonly best: number }

// In the room: the rows of a tile, its scores, their sums over pairs, what is best so far, and the panels of each pair.
const layOut = (pairs: readonly RowPair[], n: number, m: number) => {
  const width = pairs.reduce((widest, pair) => Math.max(widest, pair.width), 0)
  const columns = Math.min(padded(m), tileOf(width, MOST_COLUMNS))
  const rows = Math.min(n, tileOf(width, MOST_ROWS))
  const sizes = [Math.max(8, rows) * width, rows * columns, rows * columns, rows, rows, columns, columns]
  const room = productRoom()
  const all = [...sizes, ...pairs.map((pair) => columns * pair.width)].map(lineBytes)
  let at = room.reserve(all.reduce((total, bytes) => total + bytes, 0))
  const places = all.map((bytes) => (at += bytes) - bytes)
  const place = (k: number): number => places[k] as number
  return {
    room,
    columns,
    rows,
    x: place(0),
    y: place(1),
    sum: place(2),
    rowBest: { height: place(3), best: place(4) },
    columnBest: { height: place(5), best: place(6) },
    panels: places.slice(sizes.length),
  }
}

/** @returns where the scores of the tile lie */
const scoresOf = (
  { room, x, y, sum, panels }: Tile,
  pairs: readonly RowPair[],
  tile: { from: number; rows: number; columns: number; taken: Int32Array | undefined; magnitudes: boolean },
): number => {
  const { from, rows, taken, magnitudes } = tile
  const outputs = padded(tile.columns)
  for (const [p, { left, width }] of pairs.entries()) {
    copyRows(room, { rows: left, width, taken }, { from, count: rows, to: x })
    room.kernel.product(x, width * 4, rows, width, panels[p] as number, width * 32, outputs / 8, y, outputs * 4, 0)
    if (magnitudes) room.kernel.magnitudes(y, sum, rows * outputs, p === 0 ? 0 : 1)
  }
  return magnitudes ? sum : y
}

type Piece = Best & { readonly from: number; readonly count: number }

// Columns that only fill up the last panel find nothing in the lists, and start like the others.
const load = ({ room }: Tile, { partner, score }: Nearest['left'], { height, best, from, count }: Piece): void => {
  room.floats().fill(0, height / 4, height / 4 + count)
  room.floats().set(score.subarray(from, from + count), height / 4)
  room.integers().fill(-1, best / 4, best / 4 + count)
  room.integers().set(partner.subarray(from, from + count), best / 4)
}

const store = ({ room }: Tile, { partner, score }: Nearest['left'], { height, best, from, count }: Piece): void => {
  score.set(room.floats().subarray(height / 4, height / 4 + count), from)
  partner.set(room.integers().subarray(best / 4, best / 4 + count), from)
}

/** From those that took part back to all. */
const spreadOut = (
  found: Nearest['left'],
  { own, other, length }: { own: Kept; other: Kept; length: number },
): Nearest['left'] => {
  if (own.taken === undefined && other.taken === undefined) return found
  const partner = new Int32Array(length).fill(-1)
  const score = new Float32Array(length)
  for (let k = 0; k < own.count; k++) {
    const [i, j] = [own.taken === undefined ? k : (own.taken[k] as number), found.partner[k] as number]
    partner[i] = j < 0 || other.taken === undefined ? j : (other.taken[j] as number)
    score[i] = found.score[k] as number
  }
  return { partner, score }
}
