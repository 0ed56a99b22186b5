import { describe, expect, it } from 'vitest'
import { mutualNearest } from './matching.ts'
import { correlation, ranksOf } from './ranks.ts'

describe('mutual nearest neighbours', () => {
  it('pairs only those that choose each other', () => {
    // Row 0 and column 1 choose each other; row 1 chooses column 1 as well and stays alone.
    const scores = Float32Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.1)
    const { left, right, score } = mutualNearest(scores, 3, 2)
    expect([...left]).toEqual([0, 2])
    expect([...right]).toEqual([1, 0])
    expect(score[0]).toBeCloseTo(0.9)
  })

  it('leaves alone what resembles nothing', () => {
    expect(mutualNearest(Float32Array.of(0, 0, 0, -1), 2, 2).left).toHaveLength(0)
  })
})

describe('ranks', () => {
  it('shares the mean place among equals', () => {
    expect([...ranksOf([5, 1, 5, 0])]).toEqual([2.5, 1, 2.5, 0])
  })

  it('correlate fully with a rising sequence', () => {
    expect(correlation(ranksOf([1, 4, 9, 16]), [1, 2, 3, 4])).toBeCloseTo(1, 12)
    expect(correlation([1, 1, 1], [1, 2, 3])).toBe(0)
  })
})
