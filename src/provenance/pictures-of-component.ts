import { absoluteSum, exclude, products, rowsAt } from './block-matching.ts'
import type { PartTest } from './family-tests.ts'
import { oneOfEachPart, type Pictures, type PictureTest, picturesOf, secondBest, spread } from './pictures.ts'
import type { ChannelBlock, Prepared, UnitBlock } from './prepared.ts'
import type { UnitRows } from './unit-rows.ts'

type Sides = { readonly subject: Prepared; readonly reference: Prepared }

/** Tests of a component, with the models as each frame saw them. */
export type TestedSides = Sides & {
  readonly tests: readonly PartTest[]
  /** frames but `ident` */
  readonly frames: readonly (Sides & { readonly frame: string })[]
}

/**
 * The pictures of a component.
 *
 * @param controls the same of independent models against the same reference: their matches are then the null
 */
export const componentPictures = (tested: TestedSides, controls: readonly TestedSides[] = []): Pictures =>
  picturesOf(
    pictureTests(tested, controls.length === 0),
    controls.map((control) => pictureTests(control, false)),
  )

/** Units of each part whose next best partner is sought. */
const MAX_SECONDS = 64

const pictureTests = (
  { subject, reference, tests, frames }: TestedSides,
  withSeconds: boolean,
): readonly PictureTest[] =>
  oneOfEachPart(tests).flatMap((test): PictureTest[] => {
    const sides = frames.find(({ frame }) => frame === test.frame) ?? { subject, reference }
    const rows = matchedRows(test, sides)
    if (rows === undefined) return []
    const { pairs, labels, excluded, signed } = rows
    const second = withSeconds ? secondsOf(test, pairs, { excluded, signed }) : undefined
    return [{ ...test, matrices: pairs.length, labels, ...(second === undefined ? {} : { second }) }]
  })

type Rows = {
  /** the matrices that units were matched by */
  readonly pairs: readonly (readonly [UnitRows, UnitRows])[]
  readonly labels: { readonly left: Int32Array; readonly right: Int32Array }
  /** units of the reference that enter no test */
  readonly excluded: Uint8Array
  /** whether a cosine was taken with its sign */
  readonly signed: boolean
}

const matchedRows = ({ family, part, partner }: PartTest, { subject, reference }: Sides): Rows | undefined => {
  switch (family) {
    case 'unit':
      return ofBlocks(subject.units, reference.units, { part, partner }, (left, right) => [[left.gate, right.gate]])
    case 'value':
      return ofBlocks(subject.channels, reference.channels, { part, partner }, (left, right) => [
        [left.v, right.v],
        [left.o, right.o],
      ])
    case 'query':
      return ofBlocks(subject.channels, reference.channels, { part, partner }, queryPairs)
    case 'hidden':
      return hiddenRows(subject, reference)
    case 'query-pair':
      return undefined // pairs of channels have no number of their own
  }
}

const queryPairs = (left: ChannelBlock, right: ChannelBlock): Rows['pairs'] =>
  [
    [left.q, right.q],
    [left.k, right.k],
  ].flatMap(([mine, theirs]) => (mine === undefined || theirs === undefined ? [] : [[mine, theirs] as const]))

const ofBlocks = <Block extends UnitBlock | ChannelBlock>(
  subject: readonly Block[],
  reference: readonly Block[],
  { part, partner }: { readonly part: string; readonly partner: string },
  pairsOf: (left: Block, right: Block) => Rows['pairs'],
): Rows | undefined => {
  const left = subject.find((block) => block.part === part)
  const right = reference.find((block) => block.part === partner)
  if (left === undefined || right === undefined) return undefined
  return {
    pairs: pairsOf(left, right),
    labels: { left: left.label, right: right.label },
    excluded: right.excluded,
    signed: 'gate' in left,
  }
}

const hiddenRows = ({ hidden: left }: Prepared, { hidden: right }: Prepared): Rows | undefined => {
  if (left === undefined || right === undefined) return undefined
  const pairs = left.tables.flatMap(({ name, rows }) => {
    const other = right.tables.find((table) => table.name === name)
    return other === undefined ? [] : [[rows, other.rows] as const]
  })
  return { pairs, labels: { left: left.label, right: right.label }, excluded: right.excluded, signed: false }
}

/** What some matched units give with the next best unit, in the form of the score that they were matched by. */
const secondsOf = (
  { matching }: PartTest,
  pairs: Rows['pairs'],
  { excluded, signed }: Pick<Rows, 'excluded' | 'signed'>,
): Float32Array | undefined => {
  const m = excluded.length
  const places = spread([...matching.left.keys()], MAX_SECONDS)
  if (places.length === 0 || pairs.length === 0 || m < 2) return undefined
  const take = Int32Array.from(places, (place) => matching.left[place] as number)
  const some = pairs.map(([left, right]) => [rowsAt(left, take, (count) => new Float32Array(count)), right] as const)
  const [first] = some
  const scores = signed && first !== undefined ? products(...first) : absoluteSum(some, take.length, m)
  exclude(scores.subarray(0, take.length * m), new Uint8Array(take.length), excluded)
  return secondBest(scores, m, {
    left: places.map((_, row) => row),
    right: places.map((place) => matching.right[place] as number),
    score: [],
  })
}
