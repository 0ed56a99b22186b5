import { heldFloats, seeded } from '#numeric'
import type { PlantedCopy } from './comparison.ts'
import { type Allowed, type PartTest, channelTests, hiddenTests, unitTests } from './family-tests.ts'
import type { ChannelBlock, HiddenBlock, Prepared, UnitBlock } from './prepared.ts'
import { drifted, type Room, type UnitRows } from './unit-rows.ts'

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
  const room = roomByPlace()
  const drift = (rows: UnitRows, place: number): UnitRows => drifted(rows, PLANTED_COSINE, { draw, room: room(place) })
  const plantUnits = (block: UnitBlock): UnitBlock => ({
    ...block,
    gate: drift(block.gate, 0),
    up: block.up === undefined ? undefined : drift(block.up, 1),
    down: drift(block.down, 2),
  })
  const plantChannels = (block: ChannelBlock): ChannelBlock => ({
    ...block,
    v: drift(block.v, 0),
    o: drift(block.o, 1),
    q: block.q === undefined ? undefined : drift(block.q, 2),
    k: block.k === undefined ? undefined : drift(block.k, 3),
  })
  const plantHidden = (block: HiddenBlock): HiddenBlock => ({
    ...block,
    tables: block.tables.map(({ name, rows }, place) => ({ name, rows: drift(rows, place) })),
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

// One block is planted at a time, so the matrices at one place of all blocks take turns in one room.
const roomByPlace = (): ((place: number) => Room) => {
  const rooms: Room[] = []
  return (place) => (rooms[place] ??= heldFloats())
}

/** Blocks planted of each kind: they are alike, and each costs a full test. */
const PLANTED_BLOCKS = 2
const firstFew = <Block>(blocks: readonly Block[]): readonly Block[] => blocks.slice(0, PLANTED_BLOCKS)
