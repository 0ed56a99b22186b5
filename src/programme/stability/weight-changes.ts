import { toNumber } from '#base'
import type { PointsInDoubles } from './points-in-doubles.ts'
import type { Official } from './drawing.ts'

/** If a part counted `factor` times as much, and all others as they do, `in` would pass `out` at the cut. */
export type WeightChange = {
  readonly part: string
  readonly points: number
  readonly factor: number
  readonly in: string
  readonly out: string
}

/**
 * The nearest change of each part's weight, downwards and upwards, at which a team outside the cut draws level with one
 * within it. The lead of one team over another is a straight line in the weight, so that this is exact up to rounding.
 */
export const weightChanges = (
  { teams, leaves }: PointsInDoubles,
  { leafPoints, totals, within }: Official,
): readonly WeightChange[] =>
  leaves.flatMap(({ path, points }, leaf) => {
    let down: WeightChange | undefined
    let up: WeightChange | undefined
    for (let inside = 0; inside < teams.length; inside++) {
      if (within[inside] === 0) continue
      for (let outside = 0; outside < teams.length; outside++) {
        if (within[outside] === 1) continue
        const lead = totals[inside]! - totals[outside]!
        const own = leafPoints[leaf * teams.length + inside]! - leafPoints[leaf * teams.length + outside]!
        // lead + (factor − 1) · own = 0
        const factor = 1 - lead / own
        if (own === 0 || factor < 0 || lead < 0) continue
        const change = { part: path, points: toNumber(points), factor, in: teams[outside]!, out: teams[inside]! }
        if (factor <= 1 && (down === undefined || factor > down.factor)) down = change
        if (factor >= 1 && (up === undefined || factor < up.factor)) up = change
      }
    }
    return [down, up].filter((one) => one !== undefined)
  })
