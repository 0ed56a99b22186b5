import { AssayError } from '#base'
import type { ByteRange } from '../strided/byte-range.ts'
import { headerBytesOf, LENGTH_BYTES, parseHeader, type SafetensorsHeader } from './header.ts'
import { refusalOf } from './refusal.ts'

/**
 * The header of a safetensors file, wherever its bytes lie: two small reads.
 *
 * @param file what a person calls it
 * @throws AssayError `tensors/…` for what is no sound safetensors file
 */
export const headerIn = async (range: ByteRange, file: string): Promise<SafetensorsHeader> => {
  const first = new Uint8Array(Math.min(64, range.bytes))
  await range.read(0, first)
  try {
    if (range.bytes < LENGTH_BYTES) throw new AssayError('tensors/header-beyond-file', { file, bytes: range.bytes })
    const header = new Uint8Array(headerBytesOf(first, range.bytes, file))
    await range.read(LENGTH_BYTES, header)
    return parseHeader(header, range.bytes, file)
  } catch (error) {
    throw refusalOf(error, first, file)
  }
}
