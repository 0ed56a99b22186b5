import { chanceShare, fairShare } from './coin-label.ts'
import type { Test } from './comparison.ts'
import type { Family, PartTest } from './family-tests.ts'
import type { GaugeRedraws } from './resampled-null.ts'

/** Ranges that control models gave, by kind of test. */
export type ControlRanges = ReadonlyMap<
  Test['test'],
  { readonly low: number; readonly high: number; readonly controls: number }
>

/**
 * The tests as they are reported, each beside what independent models give.
 *
 * @param redraws gives what the subject under another gauge would give, too
 */
export const wireTests = (
  tests: readonly PartTest[],
  { controls = new Map(), redraws }: { controls?: ControlRanges; redraws?: GaugeRedraws } = {},
): readonly Test[] =>
  tests.flatMap((test): Test[] => {
    const { family, frame, part, partner, coin, label } = test
    const common = { frame, part, partner }
    const signs = SIGNS[family]
    const labels = LABELS[family]
    const wired: Test[] = []
    if (coin !== undefined) {
      wired.push({
        ...common,
        test: signs,
        estimate: coin.n === 0 ? 0 : coin.alike / coin.n,
        coins: { n: coin.n, alike: coin.alike, ...(coin.pattern === 0 ? {} : { pattern: coin.pattern }) },
        labels: null,
        underIndependence: controls.get(signs) ?? { ...fairShare(coin.n), controls: 0 },
        ...resampledBy(redraws?.coins(test)),
        log10P: coin.logP / Math.LN10,
      })
    }
    if (label !== undefined && labels !== undefined) {
      wired.push({
        ...common,
        test: labels,
        estimate: label.matched === 0 ? 0 : label.equal / label.matched,
        coins: null,
        labels: { matched: label.matched, equal: label.equal },
        underIndependence: controls.get(labels) ?? { ...chanceShare(label.matched, label.heads), controls: 0 },
        ...resampledBy(redraws?.labels(test)),
        log10P: label.logP / Math.LN10,
      })
    }
    return wired
  })

const SIGNS: Readonly<Record<Family, Test['test']>> = {
  hidden: 'hidden-signs',
  unit: 'unit-signs',
  value: 'value-signs',
  query: 'query-signs',
  'query-pair': 'query-pair-signs',
}

const LABELS: Readonly<Partial<Record<Family, Test['test']>>> = {
  hidden: 'hidden-labels',
  unit: 'unit-labels',
  value: 'value-labels',
}

const resampledBy = (resampled: Test['resampled']): Pick<Test, 'resampled'> =>
  resampled === undefined ? {} : { resampled }

/** Shares of rows found value for value; no p-value, since independent training never gives one. */
export const wireDigests = (shares: ReadonlyMap<string, number>): readonly Test[] =>
  [...shares].map(([part, share]) => ({
    test: 'row-digests' as const,
    frame: 'ident' as const,
    part,
    partner: null,
    estimate: share,
    coins: null,
    labels: null,
    underIndependence: { low: 0, high: 0, controls: 0 },
    log10P: null,
  }))

/** The range of each kind of test over control models: what independent models gave against the same reference. */
export const controlRanges = (controls: readonly (readonly Test[])[]): ControlRanges => {
  const ranges = new Map<Test['test'], { low: number; high: number; controls: number }>()
  const kinds = new Set(controls.flat().map(({ test }) => test))
  for (const kind of kinds) {
    const estimates = controls
      .flat()
      .filter(({ test }) => test === kind)
      .map(({ estimate }) => estimate)
    const models = controls.filter((tests) => tests.some(({ test }) => test === kind)).length
    ranges.set(kind, { low: Math.min(...estimates), high: Math.max(...estimates), controls: models })
  }
  return ranges
}
