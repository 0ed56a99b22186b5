import { type CellGrid, cellsOf } from './scaled-rows.ts'
import { holdPart, SCALE_TYPES, shapeRefusal, type StoredPart } from './stored-part.ts'

type Matrix = {
  readonly rows: number
  readonly columns: number
  readonly blockSize?: readonly [number, number] | undefined
}

/**
 * How scales cover a matrix, by their shape: blocks where the configuration has a block size, else [out, groups] (one
 * group: a scale for each output), [out], or one for all.
 *
 * @throws AssayError `tensors/companion-shape` if they do not cover it, or their groups do not divide the inputs
 */
export const scaleGrid = (scales: StoredPart, { rows, columns, blockSize }: Matrix): CellGrid => {
  const { shape, count } = scales.info
  if (blockSize !== undefined && count > 1) {
    const [rowsPerCell, columnsPerCell] = blockSize
    const cellColumns = Math.ceil(columns / columnsPerCell)
    holdPart(scales, [Math.ceil(rows / rowsPerCell), cellColumns], SCALE_TYPES)
    return cellsOf(scales, { columns: cellColumns, rowsPerCell, columnsPerCell })
  }
  if (!SCALE_TYPES.includes(scales.info.dtype)) throw shapeRefusal(scales, SCALE_TYPES.join('/'))
  const [outputs = 1, groups = 1, ...more] = shape
  if (count === 1) return cellsOf(scales, { columns: 1, rowsPerCell: rows, columnsPerCell: columns })
  if (outputs !== rows || more.length > 0 || groups < 1 || columns % groups !== 0) {
    throw shapeRefusal(scales, `[${rows}, groups of equally many of ${columns} inputs]`)
  }
  return cellsOf(scales, { columns: groups, rowsPerCell: 1, columnsPerCell: columns / groups })
}
