import type { TensorSource } from '#tensors'
import type { MlpSite } from './component-sites.ts'
import type { MatrixSite } from './matrix-site.ts'
import { MAX_UNITS } from './reading-plan.ts'
import { visitRows } from './row-reader.ts'

/**
 * The units of greatest size |g|²·|u|·|d|, in the order of their labels. The size is blind to signs and order, and two
 * models with common units agree on most of the greatest.
 */
export const largestUnits = async (
  site: MlpSite,
  { model, coordinates }: { readonly model: TensorSource; readonly coordinates: Int32Array },
): Promise<Int32Array> => {
  const n = site.gate.count
  const squares = async (matrix: MatrixSite): Promise<Float64Array> => {
    const sums = new Float64Array(n)
    const visit = (row: Float32Array, place: number): void => {
      let sum = 0
      for (let k = 0; k < row.length; k++) sum += (row[k] as number) ** 2
      sums[place] = sum
    }
    const rows = Int32Array.from({ length: n }, (_, i) => matrix.rowOf(i))
    await visitRows(model, matrix.tensor, { rows, rowCount: matrix.tensor.shape[0] ?? 1, visit })
    return sums
  }
  const gate = await squares(site.gate)
  const up = site.up === undefined ? new Float64Array(n).fill(1) : await squares(site.up)
  const down = new Float64Array(n)
  const visit = (row: Float32Array): void => {
    for (let i = 0; i < n; i++) down[i] = (down[i] as number) + (row[i] as number) ** 2
  }
  await visitRows(model, site.down, { rows: coordinates, rowCount: site.down.shape[0] ?? 1, visit })
  const size = gate.map((square, i) => square * Math.sqrt((up[i] as number) * (down[i] as number)))
  const order = Array.from({ length: n }, (_, i) => i).toSorted((a, b) => (size[b] as number) - (size[a] as number))
  return Int32Array.from(order.slice(0, MAX_UNITS)).toSorted()
}
