import { heldFloats, type Matching, mutualNearest, rowProducts } from '#numeric'
import { exclude } from '../block-matching.ts'
import type { ChannelBlock, Prepared } from '../prepared.ts'
import { channelSignatures } from './channel-signature.ts'
import { bestFirst, nearestSignatures } from './nearest-signatures.ts'
import { rawUnit } from './raw-rows.ts'
import { type Placed, placedTogether } from './signature-space.ts'
import { firstOf, scoreOf } from './anchor-score.ts'

/** Value channels of one layer of each model that are held to be the same. */
export type ChannelAnchors = {
  readonly subject: ChannelBlock
  readonly reference: ChannelBlock
  readonly anchors: Matching
  /** on which side each anchor of the reference stands to the subject's, up to one sign for all */
  readonly sign: Float32Array
  /** share of the other channels matched one to one, times their mean |cosine| */
  readonly score: number
}

/**
 * Searches a pair of layers whose value channels are the same, where nothing but the attention may be common. A channel
 * is known by the cosines of its value row and output column with those of the anchors.
 *
 * Channels have signs of their own, which a test stands on. Anchors are brought onto one side by their mutual cosines:
 * the sign found for an anchor turns round with its coin, so what is seen through the anchors does not, but for one sign
 * of everything, which a two-sided test does not see either.
 */
export const channelAnchors = (subject: Prepared, reference: Prepared): ChannelAnchors | undefined => {
  const placed = placedTogether(subject.channels.map(channelSignatures), reference.channels.map(channelSignatures))
  const starts = subject.channels
    .flatMap((own, i) =>
      reference.channels.map((other, j) => ({
        own,
        other,
        matching: nearestSignatures(
          { placed: placed.subject[i] as Placed, excluded: own.excluded },
          { placed: placed.reference[j] as Placed, excluded: other.excluded },
        ),
      })),
    )
    .toSorted((a, b) => b.matching.left.length - a.matching.left.length)
  let best: ChannelAnchors | undefined
  for (const { own, other, matching } of starts.slice(0, TRIED)) {
    const found = refined(own, other, matching)
    if (found !== undefined && (best === undefined || found.score > best.score)) best = found
  }
  return best
}

const TRIED = 6
const ROUNDS = 8
const MOST_ANCHORS = 96
const FEWEST_ANCHORS = 8

const refined = (own: ChannelBlock, other: ChannelBlock, start: Matching): ChannelAnchors | undefined => {
  const [n, m] = [own.v.n, other.v.n]
  const [left, right] = [gramOf(own), gramOf(other)]
  const most = Math.min(MOST_ANCHORS, Math.floor((2 * Math.min(n, m)) / 3))
  let pairs = firstOf(start, Math.ceil(0.6 * start.left.length))
  let found: ChannelAnchors | undefined
  for (let round = 0; round < ROUNDS; round++) {
    const anchors = firstOf(pairs, most)
    const count = anchors.left.length
    if (count < FEWEST_ANCHORS) return found
    const [a, b] = [
      seenFrom(left, { n, at: anchors.left, room: ownRoom }),
      seenFrom(right, { n: m, at: anchors.right, room: otherRoom }),
    ]
    const sign = sidesOf(a, b, anchors)
    for (let k = 0; k < b.length; k++) b[k] = (b[k] as number) * (sign[Math.floor((k % (4 * count)) / 4)] as number)
    const scores = rowProducts(unitRows(a, 4 * count), unitRows(b, 4 * count), {
      n,
      m,
      width: 4 * count,
      into: scoreRoom(n * m),
    })
    for (let k = 0; k < scores.length; k++) scores[k] = Math.abs(scores[k] as number)
    exclude(scores, own.excluded, other.excluded)
    const matching = bestFirst(mutualNearest(scores, n, m))
    found = { subject: own, reference: other, anchors, sign, score: scoreOf(matching, anchors, Math.min(n, m)) }
    pairs = firstOf(matching, Math.ceil(Math.min(1, 0.5 + 0.1 * round) * matching.left.length))
  }
  return found
}

const ownRoom = heldFloats()
const otherRoom = heldFloats()
const scoreRoom = heldFloats()

/** Cosines of all value rows and output columns of a layer among each other: 2n × 2n, values first. */
const gramOf = (block: ChannelBlock): Float32Array => {
  const known = grams.get(block)
  if (known !== undefined) return known
  const { n, width } = block.v
  const both = new Float32Array(2 * n * width)
  both.set(rawUnit(block.v))
  both.set(rawUnit(block.o), n * width)
  const gram = rowProducts(both, both, { n: 2 * n, m: 2 * n, width })
  grams.set(block, gram)
  return gram
}

const grams = new WeakMap<ChannelBlock, Float32Array>()

/** For each channel four cosines an anchor, value and output against value and output; nothing of itself. */
const seenFrom = (
  gram: Float32Array,
  { n, at, room }: { n: number; at: Int32Array; room: (count: number) => Float32Array },
): Float32Array => {
  const rows = room(n * at.length * 4)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < at.length; k++) {
      const anchor = at[k] as number
      const place = (i * at.length + k) * 4
      const other = i === anchor ? 0 : 1
      rows[place] = other * (gram[i * 2 * n + anchor] as number)
      rows[place + 1] = other * (gram[i * 2 * n + n + anchor] as number)
      rows[place + 2] = other * (gram[(n + i) * 2 * n + anchor] as number)
      rows[place + 3] = other * (gram[(n + i) * 2 * n + n + anchor] as number)
    }
  }
  return rows
}

/** Leading eigenvector's signs of the matrix of agreement between anchors: entry (k, l) is positive where both turned alike. */
const sidesOf = (a: Float32Array, b: Float32Array, { left, right }: Matching): Float32Array => {
  const count = left.length
  const agreement = new Float64Array(count * count)
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) {
      const [x, y] = [((left[k] as number) * count + l) * 4, ((right[k] as number) * count + l) * 4]
      let sum = 0
      for (let role = 0; role < 4; role++) sum += (a[x + role] as number) * (b[y + role] as number)
      agreement[k * count + l] = sum
    }
  }
  // The start must turn round with the coins as the eigenvector does: any other start would let the coins into the
  // signs of anchors before the rounds have converged, and no coin tested behind them would be fair.
  const strength = (k: number): number =>
    agreement.subarray(k * count, (k + 1) * count).reduce((sum, value) => sum + value * value, 0)
  const strongest = Array.from({ length: count }, (_, k) => k).reduce(
    (best, k) => (strength(k) > strength(best) ? k : best),
    0,
  )
  let vector = Float64Array.from({ length: count }, (_, k) => (k === strongest ? 1 : 0))
  for (let round = 0; round < 60; round++) {
    const image = new Float64Array(count)
    let norm = 0
    for (let k = 0; k < count; k++) {
      // The shift makes the greatest eigenvalue the one of greatest size.
      let sum = SHIFT * (vector[k] as number)
      for (let l = 0; l < count; l++) sum += (agreement[k * count + l] as number) * (vector[l] as number)
      image[k] = sum
      norm += sum * sum
    }
    vector = image.map((value) => value / Math.sqrt(norm || 1))
  }
  return Float32Array.from(vector, (value) => (value < 0 ? -1 : 1))
}

const SHIFT = 2

const unitRows = (rows: Float32Array, width: number): Float32Array => {
  for (let from = 0; from < rows.length; from += width) {
    let squares = 0
    for (let k = from; k < from + width; k++) squares += (rows[k] as number) ** 2
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let k = from; k < from + width; k++) rows[k] = (rows[k] as number) * scale
  }
  return rows
}
