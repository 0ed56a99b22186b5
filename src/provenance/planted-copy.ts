import { seeded, type Seeded } from '#numeric'
import type { PlantedCopy } from './comparison.ts'
import { type Allowed, type PartTest, partTests } from './family-tests.ts'
import { disguised } from './frames/disguise.ts'
import { widthOf } from './frames/framed.ts'
import { framesOf } from './frames/frames-of.ts'
import { eachMatrix } from './each-matrix.ts'
import type { Prepared } from './prepared.ts'
import { drifted, type UnitRows } from './unit-rows.ts'

/** How far a copy may have drifted and must still be found: cosine of each matrix to its parent. */
export const PLANTED_COSINE = 0.7

/**
 * Plants a drifted copy of the reference behind a disguise and tests it like the subject, in the frames that see through
 * one: the power that stands behind `independent`.
 *
 * @param logCorrection ln of the number of tests that p-values are corrected for
 * @param found ln p below which a common origin is found
 */
export const plantedCopy = (
  reference: Prepared,
  { allowed, seed, logCorrection, found }: { allowed: Allowed; seed: string; logCorrection: number; found: number },
): PlantedCopy => {
  const logPs = rawLogPs(reference, { allowed, seed }).map((logP) => Math.min(0, logP + logCorrection))
  const best = Math.min(0, ...logPs)
  return {
    cosine: PLANTED_COSINE,
    disguised: true,
    seed,
    log10P: best / Math.LN10,
    parts: logPs.length,
    partsFound: logPs.filter((logP) => logP < found).length,
    found: best < found,
  }
}

type Planting = { readonly allowed: Allowed; readonly seed: string }

/** ln p of each part of the copy before correction. A reference meets many subjects, and its copy is the same each time. */
const rawLogPs = (reference: Prepared, planting: Planting): readonly number[] => {
  const key = JSON.stringify(planting)
  const known = tested.get(reference) ?? new Map<string, readonly number[]>()
  tested.set(reference, known)
  const logPs = known.get(key) ?? testedCopy(reference, planting)
  known.set(key, logPs)
  return logPs
}

const tested = new WeakMap<Prepared, Map<string, readonly number[]>>()

const testedCopy = (reference: Prepared, { allowed, seed }: Planting): readonly number[] => {
  const draw = seeded(`planted copy ${seed}`)
  const wide = (widthOf(reference) ?? 0) > WIDE
  const firstFew = <Block>(blocks: readonly Block[]): readonly Block[] => blocks.slice(0, wide ? 1 : PLANTED_BLOCKS)
  const some = { ...reference, units: firstFew(reference.units), channels: firstFew(reference.channels) }
  const copy = driftedCopy(some, draw)
  const tests = framesOf(disguised(copy, draw), some).flatMap((framed) =>
    partTests(framed.subject, framed.reference, { ...allowed, hidden: NONE }, framed.frame),
  )
  const best = new Map<string, number>()
  for (const test of tests) best.set(keyOf(test), Math.min(best.get(keyOf(test)) ?? 0, logPOf(test)))
  return [...best.values()]
}

const NONE = { coin: false, label: false }

const keyOf = ({ family, part }: PartTest): string => `${family} ${part}`

const logPOf = ({ coin, label }: PartTest): number => Math.min(0, coin?.logP ?? 0, label?.logP ?? 0)

const driftedCopy = (prepared: Prepared, draw: Seeded): Prepared => {
  const drift = (rows: UnitRows): UnitRows => drifted(rows, PLANTED_COSINE, { draw })
  return {
    ...prepared,
    ...eachMatrix(prepared, drift),
    hidden:
      prepared.hidden === undefined
        ? undefined
        : {
            ...prepared.hidden,
            tables: prepared.hidden.tables.map(({ name, rows }) => ({ name, rows: drift(rows) })),
          },
  }
}

/** Blocks planted of each kind: they are alike, and each costs a full test. */
const PLANTED_BLOCKS = 2
/** Beyond it a copy and its disguise take tens of megabytes for each block, and one block has coins enough. */
const WIDE = 1024
