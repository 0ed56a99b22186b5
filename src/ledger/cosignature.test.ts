import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signCheckpoint } from './checkpoint.ts'
import { cosign, cosignaturesOn } from './cosignature.ts'
import { newSigningKey, openNote, verifierKeyOf } from './signed-note.ts'
import { parseVerifierKey } from './verifier-key.ts'

const log = newSigningKey('office.example/ledger', new Uint8Array(32).fill(1))
const witness = newSigningKey('witness.example/w1', new Uint8Array(32).fill(7))
const other = newSigningKey('witness.example/w2', new Uint8Array(32).fill(8))
const witnessKey = parseVerifierKey(verifierKeyOf(witness, 'cosignature'), 'cosignature')
const otherKey = parseVerifierKey(verifierKeyOf(other, 'cosignature'), 'cosignature')

const body = { origin: 'office.example/ledger', size: 20852163, root: new Uint8Array(32).fill(3) }
const checkpoint = signCheckpoint(body, log)
const text = checkpoint.slice(0, checkpoint.lastIndexOf('\n\n') + 1)

const line = cosign(checkpoint, witness, 1679315147)
const blob = Buffer.from(line.trim().split(' ')[2] ?? '', 'base64')

describe('a witness’s cosignature', () => {
  it('is 4 bytes of key id, 8 bytes of time and 64 bytes of signature', () => {
    expect(blob).toHaveLength(4 + 8 + 64)
    const id = createHash('sha256')
      .update('witness.example/w1\n')
      .update(Buffer.from([0x04]))
      .update(witnessKey.publicKey)
      .digest()
    expect(blob.subarray(0, 4)).toEqual(id.subarray(0, 4))
    expect(blob.readBigUInt64BE(4)).toBe(1679315147n)
  })

  it('is over the header, the time and the whole checkpoint, as another implementation of Ed25519 sees it', () => {
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), witnessKey.publicKey])
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`)
    expect(verify(null, message, key, blob.subarray(12))).toBe(true)
  })

  it('is found beside the log’s own signature and strangers’ lines', () => {
    const cosigned = `${checkpoint}${line}${cosign(checkpoint, other, 5)}`
    expect(openNote(cosigned, verifierKeyOf(log))).toBe(text)
    expect(cosignaturesOn(cosigned, [witnessKey])).toEqual([{ witness: witnessKey, seconds: 1679315147 }])
    expect(cosignaturesOn(cosigned, [otherKey, witnessKey]).map(({ seconds }) => seconds)).toEqual([5, 1679315147])
    expect(cosignaturesOn(checkpoint, [witnessKey])).toEqual([])
  })

  it.each([
    { what: 'another time', at: 11 },
    { what: 'another signature', at: 40 },
  ])('does not hold with $what', ({ at }) => {
    const forged = Buffer.from(blob)
    forged[at] = (forged[at] as number) ^ 1
    const note = `${checkpoint}— witness.example/w1 ${forged.toString('base64')}\n`
    expect(() => cosignaturesOn(note, [witnessKey])).toThrow('ledger/signature-wrong')
  })

  it('does not hold on another tree', () => {
    const grown = signCheckpoint({ ...body, size: 20852164 }, log)
    expect(() => cosignaturesOn(`${grown}${line}`, [witnessKey])).toThrow('ledger/signature-wrong')
  })

  it('is no signature of a log: the two uses of a key have different ids', () => {
    expect(() => parseVerifierKey(verifierKeyOf(witness, 'cosignature'))).toThrow('ledger/key-malformed')
    expect(() => parseVerifierKey(verifierKeyOf(witness), 'cosignature')).toThrow('ledger/key-malformed')
  })

  it('needs a time', () => {
    expect(() => cosign(checkpoint, witness, 1.5)).toThrow('ledger/time-malformed')
  })
})
