/**
 * Python's `random.Random(seed)` for an integer seed: MT19937, and the draws that CPython 3.11 makes of it.
 * The same seed gives the same few-shot examples and the same bootstrap as a Python program would draw.
 */
export type PythonRandom = {
  /** A double in [0, 1) with 53 bits. */
  readonly random: () => number
  /** `bits` (1–32) random bits. */
  readonly randomBits: (bits: number) => number
  /** An integer in [0, n), n < 2^32. */
  readonly below: (n: number) => number
  /** `sample(range(n), k)`: k different indices below n, in the order drawn. */
  readonly sampleIndices: (n: number, k: number) => number[]
  /** Shuffles in place, as `shuffle`. */
  readonly shuffle: <T>(items: T[]) => void
}

const N = 624
const M = 397

/** @param seed an integer; CPython takes its absolute value, of any length */
export const pythonRandom = (seed: number | bigint): PythonRandom => {
  const state = seeded(seed)
  let at = N

  const next = (): number => {
    if (at >= N) {
      twist(state)
      at = 0
    }
    let y = state[at++] as number
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }
  const random = (): number => {
    const high = next() >>> 5
    const low = next() >>> 6
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }
  const randomBits = (bits: number): number => next() >>> (32 - bits)
  const below = (n: number): number => {
    if (n === 0) return 0
    const bits = 32 - Math.clz32(n)
    let drawn = randomBits(bits)
    while (drawn >= n) drawn = randomBits(bits)
    return drawn
  }
  return {
    random,
    randomBits,
    below,
    sampleIndices: (n, k) => sample(below, n, k),
    shuffle: (items) => shuffle(below, items),
  }
}

const seeded = (seed: number | bigint): Uint32Array => {
  let rest = typeof seed === 'bigint' ? seed : BigInt(seed)
  if (rest < 0n) rest = -rest
  const key: number[] = []
  do {
    key.push(Number(rest & 0xffffffffn))
    rest >>= 32n
  } while (rest > 0n)
  return initByArray(key)
}

// init_by_array of Matsumoto and Nishimura's mt19937ar.c.
const initByArray = (key: readonly number[]): Uint32Array => {
  const state = new Uint32Array(N)
  state[0] = 19_650_218
  for (let i = 1; i < N; i++) state[i] = Math.imul(1_812_433_253, mixed(state, i)) + i
  let i = 1
  let j = 0
  for (let k = Math.max(N, key.length); k > 0; k--) {
    state[i] = ((state[i] as number) ^ Math.imul(mixed(state, i), 1_664_525)) + (key[j] as number) + j
    if (++i >= N) {
      state[0] = state[N - 1] as number
      i = 1
    }
    if (++j >= key.length) j = 0
  }
  for (let k = N - 1; k > 0; k--) {
    state[i] = ((state[i] as number) ^ Math.imul(mixed(state, i), 1_566_083_941)) - i
    if (++i >= N) {
      state[0] = state[N - 1] as number
      i = 1
    }
  }
  state[0] = 0x80000000
  return state
}

const mixed = (state: Uint32Array, i: number): number => {
  const before = state[i - 1] as number
  return before ^ (before >>> 30)
}

const twist = (state: Uint32Array): void => {
  for (let i = 0; i < N; i++) {
    const y = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % N] as number) & 0x7fffffff)
    state[i] = (state[(i + M) % N] as number) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
  }
}

// CPython copies small populations and remembers drawn indices of large ones; which it does changes the sequence.
const sample = (below: (n: number) => number, n: number, k: number): number[] => {
  const result: number[] = []
  if (n <= setSize(k)) {
    const pool = Array.from({ length: n }, (_, i) => i)
    for (let i = 0; i < k; i++) {
      const j = below(n - i)
      result.push(pool[j] as number)
      pool[j] = pool[n - i - 1] as number
    }
    return result
  }
  const seen = new Set<number>()
  while (result.length < k) {
    const j = below(n)
    if (seen.has(j)) continue
    seen.add(j)
    result.push(j)
  }
  return result
}

const setSize = (k: number): number => {
  if (k <= 5) return 21
  let power = 1
  while (power < k * 3) power *= 4
  return 21 + power
}

const shuffle = <T>(below: (n: number) => number, items: T[]): void => {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const kept = items[i] as T
    items[i] = items[j] as T
    items[j] = kept
  }
}
