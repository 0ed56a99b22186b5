import { type Matching, mutualNearest, mutualRows, plainRowProducts, rowProducts, seeded } from '#numeric'
import type { Measure } from './main.ts'

/** Units of one block, units of another, and the width of their rows: what a large model's gate rows are. */
const SIZES = { n: 1024, m: 1024, width: 2048 }
/** The same units seen through 128 anchors, where packing and matching weigh most. */
const NARROW = { n: 1024, m: 1024, width: 128 }
const ROUNDS = 9

/**
 * Similarities of all units of one block with all of another, S = A·Bᵀ, on one core: the kernel with its packing and
 * copying, and the mutual nearest neighbours that come of it, beside plain loops that do the same. They take turns, and
 * each figure is the best of its rounds: what else the machine does can only slow one.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const [wide, narrow] = [ratesAt(SIZES), ratesAt(NARROW)]
  return [
    measure('unit-products', wide.products, '≥ 16 G/s', wide.plain),
    measure('unit-matching', wide.matching, '≥ 10 G/s', wide.plainMatching),
    measure('unit-products-128', narrow.products, '—', narrow.plain),
    measure('unit-matching-128', narrow.matching, '—', narrow.plainMatching),
  ]
}

const measure = (name: string, value: number, goal: string, plain: number): Measure => ({
  name,
  value,
  unit: 'G multiply-adds/s',
  goal,
  against: `plain loops ${plain.toFixed(2)}`,
  ratio: value / plain,
})

type Sizes = typeof SIZES

const ratesAt = (sizes: Sizes) => {
  const { n, m, width } = sizes
  const [a, b] = [rowsOf(n * width, 'a'), rowsOf(m * width, 'b')]
  const into = new Float32Array(n * m)
  const best = { products: 0, matching: 0, plain: 0, plainMatching: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    best.products = Math.max(
      best.products,
      rateOf(sizes, () => void rowProducts(a, b, { ...sizes, into })),
    )
    let found: Matching | undefined
    const match = () => {
      found = mutualRows([{ left: a, right: b, width }], { n, m, score: 'signed' })
    }
    best.matching = Math.max(best.matching, rateOf(sizes, match))
    if (round % 3 > 0) continue // plain loops take ten times as long
    let plain: Float32Array = new Float32Array()
    const multiply = () => {
      plain = plainRowProducts(a, b, sizes)
    }
    best.plain = Math.max(best.plain, rateOf(sizes, multiply))
    let wanted: Matching | undefined
    const both = () => {
      wanted = mutualNearest(plainRowProducts(a, b, sizes), n, m)
    }
    best.plainMatching = Math.max(best.plainMatching, rateOf(sizes, both))
    agree(into, plain, found, wanted)
  }
  return best
}

const rowsOf = (count: number, seed: string): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, draw.normal)
}

const rateOf = ({ n, m, width }: Sizes, act: () => void): number => {
  const start = performance.now()
  act()
  return (n * m * width) / 1e6 / (performance.now() - start)
}

// Single against double precision: a figure for wrong results would be worth nothing.
const agree = (
  fast: Float32Array,
  plain: Float32Array,
  found: Matching | undefined,
  wanted: Matching | undefined,
): void => {
  const apart = fast.reduce((most, value, k) => Math.max(most, Math.abs(value - (plain[k] as number))), 0)
  const same = found !== undefined && wanted !== undefined && found.left.join() === wanted.left.join()
  if (apart > 1e-2 || !same) throw new Error(`the kernel is ${apart} off, or matches others`)
}
