// Measures what independent models give for fingerprints and writes src/provenance/fingerprints/population-data.ts: the
// mean sketches and the spread of block features over trained models, and the similarity of independents to trained
// models. Takes some minutes. Run: node scripts/measure-fingerprint-population.ts [synthetic models]
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { architectureRules } from '../src/provenance/architectures.ts'
import { componentSites } from '../src/provenance/component-sites.ts'
import {
  BLOCK_FEATURES,
  blockCode,
  type FeatureSpread,
  standardFeatures,
} from '../src/provenance/fingerprints/block-fingerprint.ts'
import { type Measured, measureComponent } from '../src/provenance/fingerprints/fingerprint-model.ts'
import { type MeasuredPopulation, packed } from '../src/provenance/fingerprints/population.ts'
import { allEigen } from '../src/provenance/fingerprints/symmetric-eigen.ts'
import { tokenCode } from '../src/provenance/fingerprints/token-fingerprint.ts'
import type { TensorSource } from '#tensors'
import { syntheticIndependents, TRAINED_INDEPENDENTS } from '../test/support/synthetic-models.ts'
import { openZoo } from '../test/support/zoo.ts'

// The family of base-a is left out, as is the initialisation family but one: figures on them are then out of sample.
const SYNTHETIC = Number(process.argv[2] ?? 1_000)
/** Directions that are weakened: the eighteen models' blocks have 52 in all, and far fewer that stand out. */
const WEAKENED = 24

const rules = architectureRules()
const measured = async (model: TensorSource): Promise<Measured> => {
  const sites = componentSites(model, rules).get('language')
  const result = sites === undefined ? 'layout-unknown' : await measureComponent(model, sites, { rules })
  if (result === 'layout-unknown') throw new Error(`${model.label} has no language component`)
  return result
}
const sketchesOf = ({ sketches }: Measured): Float64Array => {
  if (sketches === undefined) throw new Error('a model has no token table')
  return sketches
}

/** Trained too, and in no mean: what the means do not know of. */
const OUTSIDE = ['base-a', 'docs-500']
const names = [...TRAINED_INDEPENDENTS, ...OUTSIDE]
const STARTS = [
  ['base-a', 'same-init'],
  ['code-500', 'docs-500'],
]
/** Models of one initialisation are no independents. */
const isOneStart = (p: number, q: number): boolean =>
  STARTS.some((start) => start.includes(names[p] ?? '') && start.includes(names[q] ?? ''))

const outside: Measured[] = []
for (const name of OUTSIDE) outside.push(await measured(await openZoo(name)))
const trained: Measured[] = []
for (const name of TRAINED_INDEPENDENTS) trained.push(await measured(await openZoo(name)))

const meanOf = (rows: readonly ArrayLike<number>[], weights: readonly number[]): Float32Array => {
  const mean = new Float32Array(rows[0]?.length ?? 0)
  for (const [r, row] of rows.entries()) {
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (weights[r] as number) * (row[i] as number)
  }
  return mean
}
const equal = trained.map(() => 1 / trained.length)
const tokenMean = meanOf(trained.map(sketchesOf), equal)

// Every model counts alike, however many blocks it has.
const blocks = trained.flatMap(({ features }) => features)
const weights = trained.flatMap(({ features }) => features.map(() => 1 / (features.length * trained.length)))
const mean = meanOf(blocks, weights)
const deviation = meanOf(
  blocks.map((block) => block.map((value, i) => (value - (mean[i] as number)) ** 2)),
  weights,
).map((variance) => Math.max(1e-3, Math.sqrt(variance)))
const standard = blocks.map((block) => standardFeatures(block, { mean, deviation }))
const spread: FeatureSpread = { mean, deviation, ...weakened(standard) }

