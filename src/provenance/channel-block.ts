import type { AttentionSite } from './component-sites.ts'
import { gainOf } from './gain.ts'
import { gathered, joined, type Reading } from './gathered-rows.ts'
import { largestHeads } from './largest-heads.ts'
import { excludedUnits } from './near-copies.ts'
import type { ChannelBlock } from './prepared.ts'
import { visitRows } from './row-reader.ts'
import { spread } from './spread.ts'
import { toUnitRows, type UnitRows } from './unit-rows.ts'

/** Value channels, and query and key channels, of the largest heads of one layer. */
export const channelBlock = async (site: AttentionSite, read: Reading): Promise<ChannelBlock> => {
  const { model, sites, plan, signal } = read
  const part = `attention ${site.layer}`
  const width = sites.hidden ?? 0
  const { headWidth } = site
  const gain = await gainOf(model, site.norm, sites)
  const keptHeads = Math.max(1, Math.min(site.keyHeads, Math.floor(plan.channels / headWidth)))
  const heads = await largestHeads(site, { model, gain, count: keptHeads, signal })
  const label = channelsOf(heads, headWidth)
  const [vRows, vDigests] = await gathered(site.v, label, { read, gain })
  const v = toUnitRows(vRows, label.length, width)
  const o = toUnitRows(await outputColumns(site, heads, read), label.length, width)
  const { q, k, digests } = read.queries
    ? await queryRows(site, { heads, label, gain, read })
    : { q: undefined, k: undefined, digests: undefined }
  read.digests.set(part, joined(vDigests, digests))
  return { part, layer: site.layer, headWidth, label, v, o, q, k, gain, excluded: excludedUnits([v, o]) }
}

/** The channels of some groups of so many, group by group. */
const channelsOf = (groups: Int32Array, size: number): Int32Array =>
  Int32Array.from(
    { length: groups.length * size },
    (_, i) => (groups[Math.floor(i / size)] as number) * size + (i % size),
  )

const queryRows = async (
  site: AttentionSite,
  { heads, label, gain, read }: { heads: Int32Array; label: Int32Array; gain: Float32Array | undefined; read: Reading },
): Promise<{ q: UnitRows; k: UnitRows; digests: Float64Array }> => {
  const { headWidth } = site
  const n = label.length
  const width = read.sites.hidden ?? 0
  const group = site.heads / site.keyHeads
  const [kRows, kDigests] = await gathered(site.k, label, { read, gain })
  // The query heads of a key head stand together.
  const [all, qDigests] = await gathered(site.q, channelsOf(heads, group * headWidth), { read, gain })
  const qRows = sumOverGroup(all, { n, group, headWidth, width })
  return { q: toUnitRows(qRows, n, width), k: toUnitRows(kRows, n, width), digests: joined(kDigests, qDigests) }
}

const sumOverGroup = (
  rows: Float32Array,
  { n, group, headWidth, width }: { n: number; group: number; headWidth: number; width: number },
): Float32Array => {
  if (group === 1) return rows
  const sums = new Float32Array(n * width)
  for (let i = 0; i < n * group; i++) {
    const channel = channelInGroup(i, { group, headWidth })
    for (let k = 0; k < width; k++) {
      const at = channel * width + k
      sums[at] = (sums[at] as number) + (rows[i * width + k] as number)
    }
  }
  return sums
}

/** The kept channel that query channel i, counted among those kept, belongs to. */
const channelInGroup = (i: number, { group, headWidth }: { group: number; headWidth: number }): number =>
  Math.floor(i / (headWidth * group)) * headWidth + (i % headWidth)

// A head's columns of a row are one stretch, so only those are fetched where few heads are kept.
const outputColumns = async (
  { o, headWidth, heads: queryHeads, keyHeads }: AttentionSite,
  heads: Int32Array,
  { model, signal }: Reading,
): Promise<Float32Array> => {
  const rowCount = o.shape[0] ?? 1
  const group = queryHeads / keyHeads
  const wide = group * headWidth
  const sums = new Float32Array(heads.length * headWidth * rowCount)
  const rows = spread(rowCount, rowCount)
  const add = (row: Float32Array, from: number, place: number, first: number): void => {
    for (let i = 0; i < wide; i++) {
      const at = (first + channelInGroup(i, { group, headWidth })) * rowCount + place
      sums[at] = (sums[at] as number) + (row[from + i] as number)
    }
  }
  if (heads.length === keyHeads) {
    const visit = (row: Float32Array, place: number): void => {
      for (let h = 0; h < keyHeads; h++) add(row, h * wide, place, h * headWidth)
    }
    await visitRows(model, o, { rows, rowCount, visit, signal })
    return sums
  }
  for (const [h, head] of heads.entries()) {
    const columns = { from: head * wide, count: wide }
    const visit = (row: Float32Array, place: number): void => add(row, 0, place, h * headWidth)
    await visitRows(model, o, { rows, rowCount, columns, visit, signal })
  }
  return sums
}
