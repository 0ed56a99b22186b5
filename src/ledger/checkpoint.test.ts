import { describe, expect, it } from 'vitest'
import { openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { newSigningKey, signNote, verifierKeyOf } from './signed-note.ts'
import { emptyRange, rootOf } from './tree.ts'

const office = newSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
const other = newSigningKey('office.example/ledger', new Uint8Array(32).fill(2))
const body = { origin: 'office.example/ledger', size: 0, root: rootOf(emptyRange) }

describe('a checkpoint', () => {
  it('is three lines and a signature', () => {
    expect(signCheckpoint(body, office).split('\n').slice(0, 4)).toEqual([
      'office.example/ledger',
      '0',
      '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      '',
    ])
  })

  it('says what was signed', () => {
    const opened = openCheckpoint(signCheckpoint({ ...body, size: 17 }, office), verifierKeyOf(office))
    expect(opened).toMatchObject({ origin: 'office.example/ledger', size: 17, root: body.root })
  })

  it('is the same text whenever the same is signed', () => {
    expect(signCheckpoint(body, office)).toBe(signCheckpoint(body, office))
  })

  it('opens for nobody who knows another key of the same name', () => {
    expect(() => openCheckpoint(signCheckpoint(body, other), verifierKeyOf(office))).toThrow('ledger/not-signed-by-key')
  })

  it.each([
    ['office.example\n1\n', 'no root'],
    [`office.example\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`, 'a leading zero'],
    [`office.example\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`, 'a negative size'],
    [`office.example\n9007199254740993\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`, 'a size beyond exact numbers'],
    [`\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`, 'no origin'],
    ['office.example\n1\nAAAA\n', 'a root of three bytes'],
    [`office.example\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n`, 'an extension line'],
  ])('is not read from %j (%s), though signed', (text) => {
    expect(() => openCheckpoint(signNote(text, office), verifierKeyOf(office))).toThrow('ledger/checkpoint-malformed')
  })
})
