import type { Dtype } from './source.ts'

/** How a float of at most 8 bits is put together: sign, exponent, fraction, and what its last codes mean. */
type Layout = {
  readonly exponentBits: number
  readonly fractionBits: number
  readonly bias: number
  /**
   * - `finite`: every code is a number (OCP MX: F4, F6)
   * - `ieee`: the greatest exponent holds infinities and NaN
   * - `all-ones`: only the all-ones code of each sign is NaN (OCP F8_E4M3)
   * - `negative-zero`: the code of −0 is the only NaN (FNUZ)
   */
  readonly special: 'finite' | 'ieee' | 'all-ones' | 'negative-zero'
}

const LAYOUTS: readonly (readonly [Dtype, Layout])[] = [
  ['F8_E4M3', { exponentBits: 4, fractionBits: 3, bias: 7, special: 'all-ones' }],
  ['F8_E5M2', { exponentBits: 5, fractionBits: 2, bias: 15, special: 'ieee' }],
  ['F8_E4M3FNUZ', { exponentBits: 4, fractionBits: 3, bias: 8, special: 'negative-zero' }],
  ['F8_E5M2FNUZ', { exponentBits: 5, fractionBits: 2, bias: 16, special: 'negative-zero' }],
  ['F6_E2M3', { exponentBits: 2, fractionBits: 3, bias: 1, special: 'finite' }],
  ['F6_E3M2', { exponentBits: 3, fractionBits: 2, bias: 3, special: 'finite' }],
  ['F4', { exponentBits: 2, fractionBits: 1, bias: 1, special: 'finite' }],
]

/**
 * Value of every code, by dtype. F8_E8M0 is a bare power of two: 2^(code − 127), and 255 is NaN.
 *
 * @see OCP 8-bit Floating Point Specification 1.0; OCP Microscaling Formats 1.0; Float8 FNUZ, arXiv:2206.02915
 */
export const SMALL_FLOATS: ReadonlyMap<Dtype, Float32Array> = new Map([
  ...LAYOUTS.map(([dtype, layout]) => [dtype, tableOf(layout)] as const),
  ['F8_E8M0', Float32Array.from({ length: 256 }, (_, code) => (code === 255 ? Number.NaN : 2 ** (code - 127)))],
])

function tableOf(layout: Layout): Float32Array {
  const bits = 1 + layout.exponentBits + layout.fractionBits
  return Float32Array.from({ length: 2 ** bits }, (_, code) => valueOf(code, layout))
}

function valueOf(code: number, { exponentBits, fractionBits, bias, special }: Layout): number {
  const signBit = 2 ** (exponentBits + fractionBits)
  const sign = code >= signBit ? -1 : 1
  const magnitude = code % signBit
  const exponent = Math.floor(magnitude / 2 ** fractionBits)
  const fraction = (magnitude % 2 ** fractionBits) / 2 ** fractionBits
  if (special === 'ieee' && exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN
  if (special === 'all-ones' && magnitude === signBit - 1) return Number.NaN
  if (special === 'negative-zero' && code === signBit) return Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias)
}
