import { seeded } from '#numeric'
import type { AttentionSite, ComponentSites, MlpSite, TableSite } from './component-sites.ts'
import { type LayerPairs, layersOf, pairedByDepth } from './layer-pairs.ts'
import { latentCount, type LatentSite } from './latent-sites.ts'
import { planEvidence } from './plan-evidence.ts'
import type { ReadingPlanEvidence } from './plan-schema.ts'
import { EFFECT_ELEMENTS } from './sampled-source.ts'
import { spread } from './spread.ts'

/** Units kept of a block, by size: 512 coins give log10 p = −111, more than any finding needs. */
export const MAX_UNITS = 512
/** Channels kept of a layer, in whole heads. */
export const MAX_CHANNELS = 512
/** Channels kept of each layer where a model is sampled. */
const SAMPLED_CHANNELS = 256
/** Hidden dimensions that enter tests of their own. */
export const MAX_DIMENSIONS = 1024
/** Tokens, positions or pixels that a table is read at; fewer where each is long. */
const MAX_TOKENS = 1024
const TOKENS_OF_WIDE = 512
/** Floats held of one component of one model: 160 MB, or 400 MB where all layers are asked for. */
const MAX_FLOATS = { sampled: 40_000_000, full: 100_000_000 }
/** Layers read of a sampled model: three say as much as all where a model is derived as a whole. */
const SAMPLED_LAYERS = { least: 3, most: 8 }
/** Experts read of each sampled layer. */
const SAMPLED_EXPERTS = 2
/** Components up to this size are read whole where only effect sizes are taken. */
const LARGE_BYTES = 2 ** 30

/** What is read of both models; the same rule on both sides, blind to signs and to the order of units. */
export type ReadingPlan = {
  readonly subject: SidePlan
  readonly reference: SidePlan
  /** how much was left out, for the report */
  readonly sampled: boolean
  /** effect sizes are taken of a sample of each tensor */
  readonly effectsSampled: boolean
  readonly evidence: ReadingPlanEvidence
}

export type SidePlan = {
  readonly mlp: readonly MlpSite[]
  readonly attention: readonly AttentionSite[]
  readonly latent: readonly LatentSite[]
  readonly tables: readonly TablePlan[]
  /** hidden dimensions that enter tests of their own, ascending */
  readonly dimensions: Int32Array
  /** most units of a block, and channels of a layer, that are kept */
  readonly units: number
  readonly channels: number
  /** where a choice by size begins to look at a row, from 0 to 1 of what it does not look at */
  readonly stretch: number
}

/** A table and the features (tokens, positions, pixels) at which it is read. */
export type TablePlan = { readonly site: TableSite; readonly features: Int32Array }

export type PlanOptions = {
  /** published; layers, tokens and dimensions are drawn from it */
  readonly seed?: number | string | undefined
  /** `sampled` reads small models whole all the same */
  readonly plan?: 'sampled' | 'full' | undefined
  /** `any` plans for residual streams of two widths too */
  readonly widths?: 'equal' | 'any' | undefined
  /** which layers belong together; by relative depth if not told */
  readonly layerPairs?: (LayerPairs & { readonly screenedRows: number }) | undefined
}

/** @returns undefined where a residual stream is unknown, or the two differ in width and that was not asked for */
export const readingPlan = (
  subject: ComponentSites,
  reference: ComponentSites,
  { seed = 0, plan = 'sampled', widths = 'equal', layerPairs }: PlanOptions = {},
): ReadingPlan | undefined => {
  const [own, other] = [subject.hidden, reference.hidden]
  if (own === undefined || other === undefined || (widths === 'equal' && own !== other)) return undefined
  const draw = seeded(`reading plan ${seed}`)
  const [layerStart, tokenStart, dimensionStart, stretch] = [0, 1, 2, 3].map(() => draw.uniform()) as [
    ...[number, number, number, number],
  ]
  const most = MAX_FLOATS[plan]
  const whole = Math.max(...[subject, reference].map(wholeFloats)) <= most
  const share = whole ? WHOLE : shareOf([subject, reference], most, plan)
  const pairs = layerPairs ?? pairedByDepth(layersOf(subject), layersOf(reference))
  const chosen = whole ? undefined : chosenPairs(pairs, share.layers, layerStart)
  const common = commonTables(subject.tables, reference.tables, { start: tokenStart, wide: Math.max(own, other) })
  const sideOf = (sites: ComponentSites, side: 'subject' | 'reference', hidden: number): SidePlan => ({
    ...sitesIn(sites, { layers: chosen?.[side], experts: share.experts }),
    tables: common.map((table) => ({ site: table[side], features: table.features })),
    dimensions: spread(hidden, MAX_DIMENSIONS, dimensionStart),
    units: share.units,
    channels: share.channels,
    stretch,
  })
  const sides = { subject: sideOf(subject, 'subject', own), reference: sideOf(reference, 'reference', other) }
  const leavesOut = leftOut(subject, sides.subject) || leftOut(reference, sides.reference)
  const effectsSampled = plan === 'sampled' && Math.max(bytesOf(subject), bytesOf(reference)) > LARGE_BYTES
  const evidence = planEvidence(
    { subject: { sites: subject, plan: sides.subject }, reference: { sites: reference, plan: sides.reference } },
    {
      kind: leavesOut || effectsSampled ? plan : 'whole',
      seed: String(seed),
      screenedRows: whole ? 0 : (layerPairs?.screenedRows ?? 0),
      effectElements: effectsSampled ? EFFECT_ELEMENTS : null,
    },
  )
  return { ...sides, sampled: leavesOut, effectsSampled, evidence }
}

