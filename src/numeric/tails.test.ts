import { describe, expect, it } from 'vitest'
import {
  logFactorial,
  logFairCoinTwoSided,
  logHeadLabelBound,
  logHoeffdingTwoSided,
  logLabelBound,
  logNormalTwoSided,
} from './tails.ts'

describe('log factorial', () => {
  it('is the sum of logarithms', () => {
    let sum = 0
    for (let n = 1; n <= 400; n++) {
      sum += Math.log(n)
      expect(logFactorial(n)).toBeCloseTo(sum, 10)
    }
  })
})

describe('the coin bound', () => {
  it('is 2·exp(−T²/2), whichever side coins fall on', () => {
    expect(logHoeffdingTwoSided(10)).toBeCloseTo(Math.LN2 - 50, 12)
    expect(logHoeffdingTwoSided(-10)).toBe(logHoeffdingTwoSided(10))
  })

  it('is never above 1', () => {
    expect(logHoeffdingTwoSided(0.1)).toBe(0)
  })

  it('lies above the exact probability for coins of equal weight', () => {
    for (const n of [5, 20, 101]) {
      for (let heads = 0; heads <= n; heads++) {
        const statistic = (2 * heads - n) / Math.sqrt(n)
        expect(logHoeffdingTwoSided(statistic)).toBeGreaterThanOrEqual(logFairCoinTwoSided(heads, n) - 1e-12)
      }
    }
  })
})

describe('the label bound', () => {
  it('is 1/K!', () => {
    expect(logLabelBound(0)).toBeCloseTo(0, 12)
    expect(logLabelBound(5)).toBeCloseTo(-Math.log(120), 12)
  })

  it('is looser where labels move in whole heads, and the same for one head', () => {
    expect(logHeadLabelBound(64, 1)).toBeCloseTo(logLabelBound(64), 10)
    expect(logHeadLabelBound(64, 2)).toBeGreaterThan(logLabelBound(64) + 40)
  })

  it('covers heads that all stay in place by chance', () => {
    // Two heads of one channel each: both labels agree with probability 1/2.
    expect(logHeadLabelBound(2, 2)).toBeGreaterThanOrEqual(Math.log(1 / 2))
  })
})

describe('the fair-coin test', () => {
  // P(X ≥ 60 of 100) and P(X ≥ 10 of 10), computed by SciPy's binomial survival function; here doubled.
  it.each([
    { heads: 60, tosses: 100, logP: -3.559819203446907 + Math.LN2 },
    { heads: 10, tosses: 10, logP: -6.931471805599453 + Math.LN2 },
  ])('gives the exact two-sided value for $heads of $tosses', ({ heads, tosses, logP }) => {
    expect(logFairCoinTwoSided(heads, tosses)).toBeCloseTo(logP, 10)
    expect(logFairCoinTwoSided(tosses - heads, tosses)).toBeCloseTo(logP, 10)
  })
})

describe('the normal tail', () => {
  // Two-sided values of P(|Z| > z), from SciPy: log(2) + norm.logsf(z).
  it.each([
    { z: 0.5, logP: -1.1759117615936185 + Math.LN2 },
    { z: 1.959963984540054, logP: Math.log(0.05) },
    { z: 6.361340902404057, logP: Math.log(2e-10) },
  ])('matches the reference at $z', ({ z, logP }) => {
    expect(logNormalTwoSided(z)).toBeCloseTo(logP, 6)
    expect(logNormalTwoSided(-z)).toBe(logNormalTwoSided(z))
  })

  it('does not underflow', () => {
    expect(logNormalTwoSided(100)).toBeCloseTo(-5005.524208694205 + Math.LN2, 6)
  })
})
