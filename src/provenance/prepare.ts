import type { TensorInfo, TensorSource } from '#tensors'
import type { Architecture } from './architectures.ts'
import type { AttentionSite, ComponentSites, MlpSite } from './component-sites.ts'
import { largestUnits } from './largest-units.ts'
import type { MatrixSite } from './matrix-site.ts'
import { excludedUnits } from './near-copies.ts'
import type { ChannelBlock, HiddenBlock, Prepared, UnitBlock } from './prepared.ts'
import { MAX_CHANNELS, MAX_FEATURES, MAX_UNITS, type SidePlan, spread, type TablePlan } from './reading-plan.ts'
import { unorderedRowDigest } from './row-digest.ts'
import { readVector, visitRows } from './row-reader.ts'
import { toUnitRows, type UnitRows } from './unit-rows.ts'

/** Reads what the plan names of one component, folds norm gains into the rows that read them, and normalises. */
export const prepare = async (
  model: TensorSource,
  sites: ComponentSites & { readonly architecture: Architecture },
  {
    plan,
    coordinates,
    queries = true,
    onBlock = () => undefined,
  }: { plan: SidePlan; coordinates: Int32Array; queries?: boolean; onBlock?: () => void },
): Promise<Prepared> => {
  const digests = new Map<string, Float64Array>()
  const read: Reading = {
    model,
    coordinates,
    hidden: sites.hidden ?? 0,
    norm: sites.architecture.norm,
    queries,
    digests,
  }
  const units: UnitBlock[] = []
  for (const site of plan.mlp) {
    units.push(await unitBlock(site, read))
    onBlock()
  }
  const channels: ChannelBlock[] = []
  for (const site of plan.attention) {
    channels.push(await channelBlock(site, read))
    onBlock()
  }
  const hidden = await hiddenBlock(plan.tables, read)
  const { component, architecture } = sites
  return { component, architecture, units, channels, hidden, rowDigests: digests }
}

type Reading = {
  readonly model: TensorSource
  readonly coordinates: Int32Array
  readonly hidden: number
  readonly norm: Architecture['norm']
  /** whether query and key rows are read */
  readonly queries: boolean
  readonly digests: Map<string, Float64Array>
}

const unitBlock = async (site: MlpSite, read: Reading): Promise<UnitBlock> => {
  const part = `mlp ${site.layer}${site.expert === undefined ? '' : `.${site.expert}`}`
  const width = read.coordinates.length
  const gain = await gainOf(site.norm, read)
  const label =
    site.gate.count > MAX_UNITS
      ? await largestUnits(site, read)
      : Int32Array.from({ length: site.gate.count }, (_, i) => i)
  const n = label.length
  const [gateRows, gateDigests] = await gather(site.gate, label, { read, gain })
  const up = site.up === undefined ? undefined : await gather(site.up, label, { read, gain })
  // A projector's second matrix writes into another stream, which has coordinates of its own.
  const outputs = site.down.shape[0] ?? 0
  const into = outputs === site.gate.tensor.shape[1] ? read.coordinates : spread(outputs, MAX_FEATURES)
  const down = toUnitRows(
    await gatherColumns(site.down, label, { model: read.model, coordinates: into }),
    n,
    into.length,
  )
  const gate = toUnitRows(gateRows, n, width)
  const upRows = up === undefined ? undefined : toUnitRows(up[0], n, width)
  read.digests.set(part, joined(gateDigests, up?.[1]))
  const excluded = excludedUnits(upRows === undefined ? [gate, down] : [gate, upRows, down])
  return { part, layer: site.layer, label, gate, up: upRows, down, gain, excluded }
}

const channelBlock = async (site: AttentionSite, read: Reading): Promise<ChannelBlock> => {
  const part = `attention ${site.layer}`
  const width = read.coordinates.length
  const { headWidth, heads, keyHeads } = site
  const gain = await gainOf(site.norm, read)
  const group = heads / keyHeads
  const keptHeads = Math.max(1, Math.min(keyHeads, Math.floor(MAX_CHANNELS / headWidth)))
  const n = keptHeads * headWidth
  const label = Int32Array.from({ length: n }, (_, i) => i)
  const [vRows, vDigests] = await gather(site.v, label, { read, gain })
  const oRows = await outputColumns(site, { n, group, read })
  const v = toUnitRows(vRows, n, width)
  const o = toUnitRows(oRows, n, width)
  const { q, k, digests } = read.queries
    ? await queryRows(site, { label, group, gain, read })
    : { q: undefined, k: undefined, digests: undefined }
  read.digests.set(part, joined(vDigests, digests))
  return { part, layer: site.layer, headWidth, label, v, o, q, k, gain, excluded: excludedUnits([v, o]) }
}

const queryRows = async (
  site: AttentionSite,
  { label, group, gain, read }: { label: Int32Array; group: number; gain: Float32Array | undefined; read: Reading },
): Promise<{ q: UnitRows; k: UnitRows; digests: Float64Array }> => {
  const n = label.length
  const width = read.coordinates.length
  const [kRows, kDigests] = await gather(site.k, label, { read, gain })
  const ofGroup = Int32Array.from({ length: n * group }, (_, i) => i) // query heads of a key head stand together
  const [all, qDigests] = await gather(site.q, ofGroup, { read, gain })
  const qRows = sumOverGroup(all, { n, group, headWidth: site.headWidth, width })
  return { q: toUnitRows(qRows, n, width), k: toUnitRows(kRows, n, width), digests: joined(kDigests, qDigests) }
}

