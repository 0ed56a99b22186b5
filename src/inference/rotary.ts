import type { Rows } from '#numeric'

/** cos and sin of position · θ^(−2i/d), positions × half, row-major, in float32 as the reference implementation has them. */
export type RotaryTables = { readonly half: number; readonly cos: Float32Array; readonly sin: Float32Array }

export const rotaryTables = (positions: number, headDim: number, theta: number): RotaryTables => {
  const half = headDim / 2
  const cos = new Float32Array(positions * half)
  const sin = new Float32Array(positions * half)
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / theta ** ((2 * i) / headDim))
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency)
      cos[position * half + i] = Math.cos(angle)
      sin[position * half + i] = Math.sin(angle)
    }
  }
  return { half, cos, sin }
}

const f = Math.fround

/** Turns each head's channels i and i + half by the angle of the row's position, in place (Su et al., 2021; halves as in Llama). */
export const rotateHalves = (
  m: Float32Array,
  x: Rows,
  { rows, heads, from }: { readonly rows: number; readonly heads: number; readonly from: number },
  { half, cos, sin }: RotaryTables,
): void => {
  for (let r = 0; r < rows; r++) {
    const table = (from + r) * half
    for (let head = 0; head < heads; head++) {
      const at = x.at + r * x.stride + head * 2 * half
      for (let i = 0; i < half; i++) {
        const c = cos[table + i] as number
        const s = sin[table + i] as number
        const low = m[at + i] as number
        const high = m[at + half + i] as number
        m[at + i] = f(low * c) - f(high * s)
        m[at + half + i] = f(high * c) + f(low * s)
      }
    }
  }
}
