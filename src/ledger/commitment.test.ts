import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { commitment } from './commitment.ts'

const salt = new Uint8Array(32).fill(3)

describe('a commitment', () => {
  it('is SHA-256 over 0x02, the salt and the canonical value', () => {
    const expected = createHash('sha256')
      .update(Uint8Array.of(2))
      .update(salt)
      .update('{"a":1,"b":[null]}')
      .digest('hex')
    expect(commitment(salt, { b: [null], a: 1 })).toBe(`sha256:${expected}`)
  })

  it('differs with the salt and with the value', () => {
    expect(commitment(new Uint8Array(32), 57.2)).not.toBe(commitment(salt, 57.2))
    expect(commitment(salt, 57.2)).not.toBe(commitment(salt, 57.3))
  })

  it('needs a salt of 32 bytes', () => {
    expect(() => commitment(new Uint8Array(16), 57.2)).toThrow('ledger/salt-malformed')
  })
})
