import type { TensorSource } from '#tensors'
import type { Architecture } from './architectures.ts'
import { channelBlock } from './channel-block.ts'
import type { ComponentSites, MlpSite } from './component-sites.ts'
import { gainOf } from './gain.ts'
import { gatheredColumns } from './gathered-columns.ts'
import { gathered, joined, type Reading } from './gathered-rows.ts'
import { latentBlock } from './latent-block.ts'
import { largestUnits } from './largest-units.ts'
import { excludedUnits, gateLeaders } from './near-copies.ts'
import type { HiddenBlock, Prepared, UnitBlock } from './prepared.ts'
import { MAX_DIMENSIONS, type SidePlan } from './reading-plan.ts'
import { unorderedRowDigest } from './row-digest.ts'
import { visitRows } from './row-reader.ts'
import { spread } from './spread.ts'
import { toUnitRows, type UnitRows } from './unit-rows.ts'

/**
 * Reads what the plan names of one component, folds norm gains into the rows that read them, and normalises.
 *
 * @param queries whether query and key rows are read
 * @throws AssayError `tensors/non-finite`, `provenance/dtype`; the signal's reason
 */
export const prepare = async (
  model: TensorSource,
  sites: ComponentSites & { readonly architecture: Architecture },
  {
    plan,
    queries = true,
    onBlock = () => undefined,
    signal,
  }: {
    plan: SidePlan
    queries?: boolean
    onBlock?: () => void
    signal?: AbortSignal | undefined
  },
): Promise<Prepared> => {
  const digests = new Map<string, Float64Array>()
  const read: Reading = { model, sites, plan, queries, digests, signal }
  const units: UnitBlock[] = []
  for (const site of plan.mlp) {
    units.push(await unitBlock(site, read))
    onBlock()
  }
  const channels = []
  for (const site of plan.attention) {
    channels.push(await channelBlock(site, read))
    onBlock()
  }
  for (const site of plan.latent) {
    channels.push(await latentBlock(site, read))
    onBlock()
  }
  const hidden = await hiddenBlock(read)
  const { component, architecture } = sites
  return { component, architecture, units, channels, hidden, rowDigests: digests }
}

const unitBlock = async (site: MlpSite, read: Reading): Promise<UnitBlock> => {
  const { model, sites, plan, signal } = read
  const part = `mlp ${site.layer}${site.expert === undefined ? '' : `.${site.expert}`}`
  const width = sites.hidden ?? 0
  const gain = await gainOf(model, site.norm, sites)
  const label =
    site.gate.count > plan.units
      ? await largestUnits(site, { model, gain, count: plan.units, stretch: plan.stretch, signal })
      : Int32Array.from({ length: site.gate.count }, (_, i) => i)
  const n = label.length
  const [gateRows, gateDigests] = await gathered(site.gate, label, { read, gain })
  const up = site.up === undefined ? undefined : await gathered(site.up, label, { read, gain })
  // A projector's second matrix writes into another stream, which has dimensions of its own.
  const outputs = site.down.shape[0] ?? 0
  const into = spread(outputs, outputs === width ? width : MAX_DIMENSIONS)
  const down = toUnitRows(await gatheredColumns(site.down, label, { model, rows: into, signal }), n, into.length)
  const gate = toUnitRows(gateRows, n, width)
  const upRows = up === undefined ? undefined : toUnitRows(up[0], n, width)
  read.digests.set(part, joined(gateDigests, up?.[1]))
  const matrices = [gate, ...(upRows === undefined ? [] : [upRows]), down] as const
  const excluded = excludedUnits(matrices, upRows ?? down)
  const leaders = gateLeaders(matrices, excluded)
  return { part, layer: site.layer, label, gate, up: upRows, down, gain, excluded, leaders }
}

const hiddenBlock = async (read: Reading): Promise<HiddenBlock | undefined> => {
  const { model, sites, plan, signal } = read
  const n = sites.hidden ?? 0
  const all = spread(n, n)
  const prepared: { name: string; rows: UnitRows }[] = []
  for (const { site, features } of plan.tables) {
    const width = features.length
    const rows = new Float32Array(n * width)
    const gain = await gainOf(model, site.gain, sites)
    const first = site.tensor.shape[0] ?? 1
    if (site.axis === 'rows') {
      const visit = (row: Float32Array, place: number): void => {
        for (let k = 0; k < width; k++) rows[place * width + k] = row[features[k] as number] as number
      }
      await visitRows(model, site.tensor, { rows: all, rowCount: first, visit, signal })
    } else {
      const digests = new Float64Array(width)
      const visit = (row: Float32Array, place: number): void => {
        digests[place] = unorderedRowDigest(row)
        for (let i = 0; i < n; i++) rows[i * width + place] = (row[i] as number) * (gain?.[i] ?? 1)
      }
      const rowCount = site.tensor.count / (site.tensor.shape.at(-1) ?? 1)
      await visitRows(model, site.tensor, { rows: features, rowCount, visit, signal })
      read.digests.set('embedding', joined(read.digests.get('embedding'), digests))
    }
    prepared.push({ name: site.name, rows: toUnitRows(rows, n, width) })
  }
  // A dimension is dead, or a copy, if the first table says so; later tables only add to the score.
  const rows = prepared[0]?.rows
  if (rows === undefined) return undefined
  return { part: 'embedding', label: all, tables: prepared, excluded: excludedDimensions(rows, plan.dimensions) }
}

// Frames need every dimension of a token; tests of dimensions against each other take the planned ones.
const excludedDimensions = (rows: UnitRows, dimensions: Int32Array): Uint8Array => {
  if (dimensions.length === rows.n) return excludedUnits([rows])
  const { width } = rows
  const unit = new Float32Array(dimensions.length * width)
  for (const [place, i] of dimensions.entries()) unit.set(rows.unit.subarray(i * width, (i + 1) * width), place * width)
  const length = Float64Array.from(dimensions, (i) => rows.length[i] as number)
  const mean = Float64Array.from(dimensions, (i) => rows.mean[i] as number)
  const tested = excludedUnits([{ n: dimensions.length, width, unit, length, mean }])
  const excluded = new Uint8Array(rows.n).fill(1)
  for (const [place, i] of dimensions.entries()) excluded[i] = tested[place] as number
  return excluded
}
