import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestOfText, type Instant } from '#base'
import { envelopeKeyId, preAuthEncoding } from './dsse.ts'
import { decodeEntry, decodeSignedEntry, encodeEntry, encodeSignedEntry, type LedgerEntry } from './entry.ts'
import { newSigningKey } from './signed-note.ts'

const entry: LedgerEntry = {
  at: '2027-03-02T09:00:00.000Z' as Instant,
  act: 'determination-entered',
  programme: 'sample',
  round: 'first',
  subject: { team: 'b' },
  digests: { evidence: digestOfText('x') },
  by: 'officers',
}
const kim = newSigningKey('officer-kim', new Uint8Array(32).fill(21))
const lee = newSigningKey('officer-lee', new Uint8Array(32).fill(22))
const bytes = encodeSignedEntry(entry, [lee, kim])
const text = new TextDecoder().decode(bytes)
const asBytes = (value: string) => new TextEncoder().encode(value)

describe('the pre-authentication encoding', () => {
  it('is the one in the DSSE specification', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', asBytes('hello world'))
    expect(new TextDecoder().decode(encoded)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
  })

  it('counts bytes, not letters', () => {
    expect(new TextDecoder().decode(preAuthEncoding('é', asBytes('평')))).toBe('DSSEv1 2 é 3 평')
  })
})

describe('a signed entry', () => {
  it('holds the canonical entry, and one signature of each key, sorted', () => {
    const { payload, payloadType, signatures } = JSON.parse(text)
    expect(payloadType).toBe('application/vnd.assay.entry+json')
    expect(Buffer.from(payload, 'base64')).toEqual(Buffer.from(encodeEntry(entry)))
    expect(signatures.map(({ keyid }: { keyid: string }) => keyid)).toEqual([envelopeKeyId(kim), envelopeKeyId(lee)])
    expect(encodeSignedEntry(entry, [kim, lee])).toEqual(bytes)
  })

  it('comes back as it went, with signatures that another implementation of Ed25519 takes', () => {
    expect(decodeEntry(bytes, 'entry 0')).toEqual(entry)
    const { signatures, message } = decodeSignedEntry(bytes, 'entry 0')
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), kim.publicKey])
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    expect(verify(null, message(), key, signatures[0]?.signature ?? new Uint8Array())).toBe(true)
  })

  it.each([
    [text.replace('vnd.assay.entry', 'vnd.in-toto'), 'another payload', 'ledger/entry-malformed'],
    [text.replace('"payload":', '"payload" :'), 'white space', 'ledger/entry-malformed'],
    [text.replace(/"signatures":\[.*\]/, '"signatures":[]'), 'no signature', 'ledger/envelope-malformed'],
    [text.replace('"sig"', '"signature"'), 'another member', 'ledger/envelope-malformed'],
    [text.replaceAll('officer-kim', 'officer-zoe'), 'keys out of order', 'ledger/envelope-malformed'],
    [text.replace(/"payload":"(...)/, '"payload":"*$1'), 'no base64', 'ledger/base64-malformed'],
    [
      text.replace(/"payload":"[^"]+"/, `"payload":"${Buffer.from('{ }').toString('base64')}"`),
      'a payload that is not canonical',
      'ledger/entry-malformed',
    ],
    [
      text.replace(/"payload":"[^"]+"/, `"payload":"${Buffer.from(bytes).toString('base64')}"`),
      'an envelope in an envelope',
      'ledger/entry-malformed',
    ],
  ])('is not read with %j (%s)', (value, _, code) => {
    expect(() => decodeSignedEntry(asBytes(value), 'entry 0')).toThrow(code)
  })

  it('is signed by somebody, and fits into an entry', () => {
    expect(() => encodeSignedEntry(entry, [])).toThrow('ledger/entry-malformed')
    expect(() => encodeSignedEntry({ ...entry, facts: 'x'.repeat(50_000) }, [kim])).toThrow('ledger/entry-too-large')
  })
})
