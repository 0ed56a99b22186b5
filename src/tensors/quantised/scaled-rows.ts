import { decodeToF32 } from '../decode.ts'
import { bitsOf } from '../dtype.ts'
import { SMALL_FLOATS } from '../small-floats.ts'
import type { Dtype } from '../source.ts'
import type { ComputedMatrix, Window } from './matrix-view.ts'
import type { StoredPart } from './stored-part.ts'
import { readStoredRows, type StoredRows } from './stored-rows.ts'

/** Codes of a matrix, stored row by row. */
export type RowCodes =
  /** elements of a type of the file format, or of a narrower one packed into bytes: whole bytes a row */
  | { readonly kind: 'elements'; readonly rows: StoredRows; readonly dtype: Dtype }
  /** unsigned codes of `bits` bits, a little-endian stream of words that begins anew with each row */
  | { readonly kind: 'packed'; readonly rows: StoredRows; readonly bits: PackedBits }

export type PackedBits = 2 | 4 | 8

/** One number for each cell of `rowsPerCell` × `columnsPerCell` values; `columns` cells stand beside each other. */
export type CellGrid = {
  readonly rows: StoredRows
  readonly dtype: Dtype
  readonly columns: number
  readonly rowsPerCell: number
  readonly columnsPerCell: number
}

/**
 * A matrix stored row by row as codes and scales: `(code − zero) · scale · factor`, each product rounded to F32.
 *
 * A window costs its codes and the rows of cells above it, nothing else.
 */
export type ScaledRows = {
  readonly name: string
  readonly rows: number
  readonly columns: number
  readonly codes: RowCodes
  readonly scales: CellGrid
  /** what is subtracted, for each cell of a row of `scales` (`rowsPerCell` is 1): rows × cells; a number for all */
  readonly zeros: number | ((range: { from: number; to: number }) => Promise<Float32Array>)
  /** which column of cells each column belongs to, where they are not in order */
  readonly cellOf?: () => Promise<Int32Array>
  readonly factor?: number
}

export const scaledMatrix = (matrix: ScaledRows): ComputedMatrix => ({
  name: matrix.name,
  rows: matrix.rows,
  columns: matrix.columns,
  fill: async (window, into) => {
    const { scales } = matrix
    const cellRows = {
      from: Math.floor(window.rowFrom / scales.rowsPerCell),
      to: Math.ceil(window.rowTo / scales.rowsPerCell),
    }
    const [codes, cells, zeros, cellOf] = await Promise.all([
      readCodes(matrix.codes, window),
      readStoredRows(scales.rows, cellRows).then((bytes) => decodeToF32(bytes, scales.dtype)),
      typeof matrix.zeros === 'number' ? matrix.zeros : matrix.zeros({ from: window.rowFrom, to: window.rowTo }),
      matrix.cellOf?.(),
    ])
    const width = window.columnTo - window.columnFrom
    for (let row = window.rowFrom; row < window.rowTo; row++) {
      const at = (row - window.rowFrom) * width
      const first = (Math.floor(row / scales.rowsPerCell) - cellRows.from) * scales.columns
      const rowCells = cells.subarray(first, first + scales.columns)
      const rowZeros = typeof zeros === 'number' ? zeros : zeros.subarray((row - window.rowFrom) * scales.columns)
      const rowCodes = codes.subarray(at, at + width)
      const rowInto = into.subarray(at, at + width)
      if (cellOf === undefined)
        scaleInOrder(
          rowInto,
          { codes: rowCodes, cells: rowCells, zeros: rowZeros },
          {
            from: window.columnFrom,
            columnsPerCell: scales.columnsPerCell,
          },
        )
      else
        scaleByIndex(rowInto, { codes: rowCodes, cells: rowCells, zeros: rowZeros }, cellOf.subarray(window.columnFrom))
    }
    if (matrix.factor !== undefined) for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) * matrix.factor
  },
})

