import load from 'highs'
import { AssayError } from '#base'
import type { IntegerProgramme, SolveInteger } from '../disclosure/integer-programme.ts'

/**
 * HiGHS, compiled to WebAssembly. It is a megabyte of solver that reads its own file, so that it stands at the rim and the
 * room takes it as a port.
 *
 * @throws AssayError `programme/solver-gave-up` from the solver, where it reaches no answer
 */
export const highsSolver = async (): Promise<SolveInteger> => {
  const highs = await start()
  return (programme) => {
    const { Status: status, Columns: columns } = highs.solve(textOf(programme), EXACTLY)
    if (status === 'Infeasible') return undefined
    if (status !== 'Optimal') throw new AssayError('programme/solver-gave-up', { status })
    return programme.upper.map((_, i) => Math.round(columns[`x${i}`]?.Primal ?? 0))
  }
}

// The package describes its CommonJS form alone; as a module its default export is the loader itself.
const start = load as unknown as () => Promise<Highs>
type Highs = {
  readonly solve: (
    text: string,
    options: Readonly<Record<string, number>>,
  ) => {
    readonly Status: string
    readonly Columns: Readonly<Record<string, { readonly Primal?: number }>>
  }
}

const EXACTLY = { mip_rel_gap: 0, mip_abs_gap: 0, time_limit: 20 } as const

// Every variable has a bound and so a line; the solver reads CPLEX's text form.
const textOf = ({ upper, rows, objective }: IntegerProgramme): string =>
  [
    'Maximize',
    ` value: ${sumText(objective)}`,
    'Subject To',
    ...rows.map(({ coefficients, atMost }, i) => ` r${i}: ${sumText(coefficients)} <= ${atMost}`),
    'Bounds',
    ...upper.map((bound, i) => ` 0 <= x${i} <= ${bound}`),
    'General',
    ` ${upper.map((_, i) => `x${i}`).join(' ')}`,
    'End',
  ].join('\n')

const sumText = (terms: ReadonlyMap<number, number>): string =>
  terms.size === 0
    ? '0 x0'
    : [...terms].map(([i, weight]) => `${weight < 0 ? '-' : '+'} ${Math.abs(weight)} x${i}`).join(' ')
