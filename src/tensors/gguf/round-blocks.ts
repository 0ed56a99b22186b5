import type { BlockDecoder } from './dequantise.ts'

const { fround } = Math

// Each function follows `dequantize_row_…` of ggml-quants.c: there every operation is rounded to F32, here it is where
// it is kept, or by Math.fround. Blocks of one scale: value = scale · code, plus a minimum in the types that end in _1.

export const q4_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  for (let i = 0; i < 16; i++) {
    const pair = from.getUint8(at + 2 + i)
    out[to + i] = ((pair & 15) - 8) * d
    out[to + 16 + i] = ((pair >> 4) - 8) * d
  }
}

export const q4_1: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const m = from.getFloat16(at + 2, true)
  for (let i = 0; i < 16; i++) {
    const pair = from.getUint8(at + 4 + i)
    out[to + i] = fround((pair & 15) * d) + m
    out[to + 16 + i] = fround((pair >> 4) * d) + m
  }
}

export const q5_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const high = from.getUint32(at + 2, true)
  for (let i = 0; i < 16; i++) {
    const pair = from.getUint8(at + 6 + i)
    out[to + i] = (((pair & 15) | (((high >> i) & 1) << 4)) - 16) * d
    out[to + 16 + i] = (((pair >> 4) | (((high >> (i + 16)) & 1) << 4)) - 16) * d
  }
}

export const q5_1: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const m = from.getFloat16(at + 2, true)
  const high = from.getUint32(at + 4, true)
  for (let i = 0; i < 16; i++) {
    const pair = from.getUint8(at + 8 + i)
    out[to + i] = fround(((pair & 15) | (((high >> i) & 1) << 4)) * d) + m
    out[to + 16 + i] = fround(((pair >> 4) | (((high >> (i + 16)) & 1) << 4)) * d) + m
  }
}

export const q8_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  for (let i = 0; i < 32; i++) out[to + i] = from.getInt8(at + 2 + i) * d
}

/** A bit an element: the scale or its negative. */
export const q1_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  for (let i = 0; i < 128; i++) out[to + i] = (from.getUint8(at + 2 + (i >> 3)) >> (i & 7)) & 1 ? d : -d
}

/** Two bits an element: −1, 0, 1 and 2 times the scale. */
export const q2_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  for (let i = 0; i < 64; i++) out[to + i] = (((from.getUint8(at + 2 + (i >> 2)) >> ((i & 3) * 2)) & 3) - 1) * d
}

/** Three states an element, five elements a byte, in base 3 from the most significant digit. */
export const tq1_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at + 52, true)
  let next = to
  for (const [start, width, digits] of TERNARY_RUNS) {
    for (let digit = 0, power = 1; digit < digits; digit++, power *= 3) {
      for (let i = 0; i < width; i++) {
        out[next++] = (((((from.getUint8(at + start + i) * power) & 255) * 3) >> 8) - 1) * d
      }
    }
  }
}

const TERNARY_RUNS: readonly (readonly [start: number, width: number, digits: number])[] = [
  [0, 32, 5],
  [32, 16, 5],
  [48, 4, 4],
]

export const tq2_0: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at + 64, true)
  let next = to
  for (let half = 0; half < 64; half += 32) {
    for (let shift = 0; shift < 8; shift += 2) {
      for (let i = 0; i < 32; i++) out[next++] = (((from.getUint8(at + half + i) >> shift) & 3) - 1) * d
    }
  }
}

// Twice the values of a 4-bit float (E2M1); its scales are halved to make up for it. Code 8 is plain zero, not −0.
const E2M1_DOUBLED: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12]

export const mxfp4: BlockDecoder = (from, at, out, to) => {
  const d = 2 ** (from.getUint8(at) - 128)
  for (let i = 0; i < 16; i++) {
    const pair = from.getUint8(at + 1 + i)
    out[to + i] = (E2M1_DOUBLED[pair & 15] ?? 0) * d
    out[to + 16 + i] = (E2M1_DOUBLED[pair >> 4] ?? 0) * d
  }
}

/** Four runs of 16 elements, each with a scale in E4M3 without sign. */
export const nvfp4: BlockDecoder = (from, at, out, to) => {
  for (let run = 0; run < 4; run++) {
    const d = halfOfE4m3(from.getUint8(at + run))
    for (let i = 0; i < 8; i++) {
      const pair = from.getUint8(at + 4 + run * 8 + i)
      out[to + run * 16 + i] = (E2M1_DOUBLED[pair & 15] ?? 0) * d
      out[to + run * 16 + 8 + i] = (E2M1_DOUBLED[pair >> 4] ?? 0) * d
    }
  }
}

const halfOfE4m3 = (code: number): number => {
  if (code === 0 || code === 0x7f) return 0
  const exponent = (code >> 3) & 15
  const fraction = (code & 7) / 8
  return exponent === 0 ? fraction * 2 ** -7 : (1 + fraction) * 2 ** (exponent - 8)
}

/** Sixteen levels that fit weights better than even steps do. */
export const IQ4_LEVELS: readonly number[] = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113]

export const iq4_nl: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  for (let i = 0; i < 16; i++) {
    const pair = from.getUint8(at + 2 + i)
    out[to + i] = (IQ4_LEVELS[pair & 15] ?? 0) * d
    out[to + 16 + i] = (IQ4_LEVELS[pair >> 4] ?? 0) * d
  }
}
