import type { Panel } from './panel-draws.ts'
import { reviewersOf } from './panel-draws.ts'

/**
 * Marks as the sum of what a team is worth and how severe a reviewer is: `mark = team + reviewer + rest`, fitted by least
 * squares on each reviewer's weighted sum over the criteria. The reviewers' effects sum to zero.
 */
export type JudgeEffects = {
  readonly reviewers: readonly { readonly reviewer: string; readonly effect: number; readonly stderr: number }[]
  /** What each team would have from an average reviewer. */
  readonly teams: readonly { readonly team: string; readonly value: number; readonly stderr: number }[]
  /** Standard deviation of a single mark that neither team nor reviewer explains. */
  readonly spread: number
}

/**
 * @returns `undefined` where marks are too few, or fall into groups of teams that no reviewer joins: then severity and
 *   worth cannot be told apart
 */
export const judgeEffects = (panel: Panel): JudgeEffects | undefined => {
  const { teams, marks } = panel
  const reviewers = reviewersOf(panel)
  const [T, R] = [teams.length, reviewers.length]
  const cells = marks.flatMap((one) => {
    const team = teams.indexOf(one.team)
    return team < 0 ? [] : [{ team, reviewer: T + reviewers.indexOf(one.reviewer), mark: weighted(one.marks, panel) }]
  })
  const free = cells.length - (T + R - 1)
  if (free < 1) return undefined
  const size = T + R
  const normal = Array.from({ length: size }, () => new Float64Array(size))
  const right = new Float64Array(size)
  for (const { team, reviewer, mark } of cells) {
    normal[team]![team]! += 1
    normal[reviewer]![reviewer]! += 1
    normal[team]![reviewer]! += 1
    normal[reviewer]![team]! += 1
    right[team]! += mark
    right[reviewer]! += mark
  }
  // The condition that the reviewers' effects sum to zero.
  for (let a = T; a < size; a++) for (let b = T; b < size; b++) normal[a]![b]! += 1
  const inverse = inverseOf(normal)
  if (inverse === undefined) return undefined
  const fitted = inverse.map((row) => row.reduce((sum, entry, i) => sum + entry * right[i]!, 0))
  const squares = cells.reduce(
    (sum, { team, reviewer, mark }) => sum + (mark - fitted[team]! - fitted[reviewer]!) ** 2,
    0,
  )
  const spread = Math.sqrt(squares / free)
  // The condition is no observation: its share of the inverse, 1/R², is taken out again.
  const stderr = (i: number): number => spread * Math.sqrt(Math.max(0, inverse[i]![i]! - 1 / R ** 2))
  return {
    teams: teams.map((team, i) => ({ team, value: fitted[i]!, stderr: stderr(i) })),
    reviewers: reviewers.map((reviewer, i) => ({ reviewer, effect: fitted[T + i]!, stderr: stderr(T + i) })),
    spread,
  }
}

const weighted = (marks: Readonly<Record<string, number>>, { criteria }: Panel): number => {
  const whole = Object.values(criteria).reduce((sum, weight) => sum + weight, 0)
  return Object.entries(criteria).reduce(
    (sum, [criterion, weight]) => sum + (weight / whole) * (marks[criterion] ?? 0),
    0,
  )
}

// Gauss and Jordan with the largest pivot of the column.
const inverseOf = (matrix: readonly Float64Array[]): readonly Float64Array[] | undefined => {
  const size = matrix.length
  const rows = matrix.map((row, i) => {
    const wide = new Float64Array(2 * size)
    wide.set(row)
    wide[size + i] = 1
    return wide
  })
  for (let column = 0; column < size; column++) {
    let best = column
    for (let i = column + 1; i < size; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[best]![column]!)) best = i
    const pivotRow = rows[best]!
    const pivot = pivotRow[column]!
    if (Math.abs(pivot) < SINGULAR) return undefined
    rows[best] = rows[column]!
    rows[column] = pivotRow
    for (let j = column; j < 2 * size; j++) pivotRow[j]! /= pivot
    for (let i = 0; i < size; i++) {
      const factor = rows[i]![column]!
      if (i === column || factor === 0) continue
      for (let j = column; j < 2 * size; j++) rows[i]![j]! -= factor * pivotRow[j]!
    }
  }
  return rows.map((row) => row.slice(size))
}
const SINGULAR = 1e-9
