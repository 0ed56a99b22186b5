import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPLEX_128, COMPLEX_32, plain } from './element.ts'
import { stridedTensor } from './strided-tensor.ts'
import { countOf, faultOfView, stridesOf, type View } from './view.ts'

const rangeOver = (bytes: Uint8Array) => ({
  bytes: bytes.byteLength,
  read: async (offset: number, into: Uint8Array) => into.set(bytes.subarray(offset, offset + into.byteLength)),
})

/** Element by element, as the definition says. */
const plainly = (storage: Uint16Array, { shape, strides, offset }: View): number[] =>
  Array.from({ length: countOf(shape) }, (_, element) => {
    let rest = element
    let place = offset
    for (const [axis, length] of [...shape.entries()].toReversed()) {
      place += (rest % length) * (strides[axis] ?? 0)
      rest = Math.floor(rest / length)
    }
    return storage[place] ?? 0
  })

const storage = Uint16Array.from({ length: 60_000 }, (_, at) => at)
const axis = fc.record({
  length: fc.integer({ min: 1, max: 7 }),
  stride: fc.constantFrom(0, 1, 2, 3, 7, 49, 900, 9000),
})
const views = fc
  .record({ axes: fc.array(axis, { maxLength: 4 }), offset: fc.nat({ max: 40 }) })
  .map(({ axes, offset }) => ({
    shape: axes.map(({ length }) => length),
    strides: axes.map(({ stride }) => stride),
    offset,
  }))
  .filter((view) => faultOfView(view, storage.length, 2) === undefined)

describe('a strided view', () => {
  it('gives each range of bytes as the elements lie in row-major order', async () => {
    const law = fc.asyncProperty(views, fc.nat(), fc.nat(), async (view, a, b) => {
      const { info, read } = stridedTensor({
        name: 'x',
        element: plain('U16', 2),
        view,
        storage: rangeOver(new Uint8Array(storage.buffer)),
        byteOrder: 'little',
      })
      const whole = new Uint8Array(Uint16Array.from(plainly(storage, view)).buffer)
      expect(info.bytes).toBe(whole.byteLength)
      const offset = a % (info.bytes + 1)
      const part = new Uint8Array(b % (info.bytes - offset + 1))
      await read(offset, part)
      expect(part).toEqual(whole.subarray(offset, offset + part.byteLength))
    })
    await fc.assert(law, { numRuns: 400 })
  })

  it('fetches a transposed matrix piece by piece, each with one pass over it', async () => {
    const matrix = Uint16Array.from({ length: 2 ** 18 }, (_, at) => at)
    const { info, read } = stridedTensor({
      name: 'x',
      element: plain('U16', 2),
      view: { shape: [512, 512], strides: [1, 512], offset: 0 },
      storage: rangeOver(new Uint8Array(matrix.buffer)),
      byteOrder: 'little',
    })
    const into = new Uint8Array(info.bytes)
    expect(await read(0, into)).toBeLessThanOrEqual(info.bytes)
    const values = new Uint16Array(into.buffer)
    expect([values[1], values[512], values[513]]).toEqual([512, 1, 513])
  })

  it.each([
    ['F64', plain('F64', 8), [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0xf8, 0x3f]],
    ['complex', plain('C64', 8, 4), [1, 2, 3, 4, 5, 6, 7, 8], [4, 3, 2, 1, 8, 7, 6, 5]],
    ['bytes', plain('U8', 1), [9], [9]],
  ])('turns big-endian %s round, number by number', async (_, element, stored, wanted) => {
    const { read } = stridedTensor({
      name: 'x',
      element,
      view: { shape: [1], strides: [1], offset: 0 },
      storage: rangeOver(Uint8Array.from(stored)),
      byteOrder: 'big',
    })
    const into = new Uint8Array(wanted.length)
    await read(0, into)
    expect([...into]).toEqual(wanted)
  })

  it.each([
    ['128', COMPLEX_128, new Uint8Array(Float64Array.of(1 / 3, -2, 5, 1e300).buffer)],
    ['32', COMPLEX_32, new Uint8Array(Float16Array.of(1 / 3, -2, 5, Number.POSITIVE_INFINITY).buffer)],
  ])('presents complex numbers of %s bits as pairs of F32', async (bits, element, stored) => {
    const { info, read } = stridedTensor({
      name: 'x',
      element,
      view: { shape: [2], strides: [1], offset: 0 },
      storage: rangeOver(stored),
      byteOrder: 'little',
    })
    expect(info).toMatchObject({ dtype: 'C64', count: 2, bytes: 16 })
    const into = new Uint8Array(16)
    await read(0, into)
    const third = bits === '128' ? Math.fround(1 / 3) : Math.f16round(1 / 3)
    expect([...new Float32Array(into.buffer)]).toEqual([third, -2, 5, Number.POSITIVE_INFINITY])
  })

  it.each([
    ['a shape whose product leaves the exact range', { shape: [2 ** 30, 2 ** 30, 0], strides: [0, 0, 0], offset: 0 }],
    ['a stride for each size only', { shape: [2, 2], strides: [1], offset: 0 }],
    ['counts only', { shape: [1.5], strides: [1], offset: 0 }],
    ['no element behind the end', { shape: [3], strides: [2], offset: 6 }],
    ['no large unfolding', { shape: [2 ** 20, 2 ** 20], strides: [0, 0], offset: 0 }],
  ])('may have %s', (_, view) => {
    expect(faultOfView(view, 10, 4)).toBeTypeOf('string')
  })

  it('has strides that count the nearest axis first', () => {
    expect(stridesOf([2, 3, 5], 'row-major')).toEqual([15, 5, 1])
    expect(stridesOf([2, 3, 5], 'column-major')).toEqual([1, 2, 6])
  })
})
