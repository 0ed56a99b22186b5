import { rowProducts } from '#numeric'
import { median } from '../component-verdict.ts'
import { matrixCosine } from '../slope.ts'
import { CHANGED, type PairedMatrix, ZERO } from './paired-matrices.ts'
import { otherSide, type Side } from './seen.ts'

/** One side's matrices of one role as what is left of the other's: that side came later, or at least can't be its source. */
export type Loss = {
  readonly role: PairedMatrix['role']
  /** the model that lacks something */
  readonly side: Side
  readonly kind: 'zeros' | 'subspace'
  /** whether nothing else changed in any of them */
  readonly clean: boolean
  /** numerical rank of the first, where its directions end at once; null where they don't or too few rows are at hand */
  readonly rank: number | null
}

/**
 * Roles in which the other side's surplus lies where this side has nothing: at its zeros, or orthogonal to its rows.
 *
 * An orthogonal projection W′ of W has slope ⟨W′, W⟩ / ⟨W′, W′⟩ = 1, as a child has on its parent, so that slopes alone
 * name the original as the child. What training adds lies askew to the rows that were there before.
 */
export const lossesIn = (pairs: readonly PairedMatrix[]): readonly Loss[] => {
  const changed = pairs.filter(({ own, other }) => matrixCosine(own, other) < CHANGED)
  const roles = [...new Set(changed.map(({ role }) => role))]
  return roles.flatMap((role): Loss[] => {
    const matrices = changed.filter((pair) => pair.role === role)
    const measured = (['subject', 'reference'] as const).map((side) => {
      const surpluses = matrices.map((pair) => surplusOf(pair, side))
      const middle = (figure: 'atZeros' | 'along'): number => median(surpluses.map((surplus) => surplus[figure]))
      return { side, surpluses, atZeros: middle('atZeros'), along: middle('along') }
    })
    const zeros = measured.flatMap(({ side, surpluses, atZeros }): Loss[] => {
      const clean = surpluses.every((surplus) => surplus.atZeros > 1 - CLEAN)
      return atZeros > AT_ZEROS ? [{ role, side, kind: 'zeros', clean, rank: null }] : []
    })
    // Rows of the transposed embedding are hidden dimensions: too few of them to be orthogonal to.
    if (zeros.length > 0 || role === 'embedding') return zeros
    // What a projection cut off lies along weak rows of the whole, and along none of what it left.
    const [least] = measured.toSorted((a, b) => a.along - b.along)
    if (least === undefined || least.along > ASKEW) return []
    const clean = least.surpluses.every(({ along }) => along < CLEAN)
    const rank = rankLeft(matrices[0] as PairedMatrix, least.side) ?? null
    return [{ role, side: least.side, kind: 'subspace', clean, rank }]
  })
}

/** Share of the surplus, by squares, at places where this side is zero. */
const AT_ZEROS = 0.3
/** Surplus along the rows of this side, relative to what a surplus askew to them has: below it they avoid each other. */
const ASKEW = 0.3
const CLEAN = 0.05
/** Rows that are multiplied with each other. */
const MOST_ROWS = 128

const sidesOf = ({ own, other }: PairedMatrix, side: Side): readonly [Float32Array, Float32Array] =>
  side === 'subject' ? [own, other] : [other, own]

const surplusOf = (pair: PairedMatrix, side: Side): { readonly atZeros: number; readonly along: number } => {
  const { width } = pair
  const n = Math.min(pair.n, MOST_ROWS)
  const [poor, rich] = sidesOf(pair, side).map((rows) => someRows(rows, { n: pair.n, width, count: n })) as [
    Float32Array,
    Float32Array,
  ]
  const [xx, xy, yy] = [dot(poor, poor), dot(poor, rich), dot(rich, rich)]
  if (yy === 0) return { atZeros: 0, along: 1 }
  if (xx <= ZERO ** 2 * yy) return { atZeros: 1, along: 1 }
  const surplus = rich.map((value, k) => value - (xy / xx) * (poor[k] as number))
  const all = dot(surplus, surplus)
  if (all <= 1e-10 * yy) return { atZeros: 0, along: 1 }
  const none = ZERO * Math.sqrt(xx / poor.length)
  const atZeros = surplus.reduce((sum, value, k) => sum + (Math.abs(poor[k] as number) < none ? value * value : 0), 0)
  const products = rowProducts(surplus, poor, { n, m: n, width })
  return { atZeros: atZeros / all, along: (dot(products, products) * width) / (all * xx) }
}

const someRows = (
  rows: Float32Array,
  { n, width, count }: { n: number; width: number; count: number },
): Float32Array => {
  const some = new Float32Array(count * width)
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * n) / count) * width
    some.set(rows.subarray(from, from + width), i * width)
  }
  return some
}

const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number)
  return sum
}

/** Beyond it too few rows are at hand to tell a rank. */
const MOST_DIRECTIONS = 512
/** Fall, by squares, from the last direction that is left to the first that was cut; the other side hardly falls there. */
const FALL = 64
const NO_FALL = 4

/** Where this side's directions end at once while the other's go on. */
const rankLeft = (pair: PairedMatrix, side: Side): number | undefined => {
  if (Math.min(pair.n, pair.width) > MOST_DIRECTIONS) return undefined
  const [poor, rich] = sidesOf(pair, side).map((rows) => pivotsOf(rows, pair)) as [Float64Array, Float64Array]
  const fall = (pivots: Float64Array, r: number): number =>
    (pivots[r - 1] as number) / Math.max(pivots[r] as number, 1e-12 * (pivots[0] as number))
  for (let r = 1; r < poor.length; r++) if (fall(poor, r) > FALL && fall(rich, r) < NO_FALL) return r
  return undefined
}

/** Squared distances from each further row, or column, to the ones before, the farthest first: Cholesky with pivots. */
const pivotsOf = (rows: Float32Array, { n, width }: PairedMatrix): Float64Array => {
  const size = Math.min(n, width)
  const at = (i: number, k: number): number => rows[n <= width ? i * width + k : k * width + i] as number
  const rest = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_, j) => {
      let sum = 0
      if (j <= i) for (let k = 0; k < Math.max(n, width); k++) sum += at(i, k) * at(j, k)
      return sum
    }),
  )
  for (const [i, row] of rest.entries()) for (let j = 0; j < i; j++) (rest[j] as Float64Array)[i] = row[j] as number
  const open = new Set(rest.keys())
  return Float64Array.from({ length: size }, () => {
    let chosen = -1
    let most = -Infinity
    for (const i of open) {
      const left = rest[i]?.[i] as number
      if (left > most) [chosen, most] = [i, left]
    }
    open.delete(chosen)
    const row = rest[chosen] as Float64Array
    if (most <= 0) return 0
    for (const i of open) {
      const own = rest[i] as Float64Array
      const share = (own[chosen] as number) / most
      if (share !== 0) for (const j of open) own[j] = (own[j] as number) - share * (row[j] as number)
    }
    return most
  })
}

/** The rank that one side was cut to, where its losses are of that kind. */
export const cutToRank = (
  losses: readonly Loss[],
): { readonly side: Side; readonly rank: number | null; readonly clean: boolean } | undefined => {
  const subspaces = losses.filter(({ kind }) => kind === 'subspace')
  const [first] = subspaces
  if (first === undefined || subspaces.some(({ side }) => side === otherSide(first.side))) return undefined
  const ranks = subspaces.flatMap(({ rank }) => rank ?? [])
  return {
    side: first.side,
    rank: ranks.length === 0 ? null : Math.max(...ranks),
    clean: subspaces.every(({ clean }) => clean),
  }
}
