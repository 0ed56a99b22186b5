// Dense float32 kernels: matrix products, norms, softmax and the gated activation, on one linear memory.
//
// Every result is a sum in one fixed order, whatever the number of rows given at once: a row's bits never depend on its
// neighbours. No relaxed SIMD and no fused multiply-add, so every machine gives the same bits; `src/numeric/dense-plain.ts`
// is the same arithmetic in plain TypeScript. Pointers and strides are bytes, counts are floats.

/**
 * y = x Wᵀ, or y + x Wᵀ. `w` lies in panels of eight outputs, `depth × 8` floats each: for one output the terms are added
 * in the order of `depth`, into a zero accumulator.
 */
export function product(
  x: usize,
  xStride: usize,
  rows: i32,
  depth: i32,
  w: usize,
  panelStride: usize,
  panels: i32,
  y: usize,
  yStride: usize,
  add: bool,
): void {
  const quads = rows & ~3
  for (let p = 0; p < panels; p++) {
    const panel = w + <usize>p * panelStride
    for (let r = 0; r < quads; r += 4) {
      fourRows(x + <usize>r * xStride, xStride, depth, panel, y + <usize>r * yStride + ((<usize>p) << 5), yStride, add)
    }
  }
  for (let r = quads; r < rows; r++) {
    oneRow(x + <usize>r * xStride, depth, w, panelStride, panels, y + <usize>r * yStride, add)
  }
}

// A tile of 4 × 8: eight accumulators, two loads of weights and four of inputs for 32 multiply-adds.
function fourRows(x0: usize, xStride: usize, depth: i32, w: usize, y0: usize, yStride: usize, add: bool): void {
  const x1 = x0 + xStride
  const x2 = x1 + xStride
  const x3 = x2 + xStride
  let a0 = f32x4.splat(0)
  let a1 = f32x4.splat(0)
  let b0 = f32x4.splat(0)
  let b1 = f32x4.splat(0)
  let c0 = f32x4.splat(0)
  let c1 = f32x4.splat(0)
  let d0 = f32x4.splat(0)
  let d1 = f32x4.splat(0)
  const end = (<usize>depth) << 2
  for (let k: usize = 0; k < end; k += 4) {
    const w0 = v128.load(w)
    const w1 = v128.load(w, 16)
    w += 32
    const xa = v128.load_splat<f32>(x0 + k)
    a0 = f32x4.add(a0, f32x4.mul(xa, w0))
    a1 = f32x4.add(a1, f32x4.mul(xa, w1))
    const xb = v128.load_splat<f32>(x1 + k)
    b0 = f32x4.add(b0, f32x4.mul(xb, w0))
    b1 = f32x4.add(b1, f32x4.mul(xb, w1))
    const xc = v128.load_splat<f32>(x2 + k)
    c0 = f32x4.add(c0, f32x4.mul(xc, w0))
    c1 = f32x4.add(c1, f32x4.mul(xc, w1))
    const xd = v128.load_splat<f32>(x3 + k)
    d0 = f32x4.add(d0, f32x4.mul(xd, w0))
    d1 = f32x4.add(d1, f32x4.mul(xd, w1))
  }
  const y1 = y0 + yStride
  const y2 = y1 + yStride
  const y3 = y2 + yStride
  put(y0, a0, a1, add)
  put(y1, b0, b1, add)
  put(y2, c0, c1, add)
  put(y3, d0, d1, add)
}

// One row against four panels at a time: eight accumulators again, so that the adder's latency is hidden.
function oneRow(x: usize, depth: i32, w: usize, panelStride: usize, panels: i32, y: usize, add: bool): void {
  const end = x + ((<usize>depth) << 2)
  let p = 0
  for (; p + 4 <= panels; p += 4) {
    let p0 = w + <usize>p * panelStride
    let p1 = p0 + panelStride
    let p2 = p1 + panelStride
    let p3 = p2 + panelStride
    let a0 = f32x4.splat(0)
    let a1 = f32x4.splat(0)
    let b0 = f32x4.splat(0)
    let b1 = f32x4.splat(0)
    let c0 = f32x4.splat(0)
    let c1 = f32x4.splat(0)
    let d0 = f32x4.splat(0)
    let d1 = f32x4.splat(0)
    for (let at = x; at < end; at += 4) {
      const value = v128.load_splat<f32>(at)
      a0 = f32x4.add(a0, f32x4.mul(value, v128.load(p0)))
      a1 = f32x4.add(a1, f32x4.mul(value, v128.load(p0, 16)))
      b0 = f32x4.add(b0, f32x4.mul(value, v128.load(p1)))
      b1 = f32x4.add(b1, f32x4.mul(value, v128.load(p1, 16)))
      c0 = f32x4.add(c0, f32x4.mul(value, v128.load(p2)))
      c1 = f32x4.add(c1, f32x4.mul(value, v128.load(p2, 16)))
      d0 = f32x4.add(d0, f32x4.mul(value, v128.load(p3)))
      d1 = f32x4.add(d1, f32x4.mul(value, v128.load(p3, 16)))
      p0 += 32
      p1 += 32
      p2 += 32
      p3 += 32
    }
    const to = y + ((<usize>p) << 5)
    put(to, a0, a1, add)
    put(to + 32, b0, b1, add)
    put(to + 64, c0, c1, add)
    put(to + 96, d0, d1, add)
  }
  for (; p < panels; p++) {
    let panel = w + <usize>p * panelStride
    let a0 = f32x4.splat(0)
    let a1 = f32x4.splat(0)
    for (let at = x; at < end; at += 4) {
      const value = v128.load_splat<f32>(at)
      a0 = f32x4.add(a0, f32x4.mul(value, v128.load(panel)))
      a1 = f32x4.add(a1, f32x4.mul(value, v128.load(panel, 16)))
      panel += 32
    }
    put(y + ((<usize>p) << 5), a0, a1, add)
  }
}

