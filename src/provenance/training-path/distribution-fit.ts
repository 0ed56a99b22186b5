import { logNormalTwoSided } from '#numeric'
import type { Law } from './declared-start.ts'

/** How a tensor's values agree with the law declared for them; ln of two-sided p, before correction. */
export type Fit = {
  readonly values: number
  readonly mean: number
  readonly std: number
  /** expected under the law */
  readonly expected: { readonly mean: number; readonly std: number }
  /** greatest distance between the two distribution functions */
  readonly distance: number
  readonly logP: { readonly mean: number; readonly std: number; readonly shape: number }
}

/**
 * Mean and deviation by their normal limits, shape by the bound of Dvoretzky, Kiefer, Wolfowitz and Massart,
 * P(D ≥ d) ≤ 2·exp(−2nd²), which holds for every n. Stored values are rounded, which moves the distribution function by
 * at most `rounding`; that much is granted.
 *
 * @param values at least 16; a constant law admits no other value and gives p = 0 where there is one
 */
export const fitOf = (values: Float32Array, law: Law, rounding: number): Fit => {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)
  const measured = { values: n, mean, std }
  if (law.kind === 'constant') {
    const same = values.every((value) => value === Math.fround(law.value))
    const logP = { mean: 0, std: 0, shape: same ? 0 : NEVER }
    return { ...measured, expected: { mean: law.value, std: 0 }, distance: same ? 0 : 1, logP }
  }
  const expected = momentsOf(law)
  const sorted = values.toSorted()
  let distance = 0
  for (const [k, value] of sorted.entries()) {
    const below = distributionAt(law, value)
    distance = Math.max(distance, (k + 1) / n - below, below - k / n)
  }
  distance = Math.max(0, distance - rounding)
  return {
    ...measured,
    expected: { mean: expected.mean, std: expected.std },
    distance,
    logP: {
      mean: logNormalTwoSided((mean - expected.mean) / (expected.std / Math.sqrt(n))),
      std: logNormalTwoSided(((std / expected.std) ** 2 - 1) / Math.sqrt((expected.kurtosis - 1) / n)),
      shape: Math.min(0, Math.LN2 - 2 * n * distance * distance),
    },
  }
}

/** ln of a p-value that stands for "impossible under the law", kept finite for JSON. */
const NEVER = -1e4

type Spread = Exclude<Law, { kind: 'constant' }>

const momentsOf = (law: Spread): { mean: number; std: number; kurtosis: number } => {
  switch (law.kind) {
    case 'normal':
      return { mean: law.mean, std: law.std, kurtosis: 3 }
    case 'uniform':
      return { mean: 0, std: law.std, kurtosis: 1.8 }
    case 'truncated-normal': {
      // Moments of a standard normal cut at ±c: m₂ = 1 − 2cφ(c)/Z, m₄ = 3m₂ − 2c³φ(c)/Z, Z = 2Φ(c) − 1.
      const { cut } = law
      const weight = (2 * density(cut)) / (1 - Math.exp(logNormalTwoSided(cut)))
      const second = 1 - cut * weight
      const fourth = 3 * second - cut ** 3 * weight
      return { mean: 0, std: law.std * Math.sqrt(second), kurtosis: fourth / second ** 2 }
    }
  }
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

const distributionAt = (law: Spread, value: number): number => {
  switch (law.kind) {
    case 'normal':
      return normal((value - law.mean) / law.std)
    case 'uniform':
      return Math.min(1, Math.max(0, 0.5 + value / (2 * Math.sqrt(3) * law.std)))
    case 'truncated-normal': {
      const low = normal(-law.cut)
      return Math.min(1, Math.max(0, (normal(value / law.std) - low) / (1 - 2 * low)))
    }
  }
}

const normal = (x: number): number => {
  const tail = Math.exp(logNormalTwoSided(x)) / 2
  return x < 0 ? tail : 1 - tail
}
