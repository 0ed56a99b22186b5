import { add, AssayError, multiply, ONE, rational, type Rational, ZERO } from '#base'
import { type Demand, type Expression, holdsAt, type Point, times } from './expression.ts'
import type { Coefficients, Maximise, Row } from './linear-program.ts'
import { quickMaximiser } from './quick-program.ts'
import type { Sheet } from './sheet.ts'
import type { Statement } from './statements.ts'

/** Every way to fill in the unpublished points that fits all that was published. */
export type Completions = {
  /** One of them. */
  readonly first: Point
  /** Whether there is nothing to fill in. */
  readonly single: boolean
  /** One that meets further demands, if there is any. */
  readonly meeting: (demands: readonly Demand[]) => Point | undefined
  /** The least upper bound of an expression, strict orders taken as if they allowed ties. */
  readonly highest: (expression: Expression) => Rational
  /** Completions in which an expression is as large and as small as it can be; none where only a tie reaches it. */
  readonly extremes: (expression: Expression) => readonly Point[]
}

/**
 * @throws AssayError `programme/figures-contradict` with a smallest set of statements that cannot all be true
 */
export const completionsOf = ({ upper, structure }: Sheet, statements: readonly Statement[]): Completions => {
  const demands = [...structure, ...statements.flatMap((statement) => statement.demands)]
  const strict = demands.filter((demand) => demand.strict)
  const blocks = blocksOf(upper.length, demands)
  const base = Array.from({ length: upper.length }, () => ZERO)

  // Unknowns that no statement joins to the demands keep their value, so the programme is no larger than it must be.
  const solve = (about: readonly Demand[], further: readonly Demand[], from: Point): Point | undefined => {
    const touched = new Set(about.flatMap(({ expression }) => [...expression.terms.keys()].map(blocks.of)))
    const solved = solveBlocks(upper, blocks.members(touched), [...blocks.demands(touched), ...further])
    return solved === undefined ? undefined : from.map((value, variable) => solved.get(variable) ?? value)
  }

  const fixed = demands.filter(({ expression }) => expression.terms.size === 0)
  const first = fixed.every((demand) => holdsAt(demand, base)) ? solve(demands, [], base) : undefined
  if (first === undefined) throw contradictionIn(upper, structure, statements)
  const found = [first] // completions seen so far: most questions are answered by one of them

  const maximisers = new Map<string, { readonly members: readonly number[]; readonly maximise: Maximise }>()
  const extreme = (expression: Expression): { readonly value: Rational; readonly point: Point } => {
    const touched = new Set([...expression.terms.keys()].map(blocks.of))
    const key = [...touched].toSorted((a, b) => a - b).join(' ')
    const { members, maximise } = maximisers.get(key) ?? maximiserOf(upper, blocks, touched)
    maximisers.set(key, { members, maximise })
    const best = maximise(renumbered(expression.terms, members))
    const moved = new Map(members.map((variable, i) => [variable, best.point[i] ?? ZERO]))
    return {
      value: add(best.value, expression.constant),
      point: first.map((value, variable) => moved.get(variable) ?? value),
    }
  }

  const fits = (point: Point): boolean => strict.every((demand) => holdsAt(demand, point))
  const anew = (open: readonly Demand[]): Point | undefined => {
    const [only, ...others] = open
    if (only === undefined || others.length > 0) return solve(open, open, first)
    // A single demand is met where its expression is greatest, or nowhere; that needs no new first phase.
    const { value, point } = extreme(only.expression)
    if (value.n < 0n || (only.strict && value.n === 0n)) return undefined
    return fits(point) ? point : solve(open, open, first)
  }

  return {
    first,
    single: upper.length === 0,
    meeting: (further) => {
      const open = further.filter(({ expression }) => expression.terms.size > 0)
      const closed = further.filter(({ expression }) => expression.terms.size === 0)
      if (!closed.every((demand) => holdsAt(demand, base))) return undefined
      const known = found.find((point) => open.every((demand) => holdsAt(demand, point)))
      if (known !== undefined) return known
      const fresh = anew(open)
      if (fresh !== undefined && found.length < MAX_KEPT) found.push(fresh)
      return fresh
    },
    highest: (expression) => extreme(expression).value,
    extremes: (expression) => [expression, times(MINUS_ONE, expression)].map((one) => extreme(one).point).filter(fits),
  }
}

