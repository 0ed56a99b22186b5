import { rowProducts } from '#numeric'
import type { TensorSource } from '#tensors'
import type { ComponentSites } from './component-sites.ts'
import { gainOf } from './gain.ts'
import { layersOf } from './layer-pairs.ts'
import type { MatrixSite } from './matrix-site.ts'
import { visitRows } from './row-reader.ts'
import { spread } from './spread.ts'

/** Rows of each matrix that a layer is recognised by. */
export const SCREENED_ROWS = 32

export type LayerProfile = { readonly layer: number; readonly profile: Float64Array }

/**
 * How the matrices of each layer stand to each other, from a few rows of each: mean lengths, and mean squared cosines
 * between the rows of any two. Neither rotation nor order nor sign of anything changes more than the sampling does, nor
 * does a factor moved from queries to keys; so the profile of a layer is known again in a disguised copy.
 */
export const layerProfiles = async (
  model: TensorSource,
  sites: ComponentSites,
  { start, signal }: { readonly start: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly LayerProfile[]> => {
  const profiles: LayerProfile[] = []
  for (const layer of layersOf(sites)) {
    const sampled: Sampled[] = []
    for (const { site, norm, name } of matricesOf(sites, layer)) {
      const gain = await gainOf(model, norm, sites)
      sampled.push({ name, ...(await sampledRows(model, site, { gain, start, signal })) })
    }
    profiles.push({ layer, profile: profileOf(sampled) })
  }
  // Layers of other kinds (a dense one among experts) have profiles of other lengths, which say nothing beside these.
  const widest = Math.max(0, ...profiles.map(({ profile }) => profile.length))
  return profiles.filter(({ profile }) => profile.length === widest)
}

/** Matrices of all layers that are looked at. */
export const screenedMatrices = (sites: ComponentSites): readonly MatrixSite[] =>
  layersOf(sites).flatMap((layer) => matricesOf(sites, layer).map(({ site }) => site))

type Named = {
  readonly name: 'q' | 'k' | 'v' | 'gate' | 'up'
  readonly site: MatrixSite
  readonly norm: ComponentSites['mlp'][number]['norm']
}

const matricesOf = ({ attention, mlp }: ComponentSites, layer: number): readonly Named[] => {
  const heads = attention.find((site) => site.layer === layer)
  const units = mlp.find((site) => site.layer === layer)
  const found: Named[] = []
  if (heads !== undefined) {
    for (const name of ['q', 'k', 'v'] as const) found.push({ name, site: heads[name], norm: heads.norm })
  }
  if (units !== undefined) {
    found.push({ name: 'gate', site: units.gate, norm: units.norm })
    if (units.up !== undefined) found.push({ name: 'up', site: units.up, norm: units.norm })
  }
  return found
}

type Rows = { readonly count: number; readonly width: number; readonly unit: Float32Array; readonly logSquare: number }
type Sampled = Rows & { readonly name: Named['name'] }

const sampledRows = async (
  model: TensorSource,
  site: MatrixSite,
  { gain, start, signal }: { gain: Float32Array | undefined; start: number; signal: AbortSignal | undefined },
): Promise<Rows> => {
  const rowCount = site.tensor.shape[0] ?? 1
  const width = site.tensor.count / rowCount
  const rows = spread(site.count, SCREENED_ROWS, start).map((unit) => site.rowOf(unit))
  const unit = new Float32Array(rows.length * width)
  let total = 0
  const visit = (row: Float32Array, place: number): void => {
    let squares = 0
    for (let k = 0; k < width; k++) {
      const value = (row[k] as number) * (gain?.[k] ?? 1)
      unit[place * width + k] = value
      squares += value * value
    }
    total += squares
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let k = place * width; k < (place + 1) * width; k++) unit[k] = (unit[k] as number) * scale
  }
  await visitRows(model, site.tensor, { rows, rowCount, visit, signal })
  return { count: rows.length, width, unit, logSquare: Math.log(total / Math.max(1, rows.length) + 1e-30) }
}

const profileOf = (matrices: readonly Sampled[]): Float64Array => {
  const lengths = new Map(matrices.map(({ name, logSquare }) => [name, logSquare]))
  const values: number[] = []
  const [q, k, gate] = [lengths.get('q'), lengths.get('k'), lengths.get('gate')]
  if (gate !== undefined) values.push(gate)
  if (q !== undefined && k !== undefined) values.push(q + k)
  for (const [i, own] of matrices.entries()) {
    for (const other of matrices.slice(i)) {
      values.push(Math.log(meanSquaredCosine(own, other) + 1e-30))
    }
  }
  return Float64Array.from(values)
}

const meanSquaredCosine = (own: Rows, other: Rows): number => {
  const cosines = rowProducts(own.unit, other.unit, { n: own.count, m: other.count, width: own.width })
  const same = own === other
  let sum = 0
  for (let i = 0; i < own.count; i++) {
    for (let j = 0; j < other.count; j++) if (!same || i !== j) sum += (cosines[i * other.count + j] as number) ** 2
  }
  return (own.width * sum) / Math.max(1, own.count * other.count - (same ? own.count : 0))
}
