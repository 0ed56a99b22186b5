import { correlation } from '#numeric'
import { unitTests } from '../family-tests.ts'
import type { Prepared, UnitBlock } from '../prepared.ts'
import { carriedParts } from './part-tests.ts'
import type { RelationDetail } from './relation-detail.ts'
import { otherSide, type Seen, type Side } from './seen.ts'

/** Changes of shape: experts, width, depth. */
export const shapeChanges = (seen: Seen): readonly RelationDetail[] => [
  ...upcycling(seen),
  ...widthChange(seen),
  ...(seen.partial ? [] : depthChange(seen)),
]

export const isExpert = ({ part }: { readonly part: string }): boolean => part.includes('.')

const upcycling = ({ subject, reference }: Seen): readonly RelationDetail[] => {
  const [own, other] = [subject.units.some(isExpert), reference.units.some(isExpert)]
  if (own === other || subject.units.length === 0 || reference.units.length === 0) return []
  const { units } = own ? subject : reference
  const experts = units.filter(({ layer }) => layer === units[0]?.layer).length
  return [{ code: 'upcycled', side: own ? 'subject' : 'reference', experts }]
}

/** Share of the added units that are near copies of others, from which on a block was grown. */
const COPIES = 0.5

const widthChange = (seen: Seen): readonly RelationDetail[] => {
  const { subject, reference } = seen
  for (const { part, partner } of carriedParts(seen, 'unit')) {
    const own = subject.units.find((block) => block.part === part)
    const other = reference.units.find((block) => block.part === partner)
    if (own === undefined || other === undefined || own.gate.n === other.gate.n) continue
    const wider: Side = own.gate.n > other.gate.n ? 'subject' : 'reference'
    const [wide, narrow] = wider === 'subject' ? [own, other] : [other, own]
    const copies = wide.excluded.reduce((sum, flag) => sum + flag, 0)
    const [to, from] = [wide.gate.n, narrow.gate.n]
    return copies > COPIES * (to - from)
      ? [{ code: 'width-grown', side: wider, from, to, copies }]
      : [{ code: 'width-pruned', side: otherSide(wider), from: to, to: from }]
  }
  return []
}

const layersOf = ({ units }: Prepared): readonly number[] => [...new Set(units.map(({ layer }) => layer))]

const depthChange = (seen: Seen): readonly RelationDetail[] => {
  const { subject, reference } = seen
  const [own, other] = [layersOf(subject), layersOf(reference)]
  if (own.length === other.length) return []
  const partnerOf = partners(seen)
  const left = other.filter((layer) => ![...partnerOf.values()].includes(layer))
  const twin = new Map(left.map((layer) => [layer, twinOf(layer, seen)] as const))
  return [
    ...repeated('subject', repeatsIn(own, partnerOf)),
    ...repeated(
      'reference',
      [...twin].flatMap(([layer, of]) => (of === undefined ? [] : [{ layer, of: partnerOf.get(of) ?? of }])),
    ),
    ...dropped(
      'subject',
      left.filter((layer) => twin.get(layer) === undefined),
    ),
    ...dropped(
      'reference',
      own.filter((layer) => !partnerOf.has(layer)),
    ),
  ]
}

/** Layer of the reference that each carried layer of the subject comes from. */
const partners = (seen: Seen): ReadonlyMap<number, number> =>
  new Map(
    carriedParts(seen, 'unit').flatMap(({ part, partner }) => {
      const own = seen.subject.units.find((block) => block.part === part)?.layer
      const other = seen.reference.units.find((block) => block.part === partner)?.layer
      return own === undefined || other === undefined ? [] : [[own, other] as const]
    }),
  )

const repeatsIn = (
  layers: readonly number[],
  partnerOf: ReadonlyMap<number, number>,
): readonly { layer: number; of: number }[] => {
  const first = new Map<number, number>()
  return layers.flatMap((layer) => {
    const partner = partnerOf.get(layer)
    if (partner === undefined) return []
    const of = first.get(partner)
    if (of !== undefined) return [{ layer, of }]
    first.set(partner, layer)
    return []
  })
}

/** ln p, for one layer against a handful, below which a layer left over is one of the subject's once more. */
const SAME_LAYER = Math.log(1e-9)
const LENGTHS_ALIKE = 0.8

/** The subject's layer that a layer of the reference, which none was matched to, resembles as well. */
const twinOf = (layer: number, { subject, reference, hiddenMap }: Seen): number | undefined => {
  const block = reference.units.find((candidate) => candidate.layer === layer)
  if (block === undefined) return undefined
  if (hiddenMap?.kind === 'rotation') {
    return subject.units.find((candidate) => lengthLikeness(block, candidate) > LENGTHS_ALIKE)?.layer
  }
  const [test] = unitTests(block, subject.units, { coin: true, label: true })
  if (test === undefined || Math.min(test.coin?.logP ?? 0, test.label?.logP ?? 0) > SAME_LAYER) return undefined
  return subject.units.find(({ part }) => part === test.partner)?.layer
}

// A rotation keeps lengths; units that stand in place then show the same profile of them.
const lengthLikeness = (a: UnitBlock, b: UnitBlock): number => {
  if (a.gate.n !== b.gate.n) return 0
  const profile = ({ gate, down }: UnitBlock): Float64Array =>
    gate.length.map((length, i) => length * (down.length[i] ?? 0))
  return correlation(profile(a), profile(b))
}

const repeated = (side: Side, layers: readonly { layer: number; of: number }[]): readonly RelationDetail[] =>
  layers.length === 0 ? [] : [{ code: 'layers-repeated', side, layers: [...layers] }]

const dropped = (side: Side, layers: readonly number[]): readonly RelationDetail[] =>
  layers.length === 0 ? [] : [{ code: 'layers-dropped', side, layers: [...layers] }]
