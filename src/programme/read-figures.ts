import { AssayError, compare, type Digest, fromDecimal, type Rational, roundTo, toNumber } from '#base'
import { agreed, type Docket } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import { everyPart, type LeafPart, leavesOf, type PartNode, TOTAL } from './part-tree.ts'
import { type Field, type OnRecord, pointsOf } from './points-from.ts'
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
  const leaves = new Map<string, LeafOnRecord>()
  for (const part of leavesOf(tree)) {
    const measured = new Map(teams.map((team) => [team, measureOf(part.measure, team, docket)]))
    const targetKind = part.from !== 'as-given' && 'target' in part.from ? part.from.target : undefined
    const targets = new Map(teams.map((team) => [team, measureOf(targetKind, team, docket)]))
    const field: Field = {
      ...selection,
      part,
      measures: new Map([...measured].map(([team, one]) => [team, one.onRecord])),
      target: (team) => targets.get(team)?.onRecord ?? { kind: 'missing' },
    }
    for (const team of teams) {
      const own = measured.get(team)
      const points = settle(part, round, pointsOf(team, field), {
        team,
        published: published.get(keyOf(team, part.path)),
        evidence: [...(own?.evidence ?? []), ...(targets.get(team)?.evidence ?? [])],
      })
      const measure = own === undefined || own.onRecord.kind === 'missing' ? null : own
      leaves.set(keyOf(team, part.path), { ...points, measure })
    }
  }
  return {
    leaf: (team, path) => leaves.get(keyOf(team, path)) ?? NOTHING,
    published: (team, figure) => published.get(keyOf(team, figure)),
  }
}

const NOTHING: LeafOnRecord = { points: { kind: 'missing' }, evidence: [], measure: null }
const keyOf = (team: string, figure: string): string => `${team} ${figure}`

type Measured = {
  readonly onRecord: OnRecord
  readonly value: number | null
  readonly evidence: readonly Digest[]
  readonly sample: boolean
}

const measureOf = (kind: string | undefined, team: string, docket: Docket): Measured => {
  const filed = kind === undefined ? [] : docket.all(kind, kinds.Measure, { team })
  const said = agreed(filed, ({ value }) => String(value), { kind: kind ?? '', team })
  if (said === undefined) return { onRecord: { kind: 'missing' }, value: null, evidence: [], sample: false }
  const { value, sample } = said.result
  const onRecord: OnRecord = value === null ? { kind: 'hidden' } : { kind: 'known', value: fromDecimal(value) }
  return { onRecord, value, evidence: said.evidence, sample: sample ?? false }
}

const readPublished = (
  round: Round,
  tree: readonly PartNode[],
  docket: Docket,
  teams: readonly string[],
): ReadonlyMap<string, Published> => {
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
  const found = new Map<string, Published>()
  for (const team of teams) {
    const own = all.filter(({ subject }) => subject['team'] === team)
    for (const figure of [...parts.keys(), TOTAL]) {
      const filed = own.filter(({ result }) => result.figure === figure)
      const said = agreed(filed, ({ value }) => String(value), { kind: 'published-figure', team, figure })
      if (said === undefined) continue
      const value = said.result.value === null ? undefined : fromDecimal(said.result.value)
      if (value !== undefined)
        refuseImpossible(value, { team, round, part: parts.get(figure), figure, evidence: said.evidence })
      found.set(keyOf(team, figure), { value, evidence: said.evidence })
    }
  }
  return found
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
  round: Round,
  computed: OnRecord,
  { team, published, evidence }: Context,
): Omit<LeafOnRecord, 'measure'> => {
  const all = [...evidence, ...(published?.evidence ?? [])]
  if (computed.kind === 'known') {
    const points = roundedPart(part, round, computed.value, { team, evidence })
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

const roundedPart = (
  part: LeafPart,
  round: Round,
  value: Rational,
  { team, evidence }: Pick<Context, 'team' | 'evidence'>,
): Rational => {
  const { rounding } = round
  const points = rounding.when === 'each-part' ? roundTo(value, fromDecimal(rounding.to), rounding.mode) : value
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
