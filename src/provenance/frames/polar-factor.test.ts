import { describe, expect, it } from 'vitest'
import { plainRowProducts, seeded } from '#numeric'
import { polarFactor } from './polar-factor.ts'
import { transposed } from './raw-rows.ts'

const normal = (count: number, seed: string): Float32Array => {
  const draw = seeded(seed)
  return Float32Array.from({ length: count }, () => draw.normal())
}

const greatestOff = (gram: Float32Array, size: number): number =>
  gram.reduce((most, value, k) => Math.max(most, Math.abs(value - (k % (size + 1) === 0 ? 1 : 0))), 0)

describe('the polar factor', () => {
  it.each([
    { rows: 40, columns: 40 },
    { rows: 60, columns: 24 },
    { rows: 24, columns: 60 },
  ])('of a matrix of $rows × $columns is orthonormal along its shorter side', ({ rows, columns }) => {
    const factor = polarFactor(normal(rows * columns, `${rows} × ${columns}`), { rows, columns })
    const size = Math.min(rows, columns)
    const along = rows < columns ? factor : transposed(factor, rows, columns)
    const gram = plainRowProducts(along, along, { n: size, m: size, width: Math.max(rows, columns) })
    expect(greatestOff(gram, size)).toBeLessThan(1e-4)
  })

  it('of a rotation times a stretch of its axes is the rotation', () => {
    const size = 32
    const rotation = polarFactor(normal(size * size, 'rotation'), { rows: size, columns: size })
    const scales = Float32Array.from({ length: size }, (_, k) => 1 + k / 8)
    const stretch = new Float32Array(size * size)
    const axes = polarFactor(normal(size * size, 'axes'), { rows: size, columns: size })
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let k = 0; k < size; k++) {
          stretch[i * size + j] =
            (stretch[i * size + j] as number) +
            (axes[k * size + i] as number) * (scales[k] as number) * (axes[k * size + j] as number)
        }
      }
    }
    const stretched = plainRowProducts(rotation, stretch, { n: size, m: size, width: size }) // the stretch is symmetric
    const factor = polarFactor(stretched, { rows: size, columns: size })
    const most = factor.reduce((greatest, value, k) => Math.max(greatest, Math.abs(value - (rotation[k] as number))), 0)
    expect(most).toBeLessThan(1e-3)
  })

  it('of nothing is nothing', () => {
    expect([...polarFactor(new Float32Array(4), { rows: 2, columns: 2 })]).toEqual([0, 0, 0, 0])
  })
})
