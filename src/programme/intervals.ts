import { type Evidence, multiply, rational, toNumber } from '#base'
import { assess } from './assess.ts'
import { completionsOf } from './completions.ts'
import { onGrid, times } from './expression.ts'
import { everyPart, TOTAL } from './part-tree.ts'
import { type Rules, stepOf } from './rules.ts'

/** Where an unpublished figure must lie, given everything that was published. */
export type Interval = { readonly team: string; readonly figure: string; readonly low: number; readonly high: number }

/**
 * The interval of each unpublished figure: what anybody can work out from the published ones.
 *
 * Bounds are those of the exact relaxation, drawn in to the rounding grid where the figure lies on one; no value outside
 * them fits the record. Empty while evidence is missing, since then nothing was left unpublished on purpose.
 *
 * @param figures which ones; by default totals only
 * @throws AssayError as `decide`
 */
export const intervalsOf = (
  rules: Rules,
  evidence: readonly Evidence[],
  { round: roundId, figures = 'totals' }: { readonly round?: string; readonly figures?: 'totals' | 'all' } = {},
): readonly Interval[] => {
  const { round, tree, teams, sheet, statements } = assess(rules, evidence, roundId)
  if (teams.some(({ submitted, missingParts }) => !submitted || missingParts.length > 0)) return []
  const { highest } = completionsOf(sheet, statements)
  const paths = figures === 'all' ? [...everyPart(tree).map(({ path }) => path), TOTAL] : [TOTAL]
  return teams.flatMap(({ id, withdrawal }) =>
    paths
      .filter((path) => withdrawal === undefined && sheet.shown(id, path) === undefined)
      .map((path) => {
        const expression = sheet.figure(id, path)
        const low = multiply(MINUS_ONE, highest(times(MINUS_ONE, expression)))
        const high = highest(expression)
        const step = stepOf(round, path)
        const [from, to] = step === undefined ? [low, high] : onGrid(low, high, step)
        return { team: id, figure: path, low: toNumber(from), high: toNumber(to) }
      }),
  )
}

const MINUS_ONE = rational(-1n)
