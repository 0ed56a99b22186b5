import { toNumber } from '#base'
import type { Assessment } from '../assess.ts'
import { passedGates } from '../assess.ts'
import type { LeafPart, PartNode } from '../part-tree.ts'
import { TOTAL } from '../part-tree.ts'

/** The rules of a round as arithmetic in doubles, for thousands of draws; the decision itself is exact. */
export type PointsInDoubles = {
  readonly teams: readonly string[]
  /** Kinds of evidence that the formulas read, in the order of `measures`. */
  readonly kinds: readonly string[]
  readonly leaves: readonly LeafPart[]
  /** Points of every leaf, `[leaf × teams + team]`, from measures, `measures[kind][team]`; or of those that read one kind. */
  readonly leafPoints: (measures: readonly Float64Array[], into: Float64Array, only?: number) => void
  readonly totals: (leafPoints: Float64Array, into: Float64Array) => void
  /** A figure of one team, for the parts that settle ties. */
  readonly figure: (leafPoints: Float64Array, path: string, team: number) => number
}

/** @returns `undefined` where points cannot be computed from measures: a figure is unpublished or missing */
export const pointsInDoubles = (assessment: Assessment): PointsInDoubles | undefined => {
  const { round, leaves, figures, teams: onRecord } = assessment
  const evaluated = onRecord.filter(({ withdrawal }) => withdrawal === undefined)
  const teams = evaluated.map(({ id }) => id)
  if (teams.length === 0) return undefined
  const official = leaves.map(({ path }) => teams.map((team) => figures.leaf(team, path).points))
  if (official.some((row) => row.some(({ kind }) => kind !== 'known'))) return undefined
  const kinds = [...new Set(leaves.flatMap(kindsOf))]
  const through = Uint8Array.from(evaluated, (team) => (passedGates(team) ? 1 : 0))
  const { rounding } = round
  const snap = rounding.when === 'each-part' ? snapTo(rounding.to, rounding.mode) : (value: number): number => value
  const snapTotal = rounding.when === 'total' ? snapTo(rounding.to, rounding.mode) : (value: number): number => value
  const count = teams.length
  const formulas = leaves.map((leaf, l) => {
    const fixed = official[l]!.map((points) => (points.kind === 'known' ? toNumber(points.value) : 0))
    return formulaOf(leaf, { kinds, through, fixed: Float64Array.from(fixed) })
  })
  const reads = leaves.map((leaf) => kindsOf(leaf).map((kind) => kinds.indexOf(kind)))
  const under = new Map(pathsOf(assessment.tree, leaves))
  return {
    teams,
    kinds,
    leaves,
    leafPoints: (measures, into, only) => {
      formulas.forEach((formula, leaf) => {
        if (only !== undefined && !reads[leaf]!.includes(only)) return
        const points = into.subarray(leaf * count, (leaf + 1) * count)
        formula(measures, points)
        for (let team = 0; team < count; team++) points[team] = snap(points[team]!)
      })
    },
    totals: (points, into) => {
      into.fill(0)
      for (let leaf = 0; leaf < leaves.length; leaf++) {
        for (let team = 0; team < count; team++) into[team]! += points[leaf * count + team]!
      }
      for (let team = 0; team < count; team++) into[team] = snapTotal(into[team]!)
    },
    figure: (points, path, team) => {
      let sum = 0
      for (const leaf of under.get(path) ?? []) sum += points[leaf * count + team]!
      return sum
    },
  }
}

const kindsOf = ({ measure, from }: LeafPart): readonly string[] => [
  ...(measure === undefined ? [] : [measure]),
  ...(from !== 'as-given' && 'target' in from ? [from.target] : []),
]

const pathsOf = (
  tree: readonly PartNode[],
  leaves: readonly LeafPart[],
): readonly (readonly [string, readonly number[]])[] => {
  const below = (node: PartNode): readonly number[] =>
    node.kind === 'leaf' ? [leaves.findIndex(({ path }) => path === node.path)] : node.children.flatMap(below)
  const each = (node: PartNode): readonly (readonly [string, readonly number[]])[] => [
    [node.path, below(node)],
    ...(node.kind === 'group' ? node.children.flatMap(each) : []),
  ]
  return [[TOTAL, leaves.map((_, i) => i)], ...tree.flatMap(each)]
}

type Surroundings = {
  readonly kinds: readonly string[]
  readonly through: Uint8Array
  /** Points as they are, where no measure makes them. */
  readonly fixed: Float64Array
}
type Formula = (measures: readonly Float64Array[], into: Float64Array) => void

const formulaOf = ({ points, measure, from }: LeafPart, { kinds, through, fixed }: Surroundings): Formula => {
  const full = toNumber(points)
  const own = measure === undefined ? -1 : kinds.indexOf(measure)
  if (own < 0) return (_, into) => into.set(fixed)
  if (from === 'as-given') return (measures, into) => into.set(measures[own]!)
  if ('linear' in from) {
    const { zero, full: top } = from.linear
    const factor = full / (top - zero)
    return (measures, into) => {
      const values = measures[own]!
      for (let team = 0; team < into.length; team++) into[team] = held((values[team]! - zero) * factor, full)
    }
  }
  if ('target' in from) {
    const target = kinds.indexOf(from.target)
    return (measures, into) => {
      const [values, targets] = [measures[own]!, measures[target]!]
      for (let team = 0; team < into.length; team++) into[team] = held((full * values[team]!) / targets[team]!, full)
    }
  }
  if ('rank' in from) {
    const { table } = from.rank
    return (measures, into) => {
      const values = measures[own]!
      for (let team = 0; team < into.length; team++) {
        let better = 0
        for (let other = 0; other < into.length; other++) if (values[other]! > values[team]!) better++
        into[team] = table[better] ?? 0
      }
    }
  }
  const all = from['best-is-full'].stand === 'before-gates'
  return (measures, into) => {
    const values = measures[own]!
    let best = 0
    for (let team = 0; team < into.length; team++) {
      if ((all || through[team] === 1) && values[team]! > best) best = values[team]!
    }
    for (let team = 0; team < into.length; team++) into[team] = best > 0 ? held((full * values[team]!) / best, full) : 0
  }
}

const held = (points: number, full: number): number => (points < 0 ? 0 : points > full ? full : points)

// A value a hair below a half, which only the double made so, is taken as the half.
const HAIR = 1e-9
const snapTo = (step: number, mode: 'half-up' | 'half-even' | 'down'): ((value: number) => number) => {
  const per = 1 / step
  if (mode === 'down') return (value) => Math.floor(value * per + HAIR) / per
  if (mode === 'half-up') return (value) => Math.floor(value * per + 0.5 + HAIR) / per
  return (value) => {
    const units = value * per
    const low = Math.floor(units + HAIR)
    const over = units - low
    if (Math.abs(over - 0.5) < HAIR) return (low % 2 === 0 ? low : low + 1) / per
    return Math.round(units) / per
  }
}
