import { type Dense, PANEL } from './dense.ts'

const f = Math.fround

/**
 * Dense arithmetic in plain TypeScript: the definition of `kernels/dense.ts`, equal to it in every bit. Rounding to
 * float32 after each operation on doubles gives the float32 operation exactly (a double has more than twice the digits).
 */
export const plainDense = (): Dense => {
  let view = new Float32Array(1024)
  let free = 0
  return {
    floats: () => view,
    reserve: (count) => {
      const at = free
      free += Math.ceil(count / 16) * 16
      if (free > view.length) {
        const wider = new Float32Array(Math.max(free, 2 * view.length))
        wider.set(view)
        view = wider
      }
      return at
    },
    product: ({ x, rows, depth, w, y, add }) => {
      for (let r = 0; r < rows; r++) {
        for (let p = 0; p < w.panels; p++) {
          onePanel(view, x.at + r * x.stride, depth, w.at + p * w.panelStride, y.at + r * y.stride + p * PANEL, add)
        }
      }
    },
    normaliseRows: ({ x, y, stride, rows, width, gain, epsilon }) => {
      const m = view
      for (let r = 0; r < rows; r++) {
        const row = x + r * stride
        const lanes = fourSums(width, (i) => f((m[row + i] as number) * (m[row + i] as number)))
        const scale = f(1 / f(Math.sqrt(f(f(lanes / width) + f(epsilon)))))
        for (let i = 0; i < width; i++) {
          m[y + r * stride + i] = f(f((m[row + i] as number) * scale) * (m[gain + i] as number))
        }
      }
    },
    softmaxRows: ({ x, rows, length, width, scale }) => {
      const m = view
      for (let r = 0; r < rows; r++) {
        const row = x.at + r * x.stride
        const held = Math.min(length + r, width)
        let high = Number.NEGATIVE_INFINITY
        for (let i = 0; i < held; i++) {
          m[row + i] = f((m[row + i] as number) * f(scale))
          high = Math.max(high, m[row + i] as number)
        }
        for (let i = 0; i < held; i++) m[row + i] = exponential(f((m[row + i] as number) - high))
        const share = f(1 / fourSums(held, (i) => m[row + i] as number))
        for (let i = 0; i < held; i++) m[row + i] = f((m[row + i] as number) * share)
        m.fill(0, row + held, row + Math.ceil(width / 4) * 4)
      }
    },
    gatedSilu: (gate, up, count) => {
      const m = view
      for (let i = 0; i < count; i++) {
        const value = m[gate + i] as number
        m[gate + i] = f(f(value / f(1 + exponential(-value))) * (m[up + i] as number))
      }
    },
  }
}

// The eight outputs of a panel side by side: eight sums that don't wait for each other.
const onePanel = (m: Float32Array, x: number, depth: number, w: number, y: number, add: boolean): void => {
  let [s0, s1, s2, s3, s4, s5, s6, s7] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let k = 0, at = w; k < depth; k++, at += PANEL) {
    const value = m[x + k] as number
    s0 = f(s0 + f(value * (m[at] as number)))
    s1 = f(s1 + f(value * (m[at + 1] as number)))
    s2 = f(s2 + f(value * (m[at + 2] as number)))
    s3 = f(s3 + f(value * (m[at + 3] as number)))
    s4 = f(s4 + f(value * (m[at + 4] as number)))
    s5 = f(s5 + f(value * (m[at + 5] as number)))
    s6 = f(s6 + f(value * (m[at + 6] as number)))
    s7 = f(s7 + f(value * (m[at + 7] as number)))
  }
  const sums = [s0, s1, s2, s3, s4, s5, s6, s7]
  for (let o = 0; o < PANEL; o++) m[y + o] = add ? (m[y + o] as number) + (sums[o] as number) : (sums[o] as number)
}

// Four sums side by side, term i in the (i mod 4)th, then (0 + 1) + (2 + 3): what four lanes give.
const fourSums = (count: number, term: (i: number) => number): number => {
  const sums: [number, number, number, number] = [0, 0, 0, 0]
  for (let i = 0; i < count; i++) sums[i & 3] = f((sums[i & 3] as number) + term(i))
  return f(f(sums[0] + sums[1]) + f(sums[2] + sums[3]))
}

// Cephes, `expf`; see the kernel for the two additions that round.
const exponential = (value: number): number => {
  const x = Math.min(Math.max(value, f(-87.3)), 88)
  const n = f(f(f(x * f(Math.LOG2E)) + 12_582_912) - 12_582_912)
  const r = f(f(x - f(n * 0.693359375)) - f(n * f(-2.1219444e-4)))
  let p = f(1.98756915e-4)
  p = f(f(p * r) + f(1.3981999507e-3))
  p = f(f(p * r) + f(8.3334519073e-3))
  p = f(f(p * r) + f(4.1665795894e-2))
  p = f(f(p * r) + f(1.6666665459e-1))
  p = f(f(p * r) + f(5.0000001201e-1))
  return f(f(f(f(p * f(r * r)) + r) + 1) * 2 ** n)
}
