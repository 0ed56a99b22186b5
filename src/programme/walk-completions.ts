import type { Completions } from './completions.ts'
import { type Demand, holdsAt, type Point } from './expression.ts'

/**
 * A limit on the search below. Records with few unpublished figures need tens of programmes; where thousands would be
 * needed the question stays open, which is never wrong: an open rank is shown as unknown, an open standing blocks.
 */
const MAX_PROGRAMMES = 500

/** Ways in which another team can stand to the one in question: they exclude each other and cover all. */
export type Alternatives = readonly (readonly Demand[])[]

export type Walk<T> = {
  readonly completions: Completions
  readonly alternatives: readonly Alternatives[]
  /** Must depend on nothing but which alternatives hold. */
  readonly outcomeAt: (point: Point) => T
  /** Completions that are likely to differ, looked at first. */
  readonly probes: () => readonly Point[]
  /** Whether the outcome can no longer change once these alternatives are chosen. */
  readonly sure?: (chosen: readonly number[]) => boolean
}

/**
 * The outcome that is the same in every completion; `undefined` where completions differ (or the search was given up).
 *
 * Walks through all combinations of alternatives that some completion allows, and looks at one completion of each.
 */
export const sameInAll = <T extends string | number>(walk: Walk<T>): T | undefined => {
  const { completions, alternatives, outcomeAt, sure = () => false } = walk
  const outcome = outcomeAt(completions.first)
  if (alternatives.length === 0) return outcome
  if (walk.probes().some((point) => outcomeAt(point) !== outcome)) return undefined

  let programmes = 0
  const reach = (demands: readonly Demand[], further: readonly Demand[], at: Point): Point | undefined => {
    if (further.every((demand) => holdsAt(demand, at))) return at
    programmes++
    return programmes > MAX_PROGRAMMES ? undefined : completions.meeting([...demands, ...further])
  }

  const differs = (chosen: readonly number[], demands: readonly Demand[], at: Point): boolean => {
    const next = alternatives[chosen.length]
    if (next === undefined || sure(chosen)) return false
    const reached = next.flatMap((further, i) => {
      const point = reach(demands, further, at)
      return point === undefined ? [] : [{ i, further, point }]
    })
    return (
      programmes > MAX_PROGRAMMES ||
      reached.some(({ point }) => outcomeAt(point) !== outcome) ||
      reached.some(({ i, further, point }) => differs([...chosen, i], [...demands, ...further], point))
    )
  }
  return differs([], [], completions.first) ? undefined : outcome
}