/** Whether layers of these models have to be chosen, so that it matters which belong together. */
export const choosesLayers = (subject: ComponentSites, reference: ComponentSites, plan: 'sampled' | 'full'): boolean =>
  Math.max(...[subject, reference].map(wholeFloats)) > MAX_FLOATS[plan]

const bytesOf = ({ tensors }: ComponentSites): number => tensors.reduce((sum, { bytes }) => sum + bytes, 0)

const wholeFloats = ({ hidden = 0, mlp, attention, latent }: ComponentSites): number => {
  const units = mlp.reduce((sum, { gate }) => sum + Math.min(gate.count, MAX_UNITS), 0)
  const channels = attention.reduce((sum, { v }) => sum + Math.min(v.count, MAX_CHANNELS), 0)
  const ranks = latent.reduce((sum, site) => sum + Math.min(latentCount(site), MAX_CHANNELS), 0)
  return hidden * (MATRICES_OF_UNIT * units + MATRICES_OF_CHANNEL * channels + MATRICES_OF_LATENT * ranks)
}

const MATRICES_OF_UNIT = 3 // gate, up, down
const MATRICES_OF_CHANNEL = 4 // v, o, q, k
const MATRICES_OF_LATENT = 2 // one matrix, and its copy

type Share = {
  readonly layers: number
  readonly experts: number
  readonly units: number
  readonly channels: number
}

const WHOLE: Share = { layers: Infinity, experts: Infinity, units: MAX_UNITS, channels: MAX_CHANNELS }
const FEWEST_UNITS = 128

/** As many layers as fit; where not even three do, fewer units of each. */
const shareOf = (sides: readonly ComponentSites[], most: number, plan: 'sampled' | 'full'): Share => {
  const width = Math.max(...sides.map(({ hidden = 0 }) => hidden))
  const expertsIn = ({ mlp }: ComponentSites, layer: number): number =>
    mlp.filter((site) => site.layer === layer).length
  const widest = Math.max(1, ...sides.flatMap((sites) => layersOf(sites).map((layer) => expertsIn(sites, layer))))
  const experts = Math.min(widest, SAMPLED_EXPERTS)
  const ofLayer = (units: number, channels: number): number =>
    width * (MATRICES_OF_UNIT * units * experts + MATRICES_OF_CHANNEL * channels)
  const fitting = Math.floor(most / ofLayer(MAX_UNITS, SAMPLED_CHANNELS))
  const mostLayers = plan === 'full' ? Infinity : SAMPLED_LAYERS.most
  const layers = Math.min(mostLayers, Math.max(SAMPLED_LAYERS.least, fitting))
  const part = Math.min(1, most / (layers * ofLayer(MAX_UNITS, SAMPLED_CHANNELS)))
  return {
    layers,
    experts,
    units: Math.max(FEWEST_UNITS, Math.floor(MAX_UNITS * part)),
    channels: Math.max(FEWEST_UNITS, Math.floor(SAMPLED_CHANNELS * part)),
  }
}

type Chosen = { readonly subject: ReadonlySet<number>; readonly reference: ReadonlySet<number> }

const chosenPairs = ({ pairs }: LayerPairs, count: number, start: number): Chosen => {
  const taken = [...spread(pairs.length, Math.min(count, pairs.length), start)].flatMap((k) => pairs[k] ?? [])
  return {
    subject: new Set(taken.map(({ subject }) => subject)),
    reference: new Set(taken.map(({ reference }) => reference)),
  }
}

const sitesIn = (
  { mlp, attention, latent }: ComponentSites,
  { layers, experts }: { layers: ReadonlySet<number> | undefined; experts: number },
): Pick<SidePlan, 'mlp' | 'attention' | 'latent'> => {
  if (layers === undefined) return { mlp, attention, latent }
  const seen = new Map<number, number>()
  const taken = mlp.filter(({ layer }) => {
    const before = seen.get(layer) ?? 0
    seen.set(layer, before + 1)
    return layers.has(layer) && before < experts
  })
  const chosen = <Site extends { readonly layer: number }>(sites: readonly Site[]): readonly Site[] =>
    sites.filter(({ layer }) => layers.has(layer))
  return { mlp: taken, attention: chosen(attention), latent: chosen(latent) }
}

const leftOut = (sites: ComponentSites, plan: SidePlan): boolean =>
  plan.mlp.length < sites.mlp.length ||
  plan.attention.length < sites.attention.length ||
  plan.latent.length < sites.latent.length ||
  plan.dimensions.length < (sites.hidden ?? 0) ||
  sites.mlp.some(({ gate }) => gate.count > plan.units)

type CommonTable = { readonly subject: TableSite; readonly reference: TableSite; readonly features: Int32Array }

const commonTables = (
  subject: readonly TableSite[],
  reference: readonly TableSite[],
  { start, wide }: { start: number; wide: number },
): readonly CommonTable[] =>
  subject.flatMap((own) => {
    const other = reference.find(({ name }) => name === own.name)
    if (other === undefined) return []
    const count = Math.min(featureCount(own), featureCount(other))
    const most = wide > MAX_DIMENSIONS ? TOKENS_OF_WIDE : MAX_TOKENS
    return [{ subject: own, reference: other, features: spread(count, most, start) }]
  })

/** Tokens or positions of a table whose columns are dimensions; pixels of one whose rows are. */
const featureCount = ({ tensor, axis }: TableSite): number => {
  const [rows = 1] = tensor.shape
  return axis === 'rows' ? tensor.count / rows : tensor.count / (tensor.shape.at(-1) ?? 1)
}
