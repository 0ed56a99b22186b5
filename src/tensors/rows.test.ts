import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeToF32, nonFiniteIn, readRows, readTensor, refuseNonFinite } from '#tensors'
import { openModel } from '#tensors/sources'

const ALL_TYPES = 'test/golden/safetensors/all-dtypes.safetensors'
const SIX_BITS = 'test/golden/safetensors/f6.safetensors'

describe('rows', () => {
  it.each([ALL_TYPES, SIX_BITS])('are the same stretch of the whole tensor, in every type of %s', async (path) => {
    const source = await openModel(path)
    const tensors = [...source.tensors.values()].filter(({ count }) => count > 0)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tensors), fc.nat(), fc.nat(), async ({ name, shape }, a, b) => {
        const rows = shape[0] ?? 1
        const [from = 0, to = 0] = [a % (rows + 1), b % (rows + 1)].toSorted((x, y) => x - y)
        const whole = await readTensor(source, name, { maxBytes: 1e6 })
        const row = whole.length / rows
        expect(await readRows(source, name, { from, to })).toEqual(whole.slice(from * row, to * row))
      }),
    )
    await source.close()
  })

  it('of half a byte an element begin in the middle of a byte', async () => {
    const source = await openModel(ALL_TYPES)
    expect([...(await readRows(source, 'F4.all16', { from: 3, to: 6 }))]).toEqual([1.5, 2, 3])
    await source.close()
  })

  it.each([[{ from: 0, to: 9 }], [{ from: -1, to: 2 }], [{ from: 3, to: 2 }], [{ from: 0.5, to: 2 }]])(
    'outside the tensor are refused: %o',
    async (range) => {
      const source = await openModel(ALL_TYPES)
      await expect(readRows(source, 'BF16', range)).rejects.toMatchObject({ code: 'tensors/rows-out-of-range' })
      await source.close()
    },
  )
})

describe('reading', () => {
  it('refuses a tensor larger than the caller allows', async () => {
    const source = await openModel(ALL_TYPES)
    const refused = readTensor(source, 'BF16', { maxBytes: 1023 })
    await expect(refused).rejects.toMatchObject({ code: 'tensors/too-large', facts: { bytes: 1024, limit: 1023 } })
    await source.close()
  })

  it('refuses a name that the model does not have', async () => {
    const source = await openModel(ALL_TYPES)
    await expect(readRows(source, 'lm_head', { from: 0, to: 1 })).rejects.toMatchObject({
      code: 'tensors/unknown-tensor',
    })
    await source.close()
  })

  it('refuses a range of bytes outside the tensor', async () => {
    const source = await openModel(ALL_TYPES)
    const refused = source.readBytes('scalar.F32', 2, new Uint8Array(3))
    await expect(refused).rejects.toMatchObject({ code: 'tensors/out-of-range', facts: { size: 4 } })
    await source.close()
  })

  it('fills views of shared memory', async () => {
    const source = await openModel(ALL_TYPES)
    const shared = new Uint8Array(new SharedArrayBuffer(4))
    await source.readBytes('scalar.F32', 0, shared)
    expect(new Float32Array(shared.buffer)[0]).toBe(0.15625)
    await source.close()
  })

  it('ends with the source', async () => {
    const source = await openModel(ALL_TYPES)
    await source.close()
    await expect(source.readBytes('scalar.F32', 0, new Uint8Array(4))).rejects.toMatchObject({ code: 'tensors/closed' })
    expect(() => source.lend?.('scalar.F32', 0, 4)).toThrow(/tensors\/closed/)
  })
})

describe('decoding', () => {
  it('takes data that begin at an odd byte', () => {
    const bytes = new Uint8Array([9, 0x00, 0x3c, 0x00, 0xc0]).subarray(1)
    expect([...decodeToF32(bytes, 'F16')]).toEqual([1, -2])
  })

  it('refuses bytes that are no whole number of elements', () => {
    expect(() => decodeToF32(new Uint8Array(3), 'BF16')).toThrow(/tensors\/odd-bytes/)
  })
})

describe('weights that are no numbers', () => {
  it('are readable, and counted by kind', async () => {
    const source = await openModel(ALL_TYPES)
    expect(await nonFiniteIn(source, ['BF16', 'BF16.special', 'F8_E5M2.all256', 'I64'])).toEqual([
      { tensor: 'BF16.special', nan: 1, infinite: 2 },
      { tensor: 'F8_E5M2.all256', nan: 6, infinite: 2 },
    ])
    await source.close()
  })

  it('are refused with the tensor that holds them', async () => {
    const source = await openModel(ALL_TYPES)
    const facts = { source: 'all-dtypes.safetensors', tensor: 'F32.special', nan: 1, infinite: 2 }
    await expect(refuseNonFinite(source, ['F32', 'F32.special'])).rejects.toMatchObject({
      code: 'tensors/non-finite',
      facts,
    })
    await source.close()
  })
})
