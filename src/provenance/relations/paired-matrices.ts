import { median } from '../component-verdict.ts'
import type { PartTest } from '../family-tests.ts'
import type { ChannelBlock, Prepared, UnitBlock } from '../prepared.ts'
import { fromUnitRows, type UnitRows } from '../unit-rows.ts'
import type { Seen } from './seen.ts'

/** Rows of one matrix in both models, row by row of one unit, without the gains that were folded in. */
export type PairedMatrix = {
  readonly role: 'gate' | 'up' | 'down' | 'v' | 'o' | 'q' | 'k' | 'embedding'
  readonly part: string
  readonly n: number
  readonly width: number
  readonly own: Float32Array
  readonly other: Float32Array
}

/** Below this cosine a matrix changed; above it the two are the same but for the rounding of stored values. */
export const CHANGED = 0.99995

/** Parts of one family that are looked at, evenly spread: each matrix costs two decompositions. */
const MOST_PARTS = 3
/** Fewer pairs carry no slope and no rank. */
const FEWEST_PAIRS = 24

/** Matrices of the carried parts whose axes lie over each other; none where the residual stream was rotated. */
export const pairedMatrices = ({ subject, reference, carried, hiddenMap }: Seen): readonly PairedMatrix[] => {
  if (hiddenMap?.kind === 'rotation') return []
  const inPlace = carried.filter(({ frame }) => frame === 'ident')
  const units = spreadOver(inPlace.filter(({ family }) => family === 'unit'))
  const values = spreadOver(inPlace.filter(({ family }) => family === 'value'))
  const hidden = inPlace.filter(({ family }) => family === 'hidden')
  return [
    ...units.flatMap((test) => unitMatrices(test, subject, reference)),
    ...values.flatMap((test) => channelMatrices(test, subject, reference)),
    ...hidden.flatMap((test) => embedding(test, subject, reference)),
  ].filter(({ n }) => n >= FEWEST_PAIRS)
}

const spreadOver = (tests: readonly PartTest[]): readonly PartTest[] =>
  tests.length <= MOST_PARTS
    ? tests
    : Array.from(
        { length: MOST_PARTS },
        (_, i) => tests[Math.floor((i * (tests.length - 1)) / (MOST_PARTS - 1))] as PartTest,
      )

type Pairs = { readonly left: Int32Array; readonly right: Int32Array }
type Labelled = { readonly label: Int32Array; readonly excluded: Uint8Array }

/** Most matched pairs bear the same label: then all rows are paired by their labels, the matched and the rest. */
export const standInPlace = ({ matching: { left, right } }: PartTest, own: Labelled, other: Labelled): boolean => {
  let equal = 0
  for (let k = 0; k < left.length; k++) {
    if (own.label[left[k] as number] === other.label[right[k] as number]) equal++
  }
  return left.length > 0 && equal > left.length / 2
}

const pairsOf = (test: PartTest, own: Labelled, other: Labelled): Pairs & { readonly inPlace: boolean } => {
  if (!standInPlace(test, own, other)) return { ...test.matching, inPlace: false }
  const placeOf = new Map([...other.label].map((label, place) => [label, place] as const))
  const left: number[] = []
  const right: number[] = []
  for (const [i, label] of own.label.entries()) {
    const j = placeOf.get(label)
    if (j === undefined) continue
    left.push(i)
    right.push(j)
  }
  return { left: Int32Array.from(left), right: Int32Array.from(right), inPlace: true }
}

const unitMatrices = (test: PartTest, subject: Prepared, reference: Prepared): readonly PairedMatrix[] => {
  const own = subject.units.find(({ part }) => part === test.part)
  const other = reference.units.find(({ part }) => part === test.partner)
  if (own === undefined || other === undefined) return []
  const pairs = pairsOf(test, own, other)
  return [
    ...paired('gate', test.part, { pairs, own: own.gate, other: other.gate, gains: [own.gain, other.gain] }),
    ...paired('up', test.part, { pairs, own: own.up, other: other.up, gains: [own.gain, other.gain] }),
    ...paired('down', test.part, { pairs, own: own.down, other: other.down, gains: [] }),
  ]
}

