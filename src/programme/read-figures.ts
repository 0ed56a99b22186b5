import {
  AssayError,
  compare,
  type Digest,
  fromDecimal,
  type Json,
  type Rational,
  rational,
  roundTo,
  toNumber,
} from '#base'
import { agreed, type Docket } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import { decimalOf, gridOf, type Quotient } from './exact.ts'
import { everyPart, type LeafPart, leavesOf, type PartNode, TOTAL } from './part-tree.ts'
import { type Field, type OnRecord, pointsIn } from './points-from.ts'
import { type Round, stepOf } from './rules.ts'

/** What is on record of one leaf of one team: its points, and the evidence that they come from. */
export type LeafOnRecord = {
  readonly points: OnRecord
  readonly evidence: readonly Digest[]
  readonly measure: {
    readonly value: number | null
    readonly evidence: readonly Digest[]
    readonly sample: boolean
  } | null
}

/** A figure as it was published; `value` is `undefined` where it is stated to be unpublished. */
export type Published = { readonly value: Rational | undefined; readonly evidence: readonly Digest[] }

export type Figures = {
  readonly leaf: (team: string, path: string) => LeafOnRecord
  /** Leaves of a team of which nothing is on record. */
  readonly missing: (team: string) => readonly string[]
  readonly published: (team: string, figure: string) => Published | undefined
}

/** Who takes part: everybody, and the two selections that formulas ask for. */
export type Selection = Pick<Field, 'evaluated' | 'throughGates'> & { readonly teams: readonly string[] }

/**
 * Reads measures and published figures of a round and turns measures into points, rounded where the rules round parts.
 *
 * @throws AssayError `programme/figure-unknown`, `programme/figure-out-of-range`, `programme/figure-off-grid`,
 *   `programme/figures-contradict`, `programme/evidence-contradicts`
 */
export const readFigures = (
  round: Round,
  tree: readonly PartNode[],
  docket: Docket,
  { teams, ...selection }: Selection,
): Figures => {
  const published = readPublished(round, tree, docket, teams)
  const { rounding } = round
  const grid = rounding.when === 'each-part' ? gridOf(fromDecimal(rounding.to), rounding.mode) : undefined
  const missing: { readonly team: string; readonly path: string }[] = []
  const leaves = new Map(teams.map((team) => [team, new Map<string, LeafOnRecord>()]))
  for (const part of leavesOf(tree)) {
    const measured = new Map(teams.map((team) => [team, measureOf(part.measure, team, docket)]))
    const targetKind = part.from !== 'as-given' && 'target' in part.from ? part.from.target : undefined
    const targets =
      targetKind === undefined ? undefined : new Map(teams.map((team) => [team, measureOf(targetKind, team, docket)]))
    const pointsOf = pointsIn({
      ...selection,
      part,
      measures: measured,
      target: (team) => targets?.get(team)?.onRecord ?? MISSING,
    })
    for (const team of teams) {
      const own = measured.get(team) ?? NOT_MEASURED
      const target = targets?.get(team)
      const points = settle(part, grid, pointsOf(team), {
        team,
        published: published(team, part.path),
        evidence: target === undefined ? own.evidence : [...own.evidence, ...target.evidence],
      })
      const measure = own.onRecord.kind === 'missing' ? null : own
      leaves.get(team)?.set(part.path, { points: points.points, evidence: points.evidence, measure })
      if (points.points.kind === 'missing') missing.push({ team, path: part.path })
    }
  }
  return {
    leaf: (team, path) => leaves.get(team)?.get(path) ?? NOTHING,
    missing: (team) => missing.filter((one) => one.team === team).map(({ path }) => path),
    published,
  }
}

const MISSING: OnRecord = { kind: 'missing' }
const NOTHING: LeafOnRecord = { points: MISSING, evidence: [], measure: null }

type Measured = {
  readonly onRecord: OnRecord
  readonly value: number | null
  readonly evidence: readonly Digest[]
  readonly sample: boolean
}

const NOT_MEASURED: Measured = { onRecord: MISSING, value: null, evidence: [], sample: false }

const measureOf = (kind: string | undefined, team: string, docket: Docket): Measured => {
  if (kind === undefined) return NOT_MEASURED
  const only = docket.only(kind, team)
  const plain = only === undefined ? undefined : plainMeasure(only[1].result)
  if (only !== undefined && plain !== undefined) {
    return { onRecord: { kind: 'known', value: decimalOf(plain) }, value: plain, evidence: [only[0]], sample: false }
  }
  const filed = docket.all(kind, kinds.Measure, { team })
  const said = agreed(filed, ({ value }) => String(value), { kind, team })
  if (said === undefined) return NOT_MEASURED
  const { value, sample } = said.result
  const onRecord: OnRecord = value === null ? { kind: 'hidden' } : { kind: 'known', value: decimalOf(value) }
  return { onRecord, value, evidence: said.evidence, sample: sample ?? false }
}

