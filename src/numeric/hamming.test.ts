import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainCodeTable } from './hamming-plain.ts'
import { wasmCodeTable } from './hamming-wasm.ts'
import { seeded } from './seeded.ts'

const filled = (bytes: Uint8Array, seed: number): Uint8Array => {
  const draw = seeded(seed)
  for (let i = 0; i < bytes.length; i++) bytes[i] = draw.below(256)
  return bytes
}

describe('the nearest codes', () => {
  it('are found by their differing bits, the nearest first', () => {
    const table = wasmCodeTable(3, { codeBytes: 128, blocks: 1 })
    table.codes.set([0xff, 0x01], 0) // nine bits
    table.codes.set([0x00, 0x80], 128) // one
    table.codes.set([0x0f], 256) // four
    expect(table.nearest(new Uint8Array(128), 2)).toEqual([
      { place: 1, distance: 1 },
      { place: 2, distance: 4 },
    ])
  })

  it('count every bit of the longest code', () => {
    const table = wasmCodeTable(1, { codeBytes: 3_968, blocks: 1 })
    expect(table.nearest(new Uint8Array(3_968).fill(255), 1)).toEqual([{ place: 0, distance: 31_744 }])
  })

  it('come in their own order where they are equally far', () => {
    const table = wasmCodeTable(5, { codeBytes: 128, blocks: 1 })
    expect(table.nearest(new Uint8Array(128), 3).map(({ place }) => place)).toEqual([0, 1, 2])
  })

  it('are the same in the kernel as in plain TypeScript', () => {
    const shapes = fc.record({
      count: fc.integer({ min: 0, max: 40 }),
      codeBytes: fc.constantFrom(128, 256, 2_048),
      blocks: fc.integer({ min: 1, max: 3 }),
      queries: fc.integer({ min: 1, max: 3 }),
      most: fc.integer({ min: 1, max: 12 }),
      seed: fc.integer(),
    })
    fc.assert(
      fc.property(shapes, ({ count, codeBytes, blocks, queries, most, seed }) => {
        const [plain, kernel] = [plainCodeTable, wasmCodeTable].map((open) => {
          const table = open(count, { codeBytes, blocks })
          filled(table.codes, seed)
          return table.nearest(filled(new Uint8Array(queries * codeBytes), seed + 1), most)
        })
        expect(kernel).toEqual(plain)
      }),
      { numRuns: 60 },
    )
  })

  it('of sets add up the distance of each query code to the nearest code of the set', () => {
    const table = wasmCodeTable(1, { codeBytes: 128, blocks: 2 })
    table.codes.set([0xff], 128) // the second code: eight bits from nothing
    const query = new Uint8Array(256)
    query.set([0x7f], 128) // one bit from the second code, seven from the first
    expect(table.nearest(query, 1)).toEqual([{ place: 0, distance: 0 + 1 }])
  })

  it('are refused beyond what one memory holds', () => {
    expect(() => wasmCodeTable(3_000_000, { codeBytes: 2_048, blocks: 1 })).toThrow('numeric/table-too-large')
  })
})
