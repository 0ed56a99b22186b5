import type { UnitRows } from './unit-rows.ts'

/** Centre of mass of the sizes of each row's values, in features: where in its input a row reads. */
export const centreOf = (rows: UnitRows): Float64Array => centres(rows, (value) => Math.abs(value))

/**
 * The same of what isn't zero, where at least one value in ten is: a pattern of zeros belongs to the architecture, or to a
 * pruning. Undefined for dense rows.
 */
export const supportCentreOf = (rows: UnitRows): Float64Array | undefined => {
  let zeros = 0
  const values = centres(rows, (value, zero) => {
    if (!zero) return 1
    zeros++
    return 0
  })
  return zeros < FEWEST_ZEROS * rows.n * rows.width ? undefined : values
}

const FEWEST_ZEROS = 0.1

const centres = (
  { n, width, unit, length, mean }: UnitRows,
  weigh: (value: number, zero: boolean) => number,
): Float64Array => {
  const values = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const [scale, shift] = [length[i] as number, mean[i] as number]
    const rounding = 1e-6 * (scale + Math.abs(shift)) // the mean was taken off and comes back
    let mass = 0
    let moment = 0
    for (let k = 0; k < width; k++) {
      const value = (unit[i * width + k] as number) * scale + shift
      const weight = weigh(value, Math.abs(value) <= rounding)
      mass += weight
      moment += weight * k
    }
    values[i] = mass === 0 ? width / 2 : moment / mass
  }
  return values
}

/**
 * Whether a quantity comes round with the number of the unit, as where unit j belongs to group j mod m: the greatest of
 * the periodogram. Were the order random, each height over its mean would have an exponential tail at most.
 *
 * @param labels numbers of the units, none twice
 * @param ranks ranks of the quantity, in the order of `labels`
 */
export const logPeriodicity = (
  labels: Int32Array,
  ranks: Float64Array,
): { readonly period: number; readonly logP: number } => {
  const n = ranks.length
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / n
  const squares = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0)
  if (squares === 0) return { period: 0, logP: 0 }
  const last = labels.reduce((most, label) => Math.max(most, label), 0)
  const size = 2 ** Math.ceil(1 + Math.log2(last + 1)) // twice as fine, so that no period falls between two
  const real = new Float64Array(size)
  const imaginary = new Float64Array(size)
  for (let k = 0; k < n; k++) real[labels[k] as number] = (ranks[k] as number) - mean
  transform(real, imaginary)
  let [most, at] = [0, 1]
  for (let k = 1; k < size / 2; k++) {
    const height = (real[k] as number) ** 2 + (imaginary[k] as number) ** 2
    if (height > most) [most, at] = [height, k]
  }
  return { period: size / at, logP: Math.min(0, Math.log(size / 2) - (most / squares) * ((n - 1) / n)) }
}

/** Fourier transform in place, of a length that is a power of two. */
const transform = (real: Float64Array, imaginary: Float64Array): void => {
  const size = real.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    ;[real[i], real[j]] = [real[j] as number, real[i] as number]
    ;[imaginary[i], imaginary[j]] = [imaginary[j] as number, imaginary[i] as number]
  }
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [c, s] = [Math.cos((-Math.PI * k) / half), Math.sin((-Math.PI * k) / half)]
      for (let a = k; a < size; a += 2 * half) {
        const b = a + half
        const [x, y] = [real[b] as number, imaginary[b] as number]
        const [re, im] = [x * c - y * s, x * s + y * c]
        real[b] = (real[a] as number) - re
        imaginary[b] = (imaginary[a] as number) - im
        real[a] = (real[a] as number) + re
        imaginary[a] = (imaginary[a] as number) + im
      }
    }
  }
}
