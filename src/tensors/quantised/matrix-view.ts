import type { StoredTensor } from '../assemble-source.ts'
import type { TensorInfo } from '../source.ts'

/** Rows `rowFrom` to `rowTo` − 1 and, in each, columns `columnFrom` to `columnTo` − 1. */
export type Window = {
  readonly rowFrom: number
  readonly rowTo: number
  readonly columnFrom: number
  readonly columnTo: number
}

/** A matrix whose values are computed when they are asked for. */
export type ComputedMatrix = {
  readonly name: string
  /** [out, in] */
  readonly rows: number
  readonly columns: number
  /**
   * Values of a window, row-major, into the whole of `into`. A window of several rows has all their columns, so that it
   * is one stretch of the flattened matrix; it has at most 2^20 values, or one row.
   */
  readonly fill: (window: Window, into: Float32Array) => Promise<void>
}

/** The matrix as F32 that is read by any range of bytes. Beside what `fill` holds it takes at most 4 MiB. */
export const matrixView = (matrix: ComputedMatrix): StoredTensor => ({
  info: f32Info(matrix.name, [matrix.rows, matrix.columns]),
  read: async (offset, into) => {
    const end = offset + into.byteLength
    for (const window of windowsOf(matrix.columns, Math.floor(offset / 4), Math.ceil(end / 4))) {
      const values = new Float32Array(
        (window.rowTo - window.rowFrom) * (window.columnTo - window.columnFrom), // one row, or rows of all columns
      )
      await matrix.fill(window, values)
      const begins = (window.rowFrom * matrix.columns + window.columnFrom) * 4
      const bytes = new Uint8Array(values.buffer)
      const from = Math.max(offset, begins)
      const to = Math.min(end, begins + bytes.byteLength)
      into.set(bytes.subarray(from - begins, to - begins), from - offset)
    }
  },
})

export const f32Info = (name: string, shape: readonly number[]): TensorInfo => {
  const count = shape.reduce((product, size) => product * size, 1)
  return { name, dtype: 'F32', shape, count, bytes: 4 * count }
}

const MOST_VALUES = 2 ** 20

/** Elements `from` to `to` − 1 of the flattened matrix: the end of a row, whole rows, the beginning of a row. */
function* windowsOf(columns: number, from: number, to: number): Generator<Window> {
  for (let at = from; at < to;) {
    const row = Math.floor(at / columns)
    const column = at - row * columns
    const wholeRows = column === 0 ? Math.floor((to - at) / columns) : 0
    if (wholeRows > 0) {
      const rows = Math.min(wholeRows, Math.max(1, Math.floor(MOST_VALUES / columns)))
      yield { rowFrom: row, rowTo: row + rows, columnFrom: 0, columnTo: columns }
      at += rows * columns
    } else {
      const columnTo = Math.min(columns, column + to - at)
      yield { rowFrom: row, rowTo: row + 1, columnFrom: column, columnTo }
      at += columnTo - column
    }
  }
}
