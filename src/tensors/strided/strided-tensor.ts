import type { StoredTensor } from '../assemble-source.ts'
import { bitsOf } from '../dtype.ts'
import type { ByteRange } from './byte-range.ts'
import { type Element, turnBytes } from './element.ts'
import { countOf, type View } from './view.ts'
import { axesOf, isRowMajor, placesOf } from './walk.ts'

type Strided = {
  readonly name: string
  readonly element: Element
  /** found without fault (`faultOfView`) */
  readonly view: View
  readonly storage: ByteRange
  readonly byteOrder: 'little' | 'big'
}

/** Elements at a time: their places and their order take 8 MiB, their bytes at most as much. */
const PIECE = 2 ** 19

/** A gap between two wanted elements up to this many bytes is cheaper to read than to jump. */
const GAP = 16 * 2 ** 10

/** Bytes read at once while gathering. */
const WINDOW = 4 * 2 ** 20

/**
 * A view of a storage as a tensor that is read by range: row-major, little-endian, in the presented dtype. What lies
 * as it is presented is read straight into place, and lent; all else is gathered, at most some 25 MiB at a time.
 */
export const stridedTensor = ({ name, element, view, storage, byteOrder }: Strided): StoredTensor => {
  const { size, unit, convert } = element
  const shown = bitsOf(element.dtype) / 8
  const count = countOf(view.shape)
  const info = { name, dtype: element.dtype, shape: view.shape, count, bytes: count * shown }
  const axes = axesOf(view)
  const rowMajor = isRowMajor(axes)
  const begin = view.offset * size
  const { lend } = storage
  const most = pieceOf(axes)
  const turned = byteOrder === 'big' && unit > 1
  if (rowMajor && !turned && convert === undefined) {
    return {
      info,
      read: (offset, into) => storage.read(begin + offset, into),
      ...(lend === undefined ? {} : { lend: (offset: number) => lend(begin + offset) }),
    }
  }

  const elements = async (from: number, stored: Uint8Array): Promise<number> => {
    if (rowMajor) return (await storage.read(begin + from * size, stored)) ?? stored.byteLength
    const places = new Float64Array(stored.byteLength / size)
    const ascending = placesOf(axes, from, places)
    return gather({ storage, begin, size }, { places, ascending }, stored)
  }
  const read = async (offset: number, into: Uint8Array): Promise<number> => {
    const end = offset + into.byteLength
    let fetched = 0
    for (let from = Math.floor(offset / shown); from * shown < end;) {
      const to = Math.min(from + most, Math.ceil(end / shown))
      const stored = new Uint8Array((to - from) * size)
      fetched += await elements(from, stored)
      if (turned) turnBytes(stored, unit)
      const piece = convert === undefined ? stored : new Uint8Array((to - from) * shown)
      convert?.(stored, piece)
      const start = Math.max(offset, from * shown)
      into.set(piece.subarray(start - from * shown, end - from * shown), start - offset)
      from = to
    }
    return fetched
  }
  return { info, read }
}

type From = { readonly storage: ByteRange; readonly begin: number; readonly size: number }
type Wanted = { readonly places: Float64Array; readonly ascending: boolean }

// Elements are fetched in the order in which they lie, near ones together, and put where they belong.
const gather = async ({ storage, begin, size }: From, wanted: Wanted, stored: Uint8Array): Promise<number> => {
  const { places } = wanted
  const order = wanted.ascending ? undefined : orderOf(places)
  const placeOf = (rank: number): number => places[order?.[rank] ?? rank] ?? 0
  let fetched = 0
  for (let rank = 0; rank < places.length;) {
    const first = placeOf(rank)
    let last = rank
    while (last + 1 < places.length) {
      const next = placeOf(last + 1)
      if ((next - placeOf(last)) * size > GAP || (next + 1 - first) * size > WINDOW) break
      last++
    }
    const window = new Uint8Array((placeOf(last) + 1 - first) * size)
    fetched += (await storage.read(begin + first * size, window)) ?? window.byteLength
    for (; rank <= last; rank++) {
      const from = (placeOf(rank) - first) * size
      const to = (order?.[rank] ?? rank) * size
      for (let byte = 0; byte < size; byte++) stored[to + byte] = window[from + byte] ?? 0
    }
  }
  return fetched
}

// A place and its rank in one exact number sort natively, many times faster than by a comparison.
const orderOf = (places: Float64Array): Uint32Array => {
  const keys = places.map((place, rank) => place * places.length + rank).toSorted()
  return Uint32Array.from(keys, (key) => key % places.length)
}

const pieceOf = (axes: ReturnType<typeof axesOf>): number => {
  const furthest = axes.reduce((sum, { length, stride }) => sum + (length - 1) * stride, 0)
  return Math.max(1, Math.min(PIECE, Math.floor(Number.MAX_SAFE_INTEGER / (furthest + 1))))
}
