import { seeded } from '#numeric'
import { strongestPatternUndone } from './coin-label.ts'
import type { Resampled } from './comparison.ts'
import type { Order, PartTest } from './family-tests.ts'

/** What each test yields when the subject's gauge is redrawn at random and nothing else changes. */
export type GaugeRedraws = {
  /** share of coins alike; undefined where the test tosses none */
  readonly coins: (test: PartTest) => Resampled | undefined
  /** share of labels equal; undefined where the test has none */
  readonly labels: (test: PartTest) => Resampled | undefined
}

/**
 * The null of a comparison by resampling. Units are matched by what no sign and no label enters, so a copy of the
 * subject under another gauge has the same pairs and the same sizes of terms: only the signs of its coins and the labels
 * of its units differ, and those are drawn here. 1,000 such copies cost no second look at the weights.
 *
 * Orders are drawn among the labels that the subject's block has: of a large model, those of the units that were kept.
 *
 * @param seed equal seeds give equal draws
 */
export const gaugeRedraws = (seed: string): GaugeRedraws => {
  const tossed = tosses(seed)
  const left = ordersDrawn((n) => fixedPlaces(n, seed))
  const moved = ordersDrawn((n, width) => movedHeads({ n, width, seed }))
  return {
    coins: ({ terms, coin, order, matching }) => {
      if (coin === undefined || coin.n === 0 || terms === undefined) return undefined
      if (coin.pattern === 0 || order === undefined) return shareOfCounts(alikeOf(coin.n, tossed), coin.n)
      const places = Int32Array.from(matching.right, (j) => order.reference[j] as number)
      return shareOfCounts(alikeAfterPattern({ terms, places }, tossed), coin.n)
    },
    labels: ({ label, order, matching }) => {
      if (label === undefined || order === undefined || label.matched === 0) return undefined
      const { subject, headWidth } = order
      const equal =
        headWidth === undefined
          ? equalInAnyOrder({ ...matching, order }, left(subject.length, 1))
          : equalInHeads({ ...matching, order }, moved(subject.length, headWidth))
      return shareOfCounts(equal, label.matched)
    },
  }
}

const DRAWS = 1000

/** Of 1,000 draws, so many at either end are left out where 99 in 100 lie. */
const OUTSIDE = 5

const shareOfCounts = (counts: Int32Array, of: number): Resampled => {
  const sorted = counts.toSorted()
  const share = (place: number): number => (sorted[place] as number) / of
  return {
    low: share(OUTSIDE),
    high: share(DRAWS - 1 - OUTSIDE),
    least: share(0),
    greatest: share(DRAWS - 1),
    draws: DRAWS,
  }
}

/** Fair coins, 32 to a word: word `place` of each draw. The same serve every test. */
type Tosses = (place: number) => Uint32Array

const tosses = (seed: string): Tosses => {
  const drawn: Uint32Array[] = []
  return (place) => {
    const known = drawn[place]
    if (known !== undefined) return known
    const draw = seeded(`redrawn coins ${seed} ${place}`)
    const words = Uint32Array.from({ length: DRAWS }, () => draw.below(2 ** 32))
    drawn[place] = words
    return words
  }
}

const alikeOf = (n: number, tossed: Tosses): Int32Array => {
  const alike = new Int32Array(DRAWS)
  for (let from = 0; from < n; from += 32) {
    const words = tossed(from / 32)
    const spare = Math.max(0, from + 32 - n)
    for (let k = 0; k < DRAWS; k++) alike[k] = (alike[k] as number) + ones((words[k] as number) >>> spare)
  }
  return alike
}

const ones = (bits: number): number => {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const alikeAfterPattern = (
  { terms, places }: { terms: Float64Array; places: Int32Array },
  tossed: Tosses,
): Int32Array => {
  const turned = new Float64Array(terms.length)
  const alike = new Int32Array(DRAWS)
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let k = 0; k < turned.length; k++) {
      const tail = ((tossed(k >>> 5)[draw] as number) >>> (k & 31)) & 1
      turned[k] = tail === 1 ? -(terms[k] as number) : (terms[k] as number)
    }
    alike[draw] = strongestPatternUndone(turned, places).alike
  }
  return alike
}

type Pairs = {
  readonly left: Int32Array
  readonly right: Int32Array
  readonly order: Order
}

/** One array for each draw, made once for each size. */
const ordersDrawn = (draw: (n: number, width: number) => readonly Int32Array[]): typeof draw => {
  const known = new Map<string, readonly Int32Array[]>()
  return (n, width) => {
    const key = `${n} ${width}`
    const drawn = known.get(key) ?? draw(n, width)
    known.set(key, drawn)
    return drawn
  }
}

/** The places that each of 1,000 random orders leaves as they are: one on average. */
const fixedPlaces = (n: number, seed: string): readonly Int32Array[] => {
  const draw = seeded(`redrawn orders ${seed} ${n}`)
  return Array.from({ length: DRAWS }, () => draw.order(n).filter((place, i) => place === i))
}

/**
 * Which units are paired doesn't matter where every order is as likely, only how many could have equal labels at all:
 * with those named 0, 1, 2 … on both sides, an order makes equal what it leaves in place among them.
 */
const equalInAnyOrder = ({ right, order }: Pairs, fixed: readonly Int32Array[]): Int32Array => {
  const own = new Set(order.subject)
  const reachable = right.reduce((count, j) => count + (own.has(order.reference[j] as number) ? 1 : 0), 0)
  return Int32Array.from(fixed, (places) => places.reduce((count, place) => count + (place < reachable ? 1 : 0), 0))
}

/** Orders in which heads change places as wholes, and channels inside each. */
const movedHeads = ({ n, width, seed }: { n: number; width: number; seed: string }): readonly Int32Array[] => {
  const draw = seeded(`redrawn heads ${seed} ${n} ${width}`)
  return Array.from({ length: DRAWS }, () => {
    const headOf = draw.order(n / width)
    const inside = Array.from(headOf, () => draw.order(width))
    return Int32Array.from({ length: n }, (_, i) => {
      const head = Math.floor(i / width)
      return (headOf[head] as number) * width + (inside[head]?.[i % width] as number)
    })
  })
}

const equalInHeads = (
  { left, right, order: { subject, reference } }: Pairs,
  moved: readonly Int32Array[],
): Int32Array =>
  Int32Array.from(moved, (places) => {
    let equal = 0
    for (let k = 0; k < left.length; k++) {
      if (subject[places[left[k] as number] as number] === reference[right[k] as number]) equal++
    }
    return equal
  })
