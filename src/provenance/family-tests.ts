import { heldFloats, type Matching } from '#numeric'
import { absoluteSum, cosine, rowsAt, sameWidth, signedMatching } from './block-matching.ts'
import { type CoinTest, coinTest, type LabelTest, labelTest } from './coin-label.ts'
import type { FrameName } from './comparison.ts'
import type { ChannelBlock, HiddenBlock, Prepared, UnitBlock } from './prepared.ts'
import { queryPairTests } from './query-pairs.ts'
import { unitMatching } from './unit-matching.ts'
import type { UnitRows } from './unit-rows.ts'

/** Which symmetry a test stands on. */
export type Family = 'hidden' | 'unit' | 'value' | 'query' | 'query-pair'

/** Coins and labels of one part of the subject against the part of the reference that fits it best. */
export type PartTest = {
  readonly family: Family
  readonly frame: FrameName
  readonly part: string
  readonly partner: string
  readonly matching: Matching
  readonly coin: CoinTest | undefined
  readonly label: LabelTest | undefined
  /** side on which each matched coin fell: +1 alike, −1 not; absent where there are no coins */
  readonly signs?: Int8Array | undefined
  /** the coin test's terms, one for each match */
  readonly terms?: Float64Array | undefined
  /** labels of all units of both blocks, by unit; `headWidth` where labels move in whole heads */
  readonly order?: Order | undefined
  /** share of units whose partner by gate is also their best by up and down; blocks of 64 units or more, no p-value */
  readonly phi: number | undefined
}

export type Order = {
  readonly subject: Int32Array
  readonly reference: Int32Array
  readonly headWidth?: number | undefined
}

/** Families whose coin or label may be tested on this pair. */
export type Allowed = Readonly<Record<Family, { readonly coin: boolean; readonly label: boolean }>>

/** Every test in one frame, on models whose rows were made comparable by it; `ident` compares the axes as they stand. */
export const partTests = (
  subject: Prepared,
  reference: Prepared,
  allowed: Allowed,
  frame: FrameName = 'ident',
): readonly PartTest[] =>
  [
    ...hiddenTests(subject.hidden, reference.hidden, allowed.hidden),
    ...subject.units.flatMap((block) => unitTests(block, reference.units, allowed.unit)),
    ...subject.channels.flatMap((block) => channelTests(block, reference.channels, allowed)),
    ...queryPairTests(subject, reference, allowed['query-pair']),
  ].map((test) => ({ ...test, frame }))

type Unframed = Omit<PartTest, 'frame'>

type Choice = { readonly coin: boolean; readonly label: boolean }

/** Hidden dimensions, matched by their columns in all tables: |cosine| summed over tables, sign from the signed sum. */
export const hiddenTests = (
  subject: HiddenBlock | undefined,
  reference: HiddenBlock | undefined,
  choice: Choice,
): readonly Unframed[] => {
  if (subject === undefined || reference === undefined || !(choice.coin || choice.label)) return []
  const pairs = subject.tables.flatMap(({ name, rows }) => {
    const other = reference.tables.find((table) => table.name === name)
    return other === undefined ? [] : [[rows, other.rows] as const]
  })
  if (pairs.length === 0) return []
  const { matching, terms } = signedMatching(pairs, subject.excluded, reference.excluded)
  return [
    {
      family: 'hidden',
      part: subject.part,
      partner: reference.part,
      matching,
      coin: choice.coin ? coinTest(terms, placesOf(matching, reference.label)) : undefined,
      label: choice.label ? labelTest(matching, { leftLabel: subject.label, rightLabel: reference.label }) : undefined,
      signs: signsOf(terms),
      terms,
      order: { subject: subject.label, reference: reference.label },
      phi: undefined,
    },
  ]
}

/** MLP units, matched by their gate rows alone; the coin is read off the up rows and down columns. */
export const unitTests = (
  subject: UnitBlock,
  references: readonly UnitBlock[],
  choice: Choice,
): readonly Unframed[] => {
  const best = bestPartner(references, (reference) => {
    const matching = unitMatching(subject, reference)
    return { matching, height: sumOfSquares(matching.score) }
  })
  if (best === undefined) return []
  const { partner, matching } = best
  const terms = unitTerms(subject, partner, matching)
  return [
    {
      family: 'unit',
      part: subject.part,
      partner: partner.part,
      matching,
      coin: choice.coin && terms !== undefined ? coinTest(terms, placesOf(matching, partner.label)) : undefined,
      signs: terms === undefined ? undefined : signsOf(terms),
      terms,
      order: { subject: subject.label, reference: partner.label },
      label: choice.label ? labelTest(matching, { leftLabel: subject.label, rightLabel: partner.label }) : undefined,
      phi: unitPhi(subject, partner, matching),
    },
  ]
}

/** Where the matched units stand in the reference: signs turned by a pattern before an order was thrown show there. */
const placesOf = ({ right }: Matching, label: Int32Array): Int32Array =>
  Int32Array.from(right, (unit) => label[unit] as number)

