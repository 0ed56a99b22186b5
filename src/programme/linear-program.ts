import { add, compare, divide, multiply, ONE, type Rational, subtract, ZERO } from '#base'

/**
 * The conditions of a linear programme in exact numbers: variables from 0 to their upper bound, and rows
 * `Σ coefficient · variable ≤ atMost`. Every variable is bounded, so an optimum exists wherever the rows can be met.
 */
export type Conditions = { readonly upper: readonly Rational[]; readonly rows: readonly Row[] }
export type Coefficients = ReadonlyMap<number, Rational>
export type Row = { readonly coefficients: Coefficients; readonly atMost: Rational }
export type Optimum = { readonly value: Rational; readonly point: readonly Rational[] }

/** Finds the greatest value of an objective and a point that reaches it. */
export type Maximise = (objective: Coefficients) => Optimum

/**
 * Meets the conditions once, after which any number of objectives can be maximised; `undefined` where no point meets
 * every row.
 *
 * Two-phase simplex on a dictionary with Bland's rule, which cannot cycle: it ends, and it ends at the same point on
 * every machine, because every number is a rational.
 *
 * @see V. Chvátal, Linear Programming (1983), chapters 2 and 3; R. G. Bland, Math. Oper. Res. 2 (1977) 103–107
 */
export const maximiser = ({ upper, rows }: Conditions): Maximise | undefined => {
  const bounds = upper.map((bound, variable): Row => ({ coefficients: new Map([[variable, ONE]]), atMost: bound }))
  const met = dictionaryOf(upper.length, [...bounds, ...rows])
  if (!makeFeasible(met)) return undefined
  return (objective) => {
    const dictionary = copyOf(met)
    setObjective(dictionary, objective)
    climb(dictionary)
    return { value: dictionary.value, point: pointOf(dictionary, upper.length) }
  }
}

/** `x[basic[i]] = constant[i] − Σ table[i][j] · x[free[j]]` and objective `value + Σ gain[j] · x[free[j]]`. */
type Dictionary = {
  readonly basic: number[]
  readonly free: number[]
  readonly table: Rational[][]
  readonly constant: Rational[]
  gain: Rational[]
  value: Rational
}

const dictionaryOf = (variables: number, rows: readonly Row[]): Dictionary => ({
  basic: rows.map((_, i) => variables + i),
  free: Array.from({ length: variables }, (_, j) => j),
  table: rows.map(({ coefficients }) => Array.from({ length: variables }, (_, j) => coefficients.get(j) ?? ZERO)),
  constant: rows.map(({ atMost }) => atMost),
  gain: Array.from({ length: variables }, () => ZERO),
  value: ZERO,
})

const copyOf = ({ basic, free, table, constant, gain, value }: Dictionary): Dictionary => ({
  basic: [...basic],
  free: [...free],
  table: table.map((row) => [...row]),
  constant: [...constant],
  gain: [...gain],
  value,
})

// Phase one: a helper variable is added to every row, made just large enough, and then driven back to zero.
const makeFeasible = (dictionary: Dictionary): boolean => {
  const { basic, free, table, constant } = dictionary
  const worst = constant.reduce((low, value, i) => (value.n < 0n && isBelow(value, constant[low]!) ? i : low), 0)
  if (constant.length === 0 || constant[worst]!.n >= 0n) return true
  const helper = basic.length + free.length
  free.push(helper)
  for (const row of table) row.push({ n: -1n, d: 1n })
  dictionary.gain = free.map((variable) => (variable === helper ? { n: -1n, d: 1n } : ZERO))
  dictionary.value = ZERO
  pivot(dictionary, worst, free.length - 1)
  climb(dictionary)
  if (dictionary.value.n !== 0n) return false
  const row = basic.indexOf(helper)
  if (row >= 0) leaveWith(dictionary, row)
  const column = free.indexOf(helper)
  free.splice(column, 1)
  for (const entries of table) entries.splice(column, 1)
  return true
}

// The helper is zero but still basic: any non-zero entry of its row takes its place without moving the point.
const leaveWith = (dictionary: Dictionary, row: number): void => {
  const column = dictionary.table[row]!.findIndex((entry) => entry.n !== 0n)
  pivot(dictionary, row, column)
}

const setObjective = (dictionary: Dictionary, objective: Coefficients): void => {
  dictionary.value = ZERO
  dictionary.gain = dictionary.free.map((variable) => objective.get(variable) ?? ZERO)
  dictionary.basic.forEach((variable, i) => {
    const weight = objective.get(variable)
    if (weight === undefined || weight.n === 0n) return
    dictionary.value = add(dictionary.value, multiply(weight, dictionary.constant[i]!))
    dictionary.table[i]!.forEach((entry, j) => {
      if (entry.n !== 0n) dictionary.gain[j] = subtract(dictionary.gain[j]!, multiply(weight, entry))
    })
  })
}

// Bland's rule: of all that would gain the variable of least number enters, of all that bind equally the least leaves.
const climb = (dictionary: Dictionary): void => {
  for (;;) {
    const column = leastNumbered(dictionary.free, (j) => dictionary.gain[j]!.n > 0n)
    if (column === undefined) return
    const row = bindingRow(dictionary, column)
    if (row === undefined) return // unreachable while every variable has an upper bound
    pivot(dictionary, row, column)
  }
}

const leastNumbered = (numbers: readonly number[], fits: (index: number) => boolean): number | undefined => {
  let best: number | undefined
  numbers.forEach((number, index) => {
    if (fits(index) && (best === undefined || number < numbers[best]!)) best = index
  })
  return best
}

const bindingRow = ({ basic, table, constant }: Dictionary, column: number): number | undefined => {
  let best: { readonly row: number; readonly room: Rational } | undefined
  table.forEach((entries, row) => {
    const entry = entries[column]!
    if (entry.n <= 0n) return
    const room = divide(constant[row]!, entry)
    const order = best === undefined ? -1 : compare(room, best.room)
    if (order < 0 || (order === 0 && basic[row]! < basic[best!.row]!)) best = { row, room }
  })
  return best?.row
}

const pivot = (dictionary: Dictionary, row: number, column: number): void => {
  const { basic, free, table, constant } = dictionary
  const pivotRow = table[row]!
  const inverse = divide(ONE, pivotRow[column]!)
  constant[row] = multiply(constant[row]!, inverse)
  pivotRow.forEach((entry, j) => {
    if (j === column) pivotRow[j] = inverse
    else if (entry.n !== 0n) pivotRow[j] = multiply(entry, inverse)
  })
  const eliminate = (entries: Rational[]): Rational => {
    const factor = entries[column]!
    if (factor.n === 0n) return ZERO
    entries[column] = ZERO
    pivotRow.forEach((entry, j) => {
      if (entry.n !== 0n) entries[j] = subtract(entries[j]!, multiply(factor, entry))
    })
    return multiply(factor, constant[row]!)
  }
  table.forEach((entries, i) => {
    if (i !== row) constant[i] = subtract(constant[i]!, eliminate(entries))
  })
  dictionary.value = add(dictionary.value, eliminate(dictionary.gain))
  const entering = free[column]!
  free[column] = basic[row]!
  basic[row] = entering
}

const pointOf = ({ basic, constant }: Dictionary, variables: number): Rational[] => {
  const point = Array.from({ length: variables }, () => ZERO)
  basic.forEach((variable, i) => {
    if (variable < variables) point[variable] = constant[i]!
  })
  return point
}

const isBelow = (a: Rational, b: Rational): boolean => compare(a, b) < 0
