import type { Architecture } from './architectures.ts'
import type { Precondition } from './comparison.ts'
import type { Allowed, Family } from './family-tests.ts'
import { type Need, preconditionChecks, type PreconditionState, preconditionState } from './preconditions.ts'
import type { Prepared } from './prepared.ts'

/** Which coins and labels may be tested on a pair, and what was measured to decide it. */
export const allowedFamilies = (
  subject: Prepared,
  reference: Prepared,
): { allowed: Allowed; preconditions: readonly Precondition[] } => {
  const own = preconditionChecks(subject)
  const other = preconditionChecks(reference)
  const preconditions = NEEDS.flatMap(({ family, need, free }): readonly Precondition[] => {
    const left = preconditionState(own, family, need)
    const right = preconditionState(other, family, need)
    if (left === undefined && right === undefined) return []
    const declared = free(subject.architecture) && free(reference.architecture)
    const carriedBy = declared ? carrier(left, right) : 'fixed-by-architecture'
    const tested = declared && carriedBy !== 'neither'
    return [{ family, need, subject: shownState(left), reference: shownState(right), carriedBy, tested }]
  })
  const tested = (family: Family, need: Need): boolean =>
    preconditions.some((entry) => entry.family === family && entry.need === need && entry.tested)
  const choice = (family: Family): { coin: boolean; label: boolean } => ({
    coin: tested(family, 'signs'),
    label: tested(family, 'order'),
  })
  const allowed = {
    hidden: choice('hidden'),
    unit: choice('unit'),
    value: choice('value'),
    query: choice('query'),
    'query-pair': choice('query-pair'),
  }
  return { allowed, preconditions }
}

const NEEDS: readonly { family: Family; need: Need; free: (architecture: Architecture) => boolean }[] = [
  { family: 'hidden', need: 'signs', free: ({ gauge }) => gauge.hiddenSign === 'free' },
  { family: 'hidden', need: 'order', free: ({ gauge }) => gauge.hiddenLabel === 'free' },
  { family: 'unit', need: 'signs', free: ({ gauge }) => gauge.upSign === 'free' },
  { family: 'unit', need: 'order', free: ({ gauge }) => gauge.unitLabel === 'free' },
  { family: 'value', need: 'signs', free: ({ gauge }) => gauge.valueSign === 'free' },
  { family: 'value', need: 'order', free: ({ gauge }) => gauge.valueLabel === 'free' },
  { family: 'query', need: 'signs', free: ({ gauge }) => gauge.querySign === 'free' },
  {
    family: 'query-pair',
    need: 'signs',
    free: ({ gauge, positions }) => positions === 'rotary' && gauge.queryPairSign !== 'fixed',
  },
]

// The null holds if the gauge of either model is uniform given the other.
const carrier = (
  left: PreconditionState | undefined,
  right: PreconditionState | undefined,
): Precondition['carriedBy'] => {
  const [ownHolds, otherHolds] = [left?.holds ?? false, right?.holds ?? false]
  if (ownHolds && otherHolds) return 'both'
  return ownHolds ? 'subject' : otherHolds ? 'reference' : 'neither'
}

const shownState = (state: PreconditionState | undefined): Precondition['subject'] =>
  state === undefined
    ? null
    : {
        statistic: state.statistic,
        part: state.part,
        value: state.value,
        log10P: state.logP / Math.LN10,
        holds: state.holds,
      }
