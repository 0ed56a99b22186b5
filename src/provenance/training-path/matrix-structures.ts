import { readRows, type TensorInfo, type TensorSource } from '#tensors'
import { median } from '../component-verdict.ts'
import { trainedRatio } from '../slope.ts'
import { placeBetween, type Points } from './path-geometry.ts'

export type Structures = {
  /** of each step, median over matrices */
  readonly structures: readonly number[]
  /** of what the best average of its neighbours leaves of each inner point; undefined where nothing is left */
  readonly leftovers: readonly (number | undefined)[]
}

/** Matrices looked at, evenly spread, and rows of each. */
const MATRICES = 8
const ROWS = 256
/** Smaller matrices let the greatest singular value of noise stray. */
const LEAST_SIDE = 32

/** Greatest singular value, over that of noise, of the steps of a path and of what interpolation leaves of its points. */
export const matrixStructures = async (path: readonly TensorSource[], points: Points): Promise<Structures> => {
  const ofStep = path.slice(1).map((): number[] => [])
  const ofPoint = path.slice(2).map((): number[] => [])
  for (const { name, shape } of chosenMatrices(path)) {
    const [count = 0, width = 0] = shape
    const n = Math.min(count, ROWS)
    const rows: Float32Array[] = []
    for (const source of path) rows.push(await readRows(source, name, { from: 0, to: n }))
    const note = (into: number[] | undefined, change: Float32Array): void => {
      if (change.some((value) => value !== 0)) into?.push(trainedRatio(change, n, width))
    }
    for (let k = 1; k < rows.length; k++) {
      const [before, own, after] = [rows[k - 1], rows[k], rows[k + 1]] as [Float32Array, Float32Array, Float32Array?]
      note(
        ofStep[k - 1],
        own.map((value, i) => value - (before[i] as number)),
      )
      if (after === undefined) continue
      const t = placeBetween(points, k)
      note(
        ofPoint[k - 1],
        own.map((value, i) => value - (1 - t) * (before[i] as number) - t * (after[i] as number)),
      )
    }
  }
  return {
    structures: ofStep.map(median),
    leftovers: ofPoint.map((values) => (values.length === 0 ? undefined : median(values))),
  }
}

const chosenMatrices = (path: readonly TensorSource[]): readonly TensorInfo[] => {
  const matrices = [...(path.at(-1)?.tensors.values() ?? [])].filter(
    ({ shape, dtype }) => shape.length === 2 && /^(F|BF)/.test(dtype) && Math.min(...shape) >= LEAST_SIDE,
  )
  const spacing = Math.max(1, matrices.length / MATRICES)
  return matrices.filter((_, i) => Math.floor(i / spacing) !== Math.floor((i - 1) / spacing))
}
