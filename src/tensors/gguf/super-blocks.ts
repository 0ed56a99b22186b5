import type { BlockDecoder } from './dequantise.ts'
import { IQ4_LEVELS } from './round-blocks.ts'

const { fround } = Math

// Blocks of 256 elements in runs of 16 or 32, whose scales are small integers times the block's own scale. Each
// function follows `dequantize_row_…` of ggml-quants.c, where every operation is rounded to F32.

export const q2_k: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at + 80, true)
  const m = from.getFloat16(at + 82, true)
  for (let run = 0; run < 16; run++) {
    const scales = from.getUint8(at + run)
    const scale = fround(d * (scales & 15))
    const least = fround(m * (scales >> 4))
    const codes = at + 16 + (run >> 3) * 32 + (run & 1) * 16
    const shift = ((run >> 1) & 3) * 2
    for (let i = 0; i < 16; i++) {
      out[to + run * 16 + i] = fround(scale * ((from.getUint8(codes + i) >> shift) & 3)) - least
    }
  }
}

export const q3_k: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at + 108, true)
  for (let run = 0; run < 16; run++) {
    const low = (from.getUint8(at + 96 + (run & 7)) >> (run < 8 ? 0 : 4)) & 15
    const high = (from.getUint8(at + 104 + (run & 3)) >> ((run >> 2) * 2)) & 3
    const scale = fround(d * ((low | (high << 4)) - 32))
    const within = (run & 1) * 16
    const codes = at + 32 + (run >> 3) * 32 + within
    const shift = ((run >> 1) & 3) * 2
    for (let i = 0; i < 16; i++) {
      const lowered = (from.getUint8(at + within + i) >> (run >> 1)) & 1 ? 0 : 4 // the bit that is set lowers nothing
      out[to + run * 16 + i] = scale * (((from.getUint8(codes + i) >> shift) & 3) - lowered)
    }
  }
}

export const q4_k: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const m = from.getFloat16(at + 2, true)
  for (let run = 0; run < 8; run++) {
    const scale = fround(d * scaleOf(from, at + 4, run))
    const least = fround(m * leastOf(from, at + 4, run))
    const codes = at + 16 + (run >> 1) * 32
    const shift = (run & 1) * 4
    for (let i = 0; i < 32; i++) {
      out[to + run * 32 + i] = fround(scale * ((from.getUint8(codes + i) >> shift) & 15)) - least
    }
  }
}

export const q5_k: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const m = from.getFloat16(at + 2, true)
  for (let run = 0; run < 8; run++) {
    const scale = fround(d * scaleOf(from, at + 4, run))
    const least = fround(m * leastOf(from, at + 4, run))
    const codes = at + 48 + (run >> 1) * 32
    const shift = (run & 1) * 4
    for (let i = 0; i < 32; i++) {
      const low = (from.getUint8(codes + i) >> shift) & 15
      const high = (from.getUint8(at + 16 + i) >> run) & 1
      out[to + run * 32 + i] = fround(scale * (low | (high << 4))) - least
    }
  }
}

// Eight scales and eight minima of 6 bits in 12 bytes: the first four whole, of the others the upper 2 bits apart.
const scaleOf = (from: DataView, at: number, run: number): number =>
  run < 4
    ? from.getUint8(at + run) & 63
    : (from.getUint8(at + run + 4) & 15) | ((from.getUint8(at + run - 4) >> 6) << 4)

const leastOf = (from: DataView, at: number, run: number): number =>
  run < 4
    ? from.getUint8(at + run + 4) & 63
    : (from.getUint8(at + run + 4) >> 4) | ((from.getUint8(at + run) >> 6) << 4)

export const q6_k: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at + 208, true)
  for (let run = 0; run < 16; run++) {
    const scale = fround(d * from.getInt8(at + 192 + run))
    const quarter = (run >> 1) & 3
    const within = (run & 1) * 16
    const lows = at + (run >> 3) * 64 + (quarter & 1) * 32 + within
    const highs = at + 128 + (run >> 3) * 32 + within
    const lowShift = (quarter >> 1) * 4
    for (let i = 0; i < 16; i++) {
      const low = (from.getUint8(lows + i) >> lowShift) & 15
      const high = (from.getUint8(highs + i) >> (quarter * 2)) & 3
      out[to + run * 16 + i] = scale * ((low | (high << 4)) - 32)
    }
  }
}

export const iq4_xs: BlockDecoder = (from, at, out, to) => {
  const d = from.getFloat16(at, true)
  const highs = from.getUint16(at + 2, true)
  for (let run = 0; run < 8; run++) {
    const low = (from.getUint8(at + 4 + (run >> 1)) >> ((run & 1) * 4)) & 15
    const scale = fround(d * ((low | (((highs >> (run * 2)) & 3) << 4)) - 32))
    for (let i = 0; i < 16; i++) {
      const pair = from.getUint8(at + 8 + run * 16 + i)
      out[to + run * 32 + i] = scale * (IQ4_LEVELS[pair & 15] ?? 0)
      out[to + run * 32 + 16 + i] = scale * (IQ4_LEVELS[pair >> 4] ?? 0)
    }
  }
}
