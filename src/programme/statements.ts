import { add, AssayError, type Digest, fromDecimal, multiply, rational, subtract, toNumber } from '#base'
import type { Docket } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import { above, atLeast, between, type Demand, type Expression, half, lastPlace, onGrid, total } from './expression.ts'
import { sumOf } from './exact.ts'
import { everyPart, type PartNode, TOTAL } from './part-tree.ts'
import { type Round, stepOf } from './rules.ts'
import type { Sheet } from './sheet.ts'

/** Something that was published about figures, as demands on the unknown ones. */
export type Statement = {
  readonly says: string
  readonly evidence: readonly Digest[]
  readonly demands: readonly Demand[]
}

export type Scope = {
  readonly round: Round
  readonly tree: readonly PartNode[]
  readonly docket: Docket
  readonly teams: readonly string[]
  readonly evaluated: readonly string[]
  readonly sheet: Sheet
}

/**
 * Teams that orderings and means name, beside those that evidence has as its subject.
 * @throws AssayError `programme/evidence-malformed`
 */
export const teamsInStatements = (docket: Docket): readonly string[] => [
  ...docket
    .all('published-ordering', kinds.PublishedOrdering)
    .flatMap(({ result }) => ('top' in result ? result.top : result.lowest)),
  ...docket.all('published-mean', kinds.PublishedMean).flatMap(({ result }) => result.teams),
]

/**
 * Who was said to be on top or lowest. Of the total it is strict, because it says who was inside the cut; of a part it
 * allows ties. Withdrawn teams are not among the others.
 */
export const orderingsOf = (scope: Scope): readonly Statement[] =>
  scope.docket.all('published-ordering', kinds.PublishedOrdering).map(({ digest, result }) => {
    refuseUnknownFigure(scope, result.figure, digest)
    const top = 'top' in result ? result.top : scope.evaluated.filter((team) => team !== result.lowest)
    const rest = 'top' in result ? scope.evaluated.filter((team) => !result.top.includes(team)) : [result.lowest]
    const figure = (team: string): Expression => scope.sheet.figure(team, result.figure)
    const higher = (a: Expression, b: Expression): Demand =>
      result.figure === TOTAL ? above(a, b, stepOf(scope.round, TOTAL)) : atLeast(a, b)
    const who = 'top' in result ? `${result.top.join(', ')} on top` : `${result.lowest} lowest`
    return {
      says: `${result.figure} has ${who}`,
      evidence: [digest],
      demands: orderDemands(top.map(figure), rest.map(figure), { scope, higher }),
    }
  })

// All of some above all of others: there is a height between them. That is one demand for each team, and not one for
// each pair of teams.
const orderDemands = (
  top: readonly Expression[],
  rest: readonly Expression[],
  { scope, higher }: { readonly scope: Scope; readonly higher: (a: Expression, b: Expression) => Demand },
): readonly Demand[] => {
  const open = [...top, ...rest].some(({ terms }) => terms.size > 0)
  if (!open || top.length < 2 || rest.length < 2) return top.flatMap((a) => rest.map((b) => higher(a, b)))
  const height = scope.sheet.unknown(sumOf(scope.tree.map(({ points }) => points)))
  return [...top.map((a) => atLeast(a, height)), ...rest.map((b) => higher(height, b))]
}

/**
 * Means of figures, as far as they were rounded: within half of the last place, whichever way halves went. A sum of
 * figures on a grid lies on it too, so its bounds are drawn in to the grid.
 */
export const meansOf = (scope: Scope): readonly Statement[] =>
  scope.docket.all('published-mean', kinds.PublishedMean).map(({ digest, result }) => {
    refuseUnknownFigure(scope, result.figure, digest)
    const mean = fromDecimal(result.value)
    const slack = half(result.to === undefined ? lastPlace(mean) : fromDecimal(result.to))
    const count = rational(BigInt(result.teams.length))
    const low = multiply(count, subtract(mean, slack))
    const high = multiply(count, add(mean, slack))
    const step = stepOf(scope.round, result.figure)
    const bounds = step === undefined ? ([low, high] as const) : onGrid(low, high, step)
    return {
      says: `the mean of ${result.figure} over ${result.teams.join(', ')} is ${toNumber(mean)}`,
      evidence: [digest],
      demands: between(total(result.teams.map((team) => scope.sheet.figure(team, result.figure))), ...bounds),
    }
  })

const refuseUnknownFigure = ({ tree }: Scope, figure: string, evidence: Digest): void => {
  const known = [...everyPart(tree).map(({ path }) => path), TOTAL]
  if (!known.includes(figure)) throw new AssayError('programme/figure-unknown', { figure, known, evidence })
}
