import { describe, expect, it } from 'vitest'
import { type Seeded, seeded } from '#numeric'
import { noise, SMALL, syntheticDecoder, trainedLike } from '../../test/support/synthetic-decoder.ts'
import { compareModels } from './compare-models.ts'
import { unorderedRowDigest } from './row-digest.ts'
import { slopeOf } from './slope.ts'

type Change = NonNullable<Parameters<typeof syntheticDecoder>[1]>
type Matrix = { readonly shape: readonly number[]; readonly values: Float32Array }

const compared = async (
  ours: ReturnType<typeof syntheticDecoder>,
  theirs: ReturnType<typeof syntheticDecoder>,
): ReturnType<typeof compareModels> => compareModels(ours, theirs, { seed: 1 })

const eachMatrix = (
  weights: Parameters<Change>[0],
  change: (matrix: Matrix, rows: number, columns: number, name: string) => void,
): void => {
  for (const [name, matrix] of weights) {
    const [rows, columns] = matrix.shape
    if (rows !== undefined && columns !== undefined) change(matrix, rows, columns, name)
  }
}

/** Adds `count` directions of the model's own, `height` times as strong as the greatest of noise. */
const addDirections = (matrix: Matrix, draw: Seeded, { height, count }: { height: number; count: number }): void => {
  const [rows, columns] = matrix.shape as [number, number]
  const edge = 0.02 * (Math.sqrt(rows) + Math.sqrt(columns))
  for (let rank = 0; rank < count; rank++) {
    const left = Float64Array.from({ length: rows }, () => draw.normal())
    const right = Float64Array.from({ length: columns }, () => draw.normal())
    const scale = (height * edge) / (Math.hypot(...left) * Math.hypot(...right))
    for (const i of left.keys()) {
      for (const k of right.keys()) {
        const at = i * columns + k
        matrix.values[at] = (matrix.values[at] as number) + scale * (left[i] as number) * (right[k] as number)
      }
    }
  }
}

describe('two children of one random start, hardly trained', () => {
  const child = (height: number, count: number): Change => {
    return (weights, draw) => {
      eachMatrix(weights, (matrix, rows, columns, name) => {
        matrix.values.set(noise(rows, columns, seeded(`start ${name}`)))
        addDirections(matrix, draw, { height, count })
      })
    }
  }

  it.each([
    [1.3, 1],
    [1.4, 2],
    [1.6, 3],
    [1.5, 6],
  ])('are never derived: directions %f times the noise, %i of each', async (height, count) => {
    const ours = syntheticDecoder('ours', child(height, count))
    const { finding } = await compared(ours, syntheticDecoder('theirs', child(height, count)))
    expect(['inconclusive', 'shared-init']).toContain(finding)
  })

  it('show how few directions stand out of noise', () => {
    const draw = seeded('directions')
    const matrix = { shape: [192, 128], values: noise(192, 128, draw) }
    expect(slopeOf(matrix.values, matrix.values, 192, 128).outstanding).toBe(0)
    addDirections(matrix, draw, { height: 1.6, count: 3 })
    expect(slopeOf(matrix.values, matrix.values, 192, 128).outstanding).toBe(3)
  })
})

describe('rows that are equal in whatever order their values stand', () => {
  const narrow = { vocabulary: 256, hidden: 8, units: 1024, layers: 2 }
  const coarse: Change = (weights) => {
    eachMatrix(weights, ({ values }) => {
      const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
      for (const [k, value] of values.entries()) {
        values[k] = 0.02 * Math.max(-4, Math.min(4, Math.round((2 * value) / rms)))
      }
    })
  }

  it('say nothing on a coarse grid in a narrow model', async () => {
    expect(unorderedRowDigest(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toBeNaN()
    const { finding } = await compared(
      syntheticDecoder('ours', coarse, narrow),
      syntheticDecoder('theirs', coarse, narrow),
    )
    expect(finding).not.toMatch(/derived|partial|structural|shared-init/)
  })

  /** The gate and up rows of one seed, the values of each in one new order: no test of signs or labels follows them. */
  const disordered =
    (start: (rows: number, columns: number, draw: Seeded) => Float32Array, order?: readonly number[]): Change =>
    (weights) => {
      eachMatrix(weights, ({ values }, rows, columns, name) => {
        if (!/gate|up/.test(name)) return
        const theirs = start(rows, columns, seeded(name))
        for (const k of values.keys()) {
          const column = k % columns
          values[k] = theirs[k - column + (order?.[column] ?? column)] as number
        }
      })
    }

  it.each([
    ['derived or partial where they were trained', trainedLike, /derived|partial/],
    ['a common start where they were not', noise, /shared-init|inconclusive/],
  ] as const)('are decisive where they say much: %s', async (_, start, finding) => {
    const order = [...seeded('order').order(SMALL.hidden)]
    const ours = syntheticDecoder('ours', disordered(start, order))
    const comparison = await compared(ours, syntheticDecoder('theirs', disordered(start)))
    expect(comparison.components[0]?.layers.find(({ part }) => part === 'mlp 0')?.rowsFound).toBe(1)
    expect(comparison.finding).toMatch(finding)
  })
})

describe('independent models of few units', () => {
  it.each([2, 4, 12])('are not structural: %i units a block', async (units) => {
    const shape = { vocabulary: 256, hidden: 64, units, layers: 2 }
    const { components } = await compared(
      syntheticDecoder('ours', undefined, shape),
      syntheticDecoder('theirs', undefined, shape),
    )
    expect(components[0]?.phi).toBeNull()
    expect(['independent', 'inconclusive']).toContain(components[0]?.finding)
  })
})

describe('independent models whose units read groups of inputs of their own', () => {
  const grouped =
    (width: number, groupOf: (unit: number, groups: number) => number): Change =>
    (weights) => {
      eachMatrix(weights, ({ values }, rows, columns, name) => {
        if (!/gate|up/.test(name)) return
        for (let i = 0; i < rows; i++) {
          const group = groupOf(i, columns / width)
          for (let k = 0; k < columns; k++) if (Math.floor(k / width) !== group) values[i * columns + k] = 0
        }
      })
    }

  it.each([
    ['in turn', 2, (unit: number, groups: number) => unit % groups],
    ['in turn', 8, (unit: number, groups: number) => unit % groups],
    ['in runs', 4, (unit: number, groups: number) => Math.floor((unit * groups) / SMALL.units)],
    ['scattered alike in all layers', 2, (unit: number, groups: number) => (unit * unit * 37 + unit * 11) % groups],
  ] as const)('bear no labels that mean nothing: %s, %i inputs wide', async (_, width, groupOf) => {
    const change = grouped(width, groupOf)
    const { components } = await compared(syntheticDecoder('ours', change), syntheticDecoder('theirs', change))
    const [component] = components
    expect(component?.preconditions).toContainEqual(
      expect.objectContaining({ family: 'unit', need: 'order', carriedBy: 'neither', tested: false }),
    )
    expect(['independent', 'inconclusive']).toContain(component?.finding)
    expect(component?.log10P).toBeGreaterThan(-3)
  })

  it('are tested by label as ever where one of the two is whole', async () => {
    const change = grouped(2, (unit, groups) => unit % groups)
    const { components } = await compared(syntheticDecoder('ours', change), syntheticDecoder('theirs'))
    expect(components[0]?.preconditions).toContainEqual(
      expect.objectContaining({ family: 'unit', need: 'order', carriedBy: 'reference', tested: true }),
    )
  })
})
