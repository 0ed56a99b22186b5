import type { Dtype } from './source.ts'

/** Bits of one element as stored. A map, so that a dtype called `__proto__` or `constructor` finds nothing. */
const BITS_OF_DTYPE: ReadonlyMap<Dtype, number> = new Map<Dtype, number>([
  ['F64', 64],
  ['F32', 32],
  ['F16', 16],
  ['BF16', 16],
  ['F8_E4M3', 8],
  ['F8_E5M2', 8],
  ['F8_E4M3FNUZ', 8],
  ['F8_E5M2FNUZ', 8],
  ['F8_E8M0', 8],
  ['F6_E2M3', 6],
  ['F6_E3M2', 6],
  ['F4', 4],
  ['I64', 64],
  ['U64', 64],
  ['I32', 32],
  ['U32', 32],
  ['I16', 16],
  ['U16', 16],
  ['I8', 8],
  ['U8', 8],
  ['BOOL', 8],
  ['C64', 64],
])

export const isDtype = (text: unknown): text is Dtype => BITS_OF_DTYPE.has(text as Dtype)

export const bitsOf = (dtype: Dtype): number => BITS_OF_DTYPE.get(dtype) ?? 0

/** Numbers in one element: a complex one has two, its real and its imaginary part. */
export const valuesPerElement = (dtype: Dtype): 1 | 2 => (dtype === 'C64' ? 2 : 1)
