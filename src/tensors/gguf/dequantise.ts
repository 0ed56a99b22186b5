import { iq1_m, iq1_s, iq2_s, iq2_xs, iq2_xxs, iq3_s, iq3_xxs } from './grid-blocks.ts'
import { type BlockName, type QuantType } from './quant-type.ts'
import { iq4_nl, mxfp4, nvfp4, q1_0, q2_0, q4_0, q4_1, q5_0, q5_1, q8_0, tq1_0, tq2_0 } from './round-blocks.ts'
import { iq4_xs, q2_k, q3_k, q4_k, q5_k, q6_k } from './super-blocks.ts'

/** Turns the block at byte `at` into F32 values from index `to` on. */
export type BlockDecoder = (from: DataView, at: number, out: Float32Array, to: number) => void

/**
 * Values of whole blocks, bit for bit as ggml's C code gives them: every operation rounded to F32, none fused.
 *
 * @param bytes whole blocks, little-endian
 * @param out as many values as the blocks hold
 */
export const dequantise = (
  bytes: Uint8Array,
  type: QuantType & { readonly name: BlockName },
  out: Float32Array,
): void => {
  const decode = DECODERS[type.name]
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0, to = 0; at < bytes.byteLength; at += type.blockBytes, to += type.blockElements) {
    decode(from, at, out, to)
  }
}

export const isQuantised = (type: QuantType): type is QuantType & { readonly name: BlockName } =>
  Object.hasOwn(DECODERS, type.name)

const DECODERS: Readonly<Record<BlockName, BlockDecoder>> = {
  Q1_0: q1_0,
  Q2_0: q2_0,
  Q4_0: q4_0,
  Q4_1: q4_1,
  Q5_0: q5_0,
  Q5_1: q5_1,
  Q8_0: q8_0,
  Q2_K: q2_k,
  Q3_K: q3_k,
  Q4_K: q4_k,
  Q5_K: q5_k,
  Q6_K: q6_k,
  IQ1_S: iq1_s,
  IQ1_M: iq1_m,
  IQ2_XXS: iq2_xxs,
  IQ2_XS: iq2_xs,
  IQ2_S: iq2_s,
  IQ3_XXS: iq3_xxs,
  IQ3_S: iq3_s,
  IQ4_NL: iq4_nl,
  IQ4_XS: iq4_xs,
  TQ1_0: tq1_0,
  TQ2_0: tq2_0,
  MXFP4: mxfp4,
  NVFP4: nvfp4,
}
