/** A stream of pseudo-random numbers that a seed fixes on every platform. */
export type Seeded = {
  /** uniform in [0, 1), 32 random bits */
  readonly uniform: () => number
  /** standard normal */
  readonly normal: () => number
  /** uniform integer in [0, below) */
  readonly below: (below: number) => number
  /** a uniformly random order of 0 … count−1 */
  readonly order: (count: number) => Int32Array
}

/**
 * Xoshiro128** (Blackman and Vigna, 2018), its state filled from the seed by SplitMix32.
 * Not for secrets: it makes published draws repeatable.
 *
 * @param seed a number or a text; equal seeds give equal streams
 */
export const seeded = (seed: number | string): Seeded => {
  const state = new Uint32Array(4)
  let mix = hashOfText(String(seed))
  for (let i = 0; i < 4; i++) {
    mix = (mix + 0x9e3779b9) >>> 0
    state[i] = scramble(mix)
  }

  const bits = (): number => {
    let [a, b, c, d] = state as unknown as [number, number, number, number]
    const scaled = Math.imul(b, 5) >>> 0
    const result = Math.imul(((scaled << 7) | (scaled >>> 25)) >>> 0, 9) >>> 0
    const shifted = (b << 9) >>> 0
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
    return result
  }
  const uniform = (): number => bits() / 2 ** 32
  const below = (limit: number): number => {
    // Rejection keeps it exactly uniform.
    const fair = 2 ** 32 - (2 ** 32 % limit)
    for (;;) {
      const drawn = bits()
      if (drawn < fair) return drawn % limit
    }
  }

  // Marsaglia's polar method gives normals in pairs.
  let spare: number | undefined
  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const s = x * x + y * y
      if (s >= 1 || s === 0) continue
      const factor = Math.sqrt((-2 * Math.log(s)) / s)
      spare = y * factor
      return x * factor
    }
  }

  const order = (count: number): Int32Array => {
    const places = Int32Array.from({ length: count }, (_, i) => i)
    for (let i = count - 1; i > 0; i--) {
      const j = below(i + 1)
      const kept = places[i] as number
      places[i] = places[j] as number
      places[j] = kept
    }
    return places
  }

  return { uniform, normal, below, order }
}

// FNV-1a over UTF-16 units, then scrambled.
const hashOfText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

const scramble = (value: number): number => {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
