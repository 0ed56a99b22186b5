import type { Dtype } from '../source.ts'

/** How an element is stored, and as what dtype it is presented. */
export type Element = {
  readonly dtype: Dtype
  /** bytes as stored */
  readonly size: number
  /** bytes that turn round when the other byte order is stored: one number, of which a complex element has two */
  readonly unit: number
  /** stored elements, little-endian, to presented ones; absent where they are the same */
  readonly convert?: (stored: Uint8Array, into: Uint8Array) => void
}

/** An element that is presented as it is stored. */
export const plain = (dtype: Dtype, size: number, unit = size): Element => ({ dtype, size, unit })

/** Two F64, presented as two F32, each rounded to nearest even: no dtype here holds complex numbers of 128 bits. */
export const COMPLEX_128: Element = {
  dtype: 'C64',
  size: 16,
  unit: 8,
  convert: (stored, into) => rewrite(into, new Float64Array(stored.slice().buffer)),
}

/** Two F16, presented as two F32. */
export const COMPLEX_32: Element = {
  dtype: 'C64',
  size: 4,
  unit: 2,
  convert: (stored, into) => rewrite(into, new Float16Array(stored.slice().buffer)),
}

const rewrite = (into: Uint8Array, numbers: ArrayLike<number>): void =>
  into.set(new Uint8Array(Float32Array.from(numbers).buffer))

/** Turns each number round, in place. */
export const turnBytes = (bytes: Uint8Array, unit: number): void => {
  if (unit === 1) return
  for (let at = 0; at < bytes.byteLength; at += unit) bytes.subarray(at, at + unit).reverse()
}
