import { heldFloats } from '#numeric'
import type { PartTest } from './family-tests.ts'
import type { Prepared } from './prepared.ts'
import type { RowPairs } from './frames/fitted-axes.ts'
import type { Framed } from './frames/framed.ts'
import { rawLength } from './raw-products.ts'
import { matrixCosine, type Slope, slopeOf, trainedRatio } from './slope.ts'
import { fromUnitRows, type UnitRows } from './unit-rows.ts'

/** What the common part of two models is made of, at one part that they have in common. */
export type PartSlope = {
  readonly part: string
  readonly basis: 'gate' | 'value' | 'embedding'
  /** how rows were paired: by equal labels, by the blind matching, or by equal digests */
  readonly pairing: 'label' | 'match' | 'rows'
  readonly pairs: number
  /** share of the smaller side's rows that have a partner; 1 where labels or digests pair them all */
  readonly paired: number
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

type Both = { readonly subject: Prepared; readonly reference: Prepared }

/**
 * @param turned both models on common axes that were fitted on other rows, for a test that saw through a rotation: see
 *   `commonAxes`
 * @param features both models as the anchors of a frame see them, where no common axes could be fitted; the anchors
 *   themselves stay out of the slope
 * @param significant ln p below which the labels of a part are held to agree
 * @param rowsCopied the part consists of the reference's rows, value for value but in an order that the tests can't follow:
 *   the slope of those rows is 1, and whether they were trained is seen in the rows themselves
 */
export const partSlope = (
  test: PartTest,
  {
    subject,
    reference,
    turned,
    features,
    significant,
    rowsCopied = false,
  }: Both & {
    turned?: Both | undefined
    features?: Framed | undefined
    significant: number
    rowsCopied?: boolean
  },
): PartSlope | undefined => {
  const rows = rowsOf(test, subject, reference)
  if (rows === undefined) return undefined
  const { basis, own, other } = rows
  const ratios = {
    subjectTrained: trainedOf(own),
    referenceTrained: trainedOf(other),
  }
  if (rowsCopied) {
    const left = copiedRows(test.part, own, { subject, reference })
    const pairs = left.length
    if (pairs < FEWEST_PAIRS) return undefined
    // Order changes no singular value, so the copied rows stand for their counterparts too.
    const y = fromUnitRows(own.rows, { centred: true, take: left, room: firstRoom })
    const whole = slopeOf(y, y, pairs, own.rows.width)
    return {
      part: test.part,
      basis,
      pairing: 'rows',
      pairs,
      paired: 1,
      subjectOnReference: whole,
      referenceOnSubject: whole,
      cosine: 1,
      ...ratios,
    }
  }
  const seen = turned ?? features
  const laid = seen === undefined ? rows : rowsOf(test, seen.subject, seen.reference)
  if (laid === undefined || laid.own.rows.width !== laid.other.rows.width) return undefined
  const pairs = pairsIn(test, rows, significant)
  const { left, right, sign } =
    turned !== undefined ? oddOnes(pairs) : features !== undefined ? withoutAnchors(pairs, test, features) : pairs
  if (left.length < FEWEST_PAIRS) return undefined
  const width = laid.own.rows.width
  const y = fromUnitRows(laid.own.rows, { centred: true, take: left, room: firstRoom })
  const x = fromUnitRows(laid.other.rows, { centred: true, take: right, room: secondRoom })
  if (turned === undefined && features !== undefined) {
    // Features were taken of rows of length 1.
    scaleBy(y, width, left, own.rows)
    scaleBy(x, width, right, other.rows)
  }
  if (basis === 'value' && sign !== undefined) turnRound(y, width, sign)
  if (test.frame === 'chan' && matrixCosine(x, y) < 0) turnRound(y, width, new Int8Array(left.length).fill(-1))
  return {
    part: test.part,
    basis,
    pairing: pairs.pairing,
    pairs: left.length,
    paired: pairs.pairing === 'label' ? 1 : pairs.left.length / Math.max(1, Math.min(aliveIn(own), aliveIn(other))),
    subjectOnReference: slopeOf(x, y, left.length, width),
    referenceOnSubject: slopeOf(y, x, left.length, width),
    cosine: matrixCosine(x, y),
    ...ratios,
  }
}

/** Units whose gate row stands somewhere in the reference, in whatever order its values are. */
const copiedRows = (part: string, { rows, excluded }: Side, { subject, reference }: Both): Int32Array => {
  const digests = subject.rowDigests.get(part)?.subarray(0, rows.n) ?? new Float64Array() // gate rows come first
  const others = new Set([...reference.rowDigests.values()].flatMap((each) => [...each]))
  return Int32Array.from([...digests.keys()].filter((i) => excluded[i] === 0 && others.has(digests[i] as number)))
}

const aliveIn = ({ excluded }: Side): number => excluded.reduce((count, flag) => count + (flag === 0 ? 1 : 0), 0)

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

/** The rows of a part that belong together: by label where labels agree beyond doubt, else as they were matched. */
export const rowPairs = (
  test: PartTest,
  { subject, reference, significant }: Both & { significant: number },
): (RowPairs & { readonly pairing: 'label' | 'match' }) | undefined => {
  const rows = rowsOf(test, subject, reference)
  return rows === undefined ? undefined : pairsIn(test, rows, significant)
}

const pairsIn = (
  test: PartTest,
  { own, other }: { own: Side; other: Side },
  significant: number,
): RowPairs & { readonly pairing: 'label' | 'match' } => {
  const { left, right } = test.matching
  if (test.label === undefined || test.label.logP >= significant) {
    return { left, right, sign: test.signs, pairing: 'match' }
  }
  const pairs = pairedByLabel(own, other)
  const sideOf = new Map([...left].map((unit, k) => [unit, test.signs?.[k] ?? 1] as const))
  const matchOf = new Map([...left].map((unit, k) => [unit, right[k] as number] as const))
  const side = (unit: number, k: number): number => (matchOf.get(unit) === pairs.right[k] ? (sideOf.get(unit) ?? 1) : 1)
  const sign = test.signs === undefined ? undefined : Int8Array.from(pairs.left, side)
  return { ...pairs, sign, pairing: 'label' }
}

const pairedByLabel = (own: Side, other: Side): { left: Int32Array; right: Int32Array } => {
  const placeOf = new Map([...other.label].map((label, place) => [label, place] as const))
  const pairs = [...own.label].flatMap((label, i) => {
    const j = placeOf.get(label)
    return j === undefined || own.excluded[i] === 1 || other.excluded[j] === 1 ? [] : [[i, j] as const]
  })
  return { left: Int32Array.from(pairs, ([i]) => i), right: Int32Array.from(pairs, ([, j]) => j) }
}

/** Those that were left out of the fit of common axes. */
const oddOnes = ({ left, right, sign }: RowPairs): RowPairs => {
  const odd = (_: number, k: number): boolean => k % 2 === 1
  return { left: left.filter(odd), right: right.filter(odd), sign: sign?.filter(odd) }
}

const withoutAnchors = ({ left, right, sign }: RowPairs, { part }: PartTest, { anchors }: Framed): RowPairs => {
  if (anchors?.part !== part) return { left, right, sign }
  const taken = new Set(anchors.units)
  const kept = [...left.keys()].filter((k) => !taken.has(left[k] as number))
  return {
    left: Int32Array.from(kept, (k) => left[k] as number),
    right: Int32Array.from(kept, (k) => right[k] as number),
    sign: sign === undefined ? undefined : Int8Array.from(kept, (k) => sign[k] as number),
  }
}

const scaleBy = (rows: Float32Array, width: number, taken: Int32Array, source: UnitRows): void => {
  for (const [place, i] of taken.entries()) {
    const scale = rawLength(source, i)
    for (let k = place * width; k < (place + 1) * width; k++) rows[k] = (rows[k] as number) * scale
  }
}

const turnRound = (rows: Float32Array, width: number, sign: Int8Array): void => {
  for (let k = 0; k < rows.length; k++) rows[k] = (rows[k] as number) * (sign[Math.floor(k / width)] as number)
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
