import { gainOf } from './gain.ts'
import { gathered, type Reading } from './gathered-rows.ts'
import { gatheredColumns } from './gathered-columns.ts'
import { latentCount, type LatentSite } from './latent-sites.ts'
import { excludedUnits } from './near-copies.ts'
import type { ChannelBlock } from './prepared.ts'
import { spread } from './spread.ts'
import { toUnitRows, type UnitRows } from './unit-rows.ts'

/**
 * Channels known by one matrix alone, as a block whose two matrices are that one: the sign and the order of a latent
 * dimension are as free as those of a value channel, since its norm's gain, its row and the columns that read it change
 * together.
 */
export const latentBlock = async (site: LatentSite, read: Reading): Promise<ChannelBlock> => {
  const { model, sites, plan, signal } = read
  const width = sites.hidden ?? 0
  const count = latentCount(site)
  const headWidth = site.kind === 'rows' ? count : site.headWidth
  // The first of a kind, in whole heads: a choice that is blind to signs, and the same rule on both sides.
  const heads = Math.max(1, Math.floor(Math.min(count, plan.channels) / headWidth))
  const label = spread(count, count).subarray(
    0,
    site.kind === 'rows' ? Math.min(count, plan.channels) : heads * headWidth,
  )
  const n = label.length
  const gain = site.kind === 'rows' ? await gainOf(model, site.norm, sites) : undefined
  const rows =
    site.kind === 'rows'
      ? await rowsOf(site, label, { read, gain })
      : await gatheredColumns(site.matrix, label, { model, rows: spread(width, width), signal })
  const v = toUnitRows(rows, n, width)
  const block = {
    part: site.part,
    layer: site.layer,
    headWidth: Math.min(headWidth, n),
    label,
    q: undefined,
    k: undefined,
  }
  return { ...block, v, o: copied(v), gain, excluded: excludedUnits([v]) }
}

const rowsOf = async (
  site: Extract<LatentSite, { kind: 'rows' }>,
  label: Int32Array,
  { read, gain }: { read: Reading; gain: Float32Array | undefined },
): Promise<Float32Array> => {
  const [rows, digests] = await gathered(site.rows, label, { read, gain })
  read.digests.set(site.part, digests)
  return rows
}

// Rows may be re-ordered where they stand, so the two are not one memory.
const copied = (rows: UnitRows): UnitRows => ({
  ...rows,
  unit: rows.unit.slice(),
  length: rows.length.slice(),
  mean: rows.mean.slice(),
})
