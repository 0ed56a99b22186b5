import type { Comparison, ComponentComparison, Test } from './comparison.ts'
import type { Pictures } from './pictures.ts'

// What pages and sentences read of a comparison. Evidence may come from elsewhere and hold less than this room's own
// comparisons, so every member but the findings may be absent.

export type ToldComponent = { readonly component: string; readonly finding: string } & Partial<
  Omit<ComponentComparison, 'component' | 'finding'>
> & { readonly pictures?: Pictures | null }

export type ToldComparison = { readonly finding: string; readonly components: readonly ToldComponent[] } & Partial<
  Omit<Comparison, 'finding' | 'components'>
>

export type CoinTest = Test & { readonly coins: NonNullable<Test['coins']> }
export type LabelTest = Test & { readonly labels: NonNullable<Test['labels']> }

/** Tests whose p-value holds: fair coins and labels. Nothing else is evidence. */
export const coinTests = ({ tests = [] }: Pick<ToldComponent, 'tests'>): readonly CoinTest[] =>
  tests.filter((test): test is CoinTest => test.coins !== null && test.coins !== undefined)

export const labelTests = ({ tests = [] }: Pick<ToldComponent, 'tests'>): readonly LabelTest[] =>
  tests.filter((test): test is LabelTest => test.labels !== null && test.labels !== undefined)

/** A part is carried at a corrected p below this; a test that says less says nothing. */
const CARRIED_LOG10_P = -6

/** The test that says most against independence; where none says anything, the one that counted most. */
export const strongest = <T extends Test>(tests: readonly T[]): T | undefined => {
  const says = ({ log10P }: T): number => (log10P !== null && log10P < CARRIED_LOG10_P ? log10P : 0)
  return tests.toSorted((a, b) => says(a) - says(b) || countedIn(b) - countedIn(a))[0]
}

/** Coins of a coin test, matched units of a label test. */
export const countedIn = ({ coins, labels }: Test): number => coins?.n ?? labels?.matched ?? 0

/** Between which counts independent models stay, rounded outwards. */
export const countsUnderIndependence = (test: Test): { readonly low: number; readonly high: number } => {
  const all = countedIn(test)
  const { low, high } = test.underIndependence
  const most = Math.min(all, Math.ceil(high * all - ROUND_OFF))
  return { low: Math.max(0, Math.floor(low * all + ROUND_OFF)), high: most }
}

/** A share times its count gives the whole count back but for the last bits. */
const ROUND_OFF = 1e-9

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Findings of trained weights in common. */
export const SHARED: readonly string[] = ['derived', 'partial']

/** From here on agreement is worth a word. */
export const SURPRISING_LOG10_P = -3
