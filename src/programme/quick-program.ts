import { type Rational, rational, ZERO } from '#base'
import { type Coefficients, type Conditions, maximiser, type Maximise, type Optimum } from './linear-program.ts'
import { mergeTwins } from './merge-twins.ts'

// The same simplex as in linear-program.ts, pivot by pivot, on whole numbers that a double holds exactly. All entries
// share one denominator, the last pivot, and every division by it leaves no remainder (Edmonds 1967, Bareiss 1968).
// What grows beyond 2^52 is computed again by the plain programme. Programmes of published figures have entries of 0, ±1
// and a rounding step, and stay small: forty coupled teams take a hundredth of the time.

/** As {@link maximiser}: the same optimum, though perhaps at another of the points that reach it. */
export const quickMaximiser = (conditions: Conditions): Maximise | undefined => {
  const merged = mergeTwins(conditions)
  if (merged === undefined) return wholeMaximiser(conditions)
  const maximise = wholeMaximiser(merged.conditions)
  if (maximise === undefined) return undefined
  let apart: { readonly maximise: Maximise | undefined } | undefined
  return (objective) => {
    const asked = merged.objective(objective)
    // An objective that tells twins apart needs them apart.
    if (asked === undefined) return (apart ??= { maximise: wholeMaximiser(conditions) }).maximise!(objective)
    const { value, point } = maximise(asked)
    return { value, point: merged.spread(point) }
  }
}

const wholeMaximiser = (conditions: Conditions): Maximise | undefined => {
  let plain: { readonly maximise: Maximise | undefined } | undefined
  const plainly = (): Maximise | undefined => (plain ??= { maximise: maximiser(conditions) }).maximise
  const met = quickly(() => feasible(tableauOf(conditions)))
  if (met === TOO_LARGE) return plainly()
  if (met === undefined) return undefined
  return (objective) => {
    const best = quickly(() => climbTo(copyOf(met), objective, conditions.upper.length))
    return best === TOO_LARGE ? plainly()!(objective) : best
  }
}

const TOO_LARGE = Symbol('too large for a double')
const LARGEST = 2 ** 52 // a difference of two such numbers is exact still

const quickly = <T>(work: () => T): T | typeof TOO_LARGE => {
  try {
    return work()
  } catch (cause) {
    if (cause === TOO_LARGE) return TOO_LARGE
    throw cause
  }
}

const whole = (value: bigint): number => {
  if (value > LARGEST || value < -LARGEST) throw TOO_LARGE
  return Number(value)
}

/** `x[basic[i]] = (rows[i][last] − Σ rows[i][j] · x[free[j]]) / denominator`, each row of slack first scaled to whole numbers. */
type Tableau = {
  readonly basic: Int32Array
  readonly free: number[]
  rows: Float64Array[]
  /** What each row was multiplied by. */
  readonly scales: readonly number[]
  /** How many units of a variable are 1. */
  readonly unit: bigint
  gain: Float64Array
  denominator: number
}

// The variables are counted in the common fraction of all bounds, so that steps of a tenth put no tens into the rows.
const tableauOf = ({ upper, rows }: Conditions): Tableau => {
  const count = upper.length
  const all = [
    ...upper.map((bound, variable) => ({ coefficients: new Map([[variable, ONE]]), atMost: bound })),
    ...rows,
  ]
  const scales = all.map(({ coefficients }) => commonDenominator([...coefficients.values()]))
  const unit = commonDenominator(all.map(({ atMost }, i) => rational(atMost.n * scales[i]!, atMost.d)))
  return {
    basic: Int32Array.from(all, (_, i) => count + i),
    free: Array.from({ length: count }, (_, j) => j),
    rows: all.map(({ coefficients, atMost }, i) => {
      const row = new Float64Array(count + 1)
      for (const [j, weight] of coefficients) row[j] = whole(weight.n * (scales[i]! / weight.d))
      row[count] = whole((atMost.n * scales[i]! * unit) / atMost.d)
      return row
    }),
    scales: scales.map(whole),
    unit,
    gain: new Float64Array(count + 1),
    denominator: 1,
  }
}
const ONE: Rational = { n: 1n, d: 1n }

const commonDenominator = (values: readonly Rational[]): bigint => {
  let common = 1n
  for (const { d } of values) if (common % d !== 0n) common = (common * d) / gcd(common, d)
  return common
}
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))

const copyOf = (tableau: Tableau): Tableau => ({
  ...tableau,
  basic: tableau.basic.slice(),
  free: [...tableau.free],
  rows: tableau.rows.map((row) => row.slice()),
})

