import { seeded } from '#numeric'
import type { PlantedCopy } from './comparison.ts'
import { type Allowed, type PartTest, channelTests, hiddenTests, unitTests } from './family-tests.ts'
import type { ChannelBlock, HiddenBlock, Prepared, UnitBlock } from './prepared.ts'
import { drifted } from './unit-rows.ts'

/** How far a copy may have drifted and must still be found: cosine of each matrix to its parent. */
export const PLANTED_COSINE = 0.7

/**
 * Plants a drifted copy of the reference and tests it like the subject: the power that stands behind `independent`.
 * The copy is not disguised: this says nothing of permuted or rotated copies.
 *
 * @param logCorrection ln of the number of tests that p-values are corrected for
 * @param found ln p below which a common origin is found
 */
export const plantedCopy = (
  reference: Prepared,
  { allowed, seed, logCorrection, found }: { allowed: Allowed; seed: string; logCorrection: number; found: number },
): PlantedCopy => {
  const draw = seeded(`planted copy ${seed}`)
  const drift = (rows: Parameters<typeof drifted>[0]): ReturnType<typeof drifted> => drifted(rows, PLANTED_COSINE, draw)
  const plantUnits = (block: UnitBlock): UnitBlock => ({
    ...block,
    gate: drift(block.gate),
    up: block.up === undefined ? undefined : drift(block.up),
    down: drift(block.down),
  })
  const plantChannels = (block: ChannelBlock): ChannelBlock => ({
    ...block,
    v: drift(block.v),
    o: drift(block.o),
    q: block.q === undefined ? undefined : drift(block.q),
    k: block.k === undefined ? undefined : drift(block.k),
  })
  const plantHidden = (block: HiddenBlock): HiddenBlock => ({
    ...block,
    tables: block.tables.map(({ name, rows }) => ({ name, rows: drift(rows) })),
  })

  // The partner of each part is known here, so one pair of blocks is tested at a time.
  const tests: PartTest[] = []
  if (reference.hidden !== undefined)
    tests.push(...hiddenTests(plantHidden(reference.hidden), reference.hidden, allowed.hidden))
  for (const block of firstFew(reference.units)) tests.push(...unitTests(plantUnits(block), [block], allowed.unit))
  for (const block of firstFew(reference.channels)) tests.push(...channelTests(plantChannels(block), [block], allowed))

  const logPs = tests.map(({ coin, label }) => Math.min(0, Math.min(coin?.logP ?? 0, label?.logP ?? 0) + logCorrection))
  const best = Math.min(0, ...logPs)
  return {
    cosine: PLANTED_COSINE,
    disguised: false,
    seed,
    log10P: best / Math.LN10,
    parts: logPs.length,
    partsFound: logPs.filter((logP) => logP < found).length,
    found: best < found,
  }
}

/** Blocks planted of each kind: they are alike, and each costs a full test. */
const PLANTED_BLOCKS = 2
const firstFew = <Block>(blocks: readonly Block[]): readonly Block[] => blocks.slice(0, PLANTED_BLOCKS)
