import { plain as denseBytes } from './kernels/dense.wasm.ts'
import { instantiate } from './kernels/load.ts'
import { plain as matchingBytes } from './kernels/matching.wasm.ts'

/**
 * Memory in which rows are multiplied with rows, a tile at a time. Places and strides are bytes, counts are floats.
 * `dense.ts` and `matching.ts` of the kernels define what each function does.
 */
export type ProductRoom = {
  readonly kernel: ProductKernel
  /** at least `bytes` from the returned place on, with whatever was left in them; valid until the next call */
  readonly reserve: (bytes: number) => number
  readonly floats: () => Float32Array
  readonly integers: () => Int32Array
}

export type ProductKernel = {
  readonly product: (
    x: number,
    xStride: number,
    rows: number,
    depth: number,
    w: number,
    panelStride: number,
    panels: number,
    y: number,
    yStride: number,
    add: number,
  ) => void
  readonly pack: (x: number, stride: number, rows: number, depth: number, panel: number) => void
  readonly magnitudes: (y: number, sum: number, count: number, add: number) => void
  readonly greatest: (
    y: number,
    stride: number,
    rows: number,
    columns: number,
    firstRow: number,
    firstColumn: number,
    rowHeight: number,
    rowBest: number,
    columnHeight: number,
    columnBest: number,
  ) => void
}

const PAGE = 65_536
const MOST_PAGES = 65_536 // what the builds declare

const openRoom = (): ProductRoom => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES })
  const { product } = instantiate<ProductKernel>(denseBytes, memory)
  const { pack, magnitudes, greatest } = instantiate<ProductKernel>(matchingBytes, memory)
  let floats = new Float32Array(memory.buffer)
  let integers = new Int32Array(memory.buffer)
  return {
    kernel: { product, pack, magnitudes, greatest },
    floats: () => floats,
    integers: () => integers,
    reserve: (bytes) => {
      const missing = PAGE + bytes - memory.buffer.byteLength
      if (missing > 0) {
        memory.grow(Math.ceil(missing / PAGE))
        floats = new Float32Array(memory.buffer)
        integers = new Int32Array(memory.buffer)
      }
      return PAGE // the first page is the compiler's
    },
  }
}

/** One room for all calls: a call is done before the next begins, and memory of this kind is never given back. */
let held: ProductRoom | undefined
export const productRoom = (): ProductRoom => (held ??= openRoom())

/** Floats of the packed columns, and of the rows, that are taken at a time: a few megabytes in all. */
const TILE_FLOATS = 2 ** 20

/** How many rows, or columns, of a width make a tile; whole panels, so that only the last tile is filled up. */
export const tileOf = (width: number, most: number): number =>
  Math.min(most, Math.max(8, Math.floor(TILE_FLOATS / Math.max(1, width) / 8) * 8))

export const MOST_COLUMNS = 512
export const MOST_ROWS = 256

/** Bytes of `floats` floats up to the next cache line. */
export const lineBytes = (floats: number): number => Math.ceil(floats / 16) * 64

/** Copies rows `from` to `from + count − 1` of those named in `taken` into the room, one after the other. */
export const copyRows = (
  room: ProductRoom,
  { rows, width, taken }: { rows: Float32Array; width: number; taken: Int32Array | undefined },
  { from, count, to }: { from: number; count: number; to: number },
): void => {
  const [floats, at] = [room.floats(), to / 4]
  if (taken === undefined) {
    floats.set(rows.subarray(from * width, (from + count) * width), at)
    return
  }
  for (let i = 0; i < count; i++) {
    const row = (taken[from + i] as number) * width
    floats.set(rows.subarray(row, row + width), at + i * width)
  }
}

/**
 * The same, packed into panels of eight.
 * @param staging bytes of at least eight rows, overwritten
 */
export const packRows = (
  room: ProductRoom,
  source: Parameters<typeof copyRows>[1],
  { from, count, panels, staging }: { from: number; count: number; panels: number; staging: number },
): void => {
  const { width } = source
  for (let first = 0; first < count; first += 8) {
    const few = Math.min(8, count - first)
    copyRows(room, source, { from: from + first, count: few, to: staging })
    room.kernel.pack(staging, width * 4, few, width, panels + first * width * 4)
  }
}
