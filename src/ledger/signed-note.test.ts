import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSigningKey, openNote, parseNote, signNote, verifierKeyOf } from './signed-note.ts'

// The example of the reference implementation, golang.org/x/mod/sumdb/note: secret key, public key and signed text.
const SECRET = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const SIGNATURE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

const peter = newSigningKey('PeterNeumann', new Uint8Array(Buffer.from(SECRET, 'base64')).slice(1))
const witness = newSigningKey('witness.example/w1', new Uint8Array(32).fill(7))

describe('a signed note', () => {
  it('is the reference implementation’s, byte for byte', () => {
    expect(verifierKeyOf(peter)).toBe(VERIFIER)
    expect(signNote(TEXT, peter)).toBe(`${TEXT}\n${SIGNATURE}`)
  })

  it('opens with the key that signed it', () => {
    expect(openNote(`${TEXT}\n${SIGNATURE}`, VERIFIER)).toBe(TEXT)
  })

  it('does not open with another key', () => {
    expect(() => openNote(`${TEXT}\n${SIGNATURE}`, verifierKeyOf(witness))).toThrow('ledger/not-signed-by-key')
  })

  it('has room for witnesses whose keys the reader does not know', () => {
    const cosigned = `${TEXT}\n${SIGNATURE}${signNote(TEXT, witness).split('\n\n')[1]}`
    expect(openNote(cosigned, VERIFIER)).toBe(TEXT)
    expect(openNote(cosigned, verifierKeyOf(witness))).toBe(TEXT)
    expect(parseNote(cosigned).signatures.map(({ name }) => name)).toEqual(['PeterNeumann', 'witness.example/w1'])
  })

  it('does not open when the known key’s signature is by another hand', () => {
    const forged = newSigningKey('PeterNeumann', new Uint8Array(32).fill(9))
    const [, line = ''] = signNote(TEXT, forged).split('\n\n')
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    bytes.set([0xc7, 0x4f, 0x20, 0xa3]) // claims the known key's id
    expect(() => openNote(`${TEXT}\n— PeterNeumann ${bytes.toString('base64')}\n`, VERIFIER)).toThrow(
      'ledger/signature-wrong',
    )
  })

  it('does not open after any one bit of it was turned', () => {
    const note = Buffer.from(`${TEXT}\n${SIGNATURE}`)
    for (let at = 0; at < note.length; at++) {
      const turned = Buffer.from(note)
      turned[at] = (turned[at] as number) ^ (1 << (at % 8))
      expect(() => openNote(turned.toString('utf8'), VERIFIER), `byte ${at}`).toThrow('ledger/')
    }
  })

  it.each([
    ['', 'nothing'],
    ['text\n', 'no signature'],
    ['text\n\n', 'an empty signature part'],
    [`text\n\n${SIGNATURE}`.slice(0, -1), 'no newline at the end'],
    [`te\u0001xt\n\n${SIGNATURE}`, 'a control character'],
    [`te\ud800xt\n\n${SIGNATURE}`, 'a lone surrogate'],
    ['text\n\n- name AAAAAAAA\n', 'a hyphen instead of a dash'],
    ['text\n\n— na+me AAAAAAAA\n', 'a plus in the name'],
    ['text\n\n— name AAAA\n', 'a signature shorter than its key id'],
    ['text\n\n— name AAAAAAAB AAAA\n', 'a third field'],
    [`text\n\n${'— name AAAAAAAA\n'.repeat(17)}`, 'seventeen signatures'],
    [`${'x'.repeat(300_000)}\n\n${SIGNATURE}`, 'more than any note has'],
  ])('is not read from %j (%s)', (note) => {
    expect(() => parseNote(note)).toThrow('ledger/note-malformed')
  })

  it('accepts base64 in its canonical spelling only', () => {
    expect(() => parseNote('text\n\n— name AAAAAAA=\n')).not.toThrow()
    expect(() => parseNote('text\n\n— name AAAAAAB=\n')).toThrow('ledger/base64-malformed') // an unused bit is set
    expect(() => parseNote('text\n\n— name AAAAAAA\n')).toThrow('ledger/base64-malformed')
  })

  it('opens again whatever the text was', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 60 })
      .filter((line) => !/\p{Cc}/u.test(line) && line.isWellFormed())
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (lines) => {
        const body = `${lines.join('\n')}\n`
        expect(openNote(signNote(body, witness), verifierKeyOf(witness))).toBe(body)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a key', () => {
  it.each([
    ['', 'nothing'],
    ['PeterNeumann+c74f20a3', 'no public key'],
    [VERIFIER.replace('c74f20a3', 'c74f20a4'), 'an id that is not the key’s'],
    [VERIFIER.replace('Peter', 'Pater'), 'a name that is not the key’s'],
    [VERIFIER.replace('10TW', '10TX'), 'an unused bit set'],
    [`${VERIFIER}\n`, 'a newline after it'],
  ])('is not read from %j (%s)', (key) => {
    expect(() => openNote(`${TEXT}\n${SIGNATURE}`, key)).toThrow('ledger/key-malformed')
  })

  it('has a name without spaces and plus, and a seed of 32 bytes', () => {
    expect(() => newSigningKey('two words', new Uint8Array(32))).toThrow('ledger/key-name-malformed')
    expect(() => newSigningKey('a+b', new Uint8Array(32))).toThrow('ledger/key-name-malformed')
    expect(() => newSigningKey('office.example', new Uint8Array(31))).toThrow('ledger/seed-malformed')
  })
})
