import type { Moments } from './similarity.ts'

/**
 * The five moments as anybody would write them: F64 sums, in order. The kernel is held to this one, bit for bit where
 * it works in F64.
 *
 * @param x values, as many as `y`
 */
export const plainMoments = (x: Float32Array, y: Float32Array): Moments => {
  const sums = { x: 0, y: 0, xx: 0, yy: 0, xy: 0, count: 0, nonFinite: 0 }
  for (let i = 0; i < x.length; i++) {
    const a = x[i] ?? Number.NaN
    const b = y[i] ?? Number.NaN
    if (!Number.isFinite(a) || !Number.isFinite(b)) {
      sums.nonFinite++
      continue
    }
    sums.x += a
    sums.y += b
    sums.xx += a * a
    sums.yy += b * b
    sums.xy += a * b
    sums.count++
  }
  return sums
}