type Row = { readonly codes: Float32Array; readonly cells: Float32Array; readonly zeros: Float32Array | number }

const scaleInOrder = (
  into: Float32Array,
  { codes, cells, zeros }: Row,
  { from, columnsPerCell }: { from: number; columnsPerCell: number },
): void => {
  for (let i = 0; i < into.length;) {
    const cell = Math.floor((from + i) / columnsPerCell)
    const end = Math.min(into.length, (cell + 1) * columnsPerCell - from)
    const zero = typeof zeros === 'number' ? zeros : (zeros[cell] as number)
    const scale = cells[cell] as number
    for (; i < end; i++) into[i] = ((codes[i] as number) - zero) * scale
  }
}

const scaleByIndex = (into: Float32Array, { codes, cells, zeros }: Row, cellOf: Int32Array): void => {
  for (let i = 0; i < into.length; i++) {
    const cell = cellOf[i] as number
    const zero = typeof zeros === 'number' ? zeros : (zeros[cell] as number)
    into[i] = ((codes[i] as number) - zero) * (cells[cell] as number)
  }
}

const readCodes = async (codes: RowCodes, window: Window): Promise<Float32Array> => {
  const rows = { from: window.rowFrom, to: window.rowTo }
  if (codes.kind === 'packed') return readPacked(codes.rows, codes.bits, window)
  const bits = bitsOf(codes.dtype)
  const within = { from: Math.floor((window.columnFrom * bits) / 8), to: Math.ceil((window.columnTo * bits) / 8) }
  const bytes = await readStoredRows(codes.rows, rows, within)
  const values = fromTable(bytes, codes.dtype) ?? decodeToF32(bytes, codes.dtype)
  const before = window.columnFrom - (within.from * 8) / bits // a part of a row may begin in the middle of a byte
  return values.subarray(before, before + (window.rowTo - window.rowFrom) * (window.columnTo - window.columnFrom))
}

/** Elements of a byte or half of one by their table: what `decodeToF32` gives, several times as fast. */
const fromTable = (bytes: Uint8Array, dtype: Dtype): Float32Array | undefined => {
  const table = SMALL_FLOATS.get(dtype)
  if (table?.length === 256) {
    const out = new Float32Array(bytes.length)
    for (let i = 0; i < out.length; i++) out[i] = table[bytes[i] as number] as number
    return out
  }
  if (dtype !== 'F4' || table === undefined) return undefined
  const out = new Float32Array(2 * bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    out[2 * i] = table[byte & 15] as number
    out[2 * i + 1] = table[byte >> 4] as number
  }
  return out
}

const readPacked = async (rows: StoredRows, bits: PackedBits, window: Window): Promise<Float32Array> => {
  const within = { from: Math.floor((window.columnFrom * bits) / 8), to: Math.ceil((window.columnTo * bits) / 8) }
  const bytes = await readStoredRows(rows, { from: window.rowFrom, to: window.rowTo }, within)
  const stride = within.to - within.from
  const width = window.columnTo - window.columnFrom
  const out = new Float32Array((window.rowTo - window.rowFrom) * width)
  const mask = 2 ** bits - 1
  for (let row = 0; row < window.rowTo - window.rowFrom; row++) {
    const first = row * stride
    let bit = window.columnFrom * bits - within.from * 8
    for (let i = row * width; i < (row + 1) * width; i++, bit += bits) {
      out[i] = ((bytes[first + (bit >> 3)] as number) >> (bit & 7)) & mask
    }
  }
  return out
}

/** A grid whose cells are the elements of a part: `rows` × `columns` of them. */
export const cellsOf = (
  part: StoredPart,
  { columns, rowsPerCell, columnsPerCell }: { columns: number; rowsPerCell: number; columnsPerCell: number },
): CellGrid => {
  const { dtype } = part.info
  const rows = { part, rowBytes: (columns * bitsOf(dtype)) / 8 }
  return { rows, dtype, columns, rowsPerCell, columnsPerCell }
}
