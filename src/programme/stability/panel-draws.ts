import type { Seeded } from '#numeric'
import type { Marks } from './samples.ts'

export type Panel = {
  readonly teams: readonly string[]
  readonly marks: readonly Marks[]
  /** Weights of the criteria; their sum need not be 1. */
  readonly criteria: Readonly<Record<string, number>>
}

/** Each team's marks, criterion by criterion and from the lowest up, with the reviewer of each. */
type Sheet = {
  readonly reviewers: readonly number[]
  readonly criteria: readonly { readonly share: number; readonly marks: Float64Array; readonly by: Int32Array }[]
}

/** The official score leaves out the highest and the lowest mark of each criterion; with fewer reviewers it is undefined. */
const FEWEST = 3

/** The official trimmed means, and draws of them with the reviewers drawn again: the same ones for all teams they share. */
export const panelDraws = (
  panel: Panel,
  stream: Seeded,
): { readonly official: Float64Array; readonly draw: (into: Float64Array) => void } => {
  const reviewers = reviewersOf(panel)
  const sheets = sheetsOf(panel, reviewers)
  const once = Int32Array.from(reviewers, () => 1)
  const official = Float64Array.from(sheets, (sheet) => trimmedScore(sheet, once) ?? Number.NaN)
  const counts = new Int32Array(reviewers.length)
  return {
    official,
    draw: (into) => {
      counts.fill(0)
      for (let i = 0; i < reviewers.length; i++) counts[stream.below(reviewers.length)]!++
      sheets.forEach((sheet, team) => {
        const drawn = trimmedScore(sheet, counts)
        if (drawn !== undefined) into[team]! += drawn - official[team]!
      })
    },
  }
}

/** How each team's score moves when one reviewer is left out. */
export const panelWithout = (
  panel: Panel,
): readonly { readonly reviewer: string; readonly deviations: Float64Array }[] => {
  const reviewers = reviewersOf(panel)
  const sheets = sheetsOf(panel, reviewers)
  const official = sheets.map((sheet) =>
    trimmedScore(
      sheet,
      Int32Array.from(reviewers, () => 1),
    ),
  )
  return reviewers.map((reviewer, left) => {
    const counts = Int32Array.from(reviewers, (_, i) => (i === left ? 0 : 1))
    const deviations = sheets.map((sheet, t) => {
      const value = trimmedScore(sheet, counts)
      return value === undefined ? 0 : value - official[t]!
    })
    return { reviewer, deviations: Float64Array.from(deviations) }
  })
}

export const reviewersOf = ({ marks }: Panel): readonly string[] =>
  [...new Set(marks.map(({ reviewer }) => reviewer))].toSorted()

const sheetsOf = ({ teams, marks, criteria }: Panel, reviewers: readonly string[]): readonly Sheet[] => {
  const place = new Map(reviewers.map((reviewer, i) => [reviewer, i]))
  const whole = Object.values(criteria).reduce((sum, weight) => sum + weight, 0)
  return teams.map((team) => {
    const own = marks.filter((one) => one.team === team)
    return {
      reviewers: own.map(({ reviewer }) => place.get(reviewer)!),
      criteria: Object.entries(criteria).map(([criterion, weight]) => {
        const sorted = own
          .map(({ reviewer, marks }) => ({ by: place.get(reviewer)!, mark: marks[criterion] ?? 0 }))
          .toSorted((a, b) => a.mark - b.mark)
        return {
          share: weight / whole,
          marks: Float64Array.from(sorted, ({ mark }) => mark),
          by: Int32Array.from(sorted, ({ by }) => by),
        }
      }),
    }
  })
}

const trimmedScore = ({ reviewers, criteria }: Sheet, counts: Int32Array): number | undefined => {
  let drawn = 0
  for (const reviewer of reviewers) drawn += counts[reviewer]!
  if (drawn < FEWEST) return undefined
  let score = 0
  for (const { share, marks, by } of criteria) {
    let sum = 0
    let lowest = -1
    let highest = -1
    for (let i = 0; i < marks.length; i++) {
      const count = counts[by[i]!]!
      if (count === 0) continue
      if (lowest < 0) lowest = i
      highest = i
      sum += count * marks[i]!
    }
    score += (share * (sum - marks[lowest]! - marks[highest]!)) / (drawn - 2)
  }
  return score
}
