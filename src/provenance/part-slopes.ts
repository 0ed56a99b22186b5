import { heldFloats } from '#numeric'
import type { PartTest } from './family-tests.ts'
import type { Prepared } from './prepared.ts'
import { matrixCosine, type Slope, slopeOf, trainedRatio } from './slope.ts'
import { fromUnitRows, type UnitRows } from './unit-rows.ts'

/** What the common part of two models is made of, at one part that they have in common. */
export type PartSlope = {
  readonly part: string
  readonly basis: 'gate' | 'value' | 'embedding'
  /** how rows were paired: by equal labels, by the blind matching, or by equal digests */
  readonly pairing: 'label' | 'match' | 'rows'
  readonly pairs: number
  /** of the subject's rows on the reference's, and the reverse */
  readonly subjectOnReference: Slope
  readonly referenceOnSubject: Slope
  readonly cosine: number
  /** greatest singular value over that of noise: the untrained rule's figure */
  readonly subjectTrained: number
  readonly referenceTrained: number
}

/** Fewer pairs carry no slope: leading directions need rows to stand out from. */
const FEWEST_PAIRS = 12

const firstRoom = heldFloats()
const secondRoom = heldFloats()

/**
 * @param significant ln p below which the labels of a part are held to agree
 * @param rowsCopied the part consists of the reference's rows, value for value but in an order that the tests can't follow
 */
export const partSlope = (
  test: PartTest,
  {
    subject,
    reference,
    significant,
    rowsCopied = false,
  }: { subject: Prepared; reference: Prepared; significant: number; rowsCopied?: boolean },
): PartSlope | undefined => {
  const rows = rowsOf(test, subject, reference)
  if (rows === undefined) return undefined
  const { basis, own, other } = rows
  const ratios = {
    subjectTrained: trainedOf(own),
    referenceTrained: trainedOf(other),
  }
  if (rowsCopied) {
    const whole = { top: 1, bulk: 1 }
    const pairs = own.rows.n
    return {
      part: test.part,
      basis,
      pairing: 'rows',
      pairs,
      subjectOnReference: whole,
      referenceOnSubject: whole,
      cosine: 1,
      ...ratios,
    }
  }
  const byLabel = test.label !== undefined && test.label.logP < significant
  const { left, right } = byLabel ? pairedByLabel(own.label, other.label, own.excluded, other.excluded) : test.matching
  if (left.length < FEWEST_PAIRS) return undefined
  const width = own.rows.width
  const y = fromUnitRows(own.rows, { centred: true, take: left, room: firstRoom })
  const x = fromUnitRows(other.rows, { centred: true, take: right, room: secondRoom })
  return {
    part: test.part,
    basis,
    pairing: byLabel ? 'label' : 'match',
    pairs: left.length,
    subjectOnReference: slopeOf(x, y, left.length, width),
    referenceOnSubject: slopeOf(y, x, left.length, width),
    cosine: matrixCosine(x, y),
    ...ratios,
  }
}

type Side = {
  readonly rows: UnitRows
  readonly label: Int32Array
  readonly excluded: Uint8Array
  readonly gain: Float32Array | undefined
}

const rowsOf = (
  test: PartTest,
  subject: Prepared,
  reference: Prepared,
): { basis: PartSlope['basis']; own: Side; other: Side } | undefined => {
  if (test.family === 'unit') {
    const [own, other] = [named(subject.units, test.part), named(reference.units, test.partner)]
    if (own === undefined || other === undefined) return undefined
    return { basis: 'gate', own: { ...own, rows: own.gate }, other: { ...other, rows: other.gate } }
  }
  if (test.family === 'value') {
    const [own, other] = [named(subject.channels, test.part), named(reference.channels, test.partner)]
    if (own === undefined || other === undefined) return undefined
    return { basis: 'value', own: { ...own, rows: own.v }, other: { ...other, rows: other.v } }
  }
  if (test.family === 'hidden') {
    const [own, other] = [subject.hidden, reference.hidden]
    const [first, second] = [own?.tables[0], other?.tables[0]]
    if (own === undefined || other === undefined || first === undefined || second === undefined) return undefined
    return {
      basis: 'embedding',
      own: { rows: first.rows, label: own.label, excluded: own.excluded, gain: undefined },
      other: { rows: second.rows, label: other.label, excluded: other.excluded, gain: undefined },
    }
  }
  return undefined
}

const pairedByLabel = (
  left: Int32Array,
  right: Int32Array,
  leftExcluded: Uint8Array,
  rightExcluded: Uint8Array,
): { left: Int32Array; right: Int32Array } => {
  const placeOf = new Map([...right].map((label, place) => [label, place] as const))
  const pairs = [...left].flatMap((label, i) => {
    const j = placeOf.get(label)
    return j === undefined || leftExcluded[i] === 1 || rightExcluded[j] === 1 ? [] : [[i, j] as const]
  })
  return { left: Int32Array.from(pairs, ([i]) => i), right: Int32Array.from(pairs, ([, j]) => j) }
}

// A block meets several others: the experts of a layer that came from one of them, every subject of a round.
const ratioOf = new WeakMap<UnitRows, number>()

const trainedOf = (side: Side): number => {
  const { n, width } = side.rows
  const ratio = ratioOf.get(side.rows) ?? trainedRatio(unfolded(side), n, width)
  ratioOf.set(side.rows, ratio)
  return ratio
}

// The untrained rule looks at the weights as they were initialised, before a gain was folded in.
const unfolded = ({ rows, gain }: Side): Float32Array => {
  const raw = fromUnitRows(rows, { room: firstRoom })
  if (gain === undefined) return raw
  for (let i = 0; i < rows.n; i++) {
    for (let k = 0; k < rows.width; k++) {
      const scale = gain[k] as number
      raw[i * rows.width + k] = scale === 0 ? 0 : (raw[i * rows.width + k] as number) / scale
    }
  }
  return raw
}

const named = <Block extends { readonly part: string }>(blocks: readonly Block[], part: string): Block | undefined =>
  blocks.find((block) => block.part === part)
