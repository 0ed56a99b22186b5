import type { PointsInDoubles } from './points-in-doubles.ts'

export type CutInDoubles = {
  readonly seats: number
  readonly among: 'all-evaluated' | 'standing'
  readonly ties: readonly string[]
  /** Whether a team's gates are all met. */
  readonly through: readonly boolean[]
}

/** Room for one draw; filled anew by each. */
export type Field = { readonly order: Int32Array; readonly ranks: Int32Array; readonly within: Uint8Array }

export const fieldOf = (teams: number): Field => ({
  order: Int32Array.from({ length: teams }, (_, team) => team),
  ranks: new Int32Array(teams),
  within: new Uint8Array(teams),
})

// Totals are sums of doubles: what differs by less than any rounding step is the same total.
const SAME = 1e-7

/**
 * Ranks of one draw, and who is within the cut. Equal totals go by the parts that the rules name; what is tied to the last
 * goes by `lot`, a number for each team.
 *
 * `field.order` is kept from draw to draw: it is nearly right already, and an insertion sort is quick on it.
 */
export const rankField = (
  field: Field,
  totals: Float64Array,
  leafPoints: Float64Array,
  given: { readonly points: PointsInDoubles; readonly cut: CutInDoubles; readonly lot: (team: number) => number },
): void => {
  const { order, ranks, within } = field
  const { points, cut, lot } = given
  const before = (a: number, b: number): boolean => {
    const lead = totals[a]! - totals[b]!
    if (lead > SAME || lead < -SAME) return lead > 0
    for (const path of cut.ties) {
      const more = points.figure(leafPoints, path, a) - points.figure(leafPoints, path, b)
      if (more > SAME || more < -SAME) return more > 0
    }
    return lot(a) < lot(b)
  }
  for (let i = 1; i < order.length; i++) {
    const team = order[i]!
    let j = i - 1
    while (j >= 0 && before(team, order[j]!)) {
      order[j + 1] = order[j]!
      j--
    }
    order[j + 1] = team
  }
  within.fill(0)
  let seats = cut.seats
  for (let i = 0; i < order.length; i++) {
    const team = order[i]!
    ranks[team] = i > 0 && Math.abs(totals[order[i - 1]!]! - totals[team]!) <= SAME ? ranks[order[i - 1]!]! : i + 1
    if (seats > 0 && (cut.among === 'all-evaluated' || cut.through[team] === true)) {
      within[team] = 1
      seats--
    }
  }
}
