import { z } from 'zod'
import { AXIS } from './pictures-figures.ts'

// What the plots of one component show, small enough to stand in the evidence: at most 20 KB of JSON.

const Count = z.int().min(0)
/** Mean |cosine| of two units over the matrices that were matched, or their cosine where one matrix was. */
const Similarity = z.number().min(-1).max(1)
const PictureFamily = z.enum(['hidden', 'unit', 'value', 'query'])

const Bins = z.array(Count).length(AXIS.bins)

const MAX_PARTS_DRAWN = 6
const MAX_PAIRS_DRAWN = 64
const MAX_LAYERS_DRAWN = 96

const MatchedPart = z.strictObject({
  part: z.string(),
  partner: z.string(),
  family: PictureFamily,
  frame: z.string(),
  /** units on each side */
  units: z.strictObject({ subject: Count, reference: Count }),
  matched: Count,
  /** pairs whose two units bear the same number */
  equal: Count,
  /** numbers of the units of some pairs: every k-th in order of the subject, whatever their similarity */
  pairs: z.array(z.tuple([Count, Count])).max(MAX_PAIRS_DRAWN),
})

const LayerLikeness = z.strictObject({
  part: z.string(),
  partner: z.string(),
  family: PictureFamily,
  frame: z.string(),
  matched: Count,
  /** median over the matched units */
  similarity: Similarity,
  /** median of the null of this part; null where there is none */
  underIndependence: Similarity.nullable(),
})

/** What the plots of a component show. All of it is likeness, and none of it evidence. */
export const Pictures = z.strictObject({
  /** how alike matched units are, beside what models give that have nothing in common; null where nothing was matched */
  similarities: z
    .strictObject({
      family: PictureFamily,
      matched: Bins,
      underIndependence: Bins,
      /**
       * `controls`: best matches of control models with the same reference. `second-best`: for each matched unit its
       * next best partner in the same part, which no choice of signs or order changes.
       */
      source: z.enum(['controls', 'second-best', 'none']),
      controls: Count,
      median: Similarity,
      /** 98 of 100 of the null lie between these */
      nullLow: Similarity.nullable(),
      nullHigh: Similarity.nullable(),
    })
    .nullable(),
  parts: z.array(MatchedPart).max(MAX_PARTS_DRAWN),
  layers: z.array(LayerLikeness).max(MAX_LAYERS_DRAWN),
  /** parts that were matched; more than `layers` holds where only some are drawn */
  partsMatched: Count,
})
export type Pictures = z.infer<typeof Pictures>
type PictureFamily = z.infer<typeof PictureFamily>

/** A test of one part, as the pictures need it; the tests of this room have this form already. */
export type PictureTest = {
  /** families that are not drawn, such as pairs of channels, are left out */
  readonly family: string
  readonly part: string
  readonly partner: string
  readonly frame?: string
  /** what the coins and labels of these pairs say */
  readonly coin?: { readonly logP: number } | undefined
  readonly label?: { readonly logP: number } | undefined
  readonly matching: {
    readonly left: ArrayLike<number>
    readonly right: ArrayLike<number>
    readonly score: ArrayLike<number>
  }
  /** matrices whose |cosines| a score sums; 1 by default */
  readonly matrices?: number
  /** of all matched pairs or of some, in the form of a score: see `secondBest` */
  readonly second?: ArrayLike<number>
  /** number of each unit as stored, where units were chosen or moved */
  readonly labels?: { readonly left: ArrayLike<number>; readonly right: ArrayLike<number> }
}

/**
 * The pictures of a component.
 *
 * @param tests every test with its matching; of several of one part the telling one is drawn, see `oneOfEachPart`
 * @param controls the same tests of independent models against the same reference, one list a model
 */
export const picturesOf = (
  tests: readonly PictureTest[],
  controls: readonly (readonly PictureTest[])[] = [],
): Pictures => {
  const parts = drawnOf(tests)
  const controlled = controls.map(drawnOf)
  const family = FAMILIES.find((id) => parts.some((test) => test.family === id && test.matching.left.length > 0))
  const mapped = parts.filter(({ family, matching }) => family !== 'query' && matching.left.length > 0)
  const drawn = mapped.filter((test) => test.family === family)
  return {
    similarities: family === undefined ? null : distribution(family, parts, controlled),
    parts: spread(drawn, MAX_PARTS_DRAWN).map(matchedPart),
    layers: spread(mapped, MAX_LAYERS_DRAWN).map((test) => layerLikeness(test, controlled)),
    partsMatched: mapped.length,
  }
}

/** A picture shows the first of these that was matched. */
const FAMILIES = ['unit', 'value', 'query', 'hidden'] as const

/**
 * For each matched pair the similarity of its left unit with the next best of the right ones: what a unit gives with one
 * that is not its partner. Signs and order of either model do not change it.
 *
 * @param scores n × m, row-major, as the matching was made from
 */
export const secondBest = (scores: Float32Array, m: number, matching: PictureTest['matching']): Float32Array => {
  const { left, right } = matching
  const seconds = new Float32Array(left.length)
  for (let k = 0; k < left.length; k++) {
    const row = (left[k] as number) * m
    let best = -Infinity
    for (let j = 0; j < m; j++) if (j !== right[k]) best = Math.max(best, scores[row + j] as number)
    seconds[k] = best === -Infinity ? 0 : best
  }
  return seconds
}

