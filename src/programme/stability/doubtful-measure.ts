import { AssayError } from '#base'
import { type Seeded, seeded } from '#numeric'
import { linearDraws, type Influences } from './linear-draws.ts'
import { panelDraws, panelWithout } from './panel-draws.ts'
import type { Samples } from './samples.ts'

/** What is known of how far a measure might have come out otherwise. */
export type Basis = 'items' | 'reviewers' | 'users' | 'stated' | 'unknown'

/** A measure of all teams, and how it varies when what it was made from is drawn again. */
export type DoubtfulMeasure = {
  readonly kind: string
  readonly values: Float64Array
  readonly basis: readonly Basis[]
  /** Adds one draw's deviations to `into`, team by team. */
  readonly draw: (into: Float64Array) => void
  /** The deviations when a single observation is left out; named as a person would name it. */
  readonly without: readonly LeftOut[]
}
export type LeftOut = {
  readonly what: 'reviewer' | 'user' | 'item'
  readonly name: string
  readonly deviations: Float64Array
}

export type MeasureMethod = { readonly method: string; readonly parameters: Readonly<Record<string, unknown>> }
export type Measured = {
  readonly kind: string
  readonly teams: readonly string[]
  readonly values: Float64Array
  /** Standard errors as the evidence states them. */
  readonly stated: readonly (number | undefined)[]
  readonly method: MeasureMethod | undefined
}

/** More single observations are not left out one by one: among so many none decides anything alone. */
const MOST_LEFT_OUT = 20_000

/**
 * The best that the samples allow: observations where they are given, else standard errors as stated, else nothing.
 *
 * @throws AssayError `programme/samples-do-not-fit` where observations make another measure than the one on record
 */
export const doubtfulMeasure = (measured: Measured, samples: Samples, seed: string): DoubtfulMeasure => {
  const stream = seeded(`${seed} ${measured.kind}`)
  const marks = samples.marks[measured.kind]
  if (measured.method?.method === 'trimmed-mean-of-reviewers' && marks !== undefined) {
    return fromPanel(measured, marks, stream)
  }
  const ratings = samples.ratings[measured.kind]
  if (measured.method?.method === 'mean-of-ratings' && ratings !== undefined) {
    return fromBlocks(measured, [ratingBlock(measured, ratings)], 'users', stream)
  }
  if (measured.method?.method === 'mean-of-tasks') {
    const blocks = taskBlocks(measured, samples)
    if (blocks !== undefined) return fromBlocks(measured, blocks, 'items', stream)
  }
  return asStated(measured, stream)
}

const asStated = ({ kind, values, stated }: Measured, stream: Seeded): DoubtfulMeasure => ({
  kind,
  values,
  basis: stated.map((error) => (error === undefined ? 'unknown' : 'stated')),
  draw: (into) => stated.forEach((error, team) => error !== undefined && (into[team]! += error * stream.normal())),
  without: [],
})

const fromPanel = (
  measured: Measured,
  marks: NonNullable<Samples['marks'][string]>,
  stream: Seeded,
): DoubtfulMeasure => {
  const criteria = (measured.method?.parameters['criteria'] ?? {}) as Readonly<Record<string, number>>
  const panel = { teams: measured.teams, marks, criteria }
  const { official, draw } = panelDraws(panel, stream)
  refuseUnfit(measured, official)
  return {
    kind: measured.kind,
    values: measured.values,
    basis: measured.teams.map(() => 'reviewers'),
    draw,
    without: panelWithout(panel).map(({ reviewer, deviations }) => ({ what: 'reviewer', name: reviewer, deviations })),
  }
}

/** Observations that are drawn together: an item of a task, or all ratings of one user. */
type Block = Influences & {
  readonly official: Float64Array
  readonly names: readonly string[]
  readonly what: 'user' | 'item'
}

