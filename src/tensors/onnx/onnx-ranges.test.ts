import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssayError } from '#base'
import { halfByteTensor } from './half-bytes.ts'
import { varintRange } from './varint-range.ts'

const rangeOver = (bytes: Uint8Array) => ({
  bytes: bytes.byteLength,
  read: async (offset: number, into: Uint8Array) => into.set(bytes.subarray(offset, offset + into.byteLength)),
})
const bad = (why: string): AssayError => new AssayError('tensors/onnx-tensor', { file: 'x', tensor: 'x', why })

const varints = (values: readonly bigint[]): Uint8Array => {
  const bytes: number[] = []
  for (const value of values) {
    let rest = BigInt.asUintN(64, value)
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
    bytes.push(Number(rest))
  }
  return Uint8Array.from(bytes)
}

describe('numbers in varints', () => {
  it('come out as 64-bit integers at any range', async () => {
    const law = fc.asyncProperty(
      fc.array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
      fc.nat(),
      fc.nat(),
      async (values, a, b) => {
        const range = varintRange({ packed: rangeOver(varints(values)), count: values.length, size: 8, bad })
        const whole = new Uint8Array(BigInt64Array.from(values).buffer)
        const offset = a % (whole.length + 1)
        const part = new Uint8Array(b % (whole.length - offset + 1))
        await range.read(offset, part)
        expect(part).toEqual(whole.subarray(offset, offset + part.length))
      },
    )
    await fc.assert(law, { numRuns: 200 })
  })

  it('are found far behind, from the place kept before them', async () => {
    const values = Array.from({ length: 300_000 }, (_, at) => BigInt(at * at - 9))
    const range = varintRange({ packed: rangeOver(varints(values)), count: values.length, size: 4, bad })
    const part = new Uint8Array(8)
    await range.read(4 * 287_654, part)
    expect([...new Int32Array(part.buffer)]).toEqual([287_654, 287_655].map((at) => (at * at - 9) | 0))
    expect(await range.read(4, part)).toBeLessThan(300_000)
  })

  it.each([
    ['too few', varints([1n, 2n]), 3],
    ['too many', varints([1n, 2n, 3n, 4n]), 3],
    ['one without end', Uint8Array.of(1, 2, 0x80), 3],
    ['one of eleven bytes', Uint8Array.of(1, 2, ...Array.from({ length: 10 }, () => 0xff), 1), 3],
  ])('are refused when there are %s', async (_, packed, count) => {
    const range = varintRange({ packed: rangeOver(packed), count, size: 8, bad })
    await expect(range.read(0, new Uint8Array(8))).rejects.toMatchObject({ code: 'tensors/onnx-tensor' })
  })
})

describe('elements of four bits', () => {
  const packed = Uint8Array.of(0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe)
  const all = async (values: 'signed' | 'unsigned' | 'F4', count: number): Promise<Uint8Array> => {
    const { info, read } = halfByteTensor({ name: 'x', shape: [count], values, packed: rangeOver(packed) })
    const into = new Uint8Array(info.bytes)
    await read(0, into)
    return into
  }

  it('have the low half first', async () => {
    expect([...(await all('unsigned', 16))]).toEqual([...Array(16).keys()])
    expect([...new Int8Array((await all('signed', 15)).buffer)]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2,
    ])
  })

  it('have the values of E2M1 where they are floats', async () => {
    const values = [0, 0.5, 1, 1.5, 2, 3, 4, 6]
    expect([...new Float32Array((await all('F4', 16)).buffer)]).toEqual([...values, ...values.map((value) => -value)])
  })
})
