import {
  AssayError,
  compare,
  type Evidence,
  evidenceDigest,
  type Digest,
  rational,
  type Rational,
  toNumber,
} from '#base'
import { type Assessment, assess } from '../assess.ts'
import { type Expression, times } from '../expression.ts'
import { TOTAL } from '../part-tree.ts'
import { type Rules, stepOf } from '../rules.ts'
import { type Bounds, boundsOf } from './grid-bounds.ts'
import type { SolveInteger } from './integer-programme.ts'

/** What an outsider can work out of one figure that was not published. */
export type HiddenFigure = {
  readonly team: string
  readonly figure: string
  readonly low: number
  readonly high: number
  /** What would have to stay unpublished for a wider interval; `null` where nothing published narrows that end. */
  readonly leaks: { readonly low: Leak | null; readonly high: Leak | null }
}

/** Smallest sets of published statements without which an end of the interval lies farther out. */
export type Leak = {
  readonly sets: readonly {
    readonly evidence: readonly Digest[]
    readonly says: readonly string[]
    readonly bound: number
  }[]
  /** `false`: larger sets, or more of these, were not looked through. */
  readonly complete: boolean
}

/**
 * The tightest interval of every unpublished figure given all published ones: figures of parts and totals, means as they
 * were rounded, orderings, and the grid on which the rules' rounding puts points. And which statements give it away.
 *
 * @param options `solve`: an integer solver; without one the intervals are those of the exact relaxation, which are never
 *   too narrow. `figures`: by default totals only. `leaks`: `false` leaves out the search for what gives them away
 * @returns empty while evidence is missing
 * @throws AssayError `programme/solver-erred`, `programme/solver-gave-up`, and as `decide`
 */
export const hiddenFigures = (
  rules: Rules,
  evidence: readonly Evidence[],
  options: {
    readonly solve?: SolveInteger | undefined
    readonly round?: string | undefined
    readonly figures?: 'totals' | 'all'
    readonly leaks?: boolean
  },
): readonly HiddenFigure[] => {
  const assessment = assess(rules, evidence, options.round)
  const { round, paths, teams, sheet } = assessment
  if (teams.some(({ submitted, missingParts }) => !submitted || missingParts.length > 0)) return []
  const bounds = boundsOf(assessment, options.solve)
  const wanted = options.figures === 'all' ? [...paths, TOTAL] : [TOTAL]
  const search = options.leaks === false ? undefined : leakSearch(rules, evidence, assessment, options.solve)
  return teams.flatMap(({ id, withdrawal }) =>
    wanted
      .filter((path) => withdrawal === undefined && sheet.shown(id, path) === undefined)
      .map((figure): HiddenFigure => {
        const expression = sheet.figure(id, figure)
        const step = stepOf(round, figure)
        const low = bounds.least(expression, step)
        const high = bounds.greatest(expression, step)
        return {
          team: id,
          figure,
          low: toNumber(low),
          high: toNumber(high),
          leaks: {
            low: search?.({ team: id, figure, sign: -1, bound: negative(low) }) ?? null,
            high: search?.({ team: id, figure, sign: 1, bound: high }) ?? null,
          },
        }
      }),
  )
}

const negative = ({ n, d }: Rational): Rational => ({ n: -n, d })

/** Sets of so many statements are looked through: with more, the search is as long as it is hard to read. */
const LARGEST_SET = 3
/** And so many states of what is published in all: each is read and solved anew. */
const MOST_STATES = 1200

type End = { readonly team: string; readonly figure: string; readonly sign: 1 | -1; readonly bound: Rational }

const leakSearch = (
  rules: Rules,
  evidence: readonly Evidence[],
  { round }: Assessment,
  solve: SolveInteger | undefined,
): ((end: End) => Leak | null) => {
  const published = evidence
    .filter((one) => one.subject['round'] === round.id && isStatement(one))
    .map((one) => ({ one, digest: evidenceDigest(one) }))
    .toSorted((a, b) => (a.digest < b.digest ? -1 : 1))
    .map(({ one }) => one)
  const states = new Map<string, { readonly assessment: Assessment; readonly bounds: Bounds }>()
  const stateWithout = (removed: readonly number[]) => {
    const key = removed.join(' ')
    const known = states.get(key)
    if (known !== undefined) return known
    const gone = new Set(removed.map((i) => published[i]))
    const assessment = assess(
      rules,
      evidence.flatMap((one) => (gone.has(one) ? unpublished(one) : [one])),
      round.id,
    )
    const state = { assessment, bounds: boundsOf(assessment, solve) }
    states.set(key, state)
    return state
  }
  const boundWithout = (removed: readonly number[], { team, figure, sign, bound }: End): Rational | undefined => {
    const { assessment, bounds } = stateWithout(removed)
    const expression: Expression = times(rational(BigInt(sign)), assessment.sheet.figure(team, figure))
    const step = stepOf(round, figure)
    if (compare(bounds.relaxedGreatest(expression, step), bound) <= 0) return undefined
    const wider = bounds.greatest(expression, step)
    return compare(wider, bound) > 0 ? wider : undefined
  }
  const everything = published.map((_, i) => i)
  return (end) => {
    // Where the end lies as far out as it would with nothing published, nothing gives it away.
    if (boundWithout(everything, end) === undefined) return null
    for (let size = 1; size <= Math.min(LARGEST_SET, published.length); size++) {
      const sets: { evidence: Digest[]; says: string[]; bound: number }[] = []
      for (const removed of subsetsOf(published.length, size)) {
        if (states.size >= MOST_STATES && !states.has(removed.join(' '))) return { sets, complete: false }
        const wider = boundWithout(removed, end)
        if (wider === undefined) continue
        const pieces = removed.map((i) => published[i]!)
        sets.push({ evidence: pieces.map(evidenceDigest), says: pieces.map(says), bound: end.sign * toNumber(wider) })
      }
      if (sets.length > 0) return { sets, complete: true }
    }
    return { sets: [], complete: false }
  }
}

const isStatement = ({ kind, result }: Evidence): boolean =>
  kind === 'published-ordering' ||
  kind === 'published-mean' ||
  (kind === 'published-figure' && (result as { readonly value?: unknown }).value !== null)

// A figure that was not published still exists; an ordering or a mean that was not is no statement at all.
const unpublished = (one: Evidence): readonly Evidence[] =>
  one.kind === 'published-figure'
    ? [{ ...one, result: { figure: (one.result as { readonly figure: string }).figure, value: null } }]
    : []

const says = ({ kind, subject, result }: Evidence): string => {
  const { figure, value, top, lowest } = result as {
    readonly figure: string
    readonly value?: number
    readonly top?: readonly string[]
    readonly lowest?: string
  }
  if (kind === 'published-figure') return `${subject['team'] ?? ''} ${figure} is ${value}`
  if (kind === 'published-mean') return `the mean of ${figure} is ${value}`
  if (top !== undefined) return `${figure} has ${top.join(', ')} on top`
  if (lowest !== undefined) return `${figure} has ${lowest} lowest`
  throw new AssayError('programme/evidence-malformed', { kind, evidence: figure, problems: [] })
}

const subsetsOf = function* (count: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let first = from; first <= count - size; first++) {
    for (const rest of subsetsOf(count, size - 1, first + 1)) yield [first, ...rest]
  }
}
