import { innerProduct, leadingDirections, rowProducts } from '#numeric'

/** How one matrix continues in another, measured along the first one's own directions. */
export type Slope = {
  /**
   * ⟨X_r, Y⟩ / ⟨X_r, X_r⟩ with X_r on its leading singular directions, those of 8 that stand out of noise: near 1 where Y
   * was trained on from X. Where fewer than `FEWEST_OUTSTANDING` do, on all 8, and it says nothing of training.
   */
  readonly top: number
  /** leading directions of X, of 16 looked at, that stand out of noise */
  readonly outstanding?: number | undefined
  /** the same without the 16 leading directions: what a common initialisation leaves alike */
  readonly bulk: number
}

/** Fewer directions than these carry no slope: between them and 8 lies the noise that children of one start share. */
export const FEWEST_OUTSTANDING = 4

const TOP = 8
const REST_AFTER = 16

/**
 * Slope of `y` on `x`, both n × width with paired rows. Training writes into the leading directions, so those of two
 * children of one initialisation have nothing in common, while a child keeps its parent's.
 */
export const slopeOf = (x: Float32Array, y: Float32Array, n: number, width: number): Slope => {
  const { values, right } = leadingDirections(x, { n, width, count: REST_AFTER })
  let xx = 0
  let xy = 0
  for (let k = 0; k < x.length; k++) {
    xx += (x[k] as number) ** 2
    xy += (x[k] as number) * (y[k] as number)
  }
  const [imageX, imageY] = [x, y].map((matrix) => rowProducts(right, matrix, { n: values.length, m: n, width })) as [
    Float32Array,
    Float32Array,
  ]
  const outstanding = outstandingIn(values, { squares: xx, n, width })
  const taken = outstanding < FEWEST_OUTSTANDING ? TOP : Math.min(TOP, outstanding)
  let topXX = 0
  let topXY = 0
  let leadXX = 0
  let leadXY = 0
  for (let r = 0; r < values.length; r++) {
    const alongXX = (values[r] as number) ** 2
    const alongXY = innerProduct(imageX, r * n, imageY, r * n, n)
    leadXX += alongXX
    leadXY += alongXY
    if (r < taken) {
      topXX += alongXX
      topXY += alongXY
    }
  }
  return {
    top: topXX > 0 ? topXY / topXX : 0,
    outstanding,
    bulk: xx - leadXX > 1e-6 * xx ? (xy - leadXY) / (xx - leadXX) : 0,
  }
}

/**
 * How many singular values stand above the edge of noise, rms · (√n + √m) by Marchenko and Pastur, with the rms taken of
 * what is left without them. Just above the edge a direction is still half noise, hence the margin.
 */
const outstandingIn = (
  values: Float64Array,
  { squares, n, width }: { squares: number; n: number; width: number },
): number => {
  let rest = squares
  let count = 0
  for (;;) {
    const left = Math.max(1, (n - count) * (width - count))
    const edge = EDGE_MARGIN * Math.sqrt(Math.max(0, rest) / left) * (Math.sqrt(n) + Math.sqrt(width))
    const before = count
    while (count < values.length && (values[count] as number) > edge) rest -= (values[count++] as number) ** 2
    if (count === before) return count
  }
}

const EDGE_MARGIN = 1.1

/** Cosine between two matrices of one shape. */
export const matrixCosine = (x: Float32Array, y: Float32Array): number => {
  let xx = 0
  let yy = 0
  let xy = 0
  for (let k = 0; k < x.length; k++) {
    xx += (x[k] as number) ** 2
    yy += (y[k] as number) ** 2
    xy += (x[k] as number) * (y[k] as number)
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
}

/**
 * Greatest singular value over what noise of the same strength and shape has, s / (rms · (√n + √m)): .97–.98 for
 * initial weights, 1.7–2.5 for the trained ones measured.
 */
export const trainedRatio = (matrix: Float32Array, n: number, width: number): number => {
  const { values } = leadingDirections(matrix, { n, width, count: 1, rounds: 8 })
  let squares = 0
  for (const value of matrix) squares += value * value
  const rms = Math.sqrt(squares / matrix.length)
  return rms === 0 ? 0 : (values[0] ?? 0) / (rms * (Math.sqrt(n) + Math.sqrt(width)))
}
