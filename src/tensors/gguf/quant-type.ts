import type { Dtype } from '../source.ts'

/**
 * How the elements of a GGUF tensor are stored: whole blocks, each of some elements. `dtype` is what a reader gets:
 * a type that is plain already stays as it is, a quantised one comes out as F32.
 */
export type QuantType = {
  readonly name: QuantName
  readonly dtype: Dtype
  readonly blockElements: number
  readonly blockBytes: number
}

export type QuantName = PlainName | BlockName
type PlainName = 'F64' | 'F32' | 'F16' | 'BF16' | 'I8' | 'I16' | 'I32' | 'I64'

/** Types whose elements lie in blocks with scales of their own. */
export type BlockName =
  | 'Q1_0'
  | 'Q2_0'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K'
  | 'IQ1_S'
  | 'IQ1_M'
  | 'IQ2_XXS'
  | 'IQ2_XS'
  | 'IQ2_S'
  | 'IQ3_XXS'
  | 'IQ3_S'
  | 'IQ4_NL'
  | 'IQ4_XS'
  | 'TQ1_0'
  | 'TQ2_0'
  | 'MXFP4'
  | 'NVFP4'

const plain = (id: number, name: PlainName, bytes: number): readonly [number, QuantType] => [
  id,
  { name, dtype: name, blockElements: 1, blockBytes: bytes },
]

const blocks = (
  id: number,
  name: BlockName,
  blockElements: number,
  blockBytes: number,
): readonly [number, QuantType] => [id, { name, dtype: 'F32', blockElements, blockBytes }]

/**
 * Types by their number in a file.
 *
 * @see `enum ggml_type` in ggml.h and the block structures in ggml-common.h
 */
export const QUANT_TYPES: ReadonlyMap<number, QuantType> = new Map([
  plain(0, 'F32', 4),
  plain(1, 'F16', 2),
  blocks(2, 'Q4_0', 32, 18),
  blocks(3, 'Q4_1', 32, 20),
  blocks(6, 'Q5_0', 32, 22),
  blocks(7, 'Q5_1', 32, 24),
  blocks(8, 'Q8_0', 32, 34),
  blocks(10, 'Q2_K', 256, 84),
  blocks(11, 'Q3_K', 256, 110),
  blocks(12, 'Q4_K', 256, 144),
  blocks(13, 'Q5_K', 256, 176),
  blocks(14, 'Q6_K', 256, 210),
  blocks(16, 'IQ2_XXS', 256, 66),
  blocks(17, 'IQ2_XS', 256, 74),
  blocks(18, 'IQ3_XXS', 256, 98),
  blocks(19, 'IQ1_S', 256, 50),
  blocks(20, 'IQ4_NL', 32, 18),
  blocks(21, 'IQ3_S', 256, 110),
  blocks(22, 'IQ2_S', 256, 82),
  blocks(23, 'IQ4_XS', 256, 136),
  plain(24, 'I8', 1),
  plain(25, 'I16', 2),
  plain(26, 'I32', 4),
  plain(27, 'I64', 8),
  plain(28, 'F64', 8),
  blocks(29, 'IQ1_M', 256, 56),
  plain(30, 'BF16', 2),
  blocks(34, 'TQ1_0', 256, 54),
  blocks(35, 'TQ2_0', 256, 66),
  blocks(39, 'MXFP4', 32, 17),
  blocks(40, 'NVFP4', 64, 36),
  blocks(41, 'Q1_0', 128, 18),
  blocks(42, 'Q2_0', 64, 18),
])

/** Types that the number stands for, or stood for, and that no file may hold. */
export const REFUSED_TYPES: ReadonlyMap<number, string> = new Map([
  [4, 'Q4_2'],
  [5, 'Q4_3'],
  [9, 'Q8_1'],
  [15, 'Q8_K'],
  [31, 'Q4_0_4_4'],
  [32, 'Q4_0_4_8'],
  [33, 'Q4_0_8_8'],
  [36, 'IQ4_NL_4_4'],
  [37, 'IQ4_NL_4_8'],
  [38, 'IQ4_NL_8_8'],
])
