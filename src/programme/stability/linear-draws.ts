import type { Seeded } from '#numeric'
import { fillNormal } from './normal-table.ts'

/** How far each unit (item or user) moves each team's measure: `rows[team][unit]`, each row with the sum 0. */
export type Influences = { readonly units: number; readonly rows: readonly Float64Array[] }

/** Fewer units are drawn one by one; of more the sum is as good as normal, with the same covariances between teams. */
const DRAWN_SINGLY = 60

/**
 * Deviations of teams' measures when the units are drawn again with replacement, the same draw for all teams: what makes
 * one task hard makes it hard for everybody, so that ranks are steadier than each measure alone.
 *
 * @returns a function that adds one draw's deviations
 */
export const linearDraws = (
  blocks: readonly Influences[],
  teams: number,
  stream: Seeded,
): ((into: Float64Array) => void) => {
  const singly = blocks.filter(({ units }) => units <= DRAWN_SINGLY)
  const many = blocks.filter(({ units }) => units > DRAWN_SINGLY)
  const next = many.length === 0 ? undefined : fourAtOnce(rootOf(covarianceOf(many, teams), teams), teams, stream)
  return (into) => {
    for (const { units, rows } of singly) {
      for (let drawn = 0; drawn < units; drawn++) {
        const unit = stream.below(units)
        for (let team = 0; team < teams; team++) into[team]! += rows[team]![unit]!
      }
    }
    if (next === undefined) return
    const drawn = next()
    for (let team = 0; team < teams; team++) into[team]! += drawn[team]!
  }
}

// Each entry of the root is read once for four draws, whose sums do not wait for each other: twice as quick as one by one.
const fourAtOnce = (root: Float64Array, teams: number, stream: Seeded): (() => Float64Array) => {
  const row = (): Float64Array => new Float64Array(teams)
  const [a, b, c, d] = [row(), row(), row(), row()]
  const made = [row(), row(), row(), row()] as const
  let left = 0
  return () => {
    if (left === 0) {
      for (const normals of [a, b, c, d]) fillNormal(normals, stream)
      for (let team = 0; team < teams; team++) {
        let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0]
        const at = team * teams
        for (let other = 0; other <= team; other++) {
          const entry = root[at + other]!
          sumA += entry * a[other]!
          sumB += entry * b[other]!
          sumC += entry * c[other]!
          sumD += entry * d[other]!
        }
        made[0][team] = sumA
        made[1][team] = sumB
        made[2][team] = sumC
        made[3][team] = sumD
      }
      left = made.length
    }
    left--
    return made[left as 0 | 1 | 2 | 3]
  }
}

const covarianceOf = (blocks: readonly Influences[], teams: number): Float64Array => {
  const covariance = new Float64Array(teams * teams)
  for (const { rows } of blocks) {
    for (let a = 0; a < teams; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0
        const [left, right] = [rows[a]!, rows[b]!]
        for (let unit = 0; unit < left.length; unit++) sum += left[unit]! * right[unit]!
        covariance[a * teams + b]! += sum
      }
    }
  }
  return covariance
}

/** Lower triangular root L, with L·Lᵀ the covariance; teams that vary not at all, or just as others do, have a zero. */
const rootOf = (covariance: Float64Array, teams: number): Float64Array => {
  const root = new Float64Array(teams * teams)
  for (let a = 0; a < teams; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = covariance[a * teams + b]!
      for (let k = 0; k < b; k++) sum -= root[a * teams + k]! * root[b * teams + k]!
      if (a === b) root[a * teams + a] = sum > TINY * covariance[a * teams + a]! ? Math.sqrt(sum) : 0
      else root[a * teams + b] = root[b * teams + b] === 0 ? 0 : sum / root[b * teams + b]!
    }
  }
  return root
}
const TINY = 1e-12