const hiddenBlock = async (tables: readonly TablePlan[], read: Reading): Promise<HiddenBlock | undefined> => {
  const { coordinates, model } = read
  const n = coordinates.length
  const prepared: { name: string; rows: UnitRows }[] = []
  for (const { site, features } of tables) {
    const width = features.length
    const rows = new Float32Array(n * width)
    const gain = await gainOf(site.gain, read)
    const first = site.tensor.shape[0] ?? 1
    if (site.axis === 'rows') {
      const visit = (row: Float32Array, place: number): void => {
        for (let k = 0; k < width; k++) rows[place * width + k] = row[features[k] as number] as number
      }
      await visitRows(model, site.tensor, { rows: coordinates, rowCount: first, visit })
    } else {
      const digests = new Float64Array(width)
      const visit = (row: Float32Array, place: number): void => {
        digests[place] = unorderedRowDigest(row)
        for (let i = 0; i < n; i++) {
          rows[i * width + place] = (row[coordinates[i] as number] as number) * (gain?.[i] ?? 1)
        }
      }
      const rowCount = site.tensor.count / (site.tensor.shape.at(-1) ?? 1)
      await visitRows(model, site.tensor, { rows: features, rowCount, visit })
      read.digests.set('embedding', joined(read.digests.get('embedding'), digests))
    }
    prepared.push({ name: site.name, rows: toUnitRows(rows, n, width) })
  }
  // A dimension is dead, or a copy, if the first table says so; later tables only add to the score.
  const rows = prepared[0]?.rows
  if (rows === undefined) return undefined
  return { part: 'embedding', label: coordinates, tables: prepared, excluded: excludedUnits([rows]) }
}

/** A norm's gain at the sampled coordinates, as it is applied. */
const gainOf = async (norm: TensorInfo | undefined, read: Reading): Promise<Float32Array | undefined> => {
  if (norm === undefined || read.norm === 'after') return undefined
  if (norm.count < read.hidden) return undefined
  const stored = await readVector(read.model, norm)
  const offset = read.norm === 'rms-plus-one' ? 1 : 0
  return Float32Array.from(read.coordinates, (k) => (stored[k] ?? 1) + offset)
}

type Gathered = readonly [rows: Float32Array, digests: Float64Array]

/** Rows of the units asked for, at the sampled coordinates, times the gain. */
const gather = async (
  site: MatrixSite,
  units: Int32Array,
  { read: { model, coordinates }, gain }: { read: Reading; gain: Float32Array | undefined },
): Promise<Gathered> => {
  const width = coordinates.length
  const rows = new Float32Array(units.length * width)
  const digests = new Float64Array(units.length)
  const visit = (row: Float32Array, place: number): void => {
    digests[place] = unorderedRowDigest(row)
    for (let k = 0; k < width; k++)
      rows[place * width + k] = (row[coordinates[k] as number] as number) * (gain?.[k] ?? 1)
  }
  const at = units.map((unit) => site.rowOf(unit))
  await visitRows(model, site.tensor, { rows: at, rowCount: site.tensor.shape[0] ?? 1, visit })
  return [rows, digests]
}

const gatherColumns = async (
  tensor: TensorInfo,
  columns: Int32Array,
  read: Pick<Reading, 'model' | 'coordinates'>,
): Promise<Float32Array> => {
  const { model, coordinates } = read
  const width = coordinates.length
  const rows = new Float32Array(columns.length * width)
  const visit = (row: Float32Array, place: number): void => {
    for (let i = 0; i < columns.length; i++) rows[i * width + place] = row[columns[i] as number] as number
  }
  await visitRows(model, tensor, { rows: coordinates, rowCount: tensor.shape[0] ?? 1, visit })
  return rows
}

const sumOverGroup = (
  rows: Float32Array,
  { n, group, headWidth, width }: { n: number; group: number; headWidth: number; width: number },
): Float32Array => {
  if (group === 1) return rows
  const sums = new Float32Array(n * width)
  for (let i = 0; i < n * group; i++) {
    const head = Math.floor(i / headWidth)
    const channel = Math.floor(head / group) * headWidth + (i % headWidth)
    for (let k = 0; k < width; k++) {
      const at = channel * width + k
      sums[at] = (sums[at] as number) + (rows[i * width + k] as number)
    }
  }
  return sums
}

const outputColumns = async (
  { o, headWidth }: AttentionSite,
  { n, group, read: { model, coordinates } }: { n: number; group: number; read: Reading },
): Promise<Float32Array> => {
  const width = coordinates.length
  const sums = new Float32Array(n * width)
  const visit = (row: Float32Array, place: number): void => {
    for (let i = 0; i < n * group; i++) {
      const head = Math.floor(i / headWidth)
      const channel = Math.floor(head / group) * headWidth + (i % headWidth)
      const at = channel * width + place
      sums[at] = (sums[at] as number) + (row[i] as number)
    }
  }
  await visitRows(model, o, { rows: coordinates, rowCount: o.shape[0] ?? 1, visit })
  return sums
}

const joined = (...lists: readonly (Float64Array | undefined)[]): Float64Array =>
  Float64Array.from(lists.flatMap((list) => (list === undefined ? [] : [...list])))
