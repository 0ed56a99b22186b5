import { logNormalTwoSided, seeded, type Seeded } from '#numeric'
import type { TensorSource } from '#tensors'
import { architectureRules } from '../../src/provenance/architectures.ts'
import { type Allowed, type PartTest, partTests } from '../../src/provenance/family-tests.ts'
import type { Framed } from '../../src/provenance/frames/framed.ts'
import { framesOf } from '../../src/provenance/frames/frames-of.ts'
import { gateRotationFrame } from '../../src/provenance/frames/procrustes-frames.ts'
import { unitAnchors } from '../../src/provenance/frames/unit-anchors.ts'
import { excludedUnits, gateLeaders } from '../../src/provenance/near-copies.ts'
import type { ChannelBlock, HiddenBlock, Prepared, UnitBlock } from '../../src/provenance/prepared.ts'
import { toUnitRows, type UnitRows } from '../../src/provenance/unit-rows.ts'
import { changed, permuteHeads, randomSigns } from './disguise.ts'
import { regauge } from './regauge.ts'

/** The same function under another gauge, whole: signs and orders of hidden dimensions, units, heads, channels and pairs. */
export const redrawn = async (model: TensorSource, seed: string): Promise<TensorSource> => {
  const layers =
    1 + Math.max(...[...model.tensors.keys()].map((name) => Number(/layers\.(\d+)\./.exec(name)?.[1] ?? 0)))
  const moved = await regauge(model, seed, { parts: { hidden: true, units: true, values: true }, layers })
  return changed(moved, seed, permuteHeads, randomSigns)
}

export const EVERY_FAMILY: Allowed = {
  hidden: { coin: true, label: true },
  unit: { coin: true, label: true },
  value: { coin: true, label: true },
  query: { coin: true, label: false },
  'query-pair': { coin: true, label: false },
}

/** Every test in every frame, as `testsInFrames`, but `seed` whether or not its anchors are good. */
export const testsEverywhere = (
  subject: Prepared,
  reference: Prepared,
  allowed: Allowed = EVERY_FAMILY,
): readonly PartTest[] => {
  const units = unitAnchors(subject, reference)
  const seed = units === undefined ? undefined : gateRotationFrame(subject, reference, units)
  const others = framesOf(subject, reference).filter(({ frame }) => frame !== 'seed')
  const turned: readonly Framed[] = seed === undefined ? others : [...others, seed]
  return [
    ...partTests(subject, reference, allowed),
    ...turned.flatMap((framed) =>
      partTests(framed.subject, framed.reference, { ...allowed, hidden: NONE }, framed.frame),
    ),
  ]
}

const NONE = { coin: false, label: false }

export type NoiseShape = {
  readonly width: number
  readonly units: number
  readonly channels: number
  readonly headWidth: number
  readonly layers: number
  readonly tokens: number
  /** share of the units of each block that repeat others, value for value */
  readonly repeated?: number
}

/** What an untrained model of independent normal weights looks like to the tests; nothing in it is learned or common. */
export const noiseModel = (seed: string, shape: NoiseShape): Prepared => {
  const draw = seeded(seed)
  const { width, layers } = shape
  const architecture = architectureRules().architectures.find(({ id }) => id === 'llama')
  if (architecture === undefined) throw new Error('the layout of Llama is not shipped')
  return {
    component: 'language',
    architecture,
    units: Array.from({ length: layers }, (_, layer) => noiseUnits(layer, { ...shape, draw })),
    channels: Array.from({ length: layers }, (_, layer) => noiseChannels(layer, { ...shape, draw })),
    hidden: noiseTables(width, shape.tokens, draw),
    rowDigests: new Map(),
  }
}

const places = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i)

const noiseRows = (n: number, width: number, draw: Seeded): UnitRows =>
  toUnitRows(
    Float32Array.from({ length: n * width }, () => draw.normal()),
    n,
    width,
  )

const noiseUnits = (
  layer: number,
  { units: n, width, repeated = 0, draw }: NoiseShape & { draw: Seeded },
): UnitBlock => {
  const copies = Math.floor(repeated * n)
  const source = places(n).map((i) => (i < n - copies ? i : draw.below(n - copies)))
  const order = draw.order(n)
  const rows = (): UnitRows => {
    const own = noiseRows(n, width, draw)
    const values = new Float32Array(n * width)
    for (let i = 0; i < n; i++) {
      const from = (source[order[i] as number] as number) * width
      values.set(own.unit.subarray(from, from + width), i * width)
    }
    return toUnitRows(values, n, width)
  }
  const [gate, up, down] = [rows(), rows(), rows()]
  const excluded = excludedUnits([gate, up, down], up)
  return {
    part: `mlp ${layer}`,
    layer,
    label: places(n),
    gate,
    up,
    down,
    gain: undefined,
    excluded,
    leaders: gateLeaders([gate, up, down], excluded),
  }
}

const noiseChannels = (
  layer: number,
  { channels: n, headWidth, width, draw }: NoiseShape & { draw: Seeded },
): ChannelBlock => {
  const [v, o, q, k] = [1, 2, 3, 4].map(() => noiseRows(n, width, draw)) as [UnitRows, UnitRows, UnitRows, UnitRows]
  return {
    part: `attention ${layer}`,
    layer,
    headWidth,
    label: places(n),
    v,
    o,
    q,
    k,
    gain: undefined,
    excluded: excludedUnits([v, o]),
  }
}

const noiseTables = (width: number, tokens: number, draw: Seeded): HiddenBlock => {
  const rows = noiseRows(width, tokens, draw)
  return {
    part: 'embedding',
    label: places(width),
    tables: [{ name: 'model.embed_tokens.weight', rows }],
    excluded: excludedUnits([rows]),
  }
}

