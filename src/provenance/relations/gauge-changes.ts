import { correlation } from '#numeric'
import { median } from '../component-verdict.ts'
import type { PartTest } from '../family-tests.ts'
import type { Prepared } from '../prepared.ts'
import type { UnitRows } from '../unit-rows.ts'
import { standInPlace } from './paired-matrices.ts'
import { carriedParts } from './part-tests.ts'
import type { RelationDetail } from './relation-detail.ts'
import type { Seen, Side } from './seen.ts'

/** Changes that leave the function as it was: order of dimensions, units and channels, rotation, scales in pairs. */
export const gaugeChanges = (seen: Seen): readonly RelationDetail[] => {
  const found: RelationDetail[] = []
  if (seen.hiddenMap?.kind === 'rotation') {
    found.push({ code: 'rotated', medianGreatest: seen.hiddenMap.medianGreatest })
  }
  const what = orderChanged(seen)
  if (what.length > 0) found.push({ code: 'permuted', what })
  const rescaled = rescaling(seen)
  if (rescaled !== undefined) found.push(rescaled)
  return found
}

type Permuted = Extract<RelationDetail, { code: 'permuted' }>

const orderChanged = (seen: Seen): Permuted['what'] => {
  const { subject, reference, hiddenMap } = seen
  const moved = (tests: readonly PartTest[], blocksOf: (side: Prepared) => Prepared['units' | 'channels']): boolean => {
    const known = tests.flatMap((test) => {
      const own = blocksOf(subject).find(({ part }) => part === test.part)
      const other = blocksOf(reference).find(({ part }) => part === test.partner)
      return own === undefined || other === undefined || test.matching.left.length < FEWEST
        ? []
        : [{ test, own, other }]
    })
    const inOtherOrder = known.filter(
      ({ test, own, other }) => !standInPlace(test, own, other) && !rises(test, own.label, other.label),
    )
    return known.length > 0 && inOtherOrder.length > known.length / 2
  }
  return [
    ...(hiddenMap?.kind === 'permutation' ? (['hidden'] as const) : []),
    ...(moved(carriedParts(seen, 'unit'), ({ units }) => units) ? (['units'] as const) : []),
    ...(moved(carriedParts(seen, 'value'), ({ channels }) => channels) ? (['channels'] as const) : []),
  ]
}

const FEWEST = 16
/** Pruned units keep their order though not their numbers; a random order rises half of the time. */
const RISING = 0.8

const rises = ({ matching: { left, right } }: PartTest, own: Int32Array, other: Int32Array): boolean => {
  const pairs = [...left]
    .map((i, k) => [own[i] as number, other[right[k] as number] as number] as const)
    .toSorted((a, b) => a[0] - b[0])
  const up = pairs.filter(([, partner], k) => k > 0 && partner > (pairs[k - 1]?.[1] ?? 0)).length
  return up > RISING * (pairs.length - 1)
}

/** Spread of ln(length ratio) beyond which units were rescaled in pairs. */
const RESCALED_SPREAD = 0.3
/** A factor on the way in is undone on the way out: the two ratios run against each other. */
const UNDONE = -0.8
/** By how much the balance of in and out must spread more widely in one model to say which was rescaled. */
const BALANCE_MARGIN = 0.3

const rescaling = (seen: Seen): Extract<RelationDetail, { code: 'rescaled' }> | undefined => {
  const { subject, reference } = seen
  const pairs: Lengths[] = []
  for (const test of carriedParts(seen, 'unit')) {
    const own = subject.units.find(({ part }) => part === test.part)
    const other = reference.units.find(({ part }) => part === test.partner)
    if (own?.up !== undefined && other?.up !== undefined) {
      pairs.push(...lengthsOf(test, [own.up, own.down], [other.up, other.down]))
    }
  }
  for (const test of carriedParts(seen, 'value')) {
    const own = subject.channels.find(({ part }) => part === test.part)
    const other = reference.channels.find(({ part }) => part === test.partner)
    if (own !== undefined && other !== undefined) pairs.push(...lengthsOf(test, [own.v, own.o], [other.v, other.o]))
  }
  if (pairs.length < FEWEST) return undefined
  const into = pairs.map(({ own, other }) => own.into - other.into)
  const out = pairs.map(({ own, other }) => own.out - other.out)
  const spread = spreadOf(into)
  if (spread < RESCALED_SPREAD || correlation(into, out) > UNDONE) return undefined
  const balance = (side: 'own' | 'other'): number => spreadOf(pairs.map((pair) => pair[side].into - pair[side].out))
  const [own, other] = [balance('own'), balance('other')]
  const side: Side | null = Math.abs(own - other) < BALANCE_MARGIN ? null : own > other ? 'subject' : 'reference'
  return { code: 'rescaled', side, spread }
}

type Lengths = Readonly<Record<'own' | 'other', { readonly into: number; readonly out: number }>>

const lengthsOf = (
  { matching: { left, right } }: PartTest,
  own: readonly [UnitRows, UnitRows],
  other: readonly [UnitRows, UnitRows],
): readonly Lengths[] =>
  [...left].flatMap((i, k): Lengths[] => {
    const j = right[k] as number
    const lengths = [own[0].length[i], own[1].length[i], other[0].length[j], other[1].length[j]] as number[]
    if (lengths.some((length) => !(length > 0))) return []
    const [a, b, c, d] = lengths.map(Math.log) as [number, number, number, number]
    return [{ own: { into: a, out: b }, other: { into: c, out: d } }]
  })

// Half the distance between the 16th and the 84th percentile: a few odd units do not count.
const spreadOf = (values: readonly number[]): number => {
  const middle = median(values)
  const distances = values.map((value) => Math.abs(value - middle)).toSorted((a, b) => a - b)
  return distances[Math.floor(0.68 * (distances.length - 1))] ?? 0
}
