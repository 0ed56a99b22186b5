import { describe, expect, it } from 'vitest'
import { cosign, newSigningKey, parseWitnessPolicy, verifierKeyOf } from '#ledger'
import { composeBundle } from '../bundle/compose-bundle.ts'
import {
  actsOf,
  entryOf,
  ledgerOf,
  memoryFiles,
  office,
  smallDecision,
  smallEvidence,
  smallParts,
  stranger,
} from '../bundle/small-round.fixture.ts'
import { checkIds, type Check, verifyBundle } from './verify-bundle.ts'

const bundle = composeBundle(smallParts(), office).files

describe('verifying a bundle', () => {
  it('says what was checked, by its own key', async () => {
    const verification = await verifyBundle(memoryFiles(bundle))
    expect(verification).toEqual({
      ok: true,
      key: 'bundle-only',
      checked: {
        recomputed: 6, // two parts and the total, of two teams
        attested: 7,
        files: bundle.size - 2, // all but the manifest and its signature
        bytes: [...bundle]
          .filter(([path]) => !path.startsWith('manifest.'))
          .reduce((sum, [, { length }]) => sum + length, 0),
        evidence: 7,
        blobs: 1,
        entries: 9,
        checkpoints: 3,
        signatures: 4,
        openings: 0,
        acts: 9,
      },
      checks: [
        { id: 'digests', count: bundle.size - 2, ok: true },
        { id: 'entries', count: 9, ok: true },
        { id: 'checkpoints', count: 3, ok: true },
        { id: 'signatures', count: 4, ok: true },
        { id: 'commitments', count: 0, ok: true },
        { id: 'rules', count: 7, ok: true },
        { id: 'acts', count: 9, ok: true },
        { id: 'points', count: 6, ok: true },
      ],
      signers: [{ key: 'office.example/ledger+06eb8024', signatures: 3 }],
      unknown: ['whose-key', 'other-histories', 'measurements', 'later-acts'],
      failure: null,
    })
  })

  it('says so when the key given is the one that signed', async () => {
    expect(await verifyBundle(memoryFiles(bundle), { key: verifierKeyOf(office) })).toMatchObject({
      ok: true,
      key: 'given',
    })
  })

  it('names each check as it is made, in order', async () => {
    const seen: Check[] = []
    await verifyBundle(memoryFiles(bundle), {
      onCheck: async (check) => {
        await Promise.resolve()
        seen.push(check)
      },
    })
    expect(seen.map(({ id }) => id)).toEqual(checkIds)
  })

  it('tells how far it is in a long ledger, and waits for whoever listens', async () => {
    const fillers = Array.from({ length: 5000 }, () => entryOf('rules-sealed', {}, { programme: 'large' }))
    const ledger = ledgerOf([...fillers, ...actsOf(smallEvidence, smallDecision)], { sizes: [] })
    const told: number[] = []
    const { ok } = await verifyBundle(memoryFiles(composeBundle({ ...smallParts(), ledger }, office).files), {
      onProgress: async ({ id, done }) => {
        await Promise.resolve()
        if (id === 'entries') told.push(done)
      },
    })
    expect([ok, told]).toEqual([true, [2048, 4096]])
  })

  it('stops at the first check that fails', async () => {
    const files = new Map(bundle).set('report.html', Uint8Array.of(1))
    const { checks, ok, failure } = await verifyBundle(memoryFiles(files))
    expect({ checks, ok, failure }).toEqual({
      ok: false,
      checks: [{ id: 'digests', count: 0, ok: false }],
      failure: { what: 'verify/file-changed', where: 'report.html' },
    })
  })

  it('does not depend on the order in which files are listed', async () => {
    const backwards = new Map([...bundle].toReversed())
    expect(await verifyBundle(memoryFiles(backwards))).toEqual(await verifyBundle(memoryFiles(bundle)))
  })

  it('refuses a key that is none, since that is no fault of the bundle', async () => {
    await expect(verifyBundle(memoryFiles(bundle), { key: 'office' })).rejects.toThrow('ledger/key-malformed')
    await expect(verifyBundle(memoryFiles(bundle), { key: `${verifierKeyOf(stranger)} ` })).rejects.toThrow(
      'ledger/key-malformed',
    )
  })
})

describe('a bundle whose last checkpoint witnesses cosigned', () => {
  const [first, second] = [
    newSigningKey('w1.example', new Uint8Array(32).fill(11)),
    newSigningKey('w2.example', new Uint8Array(32).fill(12)),
  ]
  const parts = smallParts()
  const checkpoints = parts.ledger.checkpoints.map((note, i, all) =>
    i === all.length - 1 ? `${note}${cosign(note, first, 1_800_000_000)}` : note,
  )
  const witnessed = composeBundle({ ...parts, ledger: { ...parts.ledger, checkpoints } }, office).files
  const policy = (...lines: readonly string[]) =>
    parseWitnessPolicy(
      [
        `witness one ${verifierKeyOf(first, 'cosignature')}`,
        `witness two ${verifierKeyOf(second, 'cosignature')}`,
        'group both all one two',
        ...lines,
      ].join('\n'),
      'policy',
    )

  it('satisfies a policy that asks for them, and says whose word it is', async () => {
    const verification = await verifyBundle(memoryFiles(witnessed), { policies: [policy('quorum one')] })
    expect(verification).toMatchObject({ ok: true, key: 'witness', checked: { signatures: 5 } })
  })

  it('is consistent for a reader who knows none of them', async () => {
    expect(await verifyBundle(memoryFiles(witnessed))).toMatchObject({ ok: true, key: 'bundle-only' })
  })

  it('does not satisfy a policy that asks for more', async () => {
    const verification = await verifyBundle(memoryFiles(witnessed), { policies: [policy('quorum both')] })
    expect(verification.failure?.what).toBe('verify/not-witnessed')
    expect(verification.failure?.where).toContain('1 of 2 cosigned')
  })

  it('fails where the policy believes another log', async () => {
    const other = policy(`log ${verifierKeyOf(stranger)}`, 'quorum one')
    expect((await verifyBundle(memoryFiles(witnessed), { policies: [other] })).failure?.what).toBe('verify/other-key')
    const own = policy(`log ${verifierKeyOf(office)}`, 'quorum one')
    expect((await verifyBundle(memoryFiles(witnessed), { policies: [own] })).ok).toBe(true)
  })
})
