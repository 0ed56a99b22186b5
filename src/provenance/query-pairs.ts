import type { Matching } from '#numeric'
import { cosine } from './block-matching.ts'
import { coinTest } from './coin-label.ts'
import type { PartTest } from './family-tests.ts'
import type { ChannelBlock, Prepared } from './prepared.ts'
import type { UnitRows } from './unit-rows.ts'

/**
 * The coins of rotary attention: the two rows of one frequency, in q and in k, turn round together, gains on q and k or
 * not. Frequencies are fixed, so a pair's partner is the same frequency; key heads are matched by |r| alone, and so is
 * the layer. A block's matching names pairs by key head · frequencies + frequency.
 */
export const queryPairTests = (
  subject: Prepared,
  reference: Prepared,
  { coin }: { readonly coin: boolean },
): readonly Omit<PartTest, 'frame'>[] => {
  if (!coin) return []
  const [own, other] = [pairedRows(subject), pairedRows(reference)]
  return own.flatMap((block) => {
    let best: (HeadMatch & { readonly partner: string }) | undefined
    for (const candidate of other) {
      if (candidate.headWidth !== block.headWidth) continue
      const match = matchedHeads(block, candidate)
      if (best === undefined || match.height > best.height) best = { ...match, partner: candidate.part }
    }
    if (best === undefined) return []
    const { partner, matching, terms } = best
    return [
      {
        family: 'query-pair' as const,
        part: block.part,
        partner,
        matching,
        coin: coinTest(terms),
        terms,
        label: undefined,
        phi: undefined,
      },
    ]
  })
}

/** Rows of the two members of every frequency pair; n pairs in the order key head, frequency. */
type PairedRows = {
  readonly part: string
  readonly headWidth: number
  readonly heads: number
  readonly frequencies: number
  readonly q: UnitRows
  readonly k: UnitRows
  readonly members: (pair: number) => readonly [number, number]
  readonly excluded: Uint8Array
}

const pairedRows = ({ channels, architecture }: Prepared): readonly PairedRows[] =>
  channels.flatMap((block) => {
    const known = paired.get(block) ?? pairsOf(block, architecture.rotaryPairs ?? 'halves')
    paired.set(block, known)
    return known
  })

const paired = new WeakMap<ChannelBlock, readonly PairedRows[]>()

const pairsOf = (
  { part, headWidth, label, q, k }: ChannelBlock,
  layout: 'halves' | 'neighbours',
): readonly PairedRows[] => {
  if (q === undefined || k === undefined || headWidth % 2 !== 0) return []
  const frequencies = headWidth / 2
  const heads = label.length / headWidth
  const members = (pair: number): readonly [number, number] => {
    const first = Math.floor(pair / frequencies) * headWidth
    const frequency = pair % frequencies
    return layout === 'halves'
      ? [first + frequency, first + frequency + frequencies]
      : [first + 2 * frequency, first + 2 * frequency + 1]
  }
  const rows = { part, headWidth, heads, frequencies, q, k, members }
  return [{ ...rows, excluded: copiedPairs(rows) }]
}

/** Key heads that were made from one head have one coin, not two: the later one is left out. */
const copiedPairs = (rows: Omit<PairedRows, 'excluded'>): Uint8Array => {
  const { heads, frequencies, k, members } = rows
  const excluded = new Uint8Array(heads * frequencies)
  for (let pair = 0; pair < excluded.length; pair++) {
    const [a, b] = members(pair)
    for (let earlier = pair % frequencies; earlier < pair; earlier += frequencies) {
      const [c, d] = members(earlier)
      if (Math.abs(cosine(k, a, k, c)) > COPY_COSINE && Math.abs(cosine(k, b, k, d)) > COPY_COSINE) excluded[pair] = 1
    }
  }
  return excluded
}

const COPY_COSINE = 0.9

type HeadMatch = { readonly matching: Matching; readonly terms: Float64Array; readonly height: number }

const matchedHeads = (own: PairedRows, other: PairedRows): HeadMatch => {
  const { frequencies } = own
  const signed = (head: number, otherHead: number): Float64Array =>
    Float64Array.from({ length: frequencies }, (_, frequency) => {
      const [i, j] = [head * frequencies + frequency, otherHead * frequencies + frequency]
      if (own.excluded[i] === 1 || other.excluded[j] === 1) return 0
      const [a, b] = own.members(i)
      const [c, d] = other.members(j)
      return (
        cosine(own.q, a, other.q, c) +
        cosine(own.q, b, other.q, d) +
        cosine(own.k, a, other.k, c) +
        cosine(own.k, b, other.k, d)
      )
    })
  const table = Array.from({ length: own.heads }, (_, i) => Array.from({ length: other.heads }, (_, j) => signed(i, j)))
  const heightOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)
  const heights = table.map((row) => row.map(heightOf))
  const left: number[] = []
  const right: number[] = []
  const terms: number[] = []
  let height = 0
  for (const [i, row] of heights.entries()) {
    const j = indexOfGreatest(row)
    if (indexOfGreatest(heights.map((each) => each[j] ?? 0)) !== i) continue
    height += row[j] ?? 0
    for (const [frequency, value] of (table[i]?.[j] ?? new Float64Array()).entries()) {
      left.push(i * frequencies + frequency)
      right.push(j * frequencies + frequency)
      terms.push(value * Math.abs(value))
    }
  }
  const matching = {
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    score: Float32Array.from(terms, Math.abs),
  }
  return { matching, terms: Float64Array.from(terms), height }
}

const indexOfGreatest = (values: readonly number[]): number =>
  values.reduce((best, value, k) => (value > (values[best] ?? 0) ? k : best), 0)
