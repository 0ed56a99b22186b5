import { decodeToF32 } from '../decode.ts'
import { dequantise, isQuantised } from './dequantise.ts'
import type { TensorView } from './hub-model.ts'
import type { RowOrder } from './row-order.ts'

/** Fills the whole of `into` from byte `at` of the file. */
type Fetch = (at: number, into: Uint8Array) => Promise<unknown>

/** A tensor and the byte order of its file. */
type LaidView = TensorView & { readonly littleEndian: boolean }

/**
 * Bytes of a tensor's values, by range: only the blocks that hold them are fetched, at most 4 MiB of values at a time.
 *
 * @param offset byte of the values to begin with; need not be the beginning of one
 * @returns bytes that were fetched
 */
export const readView = async (
  view: LaidView,
  fetch: Fetch,
  { offset, into }: { readonly offset: number; readonly into: Uint8Array },
): Promise<number> => {
  if (into.byteLength === 0) return 0
  const size = view.info.bytes / view.info.count
  const range = { from: Math.floor(offset / size), to: Math.ceil((offset + into.byteLength) / size) }
  const put: Put = (values, element) => {
    const at = element * size - offset
    const [begin, end] = [Math.max(0, -at), Math.min(values.byteLength, into.byteLength - at)]
    into.set(values.subarray(begin, end), at + begin)
  }
  if (view.order === undefined) return readStretch({ view, fetch, put }, range, range.from)
  return readScattered({ view, fetch, put }, range, view.order)
}

/** Takes values that begin with an element of the tensor; what lies outside of the range asked for is dropped. */
type Put = (values: Uint8Array, element: number) => void
type Reading = { readonly view: LaidView; readonly fetch: Fetch; readonly put: Put }
type Range = { readonly from: number; readonly to: number }

const PIECE = 2 ** 18 // values at a time: a multiple of every block

/** Elements that are stored one after the other, from element `stored` on. */
const readStretch = async ({ view, fetch, put }: Reading, { from, to }: Range, stored: number): Promise<number> => {
  let fetched = 0
  for (let element = from; element < to;) {
    const at = stored + element - from
    const count = Math.min(to - element, PIECE - (at % PIECE)) // so that pieces end where blocks do
    const { values, bytes } = await decoded(view, fetch, { from: at, count })
    put(values, element)
    fetched += bytes
    element += count
  }
  return fetched
}

const MOST_ROWS = 4096 // of a group at once; a head has a few hundred
const WIDEST_SPAN = 2 ** 20 // values

/** Rows that lie scattered: those of a group (a head, usually) by one read where they are near, a single one alone. */
const readScattered = async (reading: Reading, { from, to }: Range, order: RowOrder): Promise<number> => {
  const { view, fetch, put } = reading
  const { count, shape, bytes } = view.info
  const width = count / (shape[0] ?? 1)
  const rowBytes = (bytes / count) * width
  const rowsEnd = Math.ceil(to / width)
  let fetched = 0
  for (let row = Math.floor(from / width); row < rowsEnd;) {
    const end = Math.min(rowsEnd, row + MOST_ROWS, (Math.floor(row / order.group) + 1) * order.group)
    const storedRows = Array.from({ length: end - row }, (_, i) => order.storedRow(row + i))
    const first = Math.min(...storedRows)
    const span = (Math.max(...storedRows) - first + 1) * width
    const wanted = Math.min(to, end * width) - Math.max(from, row * width)
    if (storedRows.length > 1 && span <= WIDEST_SPAN && span <= 2 * wanted) {
      const near = await decoded(view, fetch, { from: first * width, count: span })
      for (const [i, storedRow] of storedRows.entries()) {
        const begin = (storedRow - first) * rowBytes
        put(near.values.subarray(begin, begin + rowBytes), (row + i) * width)
      }
      fetched += near.bytes
    } else {
      for (const [i, storedRow] of storedRows.entries()) {
        const begin = (row + i) * width
        const part = { from: Math.max(from, begin), to: Math.min(to, begin + width) }
        fetched += await readStretch(reading, part, storedRow * width + part.from - begin)
      }
    }
    row = end
  }
  return fetched
}

/** Values `from` to `from + count` of the stored elements, as bytes, from the blocks that hold them. */
const decoded = async (
  view: LaidView,
  fetch: Fetch,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<{ readonly values: Uint8Array; readonly bytes: number }> => {
  const { stored, skipped } = view
  const { blockElements, blockBytes } = stored.type
  const [start, end] = [skipped + from, skipped + from + count]
  const firstBlock = Math.floor(start / blockElements)
  const blocks = Math.ceil(end / blockElements) - firstBlock
  const raw = new Uint8Array(blocks * blockBytes)
  await fetch(stored.begin + firstBlock * blockBytes, raw)
  return { values: valuesOf(raw, view, { skip: start - firstBlock * blockElements, count }), bytes: raw.byteLength }
}

const valuesOf = (
  raw: Uint8Array,
  { stored: { type }, minus, littleEndian }: LaidView,
  { skip, count }: { readonly skip: number; readonly count: number },
): Uint8Array => {
  const plain = littleEndian ? raw : swapped(raw, type.blockBytes)
  if (minus === 0 && !isQuantised(type)) return plain
  const out = new Float32Array((raw.byteLength / type.blockBytes) * type.blockElements)
  if (isQuantised(type)) dequantise(raw, type, out)
  else decodeToF32(plain, type.dtype, out)
  const wanted = out.subarray(skip, skip + count)
  if (minus !== 0) for (let i = 0; i < wanted.length; i++) wanted[i] = (wanted[i] ?? 0) - minus
  return bytesOf(wanted)
}

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** Each element's bytes the other way round. */
const swapped = (bytes: Uint8Array, size: number): Uint8Array => {
  const out = new Uint8Array(bytes.byteLength)
  for (let i = 0; i < bytes.byteLength; i++) out[i] = bytes[i - (i % size) + size - 1 - (i % size)] ?? 0
  return out
}
