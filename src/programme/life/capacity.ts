import { plusDays } from './calendar.ts'

/** So many accelerators of a kind on whole days, both of them included. */
export type Lot = { readonly kind: string; readonly count: number; readonly from: string; readonly to: string }

/** A span of days in which as many of a kind are there, and as many given out. */
export type CapacitySpan = {
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly there: number
  readonly given: number
}

/**
 * How many accelerators of each kind are there and given out, day by day, as spans in which neither number changes.
 *
 * Accelerators of a kind are alike, so that a plan without a span of `given > there` can be carried out without the same one
 * being given out twice: on each day there are as many as are in use.
 */
export const capacityPlan = (inventory: readonly Lot[], given: readonly Lot[]): readonly CapacitySpan[] =>
  [...new Set([...inventory, ...given].map(({ kind }) => kind))]
    .toSorted()
    .flatMap((kind) => spansOf(kind, inventory, given))

const spansOf = (kind: string, inventory: readonly Lot[], given: readonly Lot[]): readonly CapacitySpan[] => {
  const there = changesOf(kind, inventory)
  const taken = changesOf(kind, given)
  const days = [...new Set([...there.keys(), ...taken.keys()])].toSorted()
  const spans: CapacitySpan[] = []
  let [has, gives] = [0, 0]
  days.forEach((day, i) => {
    has += there.get(day) ?? 0
    gives += taken.get(day) ?? 0
    const next = days[i + 1]
    if (next === undefined || (has === 0 && gives === 0)) return
    const last = spans.at(-1)
    const goesOn = last?.there === has && last.given === gives && plusDays(last.to, 1) === day
    if (goesOn) spans[spans.length - 1] = { ...last, to: plusDays(next, -1) }
    else spans.push({ kind, from: day, to: plusDays(next, -1), there: has, given: gives })
  })
  return spans
}

const changesOf = (kind: string, lots: readonly Lot[]): ReadonlyMap<string, number> => {
  const changes = new Map<string, number>()
  const change = (day: string, by: number): void => void changes.set(day, (changes.get(day) ?? 0) + by)
  for (const lot of lots) {
    if (lot.kind !== kind || lot.to < lot.from) continue
    change(lot.from, lot.count)
    change(plusDays(lot.to, 1), -lot.count)
  }
  return changes
}

/** Spans in which more would be given out than are there. */
export const overCapacity = (plan: readonly CapacitySpan[]): readonly CapacitySpan[] =>
  plan.filter(({ there, given }) => given > there)
