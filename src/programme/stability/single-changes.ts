import type { DoubtfulMeasure, LeftOut } from './doubtful-measure.ts'
import type { PointsInDoubles } from './points-in-doubles.ts'
import type { Official } from './drawing.ts'
import { type CutInDoubles, fieldOf, rankField } from './who-advances.ts'

/** One observation without which others would be within the cut. */
export type SingleChange = {
  readonly measure: string
  readonly what: LeftOut['what']
  readonly name: string
  /** Who would come in, and who would go out. */
  readonly in: readonly string[]
  readonly out: readonly string[]
}

/** Leaves out every single reviewer, user and item in turn and ranks again. Ties that only a lot settles stay as they were. */
export const singleChanges = (
  points: PointsInDoubles,
  measures: readonly DoubtfulMeasure[],
  { cut, official }: { readonly cut: CutInDoubles; readonly official: Official },
): { readonly changes: readonly SingleChange[]; readonly observations: number } => {
  const count = points.teams.length
  const leafPoints = new Float64Array(official.leafPoints.length)
  const totals = new Float64Array(count)
  const field = fieldOf(count)
  const place = new Int32Array(count)
  official.order.forEach((team, i) => (place[team] = i))
  const values = measures.map((measure) => measure.values)
  const changes: SingleChange[] = []
  let observations = 0
  measures.forEach((measure, m) => {
    const moved = measure.values.slice()
    const changed = values.with(m, moved)
    leafPoints.set(official.leafPoints)
    for (const { what, name, deviations } of measure.without) {
      observations++
      for (let team = 0; team < count; team++) moved[team] = measure.values[team]! + deviations[team]!
      points.leafPoints(changed, leafPoints, m)
      points.totals(leafPoints, totals)
      field.order.set(official.order)
      rankField(field, totals, leafPoints, { points, cut, lot: (team) => place[team]! })
      const moves = points.teams.map((_, team) => field.within[team]! - official.within[team]!)
      if (moves.every((move) => move === 0)) continue
      changes.push({
        measure: measure.kind,
        what,
        name,
        in: points.teams.filter((_, team) => moves[team]! > 0),
        out: points.teams.filter((_, team) => moves[team]! < 0),
      })
    }
  })
  return { changes, observations }
}
