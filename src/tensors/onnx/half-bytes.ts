import type { StoredTensor } from '../assemble-source.ts'
import { decodeToF32 } from '../decode.ts'
import type { TensorInfo } from '../source.ts'
import type { ByteRange } from '../strided/byte-range.ts'
import { countOf } from '../strided/view.ts'

type HalfBytes = {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: 'signed' | 'unsigned' | 'F4'
  /** two elements a byte, the low half first */
  readonly packed: ByteRange
}

const PIECE = 2 ** 16

/** Elements of four bits, presented as I8, U8 or F32 of the same values. */
export const halfByteTensor = ({ name, shape, values, packed }: HalfBytes): StoredTensor => {
  const { dtype, size, bytes } = CODES[values]
  const count = countOf(shape)
  const read = async (offset: number, into: Uint8Array): Promise<number> => {
    const end = offset + into.byteLength
    let fetched = 0
    for (let at = offset; at < end;) {
      const first = Math.floor(at / size / 2)
      const last = Math.min(first + PIECE, Math.ceil(end / size / 2), packed.bytes)
      const stored = new Uint8Array(last - first)
      fetched += (await packed.read(first, stored)) ?? stored.byteLength
      const until = Math.min(end, last * 2 * size)
      for (; at < until; at++) {
        const element = Math.floor(at / size)
        const pair = stored[(element >> 1) - first] ?? 0
        const code = element % 2 === 0 ? pair & 0x0f : pair >> 4
        into[at - offset] = bytes[code * size + (at % size)] ?? 0
      }
    }
    return fetched
  }
  return { info: { name, dtype, shape, count, bytes: count * size }, read }
}

type Codes = { readonly dtype: TensorInfo['dtype']; readonly size: number; readonly bytes: Uint8Array }

const ALL_CODES = Uint8Array.from({ length: 8 }, (_, pair) => (2 * pair) | ((2 * pair + 1) << 4))

const CODES: Readonly<Record<HalfBytes['values'], Codes>> = {
  unsigned: { dtype: 'U8', size: 1, bytes: Uint8Array.from({ length: 16 }, (_, code) => code) },
  signed: { dtype: 'I8', size: 1, bytes: Uint8Array.from({ length: 16 }, (_, code) => (code < 8 ? code : code - 16)) },
  F4: { dtype: 'F32', size: 4, bytes: new Uint8Array(decodeToF32(ALL_CODES, 'F4').buffer) },
}