function weakened(rows: readonly Float32Array[]): Pick<FeatureSpread, 'directions' | 'shrink'> {
  const n = rows.length
  const gram = new Float64Array(n * n)
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      let sum = 0
      for (let k = 0; k < BLOCK_FEATURES; k++) sum += (rows[a]?.[k] as number) * (rows[b]?.[k] as number)
      gram[a * n + b] = sum * Math.sqrt((weights[a] as number) * (weights[b] as number))
    }
  }
  const { values, vectors } = allEigen(gram, n)
  const level = values[WEAKENED] as number
  const directions = new Float32Array(WEAKENED * BLOCK_FEATURES)
  for (let r = 0; r < WEAKENED; r++) {
    for (let a = 0; a < n; a++) {
      const weight = ((vectors[r * n + a] as number) * Math.sqrt(weights[a] as number)) / Math.sqrt(values[r] as number)
      for (let k = 0; k < BLOCK_FEATURES; k++) {
        const at = r * BLOCK_FEATURES + k
        directions[at] = (directions[at] as number) + weight * (rows[a]?.[k] as number)
      }
    }
  }
  const shrink = Float32Array.from({ length: WEAKENED }, (_, r) => Math.sqrt(level / (values[r] as number)) - 1)
  return { directions, shrink }
}

type Codes = { readonly token: Uint8Array; readonly blocks: readonly Uint8Array[] }
const codesOf = (model: Measured, means: Float32Array): Codes => ({
  token: tokenCode(sketchesOf(model), means),
  blocks: model.features.map((features) => blockCode(features, spread)),
})
const differing = (a: Uint8Array, b: Uint8Array): number => {
  let bits = 0
  for (let i = 0; i < a.length; i++) for (let x = (a[i] as number) ^ (b[i] as number); x > 0; x &= x - 1) bits++
  return bits
}
const similar = (a: Uint8Array, b: Uint8Array): number => 1 - (2 * differing(a, b)) / (8 * a.length)
const blocksSimilar = (query: Codes, known: Codes): number =>
  query.blocks.reduce((sum, block) => sum + Math.max(...known.blocks.map((other) => similar(block, other))), 0) /
  query.blocks.length

const scores = { token: [] as number[], block: [] as number[] }
// Of each pair of trained models neither is in the mean that the pair's token codes are taken against. Each model counts
// once, with the independent that it comes nearest to: trained models share more than synthetic ones do with them.
const every = [...trained, ...outside]
const others = (p: number, q: number): Float32Array => {
  const kept = trained.map((_, i) => i !== p && i !== q)
  const count = kept.filter(Boolean).length
  return meanOf(
    trained.map(sketchesOf),
    kept.map((is) => (is ? 1 / count : 0)),
  )
}
for (const [p, query] of every.entries()) {
  const nearest = { token: -1, block: -1 }
  for (const [q, known] of every.entries()) {
    if (q === p || isOneStart(p, q)) continue
    const means = others(p, q)
    const [own, other] = [codesOf(query, means), codesOf(known, means)]
    nearest.token = Math.max(nearest.token, similar(own.token, other.token))
    nearest.block = Math.max(nearest.block, blocksSimilar(own, other))
  }
  scores.token.push(nearest.token)
  scores.block.push(nearest.block)
}
const known = trained.map((model) => codesOf(model, tokenMean))
let place = 0
for await (const { model, family } of syntheticIndependents(SYNTHETIC, 'population')) {
  const own = codesOf(await measured(model), tokenMean)
  // Each against one trained model of another family, in turn.
  let other = place % known.length
  if (TRAINED_INDEPENDENTS[other] === family) other = (other + 1) % known.length
  scores.token.push(similar(own.token, (known[other] as Codes).token))
  scores.block.push(blocksSimilar(own, known[other] as Codes))
  place++
}

const data: MeasuredPopulation = {
  byteVocabulary: 256,
  tokenMean: packed(tokenMean),
  blocks: {
    mean: packed(spread.mean),
    deviation: packed(spread.deviation),
    directions: packed(spread.directions),
    shrink: packed(spread.shrink),
  },
  scores: { token: packed(scores.token), block: packed(scores.block) },
}
writeFileSync(
  join(import.meta.dirname, '../src/provenance/fingerprints/population-data.ts'),
  `import type { MeasuredPopulation } from './population.ts'

// What ${every.length} trained independents and ${place} synthetic ones give. Written by
// scripts/measure-fingerprint-population.ts; not to be edited by hand.
export const measuredPopulation: MeasuredPopulation = ${JSON.stringify(data, null, 2)}
`,
)
for (const [kind, values] of Object.entries(scores)) {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length)
  process.stdout.write(
    `${kind}: ${values.length} independents, mean ${average.toFixed(4)}, sd ${sd.toFixed(4)}, max ${Math.max(...values).toFixed(4)}\n`,
  )
}