const channelMatrices = (test: PartTest, subject: Prepared, reference: Prepared): readonly PairedMatrix[] => {
  const own: ChannelBlock | undefined = subject.channels.find(({ part }) => part === test.part)
  const other = reference.channels.find(({ part }) => part === test.partner)
  if (own === undefined || other === undefined) return []
  const pairs = pairsOf(test, own, other)
  const gains: Gains = [own.gain, other.gain]
  const found = [
    ...paired('v', test.part, { pairs, own: own.v, other: other.v, gains }),
    ...paired('o', test.part, { pairs, own: own.o, other: other.o, gains: [] }),
  ]
  if (!pairs.inPlace) return found // the order of value channels says nothing of queries and keys
  return [
    ...found,
    ...paired('q', test.part, { pairs, own: own.q, other: other.q, gains }),
    ...paired('k', test.part, { pairs, own: own.k, other: other.k, gains }),
  ]
}

const embedding = (test: PartTest, subject: Prepared, reference: Prepared): readonly PairedMatrix[] => {
  const [own, other] = [subject.hidden, reference.hidden]
  if (own === undefined || other === undefined) return []
  const pairs = pairsOf(test, own, other)
  return paired('embedding', test.part, { pairs, own: own.tables[0]?.rows, other: other.tables[0]?.rows, gains: [] })
}

type Gains = readonly (UnitBlock['gain'] | undefined)[]

const paired = (
  role: PairedMatrix['role'],
  part: string,
  {
    pairs: { left, right },
    own,
    other,
    gains,
  }: { pairs: Pairs; own: UnitRows | undefined; other: UnitRows | undefined; gains: Gains },
): readonly PairedMatrix[] => {
  if (own === undefined || other === undefined || own.width !== other.width) return []
  const { width } = own
  return [
    {
      role,
      part,
      n: left.length,
      width,
      own: withoutGain(fromUnitRows(own, { take: left }), width, gains[0]),
      other: withoutGain(fromUnitRows(other, { take: right }), width, gains[1]),
    },
  ]
}

/** Rows as they were before a gain was folded in, column by column; they are overwritten. */
export const withoutGain = (rows: Float32Array, width: number, gain: Float32Array | undefined): Float32Array => {
  if (gain === undefined) return rows
  for (let k = 0; k < rows.length; k++) {
    const scale = gain[k % width] as number
    rows[k] = scale === 0 ? 0 : (rows[k] as number) / scale
  }
  return rows
}

/** Median cosine of paired rows, blind to their lengths. */
export const rowCosine = ({ own, other, n, width }: PairedMatrix): number => {
  const cosines = Array.from({ length: n }, (_, i) => {
    let [xx, yy, xy] = [0, 0, 0]
    for (let k = i * width; k < (i + 1) * width; k++) {
      xx += (own[k] as number) ** 2
      yy += (other[k] as number) ** 2
      xy += (own[k] as number) * (other[k] as number)
    }
    return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
  })
  return median(cosines)
}

/** An entry below this share of the typical one is zero but for rounding. */
export const ZERO = 1e-5

/** The pair with zeros on both sides wherever one side has one. */
export const whereBothAre = (pair: PairedMatrix): PairedMatrix => {
  const [own, other] = [pair.own, pair.other].map((rows) => {
    const none = ZERO * Math.sqrt(rows.reduce((sum, value) => sum + value * value, 0) / rows.length)
    return rows.map((value) => (Math.abs(value) < none ? 0 : value))
  }) as [Float32Array, Float32Array]
  const kept = (rows: Float32Array, by: Float32Array): Float32Array => rows.map((value, k) => (by[k] === 0 ? 0 : value))
  return { ...pair, own: kept(own, other), other: kept(other, own) }
}
