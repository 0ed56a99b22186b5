/**
 * Sums over pairs (x, y) of elements at the same place in two tensors. `count` pairs were finite and entered the sums;
 * `nonFinite` pairs held a NaN or an infinity on either side and were left out.
 */
export type Moments = {
  readonly x: number
  readonly y: number
  readonly xx: number
  readonly yy: number
  readonly xy: number
  readonly count: number
  readonly nonFinite: number
}

/** Formats that the kernel reads as they lie, little-endian. */
export type FloatFormat = 'bf16' | 'f16' | 'f32'

/** In [-1, 1]; undefined where the data have no direction (all zero) or no spread (constant). */
export type Similarity = { readonly cosine: number | undefined; readonly pearson: number | undefined }

export const NO_MOMENTS: Moments = { x: 0, y: 0, xx: 0, yy: 0, xy: 0, count: 0, nonFinite: 0 }

/** Moments of two stretches, one after the other. F64 sums depend on their order: add in the order of the data. */
export const addMoments = (a: Moments, b: Moments): Moments => ({
  x: a.x + b.x,
  y: a.y + b.y,
  xx: a.xx + b.xx,
  yy: a.yy + b.yy,
  xy: a.xy + b.xy,
  count: a.count + b.count,
  nonFinite: a.nonFinite + b.nonFinite,
})

/** Cosine Σxy / √(Σx² Σy²), and Pearson's correlation, which is the cosine after the means are taken off. */
export const similarityOf = (moments: Moments): Similarity => {
  const { x, y, xx, yy, xy, count } = moments
  if (!(xx > 0 && yy > 0)) return { cosine: undefined, pearson: undefined }
  const cosine = within(xy / (Math.sqrt(xx) * Math.sqrt(yy)))
  const constant = Math.min(shareOfSpread(x, xx, count), shareOfSpread(y, yy, count)) < NOISE
  if (constant) return { cosine, pearson: undefined }
  const covariance = xy - (x / count) * y
  const deviations = Math.sqrt(xx - (x / count) * x) * Math.sqrt(yy - (y / count) * y)
  return { cosine, pearson: within(covariance / deviations) }
}

/**
 * Whether sums made in F32 groups would lose the correlation: where values barely spread around their mean, the
 * difference of the two sums that make a variance keeps few of their digits. Such data are taken again in F64.
 */
export const needsWideSums = ({ x, y, xx, yy, count }: Moments): boolean =>
  shareOfSpread(x, xx, count) < NARROW || shareOfSpread(y, yy, count) < NARROW

const NOISE = 1e-12 // below it a variance is the rounding of F64 sums
const NARROW = 1e-2 // F32 groups hold sums to about 1e-7: at least five digits of a variance remain above it

/** Variance as a share of the mean square, in [0, 1]; 1 for all zeros, which lose nothing. */
const shareOfSpread = (sum: number, squares: number, count: number): number =>
  squares > 0 ? 1 - ((sum / count) * sum) / squares : squares === 0 ? 1 : 0

const within = (cosine: number): number => Math.min(1, Math.max(-1, cosine))
