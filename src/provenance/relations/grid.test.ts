import { describe, expect, it } from 'vitest'
import { seeded } from '#numeric'
import { openZoo } from '../../../test/support/zoo.ts'
import { architectureRules } from '../architectures.ts'
import { componentSites } from '../component-sites.ts'
import { gridOf } from './grid.ts'
import { storedForm, type StoredForm } from './stored-form.ts'

const [N, WIDTH] = [64, 256]
const noise = (): Float32Array => {
  const draw = seeded('grid')
  return Float32Array.from({ length: N * WIDTH }, () => draw.normal())
}

const roundedBy = (group: number, levelsOf: (values: Float32Array) => Float32Array): Float32Array => {
  const rows = noise()
  for (let from = 0; from < rows.length; from += group) rows.set(levelsOf(rows.subarray(from, from + group)), from)
  return rows
}

const symmetric =
  (top: number) =>
  (values: Float32Array): Float32Array => {
    const step = Math.max(...values.map(Math.abs)) / top
    return values.map((value) => Math.round(value / step) * step)
  }

const affine =
  (levels: number) =>
  (values: Float32Array): Float32Array => {
    const least = Math.min(...values)
    const step = (Math.max(...values) - least) / levels
    return values.map((value) => least + Math.round((value - least) / step) * step)
  }

const formOf = async (model: string): Promise<StoredForm> => {
  const source = await openZoo(model)
  const sites = componentSites(source, architectureRules()).get('language')
  if (sites === undefined) throw new Error('no language component')
  return storedForm(source, sites)
}

describe('a grid of rounded weights', () => {
  it.each([
    { bits: 3, group: 64, rows: roundedBy(64, symmetric(3)), scheme: 'symmetric' },
    { bits: 4, group: 32, rows: roundedBy(32, symmetric(7)), scheme: 'symmetric' },
    { bits: 4, group: 128, rows: roundedBy(128, affine(15)), scheme: 'affine' },
    { bits: 5, group: 32, rows: roundedBy(32, symmetric(15)), scheme: 'symmetric' },
    { bits: 8, group: null, rows: roundedBy(WIDTH, symmetric(127)), scheme: 'symmetric' },
  ])('of $bits bits by groups of $group is named', ({ bits, group, rows, scheme }) => {
    expect(gridOf(rows, { n: N, width: WIDTH })).toEqual({ bits, group, scheme })
  })

  it('is not seen in weights that were never rounded', () => {
    expect(gridOf(noise(), { n: N, width: WIDTH })).toBeUndefined()
  })
})

describe('a model as it is stored', () => {
  it('shows 4 bits by groups of 32 through the BF16 that it is stored in', async () => {
    expect((await formOf('a-int4')).grid).toEqual({ bits: 4, group: 32, scheme: 'symmetric' })
  })

  it.each(['base-a', 'a-moe', 'a-rotated', 'base-d'])('%s lies on no grid', async (model) => {
    expect((await formOf(model)).grid).toBeUndefined()
  })
})
