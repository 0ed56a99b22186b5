import { beforeAll, describe, expect, it } from 'vitest'
import { changed, permuteUnits, randomSigns, rescalePairs, rotateResidual } from '../../../test/support/disguise.ts'
import { preparedWhole } from '../../../test/support/prepared-zoo.ts'
import { openZoo } from '../../../test/support/zoo.ts'
import type { Prepared } from '../prepared.ts'
import { channelAnchors } from './channel-anchors.ts'
import { rawLength } from '../raw-products.ts'
import { rawUnit } from './raw-rows.ts'
import { unitAnchors } from './unit-anchors.ts'
import { unitSignatures } from './unit-signature.ts'

let reference: Prepared
let scrambled: Prepared
let turned: Prepared
let stranger: Prepared
beforeAll(async () => {
  const model = await openZoo('base-d')
  reference = await preparedWhole(model)
  turned = await preparedWhole(await changed(model, 'turned', rotateResidual, rescalePairs, randomSigns))
  scrambled = await preparedWhole(await changed(model, 'scrambled', rotateResidual, permuteUnits, randomSigns))
  stranger = await preparedWhole(await openZoo('distilled'))
})

const blockOf = (prepared: Prepared, part: string) => {
  const block = prepared.units.find((candidate) => candidate.part === part)
  if (block === undefined) throw new Error(`no ${part}`)
  return block
}

describe('the signature of a unit', () => {
  it('is the same on other axes, with other signs and scales', () => {
    const [own, other] = [
      unitSignatures(blockOf(turned, 'mlp 2'), turned),
      unitSignatures(blockOf(reference, 'mlp 2'), reference),
    ]
    expect(own.columns).toEqual(other.columns)
    const most = own.values.reduce(
      (greatest, value, k) => Math.max(greatest, Math.abs(value - (other.values[k] as number))),
      0,
    )
    expect(most).toBeLessThan(0.05)
  })
})

describe('anchors among units', () => {
  it('are found between a model and itself on other axes, in another order, with other signs', () => {
    const found = unitAnchors(scrambled, reference)
    expect(found?.subject.part).toBe(found?.reference.part)
    expect(found?.score).toBeGreaterThan(0.9)
    expect(found?.matching.left.length).toBe(256)
    // The same unit has a gate row of the same length, whatever the axes.
    for (const [k, left] of found?.matching.left.entries() ?? []) {
      const own = found === undefined ? 0 : rawLength(found.subject.gate, left)
      const other = found === undefined ? 1 : rawLength(found.reference.gate, found.matching.right[k] as number)
      expect(own / other).toBeCloseTo(1, 3)
    }
  })

  it('score low between models that have nothing in common', () => {
    expect(unitAnchors(stranger, reference)?.score).toBeLessThan(0.15)
  })
})

describe('anchors among value channels', () => {
  it('are brought onto one side, whatever signs were thrown', async () => {
    const thrown = await preparedWhole(await changed(await openZoo('base-d'), 'thrown', randomSigns))
    const found = channelAnchors(thrown, reference)
    expect(found?.subject.part).toBe(found?.reference.part)
    expect([...(found?.anchors.left ?? [])]).toEqual([...(found?.anchors.right ?? [])])
    const { v } = found?.subject ?? { v: undefined }
    const other = found?.reference.v
    if (found === undefined || v === undefined || other === undefined) throw new Error('channels expected')
    const [a, b] = [rawUnit(v), rawUnit(other)]
    const sides = Array.from(found.anchors.left, (channel, k) => {
      let along = 0
      for (let i = channel * v.width; i < (channel + 1) * v.width; i++) along += (a[i] as number) * (b[i] as number)
      return Math.sign(along) * (found.sign[k] as number)
    })
    expect(sides.length).toBeGreaterThan(20)
    expect(new Set(sides).size).toBe(1)
    expect(new Set(found.sign).size).toBe(2)
  })
})
