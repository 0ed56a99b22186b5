import type { AssayError } from '#base'
import type { ByteRange } from '../strided/byte-range.ts'

/** A place is kept for every so many numbers; a read begins at the one before it. */
const STRIDE = 4096
const WINDOW = 2 ** 18
const LONGEST_VARINT = 10

type Numbers = {
  readonly packed: ByteRange
  /** numbers that there must be */
  readonly count: number
  /** low bytes of each that are kept, little-endian */
  readonly size: number
  readonly bad: (why: string) => AssayError
}

/**
 * A list of varints as a range of numbers of one size. Where the i-th begins only reading all before it tells: the
 * list is passed over once, at the first reading, and a place in every 4,096 is kept.
 *
 * Rejects with `bad` where the list holds another count than it must or a number without end.
 */
export const varintRange = ({ packed, count, size, bad }: Numbers): ByteRange => {
  let places: Promise<Places> | undefined
  const placesOnce = (): Promise<Places> => (places ??= placesOf(packed, count, bad))
  const read = async (offset: number, into: Uint8Array): Promise<number> => {
    const known = places !== undefined
    const { starts } = await placesOnce()
    const first = Math.floor(offset / size)
    const end = Math.ceil((offset + into.byteLength) / size)
    const block = Math.floor(first / STRIDE)
    let index = block * STRIDE
    const fetched = await eachVarint(packed, starts[block] ?? 0, (bytes, from) => {
      if (index >= first) copyLow(bytes, from, { size, into, at: index * size - offset })
      index++
      return index < end ? 'more' : 'enough'
    })
    return fetched + (known ? 0 : packed.bytes)
  }
  return { bytes: count * size, read }
}

type Places = { readonly starts: Float64Array }

const placesOf = async (packed: ByteRange, count: number, bad: (why: string) => AssayError): Promise<Places> => {
  const starts = new Float64Array(Math.ceil(count / STRIDE))
  let index = 0
  let at = 0
  await eachVarint(packed, 0, (_, __, length) => {
    if (index % STRIDE === 0 && index < count) starts[index / STRIDE] = at
    if (length > LONGEST_VARINT) throw bad('a number has no end')
    index++
    at += length
    return index <= count ? 'more' : 'enough'
  })
  if (index !== count || at !== packed.bytes) throw bad(`it needs ${count} numbers and has another count`)
  return { starts }
}

type Take = (bytes: Uint8Array, from: number, length: number) => 'more' | 'enough'

/** Calls for each varint from a place on; what is left without an end is not called for. */
const eachVarint = async (packed: ByteRange, from: number, take: Take): Promise<number> => {
  let fetched = 0
  for (let at = from; at < packed.bytes;) {
    const window = new Uint8Array(Math.min(WINDOW, packed.bytes - at))
    fetched += (await packed.read(at, window)) ?? window.byteLength
    let begin = 0
    for (let byte = 0; byte < window.byteLength; byte++) {
      if ((window[byte] ?? 0) >= 0x80 && byte - begin < LONGEST_VARINT) continue
      if (take(window, begin, byte + 1 - begin) === 'enough') return fetched
      begin = byte + 1
    }
    if (begin === 0) return fetched
    at += begin
  }
  return fetched
}

type Target = { readonly size: number; readonly into: Uint8Array; readonly at: number }

const copyLow = (bytes: Uint8Array, from: number, { size, into, at }: Target): void => {
  let held = 0
  let bits = 0
  let next = from
  let ended = false
  for (let byte = 0; byte < size; byte++) {
    while (bits < 8 && !ended) {
      const group = bytes[next++] ?? 0
      held |= (group & 0x7f) << bits
      bits += 7
      ended = group < 0x80
    }
    const place = at + byte
    if (place >= 0 && place < into.byteLength) into[place] = held & 0xff
    held >>>= 8
    bits = Math.max(0, bits - 8)
  }
}
