import { add, fromDecimal, type Rational, roundTo, subtract, sum, toNumber, ZERO } from '#base'
import {
  atLeast,
  between,
  constant,
  type Demand,
  type Expression,
  half,
  lastPlace,
  plus,
  total,
  unknown,
} from './expression.ts'
import { type PartNode, TOTAL } from './part-tree.ts'
import type { Figures } from './read-figures.ts'
import { type Round, stepOf } from './rules.ts'
import type { Statement } from './statements.ts'

/** All figures of a round: those that are known, and the others as unknowns with what holds of them. */
export type Sheet = {
  /** The greatest value of each unknown. */
  readonly upper: readonly Rational[]
  /** What holds of the unknowns by the rules themselves. */
  readonly structure: readonly Demand[]
  /** One more unknown, from 0 to a bound, for a statement that needs it. */
  readonly unknown: (upper: Rational) => Expression
  /** What was published about sums of them. */
  readonly statements: readonly Statement[]
  readonly figure: (team: string, path: string) => Expression
  /** A figure as the decision shows it; `undefined` while it is unpublished. Nothing is inferred here. */
  readonly shown: (team: string, path: string) => Rational | undefined
}

/** Sets out every figure of every team. Missing points stand as unknown ones. */
export const layOut = (round: Round, tree: readonly PartNode[], figures: Figures, teams: readonly string[]): Sheet => {
  const draft: Draft = { upper: [], structure: [], statements: [], expressions: new Map(), shown: new Map() }
  for (const team of teams) layOutTeam(draft, { team, round, tree, figures })
  return {
    ...draft,
    unknown: (upper) => newUnknown(draft, upper),
    figure: (team, path) => draft.expressions.get(team)?.get(path) ?? NOTHING,
    shown: (team, path) => {
      const expression = draft.expressions.get(team)?.get(path)
      return expression?.terms.size === 0 ? expression.constant : draft.shown.get(team)?.get(path)
    },
  }
}

type Draft = {
  readonly upper: Rational[]
  readonly structure: Demand[]
  readonly statements: Statement[]
  readonly expressions: Map<string, Map<string, Expression>>
  /** Published figures of what is not known from its parts. */
  readonly shown: Map<string, Map<string, Rational>>
}
type Entry = {
  readonly team: string
  readonly round: Round
  readonly tree: readonly PartNode[]
  readonly figures: Figures
}

const NOTHING = constant(ZERO)

const note = <T>(into: Map<string, Map<string, T>>, team: string, path: string, value: T): void => {
  const own = into.get(team)
  if (own === undefined) into.set(team, new Map([[path, value]]))
  else own.set(path, value)
}
const newUnknown = (draft: Draft, upper: Rational): Expression => unknown(draft.upper.push(upper) - 1)

const layOutTeam = (draft: Draft, entry: Entry): void => {
  const points = total(entry.tree.map((node) => layOutPart(draft, entry, node)))
  enter(draft, entry, TOTAL, roundedTotal(draft, entry, points))
}

const layOutPart = (draft: Draft, entry: Entry, node: PartNode): Expression => {
  if (node.kind === 'group') {
    return enter(draft, entry, node.path, total(node.children.map((child) => layOutPart(draft, entry, child))))
  }
  const { points } = entry.figures.leaf(entry.team, node.path)
  const expression = points.kind === 'known' ? constant(points.value) : newUnknown(draft, node.points)
  note(draft.expressions, entry.team, node.path, expression)
  return expression
}

// A sum enters the sheet together with what was published of it: exact where the rules round its terms or itself, else
// within half of its last place, since then the publication rounded it.
const enter = (draft: Draft, { team, round, figures }: Entry, path: string, expression: Expression): Expression => {
  note(draft.expressions, team, path, expression)
  const published = figures.published(team, path)
  if (published?.value === undefined) return expression
  if (expression.terms.size > 0) note(draft.shown, team, path, published.value)
  const slack = stepOf(round, path) === undefined ? half(lastPlace(published.value)) : ZERO
  const made = expression.terms.size === 0 ? `, and its parts make ${toNumber(expression.constant)}` : ''
  draft.statements.push({
    says: `${team} ${path} is ${toNumber(published.value)}${made}`,
    evidence: published.evidence,
    demands: between(expression, subtract(published.value, slack), add(published.value, slack)),
  })
  return expression
}

// Where only the total is rounded it becomes an unknown of its own that lies within the rounding of the exact sum.
const roundedTotal = (draft: Draft, { round, tree }: Entry, exact: Expression): Expression => {
  const { rounding } = round
  if (rounding.when !== 'total') return exact
  const step = fromDecimal(rounding.to)
  if (exact.terms.size === 0) return constant(roundTo(exact.constant, step, rounding.mode))
  const rounded = newUnknown(draft, add(sum(tree.map(({ points }) => points)), step))
  const [below, beyond] = rounding.mode === 'down' ? [ZERO, step] : [half(step), half(step)]
  draft.structure.push(atLeast(plus(exact, constant(below)), rounded), atLeast(plus(rounded, constant(beyond)), exact))
  return rounded
}
