import { decodeToF32 } from '../decode.ts'
import { bitsOf } from '../dtype.ts'
import type { ComputedMatrix } from './matrix-view.ts'
import type { Quantisation } from './quantisation.ts'
import { partBytes, shapeRefusal, type StoredPart, valueRefusal } from './stored-part.ts'
import { readStoredRows } from './stored-rows.ts'
import type { Tile, TileCache } from './tile-cache.ts'

/**
 * A weight stored transposed, [in, out], in 32-bit words, with scales and zeros [groups, out]: a row of the result is a
 * column of all three tensors. `(code − zero) · scale`, the product rounded to F32.
 */
export type ColumnPacked = {
  readonly name: string
  readonly rows: number
  readonly columns: number
  readonly codes: StoredPart
  readonly zeros: StoredPart
  readonly scales: StoredPart
  /** results' columns in a group, where `groupIndex` does not say it of each */
  readonly groupSize: number
  readonly groups: number
  readonly groupIndex: StoredPart | undefined
  readonly packing: Packing
}

export type Packing = {
  readonly codeBits: number
  /** words of a stored row of codes for so many rows of the result, a multiple of 32 / bits */
  readonly wordsFor: (rows: number) => number
  /** stored rows of codes */
  readonly wordRows: number
  /** codes `from` to `to` − 1 of a row of the result, from a tile of `wordRows` × `width` words */
  readonly codesOf: (
    words: Uint32Array,
    place: { width: number; row: number; from: number; into: Float32Array },
  ) => void
  /** the zero of a row of the result, from a group's words of zeros */
  readonly zeroOf: (words: Uint32Array, first: number, row: number) => number
}

export type ColumnTile = Tile & {
  readonly codes: Uint32Array
  /** groups × rows of the tile, both */
  readonly zeros: Float32Array
  readonly scales: Float32Array
  /** group of each column of the result */
  readonly groupOf: Int32Array
}

/** 16 to 128 bytes of each stored row; a disk fetches 512 at least. */
const LEAST_ROWS = 32

export const columnPackedMatrix = (weight: ColumnPacked, cached: TileCache<ColumnTile>): ComputedMatrix => {
  const { name, rows, columns, packing, scales, groups } = weight
  const bytesPerRow =
    (packing.wordRows * packing.wordsFor(LEAST_ROWS) * 4) / LEAST_ROWS +
    (groups * (packing.codeBits + bitsOf(scales.info.dtype))) / 8
  const plan = { name, rows, least: LEAST_ROWS, bytesPerRow, load: (range: Range) => loadTile(weight, range) }
  return {
    name,
    rows,
    columns,
    fill: async ({ rowFrom, rowTo, columnFrom, columnTo }, into) => {
      const width = columnTo - columnFrom
      for (let row = rowFrom; row < rowTo;) {
        const tile = await cached(plan, row, rowTo)
        for (; row < Math.min(rowTo, tile.rowTo); row++) {
          const at = (row - rowFrom) * width
          fillRow(weight, tile, { row, from: columnFrom, into: into.subarray(at, at + width) })
        }
      }
    },
  }
}

type Range = { readonly rowFrom: number; readonly rowTo: number }

const fillRow = (
  { packing }: ColumnPacked,
  { codes, zeros, scales, groupOf, rowFrom, rowTo }: ColumnTile,
  { row, from, into }: { row: number; from: number; into: Float32Array },
): void => {
  const tileRows = rowTo - rowFrom
  const inTile = row - rowFrom
  packing.codesOf(codes, { width: packing.wordsFor(tileRows), row: inTile, from, into })
  for (let i = 0; i < into.length; i++) {
    const cell = (groupOf[from + i] as number) * tileRows + inTile
    into[i] = ((into[i] as number) - (zeros[cell] as number)) * (scales[cell] as number)
  }
}

const loadTile = async (weight: ColumnPacked, { rowFrom, rowTo }: Range): Promise<ColumnTile> => {
  const { packing, groups, rows } = weight
  const strip = async (part: StoredPart, count: number, bytesFor: (rows: number) => number): Promise<Uint8Array> =>
    readStoredRows(
      { part, rowBytes: bytesFor(rows) },
      { from: 0, to: count },
      { from: bytesFor(rowFrom), to: bytesFor(rowTo) },
    )
  const scaleBytes = bitsOf(weight.scales.info.dtype) / 8
  const [codeBytes, zeroBytes, scaleStrip, groupOf] = await Promise.all([
    strip(weight.codes, packing.wordRows, (n) => packing.wordsFor(n) * 4),
    strip(weight.zeros, groups, (n) => (n * packing.codeBits) / 8),
    strip(weight.scales, groups, (n) => n * scaleBytes),
    groupsOf(weight),
  ])
  const tileRows = rowTo - rowFrom
  const zeroWords = new Uint32Array(zeroBytes.buffer)
  const zeros = new Float32Array(groups * tileRows)
  for (let group = 0; group < groups; group++) {
    for (let row = 0; row < tileRows; row++) {
      zeros[group * tileRows + row] = packing.zeroOf(zeroWords, (group * zeroWords.length) / groups, row)
    }
  }
  const codes = new Uint32Array(codeBytes.buffer)
  const scales = decodeToF32(scaleStrip, weight.scales.info.dtype)
  const bytes = codes.byteLength + zeros.byteLength + scales.byteLength + groupOf.byteLength
  return { rowFrom, rowTo, bytes, codes, zeros, scales, groupOf }
}

/**
 * Groups of inputs, held to the number of rows of scales; where there is no configuration, these tell.
 *
 * @throws AssayError `tensors/companion-shape`
 */
export const groupsIn = (
  scales: StoredPart,
  columns: number,
  { method, groupSize }: Quantisation,
): { groups: number; groupSize: number } => {
  const groups = scales.info.shape[0] ?? 0
  const size = groupSize ?? (method === undefined && columns % groups === 0 ? columns / groups : columns)
  if (groups === Math.ceil(columns / size)) return { groups, groupSize: size }
  throw shapeRefusal(scales, `${Math.ceil(columns / size)} groups of ${size} inputs`)
}

const groupsOf = async ({ columns, groupSize, groups, groupIndex }: ColumnPacked): Promise<Int32Array> =>
  groupIndex === undefined
    ? Int32Array.from({ length: columns }, (_, column) => Math.floor(column / groupSize))
    : readGroupIndex(groupIndex, groups)

/** @throws AssayError `tensors/companion-value` for a group that there is not */
export const readGroupIndex = async (part: StoredPart, groups: number): Promise<Int32Array> => {
  const index = new Int32Array((await partBytes(part)).buffer)
  const stray = index.findIndex((group) => group < 0 || group >= groups)
  if (stray < 0) return index
  throw valueRefusal(part, { place: stray, got: index[stray] ?? 0, wanted: `0 to ${groups - 1}` })
}
