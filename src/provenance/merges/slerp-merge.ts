import type { SampledTensor } from './sampled-weights.ts'

export type Arc = { readonly place: number; readonly residual: number }

/**
 * Whether each tensor of the subject lies on the arc between the same tensor of two candidates, all at one place t:
 * s = (sin((1−t)θ)·x + sin(tθ)·y) / sin θ, θ the angle between x and y, as spherical interpolation gives.
 *
 * @returns the best place, and what it leaves relative to the nearer parent
 */
export const arcBetween = (sampled: readonly SampledTensor[], [first, second]: readonly [number, number]): Arc => {
  const parts = sampled.map(({ subject, candidates }) =>
    momentsOf(subject, candidates[first] as Float32Array, candidates[second] as Float32Array),
  )
  const nearest = Math.min(
    parts.reduce((sum, { ss, sx, xx }) => sum + ss - 2 * sx + xx, 0),
    parts.reduce((sum, { ss, sy, yy }) => sum + ss - 2 * sy + yy, 0),
  )
  const leftAt = (t: number): number =>
    parts.reduce((sum, { ss, xx, yy, xy, sx, sy }) => {
      const angle = Math.acos(Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy))))
      const arc = Math.sin(angle)
      const [a, b] = arc < 1e-6 ? [1 - t, t] : [Math.sin((1 - t) * angle) / arc, Math.sin(t * angle) / arc]
      return sum + ss + a * a * xx + b * b * yy + 2 * a * b * xy - 2 * a * sx - 2 * b * sy
    }, 0)
  let [low, high] = [0, 1]
  for (let round = 0; round < 40; round++) {
    const [p, q] = [low + (high - low) / 3, high - (high - low) / 3]
    if (leftAt(p) < leftAt(q)) high = q
    else low = p
  }
  const place = (low + high) / 2
  return { place, residual: nearest > 0 ? Math.sqrt(Math.max(0, leftAt(place)) / nearest) : 1 }
}

const momentsOf = (s: Float32Array, x: Float32Array, y: Float32Array) => {
  let [ss, xx, yy, xy, sx, sy] = [0, 0, 0, 0, 0, 0]
  for (let k = 0; k < s.length; k++) {
    const [a, b, c] = [s[k] as number, x[k] as number, y[k] as number]
    ss += a * a
    xx += b * b
    yy += c * c
    xy += b * c
    sx += a * b
    sy += a * c
  }
  return { ss, xx, yy, xy, sx, sy }
}