function put(y: usize, low: v128, high: v128, add: bool): void {
  if (add) {
    v128.store(y, f32x4.add(v128.load(y), low))
    v128.store(y, f32x4.add(v128.load(y, 16), high), 16)
  } else {
    v128.store(y, low)
    v128.store(y, high, 16)
  }
}

/** y = x / rms(x) · gain by rows of `stride` bytes; `width` floats count, the padding beyond them is zero. */
export function normaliseRows(
  x: usize,
  y: usize,
  stride: usize,
  rows: i32,
  width: i32,
  gain: usize,
  epsilon: f32,
): void {
  const end = (((<usize>width) << 2) + 15) & ~15
  for (let r = 0; r < rows; r++) {
    let squares = f32x4.splat(0)
    for (let at: usize = 0; at < end; at += 16) {
      const v = v128.load(x + at)
      squares = f32x4.add(squares, f32x4.mul(v, v))
    }
    const scale = f32x4.splat(<f32>1 / sqrt<f32>(acrossLanes(squares) / <f32>width + epsilon))
    for (let at: usize = 0; at < end; at += 16) {
      v128.store(y + at, f32x4.mul(f32x4.mul(v128.load(x + at), scale), v128.load(gain + at)))
    }
    x += stride
    y += stride
  }
}

/**
 * Softmax in place of `scale · x`. Row r has `length + r` scores; what lies beyond them, up to `width` floats rounded up
 * to four, becomes zero.
 */
export function softmaxRows(x: usize, stride: usize, rows: i32, length: i32, width: i32, scale: f32): void {
  const end = (width + 3) & ~3
  const iota = i32x4(0, 1, 2, 3)
  const scales = f32x4.splat(scale)
  const lowest = f32x4.splat(-3.4e38)
  for (let r = 0; r < rows; r++) {
    let highs = lowest
    for (let i = 0; i < end; i += 4) {
      const inside = i32x4.gt_s(i32x4.splat(length + r - i), iota)
      const v = f32x4.mul(v128.load(x + ((<usize>i) << 2)), scales)
      highs = f32x4.pmax(highs, v128.bitselect(v, lowest, inside))
    }
    const high = max<f32>(
      max<f32>(f32x4.extract_lane(highs, 0), f32x4.extract_lane(highs, 1)),
      max<f32>(f32x4.extract_lane(highs, 2), f32x4.extract_lane(highs, 3)),
    )
    const offset = f32x4.splat(high)
    let sums = f32x4.splat(0)
    for (let i = 0; i < end; i += 4) {
      const at = x + ((<usize>i) << 2)
      const inside = i32x4.gt_s(i32x4.splat(length + r - i), iota)
      const e = v128.and(exponential(f32x4.sub(f32x4.mul(v128.load(at), scales), offset)), inside)
      v128.store(at, e)
      sums = f32x4.add(sums, e)
    }
    const share = f32x4.splat(<f32>1 / acrossLanes(sums))
    for (let i = 0; i < end; i += 4) {
      const at = x + ((<usize>i) << 2)
      v128.store(at, f32x4.mul(v128.load(at), share))
    }
    x += stride
  }
}

/** gate = silu(gate) · up, over `count` floats, a multiple of four. */
export function gatedSilu(gate: usize, up: usize, count: i32): void {
  const one = f32x4.splat(1)
  const end = gate + ((<usize>count) << 2)
  for (; gate < end; gate += 16, up += 16) {
    const v = v128.load(gate)
    const silu = f32x4.div(v, f32x4.add(one, exponential(f32x4.neg(v))))
    v128.store(gate, f32x4.mul(silu, v128.load(up)))
  }
}

function acrossLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/**
 * e^x to 2 units in the last place for x in [-87.3, 88]; arguments beyond are moved to the ends. Cephes, `expf`, except
 * that adding 1.5 · 2^23 rounds to a whole number and leaves it in the low bits, ready to become an exponent.
 */
function exponential(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, f32x4.splat(-87.3)), f32x4.splat(88))
  const whole = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(12582912))
  const n = f32x4.sub(whole, f32x4.splat(12582912))
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375))), f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  const power = i32x4.add(i32x4.shl(whole, 23), i32x4.splat(127 << 23))
  return f32x4.mul(y, power)
}
