import { cosine, products } from './block-matching.ts'
import { rawLength } from './raw-products.ts'
import type { UnitRows } from './unit-rows.ts'

/** Above this |cosine| two rows of one block are one direction. */
const COPY_COSINE = 0.9

/**
 * Marks units that may enter no test: those without spread in any of the given matrices, and of each group of near
 * copies all but the one of the greatest effect. The coins of copies fall together. The choice sees neither signs nor the
 * order of units.
 *
 * @param confirming copies of the first matrix's rows are copies only if these agree as well, whatever their signs
 */
export const excludedUnits = (matrices: readonly UnitRows[], confirming?: UnitRows): Uint8Array => {
  const [first] = matrices
  if (first === undefined) return new Uint8Array()
  const excluded = new Uint8Array(first.n)
  for (const matrix of matrices) for (let i = 0; i < first.n; i++) if (matrix.length[i] === 0) excluded[i] = 1
  const size = effects(matrices)
  for (const [i, j] of alike(first)) {
    if (confirming !== undefined && Math.abs(cosine(confirming, i, confirming, j)) <= COPY_COSINE) continue
    excluded[(size[i] as number) > (size[j] as number) ? j : i] = 1
  }
  return excluded
}

/**
 * The unit of greatest effect among those whose gate rows are one direction, for every unit; undefined where no two are.
 * Such units need not be copies, but which of them is met by another model the gate row cannot say, and no more than one
 * of them may give a coin.
 */
export const gateLeaders = (
  matrices: readonly [gate: UnitRows, ...rest: UnitRows[]],
  excluded: Uint8Array,
): Int32Array | undefined => {
  const [gate] = matrices
  const rivals = new Map<number, number[]>()
  for (const [i, j] of alike(gate)) {
    if (excluded[i] === 1 || excluded[j] === 1) continue
    rivals.set(i, [...(rivals.get(i) ?? []), j])
    rivals.set(j, [...(rivals.get(j) ?? []), i])
  }
  if (rivals.size === 0) return undefined
  const size = effects(matrices)
  const leaders = Int32Array.from({ length: gate.n }, (_, i) => i)
  const settled = new Uint8Array(gate.n)
  // The strongest first: each takes those beside it, so that no chain of neighbours becomes one group.
  for (const unit of [...rivals.keys()].toSorted((a, b) => (size[b] as number) - (size[a] as number))) {
    if (settled[unit] === 1) continue
    settled[unit] = 1
    for (const rival of rivals.get(unit) ?? []) {
      if (settled[rival] === 1) continue
      settled[rival] = 1
      leaders[rival] = unit
    }
  }
  return leaders
}

/** ln of how much a unit moves, |g|²|u||d|: what no rotation, no sign and no scale moved between up and down changes. */
const effects = (matrices: readonly UnitRows[]): Float64Array =>
  Float64Array.from({ length: matrices[0]?.n ?? 0 }, (_, i) =>
    matrices.reduce((sum, matrix, place) => sum + (place === 0 ? 2 : 1) * Math.log(rawLength(matrix, i) + TINY), 0),
  )

const TINY = 1e-30

const alike = (rows: UnitRows): readonly (readonly [number, number])[] => {
  const { n } = rows
  const cosines = products(rows, rows)
  const pairs: [number, number][] = []
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) if (Math.abs(cosines[i * n + j] as number) > COPY_COSINE) pairs.push([i, j])
  }
  return pairs
}
