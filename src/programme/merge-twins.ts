import { compare, least, type Rational, subtract, ZERO } from '#base'
import { sumOf } from './exact.ts'
import type { Coefficients, Conditions } from './linear-program.ts'

/** Conditions in which twins are one variable, and the way there and back. */
export type Merged = {
  readonly conditions: Conditions
  /** An objective over the merged variables; `undefined` where it tells twins apart. */
  readonly objective: (objective: Coefficients) => Coefficients | undefined
  /** A point of all variables from one of the merged ones. */
  readonly spread: (point: readonly Rational[]) => readonly Rational[]
}

/**
 * Variables with the same weight in every row are one variable with the sum of their bounds: the hidden parts of a team of
 * which only the total is spoken of. `undefined` where no two are alike.
 */
export const mergeTwins = ({ upper, rows }: Conditions): Merged | undefined => {
  const names = upper.map(() => '')
  rows.forEach(({ coefficients }, i) => {
    for (const [variable, { n, d }] of coefficients) if (n !== 0n) names[variable] += `${i}:${n}/${d} `
  })
  const groups = [...Map.groupBy(upper.keys(), (variable) => names[variable]!).values()]
  if (groups.length === upper.length) return undefined
  const bounds = groups.map((members) => sumOf(members.map((variable) => upper[variable]!)))
  const head = new Map(groups.map(([first], group) => [first!, group]))
  const atHeads = (coefficients: Coefficients): Coefficients =>
    new Map(
      [...coefficients].flatMap(([variable, weight]) => {
        const group = head.get(variable)
        return group === undefined ? [] : [[group, weight] as const]
      }),
    )
  return {
    conditions: {
      upper: bounds,
      rows: rows.map(({ coefficients, atMost }) => ({ coefficients: atHeads(coefficients), atMost })),
    },
    objective: (objective: Coefficients): Coefficients | undefined => {
      const weightOf = (variable: number): Rational => objective.get(variable) ?? ZERO
      const alike = groups.every((members) =>
        members.every((one) => compare(weightOf(one), weightOf(members[0]!)) === 0),
      )
      return alike ? atHeads(objective) : undefined
    },
    spread: (point: readonly Rational[]): readonly Rational[] => {
      const values = upper.map(() => ZERO)
      groups.forEach((members, group) => {
        let left = point[group]!
        for (const variable of members) {
          const own = least(left, upper[variable]!)
          values[variable] = own
          left = subtract(left, own)
        }
      })
      return values
    },
  }
}
