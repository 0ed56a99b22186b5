import { products } from './block-matching.ts'
import type { UnitRows } from './unit-rows.ts'

/** Above this |cosine| two units of one block are copies of one: their coins fall together. */
const COPY_COSINE = 0.9

/**
 * Marks units that may enter no test: those without spread in any of the given matrices, and of each group of near
 * copies (in the first matrix) all but the longest. The choice sees neither signs nor the order of units.
 */
export const excludedUnits = (matrices: readonly UnitRows[]): Uint8Array => {
  const [first] = matrices
  if (first === undefined) return new Uint8Array()
  const { n, length } = first
  const excluded = new Uint8Array(n)
  for (const matrix of matrices) for (let i = 0; i < n; i++) if (matrix.length[i] === 0) excluded[i] = 1
  const cosines = products(first, first)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(cosines[i * n + j] as number) <= COPY_COSINE) continue
      excluded[(length[i] as number) > (length[j] as number) ? j : i] = 1
    }
  }
  return excluded
}
