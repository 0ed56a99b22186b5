import { instantiate } from './kernels/load.ts'
import { plain, shared } from './kernels/similarity.wasm.ts'
import type { FloatFormat, Moments } from './similarity.ts'

/** Elements of one block, whatever their format: 256 KiB of BF16. Sums are kept by block; so is their order. */
export const BLOCK = 131_072

/** Where one thread works: two buffers of a block each, in the kernel's memory. */
export type SimilarityLane = {
  /** 4 × BLOCK bytes; a stream's block is written to its beginning */
  readonly x: Uint8Array
  readonly y: Uint8Array
  /**
   * Moments of the first `count` ≤ BLOCK elements of both buffers.
   *
   * `wide` takes them in F64, one after the other: as exact as F64 sums are, and about six times slower. Otherwise
   * sums over groups of 512 are made in F32 (relative error of a sum of squares below 1e-6; in practice 1e-7).
   */
  readonly moments: (xFormat: FloatFormat, yFormat: FloatFormat, count: number, wide: boolean) => Moments
}

/** A lane with a memory of its own. */
export const openLane = (): SimilarityLane => {
  const memory = new WebAssembly.Memory({ initial: pagesFor(1), maximum: MOST_PAGES })
  return laneOf(instantiate<Kernel>(plain, memory), memory, 0)
}

/** Memory for several threads, each of which calls `openSharedLane` with its own number. */
export const sharedMemoryFor = (lanes: number): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: pagesFor(lanes), maximum: MOST_PAGES, shared: true })

export const openSharedLane = (memory: WebAssembly.Memory, lane: number): SimilarityLane =>
  laneOf(instantiate<Kernel>(shared, memory), memory, lane)

type Kernel = {
  readonly moments: (
    x: number,
    xFormat: number,
    y: number,
    yFormat: number,
    count: number,
    wide: number,
    scratch: number,
    out: number,
  ) => void
}

const PAGE = 65_536
const MOST_PAGES = 65_536 // what the builds declare
const FORMAT: Readonly<Record<FloatFormat, number>> = { bf16: 0, f16: 1, f32: 2 }

// A lane: block of x, block of y, then the kernel's scratch and result. The blocks are followed by bytes of the lane
// itself, so the few that the kernel reads beyond an odd count belong to nobody else.
const BUFFER = 4 * BLOCK
const SCRATCH = 4096
const LANE_BYTES = 2 * BUFFER + PAGE
const FIRST = PAGE // the first page is the compiler's

const pagesFor = (lanes: number): number => (FIRST + lanes * LANE_BYTES) / PAGE

const laneOf = (kernel: Kernel, memory: WebAssembly.Memory, lane: number): SimilarityLane => {
  const at = FIRST + lane * LANE_BYTES
  const scratch = at + 2 * BUFFER
  const sums = new Float64Array(memory.buffer, scratch + SCRATCH, 7)
  return {
    x: new Uint8Array(memory.buffer, at, BUFFER),
    y: new Uint8Array(memory.buffer, at + BUFFER, BUFFER),
    moments: (xFormat, yFormat, count, wide) => {
      kernel.moments(at, FORMAT[xFormat], at + BUFFER, FORMAT[yFormat], count, wide ? 1 : 0, scratch, sums.byteOffset)
      const [x = 0, y = 0, xx = 0, yy = 0, xy = 0, finite = 0, nonFinite = 0] = sums
      return { x, y, xx, yy, xy, count: finite, nonFinite }
    },
  }
}
