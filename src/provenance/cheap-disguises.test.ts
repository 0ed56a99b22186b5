import { beforeAll, describe, expect, it } from 'vitest'
import {
  changed,
  decoys,
  mixHeads,
  padded,
  permuteUnits,
  permuteVocabulary,
  randomSigns,
  rotateResidual,
  type Step,
} from '../../test/support/disguise.ts'
import { preparedWhole } from '../../test/support/prepared-zoo.ts'
import { openZoo } from '../../test/support/zoo.ts'
import type { TensorSource } from '#tensors'
import { compareModels } from './compare-models.ts'
import type { ComponentComparison } from './comparison.ts'
import { inWrittenSpan } from './frames/written-span.ts'
import type { UnitBlock } from './prepared.ts'
import { unitMatching } from './unit-matching.ts'
import { toUnitRows, type UnitRows } from './unit-rows.ts'

let reference: TensorSource
let stranger: TensorSource
beforeAll(async () => {
  ;[reference, stranger] = await Promise.all([openZoo('base-a'), openZoo('base-c')])
})

const compared = async (model: TensorSource, ...steps: readonly Step[]): Promise<ComponentComparison> => {
  const subject = await changed(model, 'cheap', ...steps)
  const options = { seed: 'cheap disguises', similarity: async () => [] }
  const [first] = (await compareModels(subject, reference, options)).components
  if (first === undefined) throw new Error('one component expected')
  return first
}

describe('a decoy behind every unit, with its gate row, a foreign up row and no effect,', () => {
  it('hides nothing: the clone is derived, rotated and with its value channels mixed', async () => {
    const component = await compared(reference, rotateResidual, mixHeads, decoys())
    expect(component).toMatchObject({ finding: 'derived', share: 1 })
    expect(component.log10P).toBeLessThan(-40)
  })

  it('lets the clone pass for no other even where two large decoys take each other away', async () => {
    const component = await compared(reference, rotateResidual, mixHeads, decoys({ cancelling: true }))
    expect(component.finding).not.toBe('independent')
    expect(component.log10P).toBeLessThan(-20)
  })

  it('leaves a clone with random signs structural', async () => {
    const component = await compared(reference, rotateResidual, mixHeads, decoys(), randomSigns)
    expect(component.finding).toBe('structural')
    expect(component.phi?.value).toBeGreaterThan(0.5)
  })

  it('brings a model of others under no suspicion', async () => {
    const component = await compared(stranger, rotateResidual, decoys())
    expect(component).toMatchObject({ finding: 'independent' })
    expect(component.phi?.value).toBeLessThan(0.06)
  })
})

describe('hidden dimensions that nothing is written into, read strongly,', () => {
  it('hide nothing: the clone is derived with a foreign vocabulary, and its units match one to one', async () => {
    const component = await compared(reference, padded(8, 20), mixHeads, permuteUnits, permuteVocabulary)
    expect(component).toMatchObject({ finding: 'derived', share: 1 })
    expect(component.log10P).toBeLessThan(-60)
    expect(component.phi?.value).toBeGreaterThan(0.8)
  })

  it('leave a clone with random signs structural', async () => {
    const component = await compared(reference, padded(8, 20), mixHeads, permuteUnits, randomSigns)
    expect(component.finding).toBe('structural')
    expect(component.phi?.value).toBeGreaterThan(0.8)
  })

  it('bring a model of others under no suspicion', async () => {
    const component = await compared(stranger, padded(8, 20))
    expect(component).toMatchObject({ finding: 'independent' })
  })

  it('are taken off alone; a model that writes everywhere is left as it is', async () => {
    const whole = await preparedWhole(reference)
    expect(inWrittenSpan(whole)).toBe(whole)
    const wide = inWrittenSpan(await preparedWhole(await changed(reference, 'wide', padded(8, 20))))
    expect(wide.units[0]?.gate.width).toBe(128)
    expect(wide.hidden?.label.length).toBe(128)
  })
})

describe('units with one gate direction', () => {
  const rows = (...values: readonly (readonly number[])[]): UnitRows =>
    toUnitRows(Float32Array.from(values.flat()), values.length, 4)
  const block = (gate: UnitRows, up: UnitRows, leaders?: readonly number[]): UnitBlock => ({
    part: 'mlp 0',
    layer: 0,
    label: Int32Array.from({ length: gate.n }, (_, i) => i),
    gate,
    up,
    down: up,
    gain: undefined,
    excluded: new Uint8Array(gate.n),
    leaders: leaders === undefined ? undefined : Int32Array.from(leaders),
  })
  const [a, b, c] = [
    [1, -1, 0, 0],
    [0, 0, 1, -1],
    [1, 1, -1, -1],
  ] as const
  const other = block(rows(a, b), rows(c, a))
  const grown = (up: UnitRows): UnitBlock => block(rows(a, a, b), up, [0, 0, 2])

  it('are paired as one, by the member whose up and down fit', () => {
    const { left, right } = unitMatching(grown(rows(b, c, a)), other)
    expect([[...left], [...right]]).toEqual([
      [1, 2],
      [0, 1],
    ])
  })

  it('are paired alike whatever signs their up rows and down columns bear', () => {
    const minus = c.map((value) => -value)
    expect(unitMatching(grown(rows(b, minus, a)), other)).toEqual(unitMatching(grown(rows(b, c, a)), other))
  })
})
