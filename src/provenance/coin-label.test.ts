import { describe, expect, it } from 'vitest'
import { array, assert, double, property } from 'fast-check'
import { chanceShare, coinTest, fairShare, labelTest } from './coin-label.ts'

describe('a coin test', () => {
  it('of 352 coins all alike gives log10 p = −76', () => {
    const { n, alike, logP } = coinTest(Array.from({ length: 352 }, () => 1))
    expect({ n, alike }).toEqual({ n: 352, alike: 352 })
    expect(logP / Math.LN10).toBeCloseTo(-76.13, 2)
  })

  it('finds a thief who turned every sign round', () => {
    const terms = Array.from({ length: 352 }, (_, k) => 1 + (k % 3))
    expect(coinTest(terms.map((term) => -term)).logP).toBe(coinTest(terms).logP)
  })

  it.each([
    { what: 'the later half', turned: (place: number) => place >= 256 },
    { what: 'every second', turned: (place: number) => place % 2 === 1 },
    { what: 'every second block of 32', turned: (place: number) => Math.floor(place / 32) % 2 === 1 },
  ])('finds a thief who turned $what round, at the cost of looking at 511 patterns', ({ turned }) => {
    const places = Int32Array.from({ length: 352 }, (_, k) => (k * 45) % 352)
    const terms = Float64Array.from(places, (place) => (turned(place) ? -1 : 1))
    const { n, alike, pattern, logP } = coinTest(terms, places)
    expect({ n, alike: Math.max(alike, n - alike) }).toEqual({ n: 352, alike: 352 })
    expect(pattern).toBeGreaterThan(0)
    expect(logP / Math.LN10).toBeCloseTo(-76.13 + Math.log10(2 * 511), 2)
  })

  it('spends half of the level on patterns where it looks for them', () => {
    const places = Int32Array.from({ length: 352 }, (_, k) => k)
    const coin = coinTest(
      Float64Array.from(places, () => 1),
      places,
    )
    expect(coin.pattern).toBe(0)
    expect(coin.logP / Math.LN10).toBeCloseTo(-76.13 + Math.log10(2), 2)
  })

  it('does not count a coin that shows no side', () => {
    expect(coinTest([0, 2, -1, 0]).n).toBe(2)
  })

  it('never goes below n / 2 nats, whatever the weights', () => {
    assert(
      property(array(double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 }), (terms) => {
        expect(coinTest(terms).logP).toBeGreaterThanOrEqual(Math.min(0, Math.LN2 - terms.length / 2) - 1e-9)
      }),
    )
  })
})

describe('a label test', () => {
  const matched = { left: Int32Array.of(0, 1, 2, 3), right: Int32Array.of(2, 0, 1, 3) }

  it('counts pairs whose labels agree, not places', () => {
    const leftLabel = Int32Array.of(10, 20, 30, 40)
    const rightLabel = Int32Array.of(20, 99, 10, 40)
    const { matched: pairs, equal, logP } = labelTest(matched, { leftLabel, rightLabel })
    expect({ pairs, equal }).toEqual({ pairs: 4, equal: 3 })
    expect(logP).toBeCloseTo(-Math.log(6), 12)
  })

  it('is looser where labels move in whole heads', () => {
    const label = Int32Array.from({ length: 64 }, (_, i) => i)
    const all = { left: label, right: label }
    const alone = labelTest(all, { leftLabel: label, rightLabel: label })
    const inHeads = labelTest(all, { leftLabel: label, rightLabel: label, heads: 2 })
    expect(alone.logP / Math.LN10).toBeCloseTo(-89.1, 1)
    expect(inHeads.logP / Math.LN10).toBeCloseTo(-70.1, 1)
  })
})

describe('what independence gives', () => {
  it('is about a half of the coins', () => {
    expect(fairShare(352).low).toBeCloseTo(0.413, 3)
    expect(fairShare(352).high).toBeCloseTo(0.587, 3)
    expect(fairShare(0)).toEqual({ low: 0, high: 1 })
  })

  it('is a handful of labels', () => {
    expect(chanceShare(100, 1)).toEqual({ low: 0, high: 0.04 })
    expect(chanceShare(0, 1)).toEqual({ low: 0, high: 1 })
  })
})
