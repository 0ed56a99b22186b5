import { z } from 'zod'
import type { TensorSource } from '#tensors'
import { architectureRules, type ArchitectureRules, type ComponentName } from '../architectures.ts'
import { componentSites, type ComponentSites, type TableSite } from '../component-sites.ts'
import { prepare } from '../prepare.ts'
import { MAX_CHANNELS, MAX_UNITS, type SidePlan, type TablePlan } from '../reading-plan.ts'
import { blockCode, blockFeatures, MOST_BLOCKS } from './block-fingerprint.ts'
import { population } from './population.ts'
import { tokenCode, tokenSums } from './token-fingerprint.ts'

/** Named in every index: codes of another version lie elsewhere. */
export const FINGERPRINT_VERSION = 1

/** Why a component has no code of a kind. */
export const NoFingerprint = z.enum(['layout-unknown', 'no-token-table', 'no-blocks'])
export type NoFingerprint = z.infer<typeof NoFingerprint>

export type ComponentFingerprint = {
  readonly component: ComponentName
  readonly architecture: string | null
  /** rows of its first table: tokens, or pixels */
  readonly vocabulary: number
  /** 16,384 bits, anchored in the tokens that both vocabularies must share; absent without a table of tokens */
  readonly token: Uint8Array | undefined
  /** 2,048 bits for each of at most eight blocks; they know no vocabulary */
  readonly blocks: readonly Uint8Array[]
  readonly missing: readonly NoFingerprint[]
}

type Means = {
  readonly rules?: ArchitectureRules
  readonly signal?: AbortSignal | undefined
  readonly onLayer?: ((done: number, total: number) => void) | undefined
}

/**
 * The fingerprints of every component of a model. At most eight layers are read, one after the other, each at all hidden
 * coordinates: what is held is one layer's largest units. Blind to signs and labels, so a short list made from it costs
 * the tests that follow nothing.
 *
 * @throws AssayError what reading the source throws, `tensors/non-finite` among it
 */
export const fingerprintModel = async (
  model: TensorSource,
  means: Means = {},
): Promise<readonly ComponentFingerprint[]> => {
  const rules = means.rules ?? architectureRules()
  const fingerprints: ComponentFingerprint[] = []
  for (const [component, sites] of componentSites(model, rules)) {
    const architecture = sites.architecture?.id ?? null
    const measured = await measureComponent(model, sites, means)
    if (typeof measured === 'string') {
      fingerprints.push({ component, architecture, vocabulary: 0, token: undefined, blocks: [], missing: [measured] })
      continue
    }
    const { sketches, features, vocabulary } = measured
    const mean = component === 'language' ? population().tokenMeans(vocabulary) : undefined
    const token = sketches === undefined ? undefined : tokenCode(sketches, mean)
    const blocks = features.map((values) => blockCode(values, population().blocks))
    const missing: NoFingerprint[] = []
    if (token === undefined) missing.push('no-token-table')
    if (blocks.length === 0) missing.push('no-blocks')
    fingerprints.push({ component, architecture, vocabulary, token, blocks, missing })
  }
  return fingerprints.toSorted((a, b) => (a.component < b.component ? -1 : 1))
}

/** What the codes are made from: numbers whose signs are still to be taken against the population. */
export type Measured = {
  readonly sketches: Float64Array | undefined
  readonly features: readonly Float32Array[]
  /** rows of the embedding */
  readonly vocabulary: number
}

export const measureComponent = async (
  model: TensorSource,
  sites: ComponentSites,
  { signal, onLayer = () => undefined }: Means,
): Promise<Measured | 'layout-unknown'> => {
  const { architecture, hidden } = sites
  if (architecture === undefined || hidden === undefined) return 'layout-unknown'
  const known = { ...sites, architecture }
  const dimensions = Int32Array.from({ length: hidden }, (_, i) => i)
  const read = (part: Pick<SidePlan, 'mlp' | 'attention' | 'tables'>) =>
    prepare(model, known, {
      plan: { ...part, latent: [], dimensions, units: MAX_UNITS, channels: MAX_CHANNELS, stretch: 0 },
      signal,
    })
  const { hidden: tables } = await read({ mlp: [], attention: [], tables: anchored(sites.tables) })
  const sums = tables === undefined ? undefined : tokenSums(tables)
  const layers = [...new Set([...sites.mlp, ...sites.attention].map(({ layer }) => layer))].toSorted((a, b) => a - b)
  const chosen = evenly(layers, MOST_LAYERS)
  const perLayer = Math.max(1, Math.floor(MOST_EXPERTS / Math.max(1, chosen.length)))
  const features: Float32Array[] = []
  for (const [place, layer] of chosen.entries()) {
    signal?.throwIfAborted()
    const here = sites.mlp.filter((site) => site.layer === layer)
    const attention = sites.attention.filter((site) => site.layer === layer)
    const { units, channels } = await read({ mlp: evenly(here, perLayer), attention, tables: [] })
    for (const block of channels) sums?.addChannels(block)
    for (const block of units) {
      sums?.addUnits(block)
      features.push(blockFeatures(block, channels[0]))
    }
    onLayer(place + 1, chosen.length)
  }
  const [embedding] = sites.tables
  return {
    sketches: chosen.length === 0 ? undefined : sums?.sketches(),
    features: evenly(features, MOST_BLOCKS),
    vocabulary: embedding === undefined ? 0 : tokensIn(embedding),
  }
}

/** Layers that are read: what more of them would add to a mean over layers is little. */
const MOST_LAYERS = 8
/** Blocks that are read in all these layers together, where each layer has many experts. */
const MOST_EXPERTS = 32

const ANCHORS = 256
/** Vocabularies from this size on have merged pieces of words beyond the first ids, which are bytes and signs. */
const LARGE_VOCABULARY = 16_384

/**
 * The tokens that anchor the fingerprint, by their ids alone: a vocabulary that was padded or extended keeps its first
 * ids. Pixels and positions of other tables are taken from the first on.
 */
const anchored = (tables: readonly TableSite[]): readonly TablePlan[] =>
  tables.map((site) => {
    const count = tokensIn(site)
    const first = count >= LARGE_VOCABULARY ? 256 : 0
    const step = count >= LARGE_VOCABULARY ? 61 : 1
    return { site, features: Int32Array.from({ length: Math.min(ANCHORS, count) }, (_, i) => first + i * step) }
  })

const tokensIn = ({ tensor, axis }: TableSite): number => {
  const [rows = 1] = tensor.shape
  return axis === 'rows' ? tensor.count / rows : tensor.count / (tensor.shape.at(-1) ?? 1)
}

const evenly = <T>(all: readonly T[], most: number): readonly T[] =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)] as T)
