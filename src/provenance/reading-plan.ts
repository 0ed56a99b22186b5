import type { AttentionSite, ComponentSites, MlpSite, TableSite } from './component-sites.ts'

/** Units kept of a block, by size: 512 coins give log10 p = −111, more than any finding needs. */
export const MAX_UNITS = 512
/** Value channels kept of a layer, in whole heads. */
export const MAX_CHANNELS = 512
/** Hidden coordinates, and tokens, that a row is seen at. */
export const MAX_FEATURES = 1024
/** Floats held of the MLP blocks of one component of one model: three blocks of the largest kind. */
const MAX_UNIT_FLOATS = 6_000_000
/** Floats held of its attention: three layers of the largest kind. */
const MAX_CHANNEL_FLOATS = 3 * 4 * MAX_CHANNELS * MAX_FEATURES

/** What is read of both models; the same rule on both sides, blind to signs and to the order of units. */
export type ReadingPlan = {
  /** hidden coordinates that make the features */
  readonly coordinates: Int32Array
  readonly subject: SidePlan
  readonly reference: SidePlan
  /** how much was left out, for the report */
  readonly sampled: boolean
}

export type SidePlan = {
  readonly mlp: readonly MlpSite[]
  readonly attention: readonly AttentionSite[]
  readonly tables: readonly TablePlan[]
}

/** A table and the features (tokens, positions, pixels) at which it is read. */
export type TablePlan = { readonly site: TableSite; readonly features: Int32Array }

/** @returns undefined where the ident frame does not apply: the residual streams differ in width, or are unknown */
export const readingPlan = (subject: ComponentSites, reference: ComponentSites): ReadingPlan | undefined => {
  const hidden = subject.hidden
  if (hidden === undefined || hidden !== reference.hidden) return undefined
  const coordinates = spread(hidden, MAX_FEATURES)
  const both = [subject, reference]
  const units = both.flatMap(({ mlp }) => mlp.map(({ gate }) => Math.min(gate.count, MAX_UNITS)))
  const channels = both.flatMap(({ attention }) => attention.map(({ v }) => Math.min(v.count, MAX_CHANNELS)))
  const blocks = held(MAX_UNIT_FLOATS, 3 * coordinates.length * largest(units))
  const attentions = held(MAX_CHANNEL_FLOATS, 4 * coordinates.length * largest(channels))
  const left = side(subject, { blocks, attentions, other: reference })
  const right = side(reference, { blocks, attentions, other: subject })
  const common = commonTables(subject.tables, reference.tables)
  return {
    coordinates,
    subject: { ...left, tables: common.map(({ subject, features }) => ({ site: subject, features })) },
    reference: { ...right, tables: common.map(({ reference, features }) => ({ site: reference, features })) },
    sampled: coordinates.length < hidden || !whole(subject, left) || !whole(reference, right),
  }
}

const largest = (counts: readonly number[]): number => counts.reduce((a, b) => Math.max(a, b), 0)

const held = (floats: number, ofEach: number): number => Math.max(2, Math.floor(floats / Math.max(1, ofEach)))

const whole = (sites: ComponentSites, plan: Omit<SidePlan, 'tables'>): boolean =>
  plan.mlp.length === sites.mlp.length &&
  plan.attention.length === sites.attention.length &&
  sites.mlp.every(({ gate }) => gate.count <= MAX_UNITS)

/** `most` of 0 … count−1, evenly spread; all where there are no more. */
export const spread = (count: number, most: number): Int32Array => {
  const kept = Math.min(count, most)
  return Int32Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept))
}

const side = (
  sites: ComponentSites,
  { blocks, attentions, other }: { blocks: number; attentions: number; other: ComponentSites },
): Omit<SidePlan, 'tables'> => {
  const layers = [...new Set([...sites.mlp, ...sites.attention].map(({ layer }) => layer))]
  const expertsOf = (layer: number): number => sites.mlp.filter((site) => site.layer === layer).length
  const widest = Math.max(1, ...layers.map(expertsOf))
  const layerCount = Math.max(1, Math.floor(blocks / Math.min(widest, Math.max(1, Math.floor(blocks / 2)))))
  const chosen = chooseLayers(layers, Math.min(layerCount, attentions), sameDepth(sites, other))
  const perLayer = Math.max(1, Math.floor(blocks / Math.max(1, chosen.size)))
  const seen = new Map<number, number>()
  const mlp = sites.mlp.filter(({ layer }) => {
    const before = seen.get(layer) ?? 0
    if (!chosen.has(layer) || before >= perLayer) return false
    seen.set(layer, before + 1)
    return true
  })
  return { mlp, attention: sites.attention.filter(({ layer }) => chosen.has(layer)) }
}

const sameDepth = (a: ComponentSites, b: ComponentSites): boolean =>
  new Set(a.attention.map(({ layer }) => layer)).size === new Set(b.attention.map(({ layer }) => layer)).size

// Models of one depth are read at the same layers. Where depths differ, layers were added or dropped inside, so the
// first and the last ones are the likeliest to have a counterpart.
const chooseLayers = (layers: readonly number[], count: number, even: boolean): ReadonlySet<number> => {
  if (layers.length <= count) return new Set(layers)
  if (even) return new Set([...spread(layers.length, count)].map((i) => layers[i] as number))
  const head = Math.ceil(count / 2)
  return new Set([...layers.slice(0, head), ...layers.slice(layers.length - (count - head))])
}

const commonTables = (
  subject: readonly TableSite[],
  reference: readonly TableSite[],
): readonly { subject: TableSite; reference: TableSite; features: Int32Array }[] =>
  subject.flatMap((own) => {
    const other = reference.find(({ name }) => name === own.name)
    if (other === undefined) return []
    const count = Math.min(featureCount(own), featureCount(other))
    return [{ subject: own, reference: other, features: spread(count, MAX_FEATURES) }]
  })

/** Tokens or positions of a table whose columns are dimensions; pixels of one whose rows are. */
const featureCount = ({ tensor, axis }: TableSite): number => {
  const [rows = 1] = tensor.shape
  return axis === 'rows' ? tensor.count / rows : tensor.count / (tensor.shape.at(-1) ?? 1)
}