// The value of a measure that says nothing else which a decision reads; most are such, and need no schema to be sure of.
const plainMeasure = (result: Json): number | undefined => {
  if (typeof result !== 'object' || result === null) return undefined
  const { value, stderr, sample } = result as { readonly [name: string]: Json | undefined }
  if (sample !== undefined || (stderr !== undefined && !(typeof stderr === 'number' && stderr >= 0))) return undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

const readPublished = (
  round: Round,
  tree: readonly PartNode[],
  docket: Docket,
  teams: readonly string[],
): Figures['published'] => {
  const parts = new Map(everyPart(tree).map((part) => [part.path, part]))
  const all = docket.all('published-figure', kinds.PublishedFigure)
  for (const { digest, result } of all) {
    if (result.figure !== TOTAL && !parts.has(result.figure)) {
      throw new AssayError('programme/figure-unknown', {
        figure: result.figure,
        known: [...parts.keys(), TOTAL],
        evidence: digest,
      })
    }
  }
  if (all.length === 0) return () => undefined
  const byTeam = Map.groupBy(all, ({ subject }) => subject['team'] ?? '')
  const found = new Map<string, ReadonlyMap<string, Published>>()
  for (const team of teams) {
    const own = new Map<string, Published>()
    for (const [figure, filed] of Map.groupBy(byTeam.get(team) ?? [], ({ result }) => result.figure)) {
      const said = agreed(filed, ({ value }) => String(value), { kind: 'published-figure', team, figure })
      if (said === undefined) continue
      const value = said.result.value === null ? undefined : fromDecimal(said.result.value)
      if (value !== undefined)
        refuseImpossible(value, { team, round, part: parts.get(figure), figure, evidence: said.evidence })
      own.set(figure, { value, evidence: said.evidence })
    }
    found.set(team, own)
  }
  return (team, figure) => found.get(team)?.get(figure)
}

type Stated = {
  readonly team: string
  readonly round: Round
  readonly part: PartNode | undefined
  readonly figure: string
  readonly evidence: readonly Digest[]
}

const refuseImpossible = (value: Rational, { team, round, part, figure, evidence }: Stated): void => {
  const facts = { team, figure, value: toNumber(value), evidence }
  if (value.n < 0n || (part !== undefined && compare(value, part.points) > 0)) {
    throw new AssayError('programme/figure-out-of-range', {
      ...facts,
      points: part === undefined ? null : toNumber(part.points),
    })
  }
  const step = stepOf(round, figure)
  if (step !== undefined && compare(roundTo(value, step, 'down'), value) !== 0) {
    throw new AssayError('programme/figure-off-grid', { ...facts, step: toNumber(step) })
  }
}

type Context = {
  readonly team: string
  readonly published: Published | undefined
  readonly evidence: readonly Digest[]
}

// Measured points and a published figure must be the same thing; a hidden measure may have a published figure.
const settle = (
  part: LeafPart,
  grid: Grid | undefined,
  computed: OnRecord,
  { team, published, evidence }: Context,
): Omit<LeafOnRecord, 'measure'> => {
  const all = published === undefined ? evidence : [...evidence, ...published.evidence]
  if (computed.kind === 'known') {
    const points = roundedPart(part, grid, computed.value, { team, evidence })
    if (published?.value !== undefined && compare(published.value, points) !== 0) {
      throw new AssayError('programme/figures-contradict', {
        said: [
          `${team} ${part.path} is ${toNumber(points)}`,
          `${team} ${part.path} was published as ${toNumber(published.value)}`,
        ],
        evidence: all,
      })
    }
    return { points: { kind: 'known', value: points }, evidence: all }
  }
  if (published?.value !== undefined && (computed.kind === 'hidden' || part.measure === undefined)) {
    return { points: { kind: 'known', value: published.value }, evidence: all }
  }
  const unpublished = published !== undefined && published.value === undefined
  return { points: unpublished ? { kind: 'hidden' } : computed, evidence: all }
}

type Grid = (value: Quotient) => Rational

const roundedPart = (
  part: LeafPart,
  grid: Grid | undefined,
  value: Quotient,
  { team, evidence }: Pick<Context, 'team' | 'evidence'>,
): Rational => {
  const points = grid === undefined ? rational(value.n, value.d) : grid(value)
  if (points.n < 0n || compare(points, part.points) > 0) {
    throw new AssayError('programme/figure-out-of-range', {
      team,
      figure: part.path,
      value: toNumber(points),
      points: toNumber(part.points),
      evidence,
    })
  }
  return points
}
