import type { Seeded } from '#numeric'

/**
 * Rows as directions: each row without its mean and of length 1, with the mean and length it had. A row of no spread
 * is all zeros and matches nothing.
 */
export type UnitRows = {
  readonly n: number
  readonly width: number
  /** n × width, row-major */
  readonly unit: Float32Array
  /** length of each row after its mean was taken off */
  readonly length: Float64Array
  readonly mean: Float64Array
}

/** @param rows n × width, row-major; it is overwritten and kept */
export const toUnitRows = (rows: Float32Array, n: number, width: number): UnitRows => {
  const length = new Float64Array(n)
  const mean = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const at = i * width
    let sum = 0
    let absolute = 0
    for (let k = 0; k < width; k++) {
      sum += rows[at + k] as number
      absolute += Math.abs(rows[at + k] as number)
    }
    const centre = sum / width
    let squares = 0
    for (let k = 0; k < width; k++) squares += ((rows[at + k] as number) - centre) ** 2
    const norm = Math.sqrt(squares)
    // Below this the rest is rounding: the row is constant.
    const alive = norm > 1e-6 * (absolute / Math.sqrt(width)) && norm > 1e-30
    mean[i] = centre
    length[i] = alive ? norm : 0
    for (let k = 0; k < width; k++) rows[at + k] = alive ? ((rows[at + k] as number) - centre) / norm : 0
  }
  return { n, width, unit: rows, length, mean }
}

/**
 * Rows as directions from the origin, for features whose signs are no part of what they say: each row of length 1, and
 * no mean taken off, for a mean over features would turn with their signs.
 *
 * @param rows n × width, row-major; it is overwritten and kept
 */
export const toSignedRows = (rows: Float32Array, n: number, width: number): UnitRows => {
  const length = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let squares = 0
    for (let k = i * width; k < (i + 1) * width; k++) squares += (rows[k] as number) ** 2
    const norm = Math.sqrt(squares)
    length[i] = norm > 1e-30 ? norm : 0
    const scale = norm > 1e-30 ? 1 / norm : 0
    for (let k = i * width; k < (i + 1) * width; k++) rows[k] = (rows[k] as number) * scale
  }
  return { n, width, unit: rows, length, mean: new Float64Array(n) }
}

/** Gives room for so many floats; see `heldFloats`. */
export type Room = (count: number) => Float32Array

const fresh: Room = (count) => new Float32Array(count)

/**
 * The rows as they were, or without their means.
 *
 * @param room where they are put; every element is overwritten
 */
export const fromUnitRows = (
  { n, width, unit, length, mean }: UnitRows,
  { centred = false, take, room = fresh }: { centred?: boolean; take?: ArrayLike<number>; room?: Room } = {},
): Float32Array => {
  const count = take?.length ?? n
  const rows = room(count * width)
  for (let place = 0; place < count; place++) {
    const i = take === undefined ? place : (take[place] as number)
    const scale = length[i] as number
    const shift = centred ? 0 : (mean[i] as number)
    for (let k = 0; k < width; k++) rows[place * width + k] = (unit[i * width + k] as number) * scale + shift
  }
  return rows
}

/**
 * The same rows after a drift: Gaussian noise of one strength for the whole matrix, so strong that the cosine between
 * the matrix before and after is `cosine` on average.
 */
export const drifted = (
  rows: UnitRows,
  cosine: number,
  { draw, room }: { draw: Seeded; room?: Room | undefined },
): UnitRows => {
  const { n, width } = rows
  const raw = fromUnitRows(rows, { centred: true, ...(room === undefined ? {} : { room }) })
  let squares = 0
  for (const value of raw) squares += value * value
  const strength = Math.sqrt((squares / raw.length) * (1 / (cosine * cosine) - 1))
  for (let i = 0; i < raw.length; i++) raw[i] = (raw[i] as number) + strength * draw.normal()
  return toUnitRows(raw, n, width)
}
