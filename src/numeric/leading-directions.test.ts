import { describe, expect, it } from 'vitest'
import { leadingDirections, symmetricEigen } from './leading-directions.ts'
import { seeded } from './seeded.ts'

/** A matrix with the singular values given, along random orthonormal directions made by Gram–Schmidt. */
const withValues = (
  values: readonly number[],
  n: number,
  width: number,
): { x: Float32Array; right: Float32Array[] } => {
  const draw = seeded('matrix')
  const orthonormal = (size: number): Float32Array[] => {
    const kept: Float32Array[] = []
    for (const _ of values) {
      const row = Float32Array.from({ length: size }, () => draw.normal())
      for (const other of kept) {
        const along = row.reduce((sum, value, k) => sum + value * (other[k] as number), 0)
        for (let k = 0; k < size; k++) row[k] = (row[k] as number) - along * (other[k] as number)
      }
      const norm = Math.hypot(...row)
      kept.push(row.map((value) => value / norm))
    }
    return kept
  }
  const left = orthonormal(n)
  const right = orthonormal(width)
  const x = new Float32Array(n * width)
  for (const [r, value] of values.entries()) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < width; k++) {
        x[i * width + k] = (x[i * width + k] as number) + value * (left[r]?.[i] as number) * (right[r]?.[k] as number)
      }
    }
  }
  return { x, right }
}

describe('leading directions', () => {
  it.each([
    { n: 60, width: 30, form: 'tall' },
    { n: 30, width: 60, form: 'wide' },
  ])('finds singular values and right directions of a $form matrix', ({ n, width }) => {
    const { x, right } = withValues([10, 6, 3, 1], n, width)
    const found = leadingDirections(x, { n, width, count: 3 })
    for (const [r, value] of [10, 6, 3].entries()) {
      expect(found.values[r]).toBeCloseTo(value, 3)
      const along = (right[r] as Float32Array).reduce(
        (sum, v, k) => sum + v * (found.right[r * width + k] as number),
        0,
      )
      expect(Math.abs(along)).toBeCloseTo(1, 4)
    }
  })

  it('gives no more directions than the matrix has rows', () => {
    const found = leadingDirections(Float32Array.of(1, 2, 3, 4, 5, 6), { n: 2, width: 3, count: 16 })
    expect(found.values).toHaveLength(2)
  })
})

describe('eigenvalues of a symmetric matrix', () => {
  it('are those of a matrix worked by hand', () => {
    const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    expect([...values].toSorted((a, b) => a - b).map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1, 3])
  })
})
