import { fromDecimal, type Rational } from '#base'
import type { Part, PointsFrom, Round } from './rules.ts'

/** The parts of a round as a tree, with exact points and each part's path. */
export type PartNode = LeafPart | GroupPart
export type LeafPart = {
  readonly kind: 'leaf'
  readonly path: string
  readonly points: Rational
  /** The kind of evidence that holds the measure; `undefined` where the published figure itself is taken. */
  readonly measure: string | undefined
  readonly from: PointsFrom
}
export type GroupPart = {
  readonly kind: 'group'
  readonly path: string
  readonly points: Rational
  readonly children: readonly PartNode[]
}

/** The figure above all parts. */
export const TOTAL = 'total'

export const partTree = (round: Round): readonly PartNode[] => round.parts.map((part) => nodeOf(part, ''))

const nodeOf = (part: Part, above: string): PartNode => {
  const path = above + part.id
  const points = fromDecimal(part.points)
  if (part.parts !== undefined) {
    return { kind: 'group', path, points, children: part.parts.map((child) => nodeOf(child, `${path}/`)) }
  }
  return { kind: 'leaf', path, points, measure: part.measure, from: part['points-from'] ?? 'as-given' }
}

/** Every part, each before the parts inside it. */
export const everyPart = (nodes: readonly PartNode[]): readonly PartNode[] =>
  nodes.flatMap((node) => (node.kind === 'group' ? [node, ...everyPart(node.children)] : [node]))

export const leavesOf = (nodes: readonly PartNode[]): readonly LeafPart[] =>
  everyPart(nodes).filter((node) => node.kind === 'leaf')