// Phase one, with a helper variable in every row, as in the plain programme.
const feasible = (tableau: Tableau): Tableau | undefined => {
  const { free, rows, scales, basic } = tableau
  const last = free.length
  let worst = 0
  rows.forEach((row, i) => {
    if (row[last]! < 0 && row[last]! * scales[worst]! < rows[worst]![last]! * scales[i]!) worst = i
  })
  if (rows.length === 0 || rows[worst]![last]! >= 0) return tableau
  const helper = rows.length + last
  free.push(helper)
  tableau.rows = rows.map((row, i) => {
    const wider = new Float64Array(last + 2)
    wider.set(row.subarray(0, last))
    wider[last] = -scales[i]!
    wider[last + 1] = row[last]!
    return wider
  })
  tableau.gain = new Float64Array(last + 2)
  tableau.gain[last] = -1
  pivot(tableau, worst, last)
  climb(tableau)
  if (tableau.gain[last + 1] !== 0) return undefined
  const row = basic.indexOf(helper)
  if (row >= 0) pivot(tableau, row, leavingColumn(tableau, row))
  const column = free.indexOf(helper)
  free.splice(column, 1)
  tableau.rows = tableau.rows.map((entries) => entries.filter((_, j) => j !== column))
  return tableau
}

const leavingColumn = ({ rows, free }: Tableau, row: number): number => {
  const column = rows[row]!.findIndex((entry) => entry !== 0)
  return column < free.length ? column : 0
}

const climbTo = (tableau: Tableau, objective: Coefficients, variables: number): Optimum => {
  const { free, rows, basic, unit } = tableau
  const scale = commonDenominator([...objective.values()])
  const weights = new Map([...objective].map(([variable, weight]) => [variable, whole(weight.n * (scale / weight.d))]))
  const last = free.length
  // The gain row holds the value at its end with its sign changed, so that it is eliminated like any other row.
  const gain = new Float64Array(last + 1)
  free.forEach((variable, j) => {
    gain[j] = checked((weights.get(variable) ?? 0) * tableau.denominator)
  })
  basic.forEach((variable, i) => {
    const weight = weights.get(variable) ?? 0
    if (weight === 0) return
    const row = rows[i]!
    for (let j = 0; j <= last; j++) gain[j] = checked(gain[j]! - checked(weight * row[j]!))
  })
  tableau.gain = gain
  climb(tableau)
  const point = Array.from({ length: variables }, () => ZERO)
  tableau.basic.forEach((variable, i) => {
    const constant = tableau.rows[i]![last]!
    if (variable < variables && constant !== 0)
      point[variable] = rational(BigInt(constant), BigInt(tableau.denominator) * unit)
  })
  const value = rational(BigInt(-tableau.gain[last]!), BigInt(tableau.denominator) * scale * unit)
  return { value, point }
}

const checked = (value: number): number => {
  if (value > LARGEST || value < -LARGEST) throw TOO_LARGE
  return value
}

// Bland's rule on whole numbers.
const climb = (tableau: Tableau): void => {
  for (;;) {
    const { free, gain } = tableau
    let column = -1
    for (let j = 0; j < free.length; j++) {
      if (gain[j]! > 0 && (column < 0 || free[j]! < free[column]!)) column = j
    }
    if (column < 0) return
    const row = bindingRow(tableau, column)
    if (row < 0) return // unreachable while every variable has an upper bound
    pivot(tableau, row, column)
  }
}

const bindingRow = ({ rows, basic, free }: Tableau, column: number): number => {
  const last = free.length
  let best = -1
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const entry = row[column]!
    if (entry <= 0) continue
    if (best < 0) {
      best = i
      continue
    }
    const held = rows[best]!
    const left = checked(row[last]! * held[column]!)
    const right = checked(held[last]! * entry)
    if (left < right || (left === right && basic[i]! < basic[best]!)) best = i
  }
  return best
}

const pivot = (tableau: Tableau, at: number, column: number): void => {
  const { rows, basic, free, gain } = tableau
  const pivotRow = rows[at]!
  const before = tableau.denominator
  const sign = pivotRow[column]! < 0 ? -1 : 1
  // The denominator stays positive: where the pivot is negative its row is turned, and with it what it stands for.
  if (sign < 0) for (let j = 0; j < pivotRow.length; j++) pivotRow[j] = -pivotRow[j]!
  const by = pivotRow[column]!
  const step = { column, by, before, sign }
  for (let i = 0; i < rows.length; i++) if (i !== at) eliminate(rows[i]!, pivotRow, step)
  eliminate(gain, pivotRow, step)
  pivotRow[column] = sign * before
  tableau.denominator = by
  const entering = free[column]!
  free[column] = basic[at]!
  basic[at] = entering
}

type Step = { readonly column: number; readonly by: number; readonly before: number; readonly sign: number }

const eliminate = (row: Float64Array, pivotRow: Float64Array, { column, by, before, sign }: Step): void => {
  const factor = row[column]!
  if (factor === 0) {
    if (by === before) return
    for (let j = 0; j < row.length; j++) {
      const entry = row[j]!
      if (entry === 0) continue
      const grown = entry * by
      if (grown > LARGEST || grown < -LARGEST) throw TOO_LARGE
      row[j] = grown / before
    }
    return
  }
  for (let j = 0; j < row.length; j++) {
    const grown = row[j]! * by
    const taken = factor * pivotRow[j]!
    if (grown > LARGEST || grown < -LARGEST || taken > LARGEST || taken < -LARGEST) throw TOO_LARGE
    row[j] = (grown - taken) / before
  }
  row[column] = -sign * factor
}
