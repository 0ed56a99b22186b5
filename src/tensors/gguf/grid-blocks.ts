import type { BlockDecoder } from './dequantise.ts'
import { IQ1_S_GRID, IQ2_S_GRID, IQ2_XS_GRID, IQ2_XXS_GRID, IQ3_S_GRID, IQ3_XXS_GRID } from './iq-grids.ts'

const { fround } = Math

// Blocks of 256 elements that name points of a lattice, 8 or 4 elements a point, with signs beside. Each function
// follows `dequantize_row_…` of ggml-quants.c, where every operation is rounded to F32.

export const iq2_xxs: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const grid = IQ2_XXS_GRID()
  for (let run = 0; run < 8; run++) {
    const points = at + 2 + run * 8
    const rest = from.getUint32(points + 4, true)
    const scale = fround(d * (0.5 + (rest >>> 28))) * 0.25
    for (let l = 0; l < 4; l++) {
      const target = to + run * 32 + l * 8
      putEight(out, target, { grid, point: from.getUint8(points + l), scale, signs: evenSigns(rest >>> (7 * l)) })
    }
  }
}

export const iq2_xs: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const grid = IQ2_XS_GRID()
  for (let l = 0; l < 32; l++) {
    const named = from.getUint16(at + 2 + l * 2, true)
    const scale = fround(d * (0.5 + nibble(from, at + 66, l >> 1))) * 0.25
    putEight(out, to + l * 8, { grid, point: named & 511, scale, signs: evenSigns(named >> 9) })
  }
}

export const iq2_s: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const grid = IQ2_S_GRID()
  for (let l = 0; l < 32; l++) {
    const high = (from.getUint8(at + 66 + (l >> 2)) >> ((l & 3) * 2)) & 3
    const scale = fround(d * (0.5 + nibble(from, at + 74, l >> 1))) * 0.25
    const point = from.getUint8(at + 2 + l) | (high << 8)
    putEight(out, to + l * 8, { grid, point, scale, signs: from.getUint8(at + 34 + l) })
  }
}

export const iq3_xxs: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const grid = IQ3_XXS_GRID()
  for (let run = 0; run < 8; run++) {
    const rest = from.getUint32(at + 66 + run * 4, true)
    const scale = fround(d * (0.5 + (rest >>> 28))) * 0.5
    for (let l = 0; l < 8; l++) {
      const signs = evenSigns(rest >>> (7 * (l >> 1))) >> ((l & 1) * 4)
      const target = to + run * 32 + l * 4
      putFour(out, target, { grid, point: from.getUint8(at + 2 + run * 8 + l), scale, signs })
    }
  }
}

export const iq3_s: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const grid = IQ3_S_GRID()
  for (let l = 0; l < 64; l++) {
    const high = (from.getUint8(at + 66 + (l >> 3)) >> (l & 7)) & 1
    const scale = fround(d * (1 + 2 * nibble(from, at + 106, l >> 3)))
    const signs = from.getUint8(at + 74 + (l >> 1)) >> ((l & 1) * 4)
    putFour(out, to + l * 4, { grid, point: from.getUint8(at + 2 + l) | (high << 8), scale, signs })
  }
}

export const iq1_s: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const grid = IQ1_S_GRID()
  for (let l = 0; l < 32; l++) {
    const rest = from.getUint16(at + 34 + (l >> 2) * 2, true)
    const point = from.getUint8(at + 2 + l) | (((rest >> ((l & 3) * 3)) & 7) << 8)
    const scale = fround(d * (2 * ((rest >> 12) & 7) + 1))
    const shift = (rest & 0x8000) === 0 ? 0.125 : -0.125
    for (let i = 0; i < 8; i++) out[to + l * 8 + i] = scale * ((grid[point * 8 + i] ?? 0) + shift)
  }
}

export const iq1_m: BlockDecoder = (from, at, out, to) => {
  const d = scaleOfQuarters(from, at + 48)
  const grid = IQ1_S_GRID()
  for (let l = 0; l < 32; l++) {
    const rest = from.getUint8(at + 32 + (l >> 1)) >> ((l & 1) * 4)
    const point = from.getUint8(at + l) | ((rest & 7) << 8)
    const scales = from.getUint16(at + 48 + (l >> 3) * 2, true)
    const scale = fround(d * (2 * ((scales >> (((l >> 1) & 3) * 3)) & 7) + 1))
    const shift = (rest & 8) === 0 ? 0.125 : -0.125
    for (let i = 0; i < 8; i++) out[to + l * 8 + i] = scale * ((grid[point * 8 + i] ?? 0) + shift)
  }
}

// The block's F16 scale lies in the upper four bits of each of its four words of scales.
const scaleOfQuarters = (from: DataView, at: number): number => {
  let bits = 0
  for (let word = 0; word < 4; word++) bits |= (from.getUint16(at + word * 2, true) >> 12) << (word * 4)
  HALF.setUint16(0, bits)
  return HALF.getFloat16(0)
}

const HALF = new DataView(new ArrayBuffer(2))

const nibble = (from: DataView, at: number, index: number): number =>
  (from.getUint8(at + (index >> 1)) >> ((index & 1) * 4)) & 15

/** Seven signs and the eighth that makes their number even. */
const evenSigns = (seven: number): number => {
  const signs = seven & 127
  let parity = signs ^ (signs >> 4)
  parity ^= parity >> 2
  parity ^= parity >> 1
  return signs | ((parity & 1) << 7)
}

type Point = {
  readonly grid: Float32Array
  readonly point: number
  readonly scale: number
  /** bit i set: element i is negative */
  readonly signs: number
}

const putEight = (out: Float32Array, to: number, { grid, point, scale, signs }: Point): void => {
  for (let i = 0; i < 8; i++) {
    const value = scale * (grid[point * 8 + i] ?? 0)
    out[to + i] = (signs >> i) & 1 ? -value : value
  }
}

const putFour = (out: Float32Array, to: number, { grid, point, scale, signs }: Point): void => {
  for (let i = 0; i < 4; i++) {
    const value = scale * (grid[point * 4 + i] ?? 0)
    out[to + i] = (signs >> i) & 1 ? -value : value
  }
}