/** The coins of one model: for each family and part, the sign of each unit, channel or frequency pair. */
export type Coins = ReadonlyMap<string, Float32Array>

/** The same model with the signs of units, value channels and frequency pairs redrawn; orders and axes stay. */
export const signsRedrawn = (prepared: Prepared, seed: string): { readonly model: Prepared; readonly coins: Coins } => {
  const draw = seeded(seed)
  const coins = new Map<string, Float32Array>()
  const toss = (key: string, count: number): Float32Array => {
    const signs = Float32Array.from({ length: count }, () => (draw.below(2) === 1 ? -1 : 1))
    coins.set(key, signs)
    return signs
  }
  const units = prepared.units.map((block): UnitBlock => {
    const signs = toss(`unit ${block.part}`, block.gate.n)
    return {
      ...block,
      up: block.up === undefined ? undefined : turned(block.up, signs),
      down: turned(block.down, signs),
    }
  })
  const channels = prepared.channels.map((block): ChannelBlock => {
    const { headWidth } = block
    const signs = toss(`value ${block.part}`, block.v.n)
    const half = headWidth / 2
    const pairs = toss(`query-pair ${block.part}`, block.v.n / 2)
    const ofPair = signs.map((_, i) => pairs[Math.floor(i / headWidth) * half + (i % half)] as number)
    coins.set(`query ${block.part}`, ofPair)
    const { q, k } = block
    return {
      ...block,
      v: turned(block.v, signs),
      o: turned(block.o, signs),
      q: q === undefined ? undefined : turned(q, ofPair),
      k: k === undefined ? undefined : turned(k, ofPair),
    }
  })
  return { model: { ...prepared, units, channels }, coins }
}

const turned = (rows: UnitRows, signs: Float32Array): UnitRows => ({
  ...rows,
  unit: rows.unit.map((value, k) => value * (signs[Math.floor(k / rows.width)] as number)),
  mean: rows.mean.map((value, i) => value * (signs[i] as number)),
})

/** How often p ≤ a, how T is spread and how many labels are equal, of many tests of independent models. */
export type Calibration = {
  readonly coins: number
  readonly mean: number
  readonly deviation: number
  /** greatest distance of T's distribution from the standard normal one */
  readonly ks: number
  /** share of coin tests with p ≤ .1, .01, .001, and what it stays below in 39 of 40 resamplings of the models */
  readonly coinShare: readonly number[]
  readonly coinHigh: readonly number[]
  readonly labels: number
  readonly meanEqual: number
  readonly mostEqual: number
  readonly labelShare: readonly number[]
}

export const LEVELS = [0.1, 0.01, 0.001] as const

/** @param byModel the tests of each independent model, or pair of models */
export const calibrationOf = (byModel: readonly (readonly PartTest[])[]): Calibration => {
  const tests = byModel.flat()
  const coins = tests.flatMap(({ coin }) => (coin === undefined || coin.n === 0 ? [] : [coin]))
  const labels = tests.flatMap(({ label }) => label ?? [])
  // Through channels as anchors one sign of everything is a convention, which a two-sided p-value does not see.
  const side = seeded('sides')
  const statistics = tests.flatMap(({ frame, coin }) => {
    if (coin === undefined || coin.n === 0) return []
    return [frame === 'chan' && side.below(2) === 1 ? -coin.statistic : coin.statistic]
  })
  const mean = average(statistics)
  const share = (logPs: readonly number[], level: number): number =>
    logPs.length === 0 ? 0 : logPs.filter((logP) => logP <= Math.log(level)).length / logPs.length
  return {
    coins: coins.length,
    mean,
    deviation: Math.sqrt(average(statistics.map((value) => (value - mean) ** 2))),
    ks: distanceFromNormal(statistics),
    coinShare: LEVELS.map((level) =>
      share(
        coins.map(({ logP }) => logP),
        level,
      ),
    ),
    coinHigh: LEVELS.map((level) => resampledShare(byModel, level)),
    labels: labels.length,
    meanEqual: average(labels.map(({ equal }) => equal)),
    mostEqual: Math.max(0, ...labels.map(({ equal }) => equal)),
    labelShare: LEVELS.map((level) =>
      share(
        labels.map(({ logP }) => logP),
        level,
      ),
    ),
  }
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Tests of one model hang together, so models are resampled, not tests. */
const resampledShare = (byModel: readonly (readonly PartTest[])[], level: number): number => {
  const draw = seeded('models resampled')
  const seen = byModel.map((tests) => {
    const logPs = tests.flatMap(({ coin }) => coin?.logP ?? [])
    return { of: logPs.length, hits: logPs.filter((logP) => logP <= Math.log(level)).length }
  })
  const shares = Array.from({ length: 400 }, () => {
    let [of, hits] = [0, 0]
    for (let k = 0; k < seen.length; k++) {
      const one = seen[draw.below(seen.length)]
      of += one?.of ?? 0
      hits += one?.hits ?? 0
    }
    return of === 0 ? 0 : hits / of
  }).toSorted((a, b) => a - b)
  return shares[389] ?? 0
}

/** Kolmogorov and Smirnov's D. */
export const distanceFromNormal = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.reduce((most, value, i) => {
    const below = normalBelow(value)
    return Math.max(most, Math.abs(below - i / sorted.length), Math.abs((i + 1) / sorted.length - below))
  }, 0)
}

const normalBelow = (z: number): number => {
  const tail = Math.exp(logNormalTwoSided(Math.abs(z))) / 2
  return z < 0 ? tail : 1 - tail
}
