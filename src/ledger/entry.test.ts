import { describe, expect, it } from 'vitest'
import { digestOfText, type Instant } from '#base'
import { decodeEntry, encodeEntry, type LedgerEntry } from './entry.ts'

const entry: LedgerEntry = {
  at: '2027-03-02T09:00:00.000Z' as Instant,
  act: 'evidence-admitted',
  programme: 'sample',
  round: 'first',
  subject: { team: 'b', gate: 'from-scratch' },
  digests: { evidence: digestOfText('x') },
  by: 'office',
}
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('a ledger entry', () => {
  it('is canonical JSON', () => {
    expect(text(encodeEntry(entry))).toBe(
      `{"act":"evidence-admitted","at":"2027-03-02T09:00:00.000Z","by":"office","digests":{"evidence":"${digestOfText('x')}"},"programme":"sample","round":"first","subject":{"gate":"from-scratch","team":"b"}}`,
    )
  })

  it('comes back as it went', () => {
    expect(decodeEntry(encodeEntry(entry), 'entry 0')).toEqual(entry)
  })

  it('leaves out what is absent', () => {
    expect(text(encodeEntry({ ...entry, round: undefined, subject: undefined }))).not.toContain('round')
  })

  it.each([
    [`${text(encodeEntry(entry))} `, 'white space'],
    [text(encodeEntry(entry)).replace('"act"', '"note":1,"act"'), 'an unknown member'],
    [text(encodeEntry(entry)).replace('evidence-admitted', 'evidence-lost'), 'an unknown act'],
    [text(encodeEntry(entry)).replace('.000Z', 'Z'), 'a time without milliseconds'],
    [text(encodeEntry(entry)).replace('sha256:', 'sha512:'), 'no digest'],
    ['[]', 'an array'],
  ])('is not read from %s (%s)', (value) => {
    expect(() => decodeEntry(bytes(value), 'entry 0')).toThrow('ledger/entry-malformed')
  })

  it('is not read where a name stands twice', () => {
    expect(() => decodeEntry(bytes(text(encodeEntry(entry)).replace('{"act"', '{"act":"x","act"')), 'entry 0')).toThrow(
      'base/json-duplicate-name',
    )
  })

  it('is not read from bytes that are no UTF-8, or that begin with a mark of byte order', () => {
    expect(() => decodeEntry(Uint8Array.of(0xff, 0xfe), 'entry 0')).toThrow('ledger/entry-malformed')
    expect(() => decodeEntry(bytes(`\ufeff${text(encodeEntry(entry))}`), 'entry 0')).toThrow('base/json-malformed')
  })

  it('has room for 65,535 bytes and not for one more', () => {
    const room = 65_535 - encodeEntry({ ...entry, facts: '' }).length
    expect(encodeEntry({ ...entry, facts: 'x'.repeat(room) })).toHaveLength(65_535)
    expect(() => encodeEntry({ ...entry, facts: 'x'.repeat(room + 1) })).toThrow('ledger/entry-too-large')
    expect(() => decodeEntry(new Uint8Array(65_536), 'entry 0')).toThrow('ledger/entry-too-large')
  })
})
