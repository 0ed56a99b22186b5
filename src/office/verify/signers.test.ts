import { describe, expect, it } from 'vitest'
import {
  appendLeaf,
  cosign,
  emptyRange,
  encodeEntry,
  encodeSignedEntry,
  leafHash,
  type LedgerEntry,
  newSigningKey,
  parseWitnessPolicy,
  rootOf,
  signCheckpoint,
  type SigningKey,
  verifierKeyOf,
} from '#ledger'
import { composeBundle } from '../bundle/compose-bundle.ts'
import {
  actsOf,
  entryOf,
  memoryFiles,
  office,
  smallDecision,
  smallEvidence,
  smallParts,
  stranger,
} from '../bundle/small-round.fixture.ts'
import { verifyBundle } from './index.ts'

const officer = newSigningKey('officer-kim', new Uint8Array(32).fill(41))
const team = newSigningKey('team-a', new Uint8Array(32).fill(42))
const next = newSigningKey('office.example/ledger', new Uint8Array(32).fill(43))

const about = (act: LedgerEntry['act'], facts: LedgerEntry['facts']): LedgerEntry => entryOf(act, {}, { facts })
const registers = (key: SigningKey, by: SigningKey = office): Uint8Array =>
  encodeSignedEntry(about('key-registered', { key: verifierKeyOf(key) }), [by])
const revokes = (key: SigningKey): Uint8Array =>
  encodeSignedEntry(about('key-revoked', { key: verifierKeyOf(key) }), [office])
const rotates = (from: SigningKey, to: SigningKey, by: readonly SigningKey[] = [from, to]): Uint8Array =>
  encodeSignedEntry(about('key-rotated', { from: verifierKeyOf(from), to: verifierKeyOf(to) }), by)

const plain = actsOf(smallEvidence, smallDecision)
const acts = plain.map(encodeEntry)
const signedAct = (by: readonly SigningKey[]): Uint8Array => encodeSignedEntry(plain.at(-1) as LedgerEntry, by)

/** A bundle over these entries, whose heads are signed as `keyOf` says for each size. */
const verified = async (
  entries: readonly Uint8Array[],
  options: { readonly keyOf?: (size: number) => SigningKey; readonly key?: string; readonly seal?: SigningKey } = {},
) => {
  const { keyOf = () => office, key, seal = office } = options
  let range = emptyRange
  const checkpoints = entries.map((entry) => {
    range = appendLeaf(range, leafHash(entry))
    return signCheckpoint({ origin: office.name, size: range.size, root: rootOf(range) }, keyOf(range.size))
  })
  const { files } = composeBundle({ ...smallParts(), ledger: { entries, checkpoints } }, seal)
  const { ok, failure, signers } = await verifyBundle(memoryFiles(files), { key })
  return {
    ok,
    what: failure?.what,
    where: failure?.where,
    signers: signers.map((one) => [one.key.split('+')[0], one.signatures]),
  }
}

describe('entries signed by parties and officers', () => {
  it('hold by keys that were registered before them, and are counted by key', async () => {
    const entries = [registers(officer), registers(team), ...acts.slice(0, -1), signedAct([officer, team])]
    expect(await verified(entries)).toMatchObject({
      ok: true,
      signers: [
        ['office.example/ledger', entries.length + 2],
        ['officer-kim', 1],
        ['team-a', 1],
      ],
    })
  })

  it.each([
    ['a key that nobody registered', [...acts.slice(0, -1), signedAct([officer])], 'verify/unknown-signer'],
    [
      'a key that is registered later',
      [...acts.slice(0, -1), signedAct([officer]), registers(officer)],
      'verify/unknown-signer',
    ],
    [
      'a key that was revoked',
      [registers(officer), revokes(officer), ...acts.slice(0, -1), signedAct([officer])],
      'verify/unknown-signer',
    ],
    [
      'another key under a registered name',
      [
        registers(officer),
        ...acts.slice(0, -1),
        signedAct([newSigningKey('officer-kim', new Uint8Array(32).fill(99))]),
      ],
      'verify/unknown-signer',
    ],
    [
      'a registration that the office did not sign',
      [encodeEntry(about('key-registered', { key: verifierKeyOf(officer) })), ...acts],
      'verify/entry-not-signed',
    ],
    ['a registration by another key', [registers(officer, stranger), ...acts], 'verify/entry-not-signed'],
  ])('do not hold by %s', async (_, entries, what) => {
    const found = await verified(entries)
    expect(found).toMatchObject({ ok: false, what })
    expect(found.where).toMatch(/^ledger entry \d+: /)
  })

  it('do not hold when a bit of a signature was turned and everything else was made to fit', async () => {
    const bytes = signedAct([officer])
    const text = new TextDecoder().decode(bytes)
    const sig = /"sig":"([^"]+)"/.exec(text)?.[1] ?? ''
    for (const at of [0, 20, 60]) {
      const turned = Buffer.from(sig, 'base64')
      turned[at] = (turned[at] as number) ^ 1
      const forged = new TextEncoder().encode(text.replace(sig, turned.toString('base64')))
      const place = acts.length
      expect(await verified([registers(officer), ...acts.slice(0, -1), forged])).toMatchObject({
        what: 'verify/signature-wrong',
        where: expect.stringContaining(`ledger entry ${place}: officer-kim`),
      })
    }
  })
})

