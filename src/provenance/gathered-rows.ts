import type { TensorSource } from '#tensors'
import type { ComponentSites } from './component-sites.ts'
import type { MatrixSite } from './matrix-site.ts'
import type { SidePlan } from './reading-plan.ts'
import { unorderedRowDigest } from './row-digest.ts'
import { visitRows } from './row-reader.ts'

/** What every block of one model is read with. */
export type Reading = {
  readonly model: TensorSource
  readonly sites: ComponentSites
  readonly plan: SidePlan
  /** whether query and key rows are read */
  readonly queries: boolean
  /** digests of rows by part, filled as blocks are read */
  readonly digests: Map<string, Float64Array>
  readonly signal: AbortSignal | undefined
}

/** Rows of the units asked for times the gain, n × hidden, and a digest of each row as it is stored. */
export const gathered = async (
  site: MatrixSite,
  units: Int32Array,
  { read: { model, sites, signal }, gain }: { read: Reading; gain: Float32Array | undefined },
): Promise<readonly [rows: Float32Array, digests: Float64Array]> => {
  const width = sites.hidden ?? 0
  const rows = new Float32Array(units.length * width)
  const digests = new Float64Array(units.length)
  const visit = (row: Float32Array, place: number): void => {
    digests[place] = unorderedRowDigest(row)
    const at = place * width
    if (gain === undefined) rows.set(row, at)
    else for (let k = 0; k < width; k++) rows[at + k] = (row[k] as number) * (gain[k] as number)
  }
  const at = units.map((unit) => site.rowOf(unit))
  await visitRows(model, site.tensor, { rows: at, rowCount: site.tensor.shape[0] ?? 1, visit, signal })
  return [rows, digests]
}

export const joined = (...lists: readonly (Float64Array | undefined)[]): Float64Array =>
  Float64Array.from(lists.flatMap((list) => (list === undefined ? [] : [...list])))