const fromBlocks = (
  measured: Measured,
  blocks: readonly Block[],
  basis: 'items' | 'users',
  stream: Seeded,
): DoubtfulMeasure => {
  const official = new Float64Array(measured.teams.length)
  for (const block of blocks) block.official.forEach((value, team) => (official[team]! += value))
  refuseUnfit(measured, official)
  const observations = blocks.reduce((count, { names }) => count + names.length, 0)
  const without =
    observations > MOST_LEFT_OUT
      ? []
      : blocks.flatMap(({ names, what, units, rows }) =>
          names.map((name, unit) => ({
            what,
            name,
            // Without one of n the mean moves by its influence, times n/(n−1), to the other side.
            deviations: rows.map((row) => (units < 2 ? 0 : (-row[unit]! * units) / (units - 1))),
          })),
        )
  return {
    kind: measured.kind,
    values: measured.values,
    basis: measured.teams.map(() => basis),
    draw: linearDraws(blocks, measured.teams.length, stream),
    without: without.map((one) => ({ ...one, deviations: Float64Array.from(one.deviations) })),
  }
}

const ratingBlock = ({ teams }: Measured, ratings: NonNullable<Samples['ratings'][string]>): Block => {
  const users = [...new Set(ratings.map(({ user }) => user))].toSorted()
  const place = new Map(users.map((user, i) => [user, i]))
  const official = new Float64Array(teams.length)
  const rows = teams.map((team, t) => {
    const own = ratings.filter((one) => one.team === team)
    const average = own.reduce((sum, { rating }) => sum + rating, 0) / Math.max(1, own.length)
    official[t] = average
    const row = new Float64Array(users.length)
    for (const { user, rating } of own) row[place.get(user)!]! += (rating - average) / own.length
    return row
  })
  return { official, names: users, what: 'user', units: users.length, rows }
}

type TaskFigure = { readonly task: string; readonly figure: string; readonly weight?: number }

const taskBlocks = ({ teams, method }: Measured, { items }: Samples): readonly Block[] | undefined => {
  const figures = (method?.parameters['figures'] ?? []) as readonly TaskFigure[]
  const whole = figures.reduce((sum, { weight = 1 }) => sum + weight, 0)
  const blocks: Block[] = []
  for (const { task, figure, weight = 1 } of figures) {
    const scores = teams.map(
      (team) => items.find((one) => one.team === team && one.task === task && one.figure === figure)?.scores,
    )
    if (scores.some((one) => one === undefined || one.length === 0)) return undefined
    // Items that all teams answered are drawn for all at once; where counts differ each team has items of its own.
    const shared = new Set(scores.map((one) => one!.length)).size === 1
    const groups = shared ? [teams.map((_, t) => t)] : teams.map((_, t) => [t])
    for (const group of groups) blocks.push(taskBlock(task, group, { scores, share: weight / whole, shared, teams }))
  }
  return blocks
}

const taskBlock = (
  task: string,
  group: readonly number[],
  given: {
    readonly scores: readonly (readonly number[] | undefined)[]
    readonly share: number
    readonly shared: boolean
    readonly teams: readonly string[]
  },
): Block => {
  const { scores, share, shared, teams } = given
  const units = scores[group[0]!]!.length
  const official = new Float64Array(teams.length)
  const rows = teams.map((_, t) => {
    if (!group.includes(t)) return new Float64Array(units)
    const own = scores[t]!
    const average = own.reduce((sum, value) => sum + value, 0) / units
    official[t] = share * average
    return Float64Array.from(own, (value) => (share * (value - average)) / units)
  })
  const owner = shared ? '' : `${teams[group[0]!]} `
  const names = Array.from({ length: units }, (_, i) => `${owner}${task} ${i + 1}`)
  return { official, names, what: 'item', units, rows }
}

const NEAR = 1e-6 // relative: sums of a million doubles in another order differ by less

const refuseUnfit = ({ kind, teams, values }: Measured, official: Float64Array): void => {
  values.forEach((value, t) => {
    const made = official[t]!
    if (Math.abs(made - value) <= NEAR * Math.max(1, Math.abs(value))) return
    throw new AssayError('programme/samples-do-not-fit', { measure: kind, team: teams[t] ?? '', value, made })
  })
}
