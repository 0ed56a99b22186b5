import { AssayError, type Json } from '#base'
import { assembleSource } from './assemble-source.ts'
import { headerBytesOf, LENGTH_BYTES, parseHeader } from './safetensors/header.ts'
import { refusalOf } from './safetensors/refusal.ts'
import type { TensorSource } from './source.ts'

/**
 * A safetensors file that is in memory already.
 *
 * @param bytes the whole file; it is read where it lies, not copied
 * @param label what a person calls it
 * @throws AssayError as the file adapter
 */
export const bytesSource = (bytes: Uint8Array, label: string, config?: Json): TensorSource => {
  const { tensors, dataStart } = headerIn(bytes, label)
  const stored = tensors.map(({ begin, ...info }) => ({
    info,
    read: async (offset: number, into: Uint8Array) => {
      const from = dataStart + begin + offset
      into.set(bytes.subarray(from, from + into.byteLength))
    },
  }))
  return assembleSource({ label, config, stored, close: async () => {} })
}

const headerIn = (bytes: Uint8Array, label: string) => {
  try {
    if (bytes.length < LENGTH_BYTES)
      throw new AssayError('tensors/header-beyond-file', { file: label, bytes: bytes.length })
    const length = headerBytesOf(bytes, bytes.length, label)
    return parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length), bytes.length, label)
  } catch (error) {
    throw refusalOf(error, bytes, label)
  }
}
