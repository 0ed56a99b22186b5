import { bitsOf } from '../dtype.ts'
import type { Dtype } from '../source.ts'
import { LENGTH_BYTES } from './header.ts'

/**
 * The beginning of a safetensors file, up to its data: what a writer puts before the tensors, which follow in the
 * order given, each right after the other. Padded with spaces so that the data begin at a multiple of 8.
 */
export const encodeHeader = (
  tensors: readonly { readonly name: string; readonly dtype: Dtype; readonly shape: readonly number[] }[],
): Uint8Array => {
  let end = 0
  const entries = tensors.map(({ name, dtype, shape }) => {
    const begin = end
    end += (shape.reduce((count, dimension) => count * dimension, 1) * bitsOf(dtype)) / 8
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const
  })
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const length = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true)
  bytes.set(json, LENGTH_BYTES)
  return bytes
}
