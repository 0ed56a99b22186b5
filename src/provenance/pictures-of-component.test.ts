import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { type PartTest, unitTests } from './family-tests.ts'
import { componentPictures } from './pictures-of-component.ts'
import type { Prepared, UnitBlock } from './prepared.ts'
import { toUnitRows } from './unit-rows.ts'

const UNITS = 40
const WIDTH = 32

const rowsOf = (seed: string, drift: number, order: (unit: number) => number) => {
  const draw = seeded('rows of a parent')
  const parent = Float32Array.from({ length: UNITS * WIDTH }, () => draw.normal())
  const noise = seeded(seed)
  const rows = Float32Array.from(
    { length: UNITS * WIDTH },
    (_, i) => (parent[order(Math.floor(i / WIDTH)) * WIDTH + (i % WIDTH)] ?? 0) * (1 - drift) + noise.normal() * drift,
  )
  return toUnitRows(rows, UNITS, WIDTH)
}

const block = (seed: string, drift: number, order: (unit: number) => number = (unit) => unit): UnitBlock => ({
  part: 'mlp 0',
  layer: 0,
  label: Int32Array.from({ length: UNITS }, (_, i) => i),
  gate: rowsOf(seed, drift, order),
  up: rowsOf(`${seed} up`, drift, order),
  down: rowsOf(`${seed} down`, drift, order),
  gain: undefined,
  excluded: new Uint8Array(UNITS),
})

const prepared = (units: UnitBlock): Prepared =>
  ({
    component: 'language',
    units: [units],
    channels: [],
    hidden: undefined,
    rowDigests: new Map(),
  }) as unknown as Prepared

const pictures = (subject: UnitBlock, reference: UnitBlock, control?: UnitBlock) => {
  const tests = (mine: UnitBlock): PartTest[] =>
    unitTests(mine, [reference], { coin: true, label: true }).map((test) => ({ ...test, frame: 'ident' }))
  const tested = (mine: UnitBlock) => ({
    subject: prepared(mine),
    reference: prepared(reference),
    tests: tests(mine),
    frames: [],
  })
  return componentPictures(tested(subject), control === undefined ? [] : [tested(control)])
}

const reference = block('reference', 0)

describe('pictures of tested models', () => {
  it('show a drifted copy on the diagonal, far above the next best partner of the same units', () => {
    const { similarities, parts } = pictures(block('child', 0.2), reference)
    expect(parts[0]).toMatchObject({ matched: UNITS, equal: UNITS, units: { subject: UNITS, reference: UNITS } })
    expect(similarities).toMatchObject({ source: 'second-best' })
    expect(similarities?.median).toBeGreaterThan(0.9)
    expect(similarities?.nullHigh).toBeLessThan(0.8)
  })
  it('show a shuffled copy scattered and one to one', () => {
    const { parts } = pictures(
      block('child', 0.2, (unit) => (unit * 7) % UNITS),
      reference,
    )
    expect(parts[0]?.equal).toBeLessThan(UNITS / 4)
    expect(new Set(parts[0]?.pairs.map(([, right]) => right)).size).toBe(UNITS)
  })
  it('show an independent model within what a control model gives', () => {
    const { similarities } = pictures(block('one', 1), reference, block('another', 1))
    expect(similarities).toMatchObject({ source: 'controls', controls: 1 })
    expect(similarities?.median).toBeLessThan(similarities?.nullHigh ?? 0)
  })
})
