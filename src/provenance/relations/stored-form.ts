import { readRows, type TensorInfo, type TensorSource } from '#tensors'
import type { ComponentSites } from '../component-sites.ts'
import { gridOf } from './grid.ts'
import type { Grid } from './relation-detail.ts'

/** What shows only in weights as they are stored: some rows of a few matrices. */
export type StoredForm = {
  /** the grid that most of the sampled matrices lie on */
  readonly grid: Grid | undefined
  /** share of elements that are exactly zero, in rows that are not zero throughout */
  readonly zeros: number
}

/** Matrices looked at, evenly spread over gates, ups, downs and queries. */
const MATRICES = 6
/** Rows of each, from its middle: 32 rows of 128 give a grid some 500 small entries to show in. */
const ROWS = 32
/** Elements of a row beyond which only its beginning is read. */
const MAX_ELEMENTS = 2 ** 20

/** Reads at most 6 × 32 rows of a component. */
export const storedForm = async (model: TensorSource, sites: ComponentSites): Promise<StoredForm> => {
  const candidates = [
    ...sites.mlp.flatMap(({ gate, down }) => [gate.tensor, down]),
    ...sites.attention.flatMap(({ q, o }) => [q.tensor, o]),
  ].filter(({ dtype, shape }) => /^(F|BF)/.test(dtype) && shape.length === 2)
  const step = Math.max(1, candidates.length / MATRICES)
  const chosen = Array.from(
    { length: Math.min(MATRICES, candidates.length) },
    (_, i) => candidates[Math.floor(i * step)],
  ).filter((tensor) => tensor !== undefined)
  const grids: (Grid | undefined)[] = []
  let zeros = 0
  let elements = 0
  for (const tensor of chosen) {
    const { rows, n, width } = await middleRows(model, tensor)
    grids.push(gridOf(rows, { n, width }))
    for (let from = 0; from + width <= rows.length; from += width) {
      const none = rows.subarray(from, from + width).reduce((count, value) => count + (value === 0 ? 1 : 0), 0)
      if (none === width) continue // a row that is off altogether is no weight set to zero for being small
      zeros += none
      elements += width
    }
  }
  return { grid: commonest(grids), zeros: elements === 0 ? 0 : zeros / elements }
}

const middleRows = async (
  model: TensorSource,
  { name, shape }: TensorInfo,
): Promise<{ rows: Float32Array; n: number; width: number }> => {
  const [count = 0, width = 0] = shape
  const n = Math.min(count, ROWS, Math.max(1, Math.floor(MAX_ELEMENTS / Math.max(1, width))))
  const from = Math.floor((count - n) / 2)
  return { rows: await readRows(model, name, { from, to: from + n }), n, width }
}

const commonest = (grids: readonly (Grid | undefined)[]): Grid | undefined => {
  const named = grids.filter((grid) => grid !== undefined)
  if (named.length * 2 <= grids.length) return undefined // a grid that half of the matrices lack says nothing of the model
  const times = (grid: Grid): number => named.filter((other) => JSON.stringify(other) === JSON.stringify(grid)).length
  return named.toSorted((a, b) => times(b) - times(a))[0]
}
