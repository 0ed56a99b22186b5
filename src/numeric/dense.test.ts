import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Dense, packPanels, padded, PANEL, panelsFor } from './dense.ts'
import { plainDense } from './dense-plain.ts'
import { wasmDense } from './dense-wasm.ts'
import { seeded } from './seeded.ts'

const both = (): readonly Dense[] => [wasmDense(), plainDense()]
const place = (dense: Dense, values: Float32Array): number => {
  const at = dense.reserve(values.length)
  dense.floats().set(values, at)
  return at
}
const normals = (count: number, seed: number): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, draw.normal)
}

const productOf = (dense: Dense, x: Float32Array, w: Float32Array, depth: number): Float32Array => {
  const rows = x.length / depth
  const outputs = w.length / depth
  const panels = new Float32Array(padded(outputs) * depth)
  packPanels(w, depth, panels)
  const y = dense.reserve(rows * padded(outputs))
  dense.product({
    x: { at: place(dense, x), stride: depth },
    rows,
    depth,
    w: { at: place(dense, panels), panelStride: depth * PANEL, panels: panelsFor(outputs) },
    y: { at: y, stride: padded(outputs) },
    add: false,
  })
  return dense.floats().slice(y, y + rows * padded(outputs))
}

describe('dense product', () => {
  it('multiplies rows by a matrix of outputs', () => {
    for (const dense of both()) {
      const y = productOf(dense, Float32Array.of(1, 2, 3, 4), Float32Array.of(10, 1, 0, -1, 5, 5), 2)
      expect([...y]).toEqual([12, -2, 15, 0, 0, 0, 0, 0, 34, -4, 35, 0, 0, 0, 0, 0])
    }
  })

  it('adds to what is there when asked to', () => {
    for (const dense of both()) {
      const w = new Float32Array(8)
      packPanels(Float32Array.of(2), 1, w)
      const y = place(dense, Float32Array.of(100, 1, 1, 1, 1, 1, 1, 1))
      const x = { at: place(dense, Float32Array.of(3)), stride: 4 }
      dense.product({
        x,
        rows: 1,
        depth: 1,
        w: { at: place(dense, w), panelStride: 8, panels: 1 },
        y: { at: y, stride: 8 },
        add: true,
      })
      expect(dense.floats().slice(y, y + 8)).toEqual(Float32Array.of(106, 1, 1, 1, 1, 1, 1, 1))
    }
  })

  it('gives the same bits in WASM as in plain TypeScript, for every shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (rows, depth, outputs) => {
          const x = normals(rows * depth, rows)
          const w = normals(outputs * depth, outputs)
          expect(productOf(wasmDense(), x, w, depth)).toEqual(productOf(plainDense(), x, w, depth))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('gives a row the same bits alone as among others', () => {
    const [depth, outputs] = [33, 40]
    const x = normals(7 * depth, 1)
    const w = normals(outputs * depth, 2)
    const together = productOf(wasmDense(), x, w, depth)
    for (let row = 0; row < 7; row++) {
      const alone = productOf(wasmDense(), x.slice(row * depth, (row + 1) * depth), w, depth)
      expect(alone).toEqual(together.slice(row * outputs, (row + 1) * outputs))
    }
  })
})

const softmaxOf = (dense: Dense, x: Float32Array, length: number, rows: number, scale: number): Float32Array => {
  const width = x.length / rows
  const at = place(dense, x)
  dense.softmaxRows({ x: { at, stride: width }, rows, length, width, scale })
  return dense.floats().slice(at, at + x.length)
}

describe('softmax of rows', () => {
  it('gives each row one place more than the last, and nothing beyond', () => {
    for (const dense of both()) {
      const [a, b, c, d, ...rest] = softmaxOf(dense, Float32Array.of(0, 99, 99, 99, 1, 1, 99, 99), 1, 2, 1)
      expect([a, b, c, d]).toEqual([1, 0, 0, 0])
      expect(rest).toEqual([0.5, 0.5, 0, 0])
    }
  })

  it('equals the exponentials of doubles to 1e-6', () => {
    const x = normals(400, 5).map((value) => 6 * value)
    const y = softmaxOf(wasmDense(), x, 400, 1, 0.5)
    const terms = Array.from(x, (value) => Math.exp(0.5 * value))
    const total = terms.reduce((sum, term) => sum + term, 0)
    terms.forEach((term, i) => expect(Math.abs((y[i] as number) / (term / total) - 1)).toBeLessThan(1e-6))
  })

  it('gives the same bits in WASM as in plain TypeScript', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), (length, rows) => {
        const x = normals(16 * rows, length).map((value) => 30 * value)
        expect(softmaxOf(wasmDense(), x, length, rows, 0.3)).toEqual(softmaxOf(plainDense(), x, length, rows, 0.3))
      }),
    )
  })
})

describe('norm and gated activation', () => {
  it('brings the root of the mean square to the gain', () => {
    for (const dense of both()) {
      const at = place(dense, Float32Array.of(3, -3, 3, -3, 3, 0, 0, 0))
      const gain = place(dense, Float32Array.of(1, 1, 1, 2, 1, 0, 0, 0))
      dense.normaliseRows({ x: at, y: at, stride: 8, rows: 1, width: 5, gain, epsilon: 0 })
      expect(dense.floats().slice(at, at + 8)).toEqual(Float32Array.of(1, -1, 1, -2, 1, 0, 0, 0))
    }
  })

  it('gives the same bits in WASM as in plain TypeScript, extremes included', () => {
    const x = Float32Array.of(-1e30, -500, -90, -88, -87.3, -1, -0, 0, 1e-30, 1, 87, 88, 90, 500, 1e30, 3)
    const results = both().map((dense) => {
      const gate = place(dense, x)
      dense.gatedSilu(gate, place(dense, normals(16, 3)), 16)
      const rows = place(
        dense,
        normals(2 * 24, 4)
          .fill(0, 21, 24)
          .fill(0, 45, 48),
      ) // rows of 21, padded
      dense.normaliseRows({
        x: rows,
        y: rows,
        stride: 24,
        rows: 2,
        width: 21,
        gain: place(dense, normals(24, 6)),
        epsilon: 1e-5,
      })
      return [...dense.floats().slice(gate, gate + 16), ...dense.floats().slice(rows, rows + 21)]
    })
    expect(results[0]).toEqual(results[1])
  })

  it('equals x / (1 + e^-x) to 3e-7', () => {
    const dense = wasmDense()
    const x = normals(64, 8).map((value) => 5 * value)
    const gate = place(dense, x)
    dense.gatedSilu(gate, place(dense, new Float32Array(64).fill(1)), 64)
    x.forEach((value, i) => {
      const wanted = value / (1 + Math.exp(-value))
      expect(Math.abs((dense.floats()[gate + i] as number) / wanted - 1)).toBeLessThan(3e-7)
    })
  })
})

it('keeps what was reserved apart, and its contents when the memory grows', () => {
  for (const dense of both()) {
    const a = place(dense, Float32Array.of(1, 2, 3))
    const b = dense.reserve(1_000_000)
    expect(dense.floats().slice(a, a + 3)).toEqual(Float32Array.of(1, 2, 3))
    expect(b).toBeGreaterThanOrEqual(a + 3)
    expect(
      dense
        .floats()
        .slice(b, b + 1_000_000)
        .every((value) => value === 0),
    ).toBe(true)
  }
})
