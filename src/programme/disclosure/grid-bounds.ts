import { AssayError, multiply, type Rational, rational } from '#base'
import type { Assessment } from '../assess.ts'
import { completionsOf } from '../completions.ts'
import { type Demand, type Expression, onGrid, times } from '../expression.ts'
import { stepOf } from '../rules.ts'
import type { IntegerProgramme, IntegerRow, SolveInteger } from './integer-programme.ts'

/** Bounds of figures, in one state of what is published. */
export type Bounds = {
  /** The greatest value that a completion on the rounding grid gives an expression, and the least. */
  readonly greatest: (expression: Expression, step: Rational | undefined) => Rational
  readonly least: (expression: Expression, step: Rational | undefined) => Rational
  /** The same without whole numbers: quick, and never too narrow. */
  readonly relaxedGreatest: (expression: Expression, step: Rational | undefined) => Rational
}

/**
 * Points that the rules round lie on a grid, so that a bound is an integer programme; where nothing is rounded part by
 * part it is the exact relaxation. What the solver finds is checked in exact numbers against every demand.
 *
 * @throws AssayError `programme/figures-contradict`, `programme/solver-erred`
 */
export const boundsOf = ({ round, sheet, statements }: Assessment, solve: SolveInteger | undefined): Bounds => {
  const { highest } = completionsOf(sheet, statements)
  const step = round.rounding.when === 'each-part' ? stepOf(round, 'total') : undefined
  const demands = [...sheet.structure, ...statements.flatMap((one) => one.demands)]
  const relaxedGreatest: Bounds['greatest'] = (expression, own) => {
    const high = highest(expression)
    return own === undefined ? high : onGrid(high, high, own)[1]
  }
  const programme = step === undefined || solve === undefined ? undefined : inSteps(sheet.upper, demands, step)
  const greatest: Bounds['greatest'] = (expression, own) => {
    const relaxed = relaxedGreatest(expression, own)
    if (programme === undefined || solve === undefined || step === undefined) return relaxed
    const objective = inUnits(expression, step)
    const point = solve({ ...programme, objective: objective.weights })
    if (point === undefined) throw offGrid(statements)
    if (!allows(programme, point)) {
      throw new AssayError('programme/solver-erred', { rows: programme.rows.length, unknowns: programme.upper.length })
    }
    return objective.valueAt(point)
  }
  return {
    greatest,
    relaxedGreatest,
    least: (expression, own) => multiply(MINUS_ONE, greatest(times(MINUS_ONE, expression), own)),
  }
}

// The relaxation can be met, and no point of the grid does.
const offGrid = (statements: Assessment['statements']): AssayError =>
  new AssayError('programme/figures-contradict', {
    said: statements.map(({ says }) => says),
    evidence: [...new Set(statements.flatMap(({ evidence }) => evidence))].toSorted(),
  })

const MINUS_ONE = rational(-1n)

// x = step · k with k whole.
const inSteps = (
  upper: readonly Rational[],
  demands: readonly Demand[],
  step: Rational,
): Omit<IntegerProgramme, 'objective'> => ({
  upper: upper.map((bound) => whole((bound.n * step.d) / (bound.d * step.n))),
  rows: demands.flatMap(({ expression, strict }): IntegerRow[] => {
    if (expression.terms.size === 0) return []
    const weights = [...expression.terms].map(([variable, weight]) => [variable, multiply(weight, step)] as const)
    const scale = common([expression.constant, ...weights.map(([, weight]) => weight)])
    const coefficients = new Map(weights.map(([variable, { n, d }]) => [variable, whole((-n * scale) / d)]))
    const constant = (expression.constant.n * scale) / expression.constant.d
    return [{ coefficients, atMost: whole(strict ? constant - 1n : constant) }]
  }),
})

const inUnits = (expression: Expression, step: Rational) => {
  const weights = [...expression.terms].map(([variable, weight]) => [variable, multiply(weight, step)] as const)
  const scale = common(weights.map(([, weight]) => weight))
  return {
    weights: new Map(weights.map(([variable, { n, d }]) => [variable, whole((n * scale) / d)])),
    valueAt: (point: readonly number[]): Rational => {
      let n = 0n
      for (const [variable, weight] of weights) n += (weight.n * scale * BigInt(point[variable] ?? 0)) / weight.d
      return rational(expression.constant.n * scale + n * expression.constant.d, expression.constant.d * scale)
    },
  }
}

const allows = ({ upper, rows }: Omit<IntegerProgramme, 'objective'>, point: readonly number[]): boolean =>
  point.every((value, i) => Number.isSafeInteger(value) && value >= 0 && value <= upper[i]!) &&
  rows.every(({ coefficients, atMost }) => {
    let sum = 0n
    for (const [variable, weight] of coefficients) sum += BigInt(weight) * BigInt(point[variable]!)
    return sum <= BigInt(atMost)
  })

const common = (values: readonly Rational[]): bigint => {
  let scale = 1n
  for (const { d } of values) if (scale % d !== 0n) scale *= d
  return scale
}

const whole = (value: bigint): number => {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new AssayError('programme/solver-erred', { tooLarge: String(value) })
  return number
}
