import { rowProducts, seeded } from '#numeric'

/**
 * A matrix over pairs of tokens, folded into `buckets` numbers that keep its inner products on average (count sketch):
 * each pair goes to a bucket of its own with a sign of its own, both drawn from `name`. Where there are few pairs each
 * goes to several buckets, so that none stays empty. The sketch is linear.
 *
 * @param gram n × n, symmetric; only what stands above the diagonal is read
 */
export const pairSketch = (gram: Float32Array, { n, buckets, name }: PairShape): Float64Array => {
  const { to, signs, copies } = placesOf({ n, buckets, name })
  const sums = new Float64Array(buckets)
  let at = 0
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const value = gram[i * n + j] as number
      for (let copy = 0; copy < copies; copy++, at++) {
        const bucket = to[at] as number
        sums[bucket] = (sums[bucket] as number) + value * (signs[at] as number)
      }
    }
  }
  return sums
}

type PairShape = { readonly n: number; readonly buckets: number; readonly name: string }
type Places = { readonly to: Uint16Array; readonly signs: Int8Array; readonly copies: number }

const TERMS = 8 // in a bucket, at least

const known = new Map<string, Places>()
const placesOf = ({ n, buckets, name }: PairShape): Places => {
  const key = `${name} ${n} ${buckets}`
  const ready = known.get(key)
  if (ready !== undefined) return ready
  const draw = seeded(key)
  const pairs = (n * (n - 1)) / 2
  const copies = Math.max(1, Math.ceil((TERMS * buckets) / Math.max(1, pairs)))
  const to = Uint16Array.from({ length: pairs * copies }, () => draw.below(buckets))
  const signs = Int8Array.from({ length: pairs * copies }, () => (draw.below(2) === 0 ? -1 : 1))
  const places = { to, signs, copies }
  known.set(key, places)
  return places
}

/** Inner products of a vector with `count` normal directions drawn from `name`. */
export const projected = (vector: Float32Array, { count, name }: { count: number; name: string }): Float32Array => {
  const width = vector.length
  return rowProducts(vector, directionsOf({ width, count, name }), { n: 1, m: count, width })
}

const drawn = new Map<string, Float32Array>()
const directionsOf = ({ width, count, name }: { width: number; count: number; name: string }): Float32Array => {
  const key = `${name} ${width} ${count}`
  const ready = drawn.get(key)
  if (ready !== undefined) return ready
  const draw = seeded(key)
  const made = Float32Array.from({ length: width * count }, () => draw.normal())
  drawn.set(key, made)
  return made
}

/** Signs as bits, the first in the lowest bit of the first byte; zero counts as positive. */
export const signBits = (values: ArrayLike<number>, into: Uint8Array, fromBit = 0): void => {
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) < 0) continue
    const bit = fromBit + i
    into[bit >> 3] = (into[bit >> 3] as number) | (1 << (bit & 7))
  }
}
