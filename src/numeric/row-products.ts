import { padded } from './dense.ts'
import { lineBytes, MOST_COLUMNS, MOST_ROWS, packRows, productRoom, tileOf } from './product-room.ts'

type Sizes = { readonly n: number; readonly m: number; readonly width: number }
type Into = { readonly into?: Float32Array | undefined }

/**
 * All inner products of the rows of two matrices: `out[i·m + j] = Σ_k a[i·width + k] · b[j·width + k]`, in single
 * precision and one fixed order, so that every machine gives the same bits.
 *
 * @param a n × width, row-major
 * @param b m × width, row-major
 * @param into n × m floats to be overwritten; allocated if not given
 * @returns n × m, row-major
 */
export const rowProducts = (a: Float32Array, b: Float32Array, { n, m, width, into }: Sizes & Into): Float32Array => {
  const out = into ?? new Float32Array(n * m)
  if (n === 0 || m === 0 || width === 0) return out.fill(0)
  const columnsAtOnce = Math.min(padded(m), tileOf(width, MOST_COLUMNS))
  const rowsAtOnce = Math.min(n, tileOf(width, MOST_ROWS))
  const sizes = [columnsAtOnce * width, Math.max(8, rowsAtOnce) * width, rowsAtOnce * columnsAtOnce].map(lineBytes)
  const [panelBytes = 0, rowBytes = 0] = sizes
  const room = productRoom()
  const panels = room.reserve(sizes.reduce((sum, bytes) => sum + bytes, 0))
  const x = panels + panelBytes
  const y = x + rowBytes
  const floats = room.floats()
  for (let column = 0; column < m; column += columnsAtOnce) {
    const columns = Math.min(columnsAtOnce, m - column)
    const outputs = padded(columns)
    packRows(room, { rows: b, width, taken: undefined }, { from: column, count: columns, panels, staging: x })
    for (let row = 0; row < n; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, n - row)
      floats.set(a.subarray(row * width, (row + rows) * width), x / 4)
      room.kernel.product(x, width * 4, rows, width, panels, width * 32, outputs / 8, y, outputs * 4, 0)
      for (let i = 0; i < rows; i++) {
        const from = y / 4 + i * outputs
        out.set(floats.subarray(from, from + columns), (row + i) * m + column)
      }
    }
  }
  return out
}

/** The same in plain loops and double precision: what the kernel is held to. */
export const plainRowProducts = (a: Float32Array, b: Float32Array, { n, m, width }: Sizes): Float32Array => {
  const out = new Float32Array(n * m)
  // 2 × 4 tiles: eight running sums stay in registers and each loaded element is used at least twice.
  const wholeN = n - (n % 2)
  const wholeM = m - (m % 4)
  for (let j = 0; j < wholeM; j += 4) {
    for (let i = 0; i < wholeN; i += 2) tile(a, b, out, { i, j, m, width })
  }
  for (let i = 0; i < n; i++) {
    for (let j = i < wholeN ? wholeM : 0; j < m; j++) out[i * m + j] = innerProduct(a, i * width, b, j * width, width)
  }
  return out
}

const tile = (
  a: Float32Array,
  b: Float32Array,
  out: Float32Array,
  { i, j, m, width }: { i: number; j: number; m: number; width: number },
): void => {
  let a0 = i * width
  let a1 = a0 + width
  let b0 = j * width
  let b1 = b0 + width
  let b2 = b1 + width
  let b3 = b2 + width
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s03 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s13 = 0
  for (let k = 0; k < width; k++) {
    const x = a[a0++] as number
    const y = a[a1++] as number
    const p = b[b0++] as number
    const q = b[b1++] as number
    const r = b[b2++] as number
    const s = b[b3++] as number
    s00 += x * p
    s01 += x * q
    s02 += x * r
    s03 += x * s
    s10 += y * p
    s11 += y * q
    s12 += y * r
    s13 += y * s
  }
  const o = i * m + j
  out[o] = s00
  out[o + 1] = s01
  out[o + 2] = s02
  out[o + 3] = s03
  out[o + m] = s10
  out[o + m + 1] = s11
  out[o + m + 2] = s12
  out[o + m + 3] = s13
}

/** Σ a[atA+k]·b[atB+k] over `width` elements. */
export const innerProduct = (a: Float32Array, atA: number, b: Float32Array, atB: number, width: number): number => {
  // Four sums need not wait for each other.
  let [s, t, u, v] = [0, 0, 0, 0]
  const whole = width - (width % 4)
  for (let k = 0; k < whole; k += 4) {
    s += (a[atA + k] as number) * (b[atB + k] as number)
    t += (a[atA + k + 1] as number) * (b[atB + k + 1] as number)
    u += (a[atA + k + 2] as number) * (b[atB + k + 2] as number)
    v += (a[atA + k + 3] as number) * (b[atB + k + 3] as number)
  }
  for (let k = whole; k < width; k++) s += (a[atA + k] as number) * (b[atB + k] as number)
  return s + t + (u + v)
}