const MAX_KEPT = 100

/** Unknowns fall into blocks that no demand joins; each can be solved without the others. */
type Blocks = {
  readonly of: (variable: number) => number
  readonly members: (blocks: ReadonlySet<number>) => readonly number[]
  readonly demands: (blocks: ReadonlySet<number>) => readonly Demand[]
}

const blocksOf = (count: number, demands: readonly Demand[]): Blocks => {
  const parent = Array.from({ length: count }, (_, variable) => variable)
  const rootOf = (variable: number): number => {
    let root = variable
    while (parent[root] !== root) root = parent[root]!
    parent[variable] = root
    return root
  }
  for (const { expression } of demands) {
    const [head, ...others] = expression.terms.keys()
    if (head !== undefined) for (const other of others) parent[rootOf(other)] = rootOf(head)
  }
  return {
    of: rootOf,
    members: (blocks) => parent.map((_, variable) => variable).filter((variable) => blocks.has(rootOf(variable))),
    demands: (blocks) =>
      demands.filter((demand) => {
        const head = headOf(demand)
        return head !== undefined && blocks.has(rootOf(head))
      }),
  }
}

const headOf = ({ expression }: Demand): number | undefined => expression.terms.keys().next().value

const maximiserOf = (
  upper: readonly Rational[],
  blocks: Blocks,
  touched: ReadonlySet<number>,
): { readonly members: readonly number[]; readonly maximise: Maximise } => {
  const members = blocks.members(touched)
  const maximise = quickMaximiser({
    upper: members.map((variable) => upper[variable] ?? ZERO),
    rows: blocks.demands(touched).map((demand) => rowOf(demand, members, undefined)),
  })
  if (maximise === undefined) throw new RangeError('completions became impossible, though one was found before')
  return { members, maximise }
}

// A strict demand must hold with room to spare: the room is one more unknown, and it is made as large as possible.
const solveBlocks = (
  upper: readonly Rational[],
  members: readonly number[],
  demands: readonly Demand[],
): ReadonlyMap<number, Rational> | undefined => {
  const room = members.length
  const best = quickMaximiser({
    upper: [...members.map((variable) => upper[variable] ?? ZERO), ONE],
    rows: demands.map((demand) => rowOf(demand, members, demand.strict ? room : undefined)),
  })?.(new Map([[room, ONE]]))
  if (best === undefined || best.value.n <= 0n) return undefined
  return new Map(members.map((variable, i) => [variable, best.point[i] ?? ZERO]))
}

const rowOf = ({ expression }: Demand, members: readonly number[], room: number | undefined): Row => {
  const coefficients = new Map<number, Rational>()
  for (const [i, weight] of renumbered(expression.terms, members)) coefficients.set(i, multiply(MINUS_ONE, weight))
  if (room !== undefined) coefficients.set(room, ONE)
  return { coefficients, atMost: expression.constant }
}
const MINUS_ONE = rational(-1n)

const renumbered = (terms: Coefficients, members: readonly number[]): Coefficients => {
  const numbers = new Map(members.map((variable, i) => [variable, i]))
  return new Map(
    [...terms].flatMap(([variable, weight]) => {
      const number = numbers.get(variable)
      return number === undefined ? [] : [[number, weight] as const]
    }),
  )
}

// Statements are left out one by one while the rest still contradict each other: what stays is a smallest such set.
const contradictionIn = (
  upper: readonly Rational[],
  structure: readonly Demand[],
  statements: readonly Statement[],
): AssayError => {
  const everything = upper.map((_, variable) => variable)
  const possible = (kept: readonly Statement[]): boolean => {
    const demands = [...structure, ...kept.flatMap((statement) => statement.demands)]
    const fixed = demands.filter(({ expression }) => expression.terms.size === 0)
    const open = demands.filter(({ expression }) => expression.terms.size > 0)
    return fixed.every((demand) => holdsAt(demand, [])) && solveBlocks(upper, everything, open) !== undefined
  }
  let kept = statements
  for (const statement of statements) {
    const fewer = kept.filter((other) => other !== statement)
    if (!possible(fewer)) kept = fewer
  }
  return new AssayError('programme/figures-contradict', {
    said: kept.map(({ says }) => says),
    evidence: [...new Set(kept.flatMap(({ evidence }) => evidence))].toSorted(),
  })
}
