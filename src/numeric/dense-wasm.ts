import type { Dense } from './dense.ts'
import { plain } from './kernels/dense.wasm.ts'
import { instantiate } from './kernels/load.ts'

/** Dense arithmetic in WASM with 128-bit SIMD, on a memory of its own that grows as room is reserved (4 GiB at most). */
export const wasmDense = (): Dense => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES })
  const kernel = instantiate<Kernel>(plain, memory)
  let free = PAGE / FLOAT // the first page is the compiler's
  let view = new Float32Array(memory.buffer)
  return {
    floats: () => view,
    reserve: (count) => {
      const at = free
      free += Math.ceil(count / ALIGNMENT) * ALIGNMENT
      const pages = Math.ceil((free * FLOAT) / PAGE)
      const held = view.length / (PAGE / FLOAT)
      if (pages > held) {
        memory.grow(pages - held)
        view = new Float32Array(memory.buffer)
      }
      return at
    },
    product: ({ x, rows, depth, w, y, add }) =>
      kernel.product(
        x.at * FLOAT,
        x.stride * FLOAT,
        rows,
        depth,
        w.at * FLOAT,
        w.panelStride * FLOAT,
        w.panels,
        y.at * FLOAT,
        y.stride * FLOAT,
        add ? 1 : 0,
      ),
    normaliseRows: ({ x, y, stride, rows, width, gain, epsilon }) =>
      kernel.normaliseRows(x * FLOAT, y * FLOAT, stride * FLOAT, rows, width, gain * FLOAT, epsilon),
    softmaxRows: ({ x, rows, length, width, scale }) =>
      kernel.softmaxRows(x.at * FLOAT, x.stride * FLOAT, rows, length, width, scale),
    gatedSilu: (gate, up, count) => kernel.gatedSilu(gate * FLOAT, up * FLOAT, count),
  }
}

type Kernel = {
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
  readonly normaliseRows: (
    x: number,
    y: number,
    stride: number,
    rows: number,
    width: number,
    gain: number,
    epsilon: number,
  ) => void
  readonly softmaxRows: (x: number, stride: number, rows: number, length: number, width: number, scale: number) => void
  readonly gatedSilu: (gate: number, up: number, count: number) => void
}

const FLOAT = 4
const PAGE = 65_536
const MOST_PAGES = 65_536 // what the build declares
const ALIGNMENT = 16 // floats: a cache line
