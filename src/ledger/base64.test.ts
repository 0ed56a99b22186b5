import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'

describe('base64', () => {
  it('is what another implementation writes and reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(encodeBase64(bytes)).toBe(text)
        expect(decodeBase64(text)).toEqual(new Uint8Array(bytes))
      }),
    )
  })

  it('has one spelling: whatever else decodes to the same bytes is refused', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ABxyz089+/=-_ \n\u0100'.split('')), maxLength: 12 }),
        (text) => {
          const canonical = Buffer.from(text, 'base64').toString('base64') === text
          if (canonical) expect(encodeBase64(decodeBase64(text))).toBe(text)
          else expect(() => decodeBase64(text)).toThrow('ledger/base64-malformed')
        },
      ),
      { numRuns: 500 },
    )
  })
})
