import { describe, expect, it } from 'vitest'
import { counts, tableOf } from '../../test/support/zoo-pairs.ts'

// All 234 pairs of the zoo take more than a minute: scripts/compare-all-pairs.ts. These have every kind of truth, through
// a rotation, across widths and after long training.
const REPRESENTATIVES = ['init-a', 'base-a', 'base-d', 'a-continued', 'a-rotated', 'distilled', 'same-init']

describe('every two components of representative models of the zoo', () => {
  it('are told rightly, through rotations and across widths', { timeout: 120_000 }, async () => {
    const rows = await tableOf(
      'zoo',
      (first, second) =>
        first.component === 'vision' || [first, second].every(({ model }) => REPRESENTATIVES.includes(model)),
    )
    expect(counts(rows)).toEqual({
      'derived → derived': 4,
      'shared-init → shared-init': 7,
      'independent → independent': 13,
    })
    const independent = rows.filter(({ truth }) => truth === 'independent')
    expect(Math.min(...independent.map(({ result }) => result.log10P))).toBeGreaterThan(-2)
    expect(Math.max(...independent.map(({ result }) => result.phi?.value ?? 0))).toBeLessThan(0.06)
  })
})

describe('twins, trained on the same data in the same order', () => {
  it('are all independent', { timeout: 120_000 }, async () => {
    const rows = await tableOf('twins')
    expect(counts(rows)).toEqual({ 'independent → independent': 66 })
    expect(Math.max(...rows.map(({ result }) => result.phi?.value ?? 0))).toBeLessThan(0.06)
  })
})

describe('models grown from one random start', () => {
  it('share their initialisation, and only the true child is derived', { timeout: 60_000 }, async () => {
    expect(counts(await tableOf('one-init'))).toEqual({ 'shared-init → shared-init': 11, 'derived → derived': 1 })
  })
})
