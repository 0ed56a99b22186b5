/**
 * An integer programme: `maximise Σ objective · x` where every `x` is a whole number from 0 to its upper bound and every
 * row `Σ coefficient · x ≤ atMost` holds. All numbers are whole, and doubles hold them exactly.
 */
export type IntegerProgramme = {
  readonly upper: readonly number[]
  readonly rows: readonly IntegerRow[]
  readonly objective: ReadonlyMap<number, number>
}
export type IntegerRow = { readonly coefficients: ReadonlyMap<number, number>; readonly atMost: number }

/**
 * Solves integer programmes.
 * - Returns a point that reaches the maximum, or `undefined` where no point meets all rows.
 * - A solver that works in doubles is believed on what cannot be better, never on what is possible: the caller checks the
 *   point itself.
 */
export type SolveInteger = (programme: IntegerProgramme) => readonly number[] | undefined