describe('a change of the log’s key', () => {
  const at = 4
  const entries = [...acts.slice(0, at), rotates(office, next), ...acts.slice(at)]
  const keyOf = (size: number): SigningKey => (size <= at ? office : next)

  it('leads from the old key to the new: either may be given', async () => {
    for (const key of [office, next]) {
      expect(await verified(entries, { keyOf, seal: next, key: verifierKeyOf(key) })).toMatchObject({ ok: true })
    }
    expect(await verified(entries, { keyOf, seal: next, key: verifierKeyOf(stranger) })).toMatchObject({
      ok: false,
      what: 'verify/other-key',
    })
  })

  it.each([
    ['is signed by the new key alone', rotates(office, next, [next]), 'verify/entry-not-signed'],
    ['is signed by the old key alone', rotates(office, next, [office]), 'verify/entry-not-signed'],
    ['leads elsewhere', rotates(office, stranger), 'verify/key-chain-broken'],
  ])('does not hold if it %s', async (_, rotation, what) => {
    expect(await verified(entries.with(at, rotation), { keyOf, seal: next })).toMatchObject({ ok: false, what })
  })

  it('ends the old key: a head that it signs later does not hold, nor one that the new key signed before', async () => {
    for (const wrong of [
      (size: number) => (size <= at + 1 ? office : next),
      (size: number) => (size <= at - 1 ? office : next),
    ]) {
      expect(await verified(entries, { keyOf: wrong, seal: next })).toMatchObject({ what: 'verify/signature-wrong' })
    }
  })

  it('made up by a stranger does not make the stranger’s bundle the office’s', async () => {
    const forged = [...acts.slice(0, at), rotates(office, stranger, [stranger]), ...acts.slice(at)]
    const found = await verified(forged, { keyOf: () => stranger, seal: stranger, key: verifierKeyOf(office) })
    expect(found).toMatchObject({ ok: false })
  })
})

describe('whoever holds the office’s key, and not those of officers and witnesses', () => {
  it('cannot turn a bit of what an officer signed, with tree, heads and manifest made anew', async () => {
    const bytes = signedAct([officer])
    const place = `ledger entry ${acts.length}`
    for (let at = 0; at < bytes.length; at += 2) {
      const turned = bytes.slice()
      turned[at] = (turned[at] as number) ^ (1 << (at % 7))
      const found = await verified([registers(officer), ...acts.slice(0, -1), turned])
      expect(found, `byte ${at}`).toMatchObject({ ok: false, where: expect.stringContaining(place) })
    }
  })

  it('cannot turn a bit of what a witness said, with the manifest made anew', async () => {
    const witness = newSigningKey('w1.example', new Uint8Array(32).fill(11))
    const { entries, checkpoints } = smallParts().ledger
    const last = checkpoints.at(-1) ?? ''
    const line = cosign(last, witness, 1_800_000_000)
    const policy = parseWitnessPolicy(`witness one ${verifierKeyOf(witness, 'cosignature')}\nquorum one\n`, 'policy')
    const withLine = async (said: string) => {
      const ledger = { entries, checkpoints: [...checkpoints.slice(0, -1), last + said] }
      const { files } = composeBundle({ ...smallParts(), ledger }, office)
      return verifyBundle(memoryFiles(files), { policies: [policy] })
    }
    expect((await withLine(line)).ok).toBe(true)
    const signature = Buffer.from(line.split(' ')[2] ?? '', 'base64')
    for (let at = 0; at < signature.length; at++) {
      const turned = Buffer.from(signature)
      turned[at] = (turned[at] as number) ^ (1 << (at % 8))
      const { ok, failure } = await withLine(`— ${witness.name} ${turned.toString('base64')}\n`)
      expect([ok, failure?.where.startsWith('ledger/checkpoints.txt, checkpoint 3')], `byte ${at}`).toEqual([
        false,
        true,
      ])
    }
    expect((await withLine('')).failure?.what).toBe('verify/not-witnessed')
  })
})
