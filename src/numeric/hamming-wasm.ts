import { AssayError } from '#base'
import { type CodeShape, type CodeTable, MOST_CODE_BYTES } from './hamming.ts'
import { shared } from './kernels/hamming.wasm.ts'
import { instantiate } from './kernels/load.ts'

/**
 * A table in WASM memory of its own, shared so that other threads may fill it or scan it; 128-bit SIMD.
 *
 * @throws AssayError `numeric/table-too-large` beyond 4 GiB, or where the machine does not give the memory
 */
export const wasmCodeTable = (count: number, { codeBytes, blocks }: CodeShape): CodeTable => {
  const bytes = count * blocks * codeBytes
  const memory = memoryFor(bytes)
  const kernel = instantiate<Kernel>(shared, memory)
  return {
    count,
    codes: new Uint8Array(memory.buffer, CODES, bytes),
    nearest: (query, most) => {
      const kept = Math.min(most, count, MOST_RESULTS)
      if (kept < 1) return []
      new Uint8Array(memory.buffer, QUERY, query.length).set(query)
      const found = new Uint32Array(memory.buffer, RESULTS, 2 * kept).fill(0xffffffff)
      const queries = query.length / codeBytes
      if (queries === 1 && blocks === 1) kernel.nearest(CODES, count, codeBytes, QUERY, kept, RESULTS)
      else kernel.nearestSets(CODES, count, codeBytes, blocks, QUERY, queries, kept, RESULTS)
      return Array.from({ length: kept }, (_, i) => ({
        distance: found[2 * i] as number,
        place: found[2 * i + 1] as number,
      }))
    },
  }
}

const memoryFor = (bytes: number): WebAssembly.Memory => {
  if (bytes > MOST_CODE_BYTES) throw new AssayError('numeric/table-too-large', { bytes, limit: MOST_CODE_BYTES })
  const pages = Math.ceil((CODES + bytes) / PAGE)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  } catch (cause) {
    throw new AssayError('numeric/table-too-large', { bytes, limit: MOST_CODE_BYTES }, { cause })
  }
}

type Kernel = {
  readonly nearest: (codes: number, count: number, bytes: number, query: number, most: number, out: number) => void
  readonly nearestSets: (
    codes: number,
    count: number,
    bytes: number,
    blocks: number,
    query: number,
    queryBlocks: number,
    most: number,
    out: number,
  ) => void
}

const PAGE = 65_536
// The first page is the compiler's; then results, then a query, then the codes, all within the first MiB but the last.
const RESULTS = PAGE
const MOST_RESULTS = 8_192
const QUERY = 2 * PAGE
const CODES = 2 ** 20