const signsOf = (terms: Float64Array): Int8Array => Int8Array.from(terms, (term) => (term < 0 ? -1 : 1))

const unitTerms = (
  subject: UnitBlock,
  reference: UnitBlock,
  { left, right, score }: Matching,
): Float64Array | undefined => {
  if (subject.up === undefined || reference.up === undefined) return undefined
  const terms = new Float64Array(left.length)
  for (let k = 0; k < left.length; k++) {
    const [i, j] = [left[k] as number, right[k] as number]
    const ups = cosine(subject.up, i, reference.up, j)
    const downs = sameWidth(subject.down, reference.down) ? cosine(subject.down, i, reference.down, j) : 0
    terms[k] = (score[k] as number) * (ups + downs)
  }
  return terms
}

const unitPhi = (subject: UnitBlock, reference: UnitBlock, { left, right }: Matching): number | undefined => {
  const alive = Math.min(aliveCount(subject.excluded), aliveCount(reference.excluded))
  if (alive < FEWEST_FOR_PHI) return undefined
  const pairs: Parameters<typeof absoluteSum>[0][number][] = []
  if (sameWidth(subject.down, reference.down)) pairs.push([rowsAt(subject.down, left, downRoom), reference.down])
  if (subject.up !== undefined && reference.up !== undefined) {
    pairs.push([rowsAt(subject.up, left, upRoom), reference.up])
  }
  const m = reference.gate.n
  const rest = absoluteSum(pairs, left.length, m)
  let confirmed = 0
  for (let k = 0; k < left.length; k++) {
    const row = k * m
    const own = rest[row + (right[k] as number)] as number
    let best = true
    for (let j = 0; j < m && best; j++) best = (rest[row + j] as number) <= own
    if (best) confirmed++
  }
  return confirmed / alive
}

/** Among few units each is soon another's best: what independent models reach was measured on blocks of hundreds. */
const FEWEST_FOR_PHI = 64

const downRoom = heldFloats()
const upRoom = heldFloats()

/** Value channels by v and o, and query channels by q and k; each with the layer that fits best, chosen blind. */
export const channelTests = (
  subject: ChannelBlock,
  references: readonly ChannelBlock[],
  allowed: Pick<Allowed, 'value' | 'query'>,
): readonly Unframed[] => {
  const tests: Unframed[] = []
  const common = { part: subject.part, phi: undefined }
  if (allowed.value.coin || allowed.value.label) {
    const best = bestPartner(references, (reference) =>
      matchChannels(
        [
          [subject.v, reference.v],
          [subject.o, reference.o],
        ],
        subject,
        reference,
      ),
    )
    if (best !== undefined) {
      const { partner, matching, terms } = best
      const heads = Math.max(headsOf(subject), headsOf(partner)) // the looser bound, since either side may carry it
      const label =
        allowed.value.label && subject.headWidth === partner.headWidth
          ? labelTest(matching, { leftLabel: subject.label, rightLabel: partner.label, heads })
          : undefined
      const coin = allowed.value.coin ? coinTest(terms, placesOf(matching, partner.label)) : undefined
      tests.push({
        ...common,
        family: 'value',
        partner: partner.part,
        matching,
        coin,
        label,
        signs: signsOf(terms),
        terms,
        order: { subject: subject.label, reference: partner.label, headWidth: subject.headWidth },
      })
    }
  }
  const { q, k } = subject
  if (allowed.query.coin && q !== undefined && k !== undefined) {
    const whole = references.flatMap((block) =>
      block.q === undefined || block.k === undefined ? [] : [{ ...block, q: block.q, k: block.k }],
    )
    const best = bestPartner(whole, (reference) =>
      matchChannels(
        [
          [q, reference.q],
          [k, reference.k],
        ],
        subject,
        reference,
      ),
    )
    if (best !== undefined) {
      const { partner, matching, terms } = best
      tests.push({
        ...common,
        family: 'query',
        partner: partner.part,
        matching,
        coin: coinTest(terms),
        terms,
        label: undefined,
      })
    }
  }
  return tests
}

const headsOf = ({ label, headWidth }: ChannelBlock): number => label.length / headWidth

const matchChannels = (
  pairs: readonly (readonly [UnitRows, UnitRows])[],
  subject: ChannelBlock,
  reference: ChannelBlock,
): { matching: Matching; terms: Float64Array; height: number } => {
  const { matching, terms } = signedMatching(pairs, subject.excluded, reference.excluded)
  return { matching, terms, height: sumOfSquares(matching.score) }
}

const bestPartner = <Block, Result extends { readonly height: number }>(
  references: readonly Block[],
  match: (reference: Block) => Result,
): (Result & { readonly partner: Block }) | undefined => {
  let best: (Result & { readonly partner: Block }) | undefined
  for (const partner of references) {
    const result = match(partner)
    if (best === undefined || result.height > best.height) best = { ...result, partner }
  }
  return best
}

const aliveCount = (excluded: Uint8Array): number => excluded.length - excluded.reduce((sum, x) => sum + x, 0)

const sumOfSquares = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0)