/**
 * One test of each family of each part: the first, which is the one with the axes as they stand, unless a later one says
 * more against independence than chance would.
 */
export const oneOfEachPart = <T extends PictureTest>(tests: readonly T[]): readonly T[] => {
  const chosen = new Map<string, T>()
  for (const test of tests) {
    const key = `${test.family} ${test.part}`
    const known = chosen.get(key)
    if (known === undefined || telling(test) < telling(known)) chosen.set(key, test)
  }
  return [...chosen.values()]
}

/** ln p of the coins or labels, before correction; 0 where it says nothing. */
const telling = ({ coin, label }: PictureTest): number => {
  const logP = Math.min(coin?.logP ?? 0, label?.logP ?? 0)
  return logP < TELLING ? logP : 0
}

const TELLING = Math.log(1e-6)

type Drawn = PictureTest & { readonly family: PictureFamily }

const drawnOf = (tests: readonly PictureTest[]): readonly Drawn[] => oneOfEachPart(tests.filter(isDrawn))

const isDrawn = (test: PictureTest): test is Drawn => PictureFamily.safeParse(test.family).success

const scoresOf = ({ matching, matrices = 1 }: PictureTest): number[] =>
  Array.from(matching.score, (score) => score / matrices)

const secondsOf = ({ second, matrices = 1 }: PictureTest): number[] =>
  second === undefined ? [] : Array.from(second, (score) => score / matrices)

const distribution = (
  family: PictureFamily,
  parts: readonly Drawn[],
  controls: readonly (readonly Drawn[])[],
): Pictures['similarities'] => {
  const own = parts.filter((test) => test.family === family)
  const others = controls.filter((tests) => tests.some((test) => test.family === family))
  const matched = own.flatMap(scoresOf)
  const controlled = others.flat().filter((test) => test.family === family)
  const nulls = others.length > 0 ? controlled.flatMap(scoresOf) : own.flatMap(secondsOf)
  return {
    family,
    matched: binned(matched),
    underIndependence: binned(nulls),
    source: nulls.length === 0 ? 'none' : others.length > 0 ? 'controls' : 'second-best',
    controls: others.length,
    median: rounded(quantile(matched, 0.5)),
    nullLow: nulls.length === 0 ? null : rounded(quantile(nulls, 0.01)),
    nullHigh: nulls.length === 0 ? null : rounded(quantile(nulls, 0.99)),
  }
}

const matchedPart = ({ family, part, partner, frame, matching, labels }: Drawn): Pictures['parts'][number] => {
  const { left, right } = matching
  const numbered = (side: 'left' | 'right', index: number): number => labels?.[side][index] ?? index
  const pairs = Array.from(left, (_, k): [number, number] => [
    numbered('left', left[k] as number),
    numbered('right', right[k] as number),
  ]).toSorted(([a], [b]) => a - b)
  const count = (place: 0 | 1, stored: ArrayLike<number> | undefined): number =>
    1 + greatest(stored ?? pairs.map((pair) => pair[place]))
  return {
    part,
    partner,
    family,
    frame: frame ?? 'ident',
    units: { subject: count(0, labels?.left), reference: count(1, labels?.right) },
    matched: pairs.length,
    equal: pairs.filter(([a, b]) => a === b).length,
    pairs: spread(pairs, MAX_PAIRS_DRAWN),
  }
}

const layerLikeness = (test: Drawn, controls: readonly (readonly Drawn[])[]): Pictures['layers'][number] => {
  const { family, part, partner, frame } = test
  const controlled = controls.flat().filter((other) => other.family === family && other.partner === partner)
  const nulls = controlled.length > 0 ? controlled.flatMap(scoresOf) : secondsOf(test)
  return {
    part,
    partner,
    family,
    frame: frame ?? 'ident',
    matched: test.matching.left.length,
    similarity: rounded(quantile(scoresOf(test), 0.5)),
    underIndependence: nulls.length === 0 ? null : rounded(quantile(nulls, 0.5)),
  }
}

const greatest = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((most, number) => Math.max(most, number), -1)

/** At most so many of a list, at even steps from the first. */
export const spread = <T>(all: readonly T[], most: number): T[] => {
  const count = Math.min(most, all.length)
  return Array.from({ length: count }, (_, k) => all[Math.floor((k * all.length) / count)] as T)
}

const binned = (values: readonly number[]): number[] => {
  const bins = Array.from({ length: AXIS.bins }, () => 0)
  for (const value of values) {
    const place = Math.floor(((value - AXIS.from) / (AXIS.to - AXIS.from)) * AXIS.bins)
    const bin = Math.max(0, Math.min(AXIS.bins - 1, place)) // beyond the axis: the outermost bin
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  return bins
}

/** The smallest value that has at least this share at or below it. */
const quantile = (values: readonly number[], share: number): number =>
  Float64Array.from(values).toSorted()[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0

/** Three decimals, kept inside of what a similarity can be. */
const rounded = (value: number): number => Math.max(-1, Math.min(1, Math.round(value * 1000) / 1000))
