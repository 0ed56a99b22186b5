import type { PartTest } from '../family-tests.ts'
import type { ChannelBlock, Prepared, UnitBlock } from '../prepared.ts'
import type { UnitRows } from '../unit-rows.ts'
import type { HiddenMap } from './hidden-map.ts'
import { WIDEST_ROTATION } from './procrustes-frames.ts'
import { rawRowsAt } from '../raw-products.ts'
import { onCommonAxes, type Rotation, rotationOnto } from './rotated.ts'
import { commonTables, tokensOf } from './token-probes.ts'

/** Two models laid over each other by what was found common to them. */
export type CommonAxes = {
  readonly subject: Prepared
  readonly reference: Prepared
  readonly map: HiddenMap
}

/** Rows of one side that stand beside rows of the other: the same place in both lists, turned round where sign is −1. */
export type RowPairs = { readonly left: Int32Array; readonly right: Int32Array; readonly sign: Int8Array | undefined }

/**
 * Fits the rotation between two residual streams on rows that tests have matched, and turns the subject by it. The rows
 * that a slope is measured on afterwards stay out of the fit: odd gate rows, and odd value rows.
 *
 * @param pairsOf the pairs of one carried part
 * @param tokens whether tokens are common to both, so that their embeddings belong to the fit
 */
export const commonAxes = (
  { subject, reference }: { readonly subject: Prepared; readonly reference: Prepared },
  {
    carried,
    pairsOf,
    tokens,
  }: { carried: readonly PartTest[]; pairsOf: (test: PartTest) => RowPairs | undefined; tokens: boolean },
): CommonAxes | undefined => {
  // Channels that were found by themselves are known but for one sign of all, so they do not mix with other rows.
  const known = carried.filter(({ frame }) => frame !== 'chan')
  const rows = (known.length > 0 ? known : carried).flatMap((test) =>
    fittedRows(test, { subject, reference, pairs: pairsOf(test) }),
  )
  if (tokens) rows.push(...tokenRows(subject, reference))
  const [first] = rows
  if (first === undefined || Math.max(first.ownWidth, first.otherWidth) > WIDEST_ROTATION) return undefined
  const { ownWidth, otherWidth } = first
  const count = rows.reduce((sum, entry) => sum + entry.count, 0)
  const [own, other] = [new Float32Array(count * ownWidth), new Float32Array(count * otherWidth)]
  let place = 0
  for (const entry of rows) {
    if (entry.ownWidth !== ownWidth || entry.otherWidth !== otherWidth) continue
    own.set(entry.own, place * ownWidth)
    other.set(entry.other, place * otherWidth)
    place += entry.count
  }
  const rotation = rotationOnto(own, other, { count, ownWidth, otherWidth })
  return { ...onCommonAxes(subject, reference, rotation), map: mapOf(rotation) }
}

type FittedRows = {
  readonly own: Float32Array
  readonly other: Float32Array
  readonly count: number
  readonly ownWidth: number
  readonly otherWidth: number
}

const fittedRows = (
  test: PartTest,
  { subject, reference, pairs }: { subject: Prepared; reference: Prepared; pairs: RowPairs | undefined },
): FittedRows[] => {
  if (pairs === undefined) return []
  const even = everySecond(pairs)
  const unsigned = { ...even, sign: undefined }
  const [own, other] = [named(subject.units, test.part), named(reference.units, test.partner)]
  if (test.family === 'unit' && own !== undefined && other !== undefined) {
    return [
      ...paired(own.gate, other.gate, unsigned),
      ...(pairs.sign === undefined ? [] : [...paired(own.up, other.up, pairs), ...paired(own.down, other.down, pairs)]),
    ]
  }
  const [channels, others] = [named(subject.channels, test.part), named(reference.channels, test.partner)]
  if (test.family === 'value' && channels !== undefined && others !== undefined) {
    return [...paired(channels.v, others.v, even), ...paired(channels.o, others.o, pairs)]
  }
  return []
}

const named = <Block extends UnitBlock | ChannelBlock>(blocks: readonly Block[], part: string): Block | undefined =>
  blocks.find((block) => block.part === part)

const everySecond = ({ left, right, sign }: RowPairs): RowPairs => {
  const even = (_: number, k: number): boolean => k % 2 === 0
  return { left: left.filter(even), right: right.filter(even), sign: sign?.filter(even) }
}

const paired = (
  own: UnitRows | undefined,
  other: UnitRows | undefined,
  { left, right, sign }: RowPairs,
): FittedRows[] => {
  if (own === undefined || other === undefined) return []
  const turned = rawRowsAt(own, left)
  if (sign !== undefined) {
    for (let k = 0; k < turned.length; k++) {
      turned[k] = (turned[k] as number) * (sign[Math.floor(k / own.width)] as number)
    }
  }
  return [
    {
      own: turned,
      other: rawRowsAt(other, right),
      count: left.length,
      ownWidth: own.width,
      otherWidth: other.width,
    },
  ]
}

const tokenRows = (subject: Prepared, reference: Prepared): FittedRows[] => {
  const names = commonTables(subject, reference)
  const [own, other] = [subject, reference].map((side) =>
    tokensOf((side.hidden?.tables ?? []).filter(({ name }) => names.includes(name))),
  )
  if (own === undefined || other === undefined || own.count === 0) return []
  return [{ own: own.rows, other: other.rows, count: own.count, ownWidth: own.width, otherWidth: other.width }]
}

/** From here on a row of the map is one axis, and not a mixture. */
const ONE_AXIS = 0.8

const mapOf = ({ own, other, matrix }: Rotation): HiddenMap => {
  const greatest = Float64Array.from({ length: own }, (_, i) =>
    matrix.subarray(i * other, (i + 1) * other).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  ).toSorted()
  const medianGreatest = greatest[Math.floor(own / 2)] ?? 0
  return { kind: medianGreatest > ONE_AXIS ? 'permutation' : 'rotation', medianGreatest }
}
