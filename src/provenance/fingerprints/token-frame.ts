import { rowProducts } from '#numeric'
import { transposed } from '../frames/raw-rows.ts'
import type { HiddenBlock } from '../prepared.ts'
import { fromUnitRows, type UnitRows } from '../unit-rows.ts'
import { allEigen } from './symmetric-eigen.ts'

/** Directions that the anchor tokens span in the residual stream, and how the tokens lie along them. */
export type TokenFrame = {
  readonly tokens: number
  readonly rank: number
  /** tokens × rank, row-major, orthonormal columns */
  readonly ofTokens: Float32Array
  /** rank × hidden, row-major, orthonormal */
  readonly directions: Float32Array
  readonly values: Float64Array
}

/** More directions than this describe noise, in a small model, and cost time in a large one. */
const MOST_DIRECTIONS = 128
/** Below this share of the greatest singular value a direction is rounding. */
const LEAST_VALUE = 1e-3

/**
 * U S Vᵀ of a table with one row for each anchor token, centred over the tokens, rows of length 1. A rotation of the
 * residual stream turns `directions` and nothing else.
 */
export const tokenFrame = ({ rows }: HiddenBlock['tables'][number]): TokenFrame | undefined => {
  const hidden = rows.n
  const tokens = rows.width
  const table = unitTokens(rows)
  const byTokens = tokens <= hidden
  const size = byTokens ? tokens : hidden
  const flat = byTokens ? table : transposed(table, tokens, hidden)
  const gram = rowProducts(flat, flat, { n: size, m: size, width: byTokens ? hidden : tokens })
  const { values: squares, vectors } = allEigen(Float64Array.from(gram), size)
  const values = squares.map((square) => Math.sqrt(Math.max(0, square)))
  const least = LEAST_VALUE * (values[0] ?? 0)
  let rank = 0
  while (rank < Math.min(size, MOST_DIRECTIONS) && (values[rank] as number) > least) rank++
  if (rank < LEAST_RANK) return undefined
  const own = Float32Array.from(vectors.subarray(0, rank * size)) // rank × size
  const other = byTokens
    ? rowProducts(own, transposed(table, tokens, hidden), { n: rank, m: hidden, width: tokens })
    : rowProducts(own, table, { n: rank, m: tokens, width: hidden })
  const across = byTokens ? hidden : tokens
  for (let r = 0; r < rank; r++) {
    for (let k = 0; k < across; k++) other[r * across + k] = (other[r * across + k] as number) / (values[r] as number)
  }
  return {
    tokens,
    rank,
    ofTokens: byTokens ? transposed(own, rank, tokens) : transposed(other, rank, tokens),
    directions: byTokens ? other : own,
    values: values.slice(0, rank),
  }
}

// A table of fewer directions says too little of a model.
const LEAST_RANK = 8

const unitTokens = (rows: UnitRows): Float32Array => {
  const { n: hidden, width: tokens } = rows
  const byDimension = fromUnitRows(rows, { centred: true })
  const table = transposed(byDimension, hidden, tokens)
  for (let t = 0; t < tokens; t++) {
    const row = table.subarray(t * hidden, (t + 1) * hidden)
    let squares = 0
    for (const value of row) squares += value * value
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let k = 0; k < hidden; k++) row[k] = (row[k] as number) * scale
  }
  return table
}
