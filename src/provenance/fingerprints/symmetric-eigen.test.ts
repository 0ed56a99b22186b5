import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded, symmetricEigen } from '#numeric'
import { allEigen } from './symmetric-eigen.ts'

const symmetric = (size: number, seed: number): Float64Array => {
  const draw = seeded(seed)
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = draw.normal()
  }
  return matrix
}

describe('eigenvalues and eigenvectors', () => {
  it('of a small matrix are those that one computes by hand', () => {
    const { values, vectors } = allEigen(Float64Array.of(2, 1, 1, 2), 2)
    expect([...values]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)])
    expect(Math.abs((vectors[0] as number) + (vectors[1] as number))).toBeCloseTo(Math.SQRT2, 12)
  })

  it('agree with Jacobi’s, and put the matrix together again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.integer(), (size, seed) => {
        const matrix = symmetric(size, seed)
        const { values, vectors } = allEigen(matrix, size)
        const jacobi = symmetricEigen(matrix.slice(), size).values.toSorted().toReversed()
        for (let r = 0; r < size; r++) expect(values[r]).toBeCloseTo(jacobi[r] as number, 9)
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            let sum = 0
            for (let r = 0; r < size; r++) {
              sum += (values[r] as number) * (vectors[r * size + i] as number) * (vectors[r * size + j] as number)
            }
            expect(sum).toBeCloseTo(matrix[i * size + j] as number, 9)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('of nothing but zeros are zero', () => {
    expect([...allEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0])
  })
})
