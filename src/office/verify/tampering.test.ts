import { describe, expect, it } from 'vitest'
import { verifierKeyOf } from '#ledger'
import { parseRules, rulesDigest } from '#programme'
import { type BundleParts, composeBundle } from '../bundle/compose-bundle.ts'
import {
  actsOf,
  decisionOf,
  entryOf,
  evidenceOf,
  ledgerOf,
  memoryFiles,
  office,
  programmeYaml,
  rules,
  smallDecision,
  smallEvidence,
  smallParts,
  stranger,
} from '../bundle/small-round.fixture.ts'
import { digestOfJson, digestOfText, evidenceDigest, type Json } from '#base'
import { verifyBundle } from './verify-bundle.ts'

const honest = composeBundle(smallParts(), office).files
const verify = (files: ReadonlyMap<string, Uint8Array>, key?: string) => verifyBundle(memoryFiles(files), { key })

/** The failure of a bundle that the office itself sealed, with some of its parts other than they should be. */
const failureOf = async (parts: Partial<BundleParts>): Promise<unknown> => {
  const { failure, ok } = await verify(composeBundle({ ...smallParts(), ...parts }, office).files)
  expect(ok).toBe(failure === null)
  return failure
}
const found = (what: string, where: string) => ({ what, where: expect.stringContaining(where) as string })
const acts = actsOf(smallEvidence, smallDecision)
const draw = (seed: string, treeSize: number): Promise<unknown> => {
  const evidence = [...smallEvidence, evidenceOf('lot-seed', {}, { seed, treeSize })]
  const decision = decisionOf(evidence)
  return failureOf({ evidence, decision, ledger: ledgerOf(actsOf(evidence, decision)) })
}
const swapped = <T>(items: readonly T[], a: number, b: number): T[] =>
  items.with(a, items[b] as T).with(b, items[a] as T)

const sealedLate = (afterSight: boolean): Promise<unknown> => {
  const yaml = `${programmeYaml}version: 2
amendments:
  - version: 2
    reason: { ko: 이유, en: a reason }
    author: office
    effective: 2027-03-02T10:00:00Z
    after-sight: ${afterSight}
`
  const amended = parseRules(yaml, 'programme.yaml')
  const decision = decisionOf(smallEvidence, amended)
  const late = actsOf(smallEvidence, decision, amended)
  const ledger = ledgerOf([entryOf('rules-sealed', { rules: rulesDigest(rules) }), ...swapped(late, 0, 1)])
  return failureOf({ programmeYaml: new TextEncoder().encode(yaml), rules: amended as Json, decision, ledger })
}

/** Thousands of verifications a file; two seconds on an idle machine. */
const EVERY_BYTE_MS = 60_000

describe('by an outsider, without a key', () => {
  it.each([...honest.keys()])(
    'any one bit of any byte of %s',
    async (path) => {
      const bytes = honest.get(path) as Uint8Array
      for (let at = 0; at < bytes.length; at++) {
        const turned = bytes.slice()
        turned[at] = (turned[at] as number) ^ (1 << (at % 8))
        const { ok, failure } = await verify(new Map(honest).set(path, turned))
        expect(ok, `byte ${at}`).toBe(false)
        const blamed = path === 'manifest.sig' ? /^manifest\./ : path // of a signature, text or signature may be at fault
        expect(failure?.where, `byte ${at}`).toMatch(blamed)
      }
    },
    EVERY_BYTE_MS,
  )

  it.each([...honest.keys()])('%s cut short, grown, emptied or dropped', async (path) => {
    const bytes = honest.get(path) as Uint8Array
    const others = [bytes.slice(0, -1), Uint8Array.of(...bytes, 10), new Uint8Array()]
    for (const other of others) expect((await verify(new Map(honest).set(path, other))).ok).toBe(false)
    const without = new Map(honest)
    without.delete(path)
    const what = path.startsWith('manifest.') ? 'verify/manifest-missing' : 'verify/file-missing'
    expect((await verify(without)).failure).toEqual({ what, where: path })
  })

  it.each(['notes.txt', 'evidence/x.json', 'ledger/tile/0/001', '.hidden', 'blobs/../secret', 'e\u0301'])(
    'a file more: %s',
    async (path) => {
      const { failure } = await verify(new Map(honest).set(path, Uint8Array.of(1)))
      expect(failure?.what).toBe('verify/file-unlisted')
    },
  )

  it('two files exchanged', async () => {
    const [a = '', b = ''] = [...honest.keys()].filter((path) => path.startsWith('evidence/'))
    const files = new Map(honest).set(a, honest.get(b) as Uint8Array).set(b, honest.get(a) as Uint8Array)
    expect((await verify(files)).failure?.what).toBe('verify/file-changed')
  })

  it('a manifest made anew over changed files, with the old signature', async () => {
    const forged = composeBundle({ ...smallParts(), extra: { 'report.html': Uint8Array.of(1) } }, stranger).files
    const files = new Map(forged).set('manifest.sig', honest.get('manifest.sig') as Uint8Array)
    expect((await verify(files)).failure).toEqual({ what: 'verify/manifest-changed', where: 'manifest.json' })
  })

  it('a manifest that another key signed, over checkpoints of the office', async () => {
    const files = composeBundle(smallParts(office), stranger).files
    expect((await verify(files)).failure).toEqual(found('verify/signature-wrong', 'checkpoint 1'))
  })
})

describe('by an outsider who signs everything anew', () => {
  const resigned = composeBundle(smallParts(stranger), stranger).files

  it('is a consistent bundle, and its key is only its own', async () => {
    expect(await verify(resigned)).toMatchObject({ ok: true, key: 'bundle-only', failure: null })
  })

  it('is found with the office’s key, though the key’s name is the same', async () => {
    expect(await verify(resigned, verifierKeyOf(office))).toMatchObject({
      ok: false,
      key: 'given',
      failure: found('verify/other-key', 'manifest.sig'),
    })
  })
})

describe('by the office itself, which signs what it likes', () => {
  it('nothing wrong is the control: the same parts verify', async () => {
    expect(await failureOf({})).toBeNull()
  })

  it('an entry dropped from the log', async () => {
    const { checkpoints } = smallParts().ledger
    const { entries } = ledgerOf(acts.toSpliced(3, 1))
    const files = composeBundle({ ...smallParts(), ledger: ledgerOf(acts.toSpliced(3, 1)) }, office).files
    expect(entries).toHaveLength(8)
    expect((await verify(files)).failure).toEqual(found('verify/evidence-not-admitted', 'evidence/'))
    expect(checkpoints).toHaveLength(3)
  })

  it('an entry dropped under the old checkpoints', async () => {
    const { entries, checkpoints } = smallParts().ledger
    const short = [...entries.toSpliced(3, 1), entries[8] as Uint8Array]
    expect(await failureOf({ ledger: { entries: short, checkpoints } })).toEqual(
      found('verify/not-included', 'checkpoint 3'),
    )
  })

  it('two entries exchanged under the old checkpoints', async () => {
    const { entries, checkpoints } = smallParts().ledger
    expect(await failureOf({ ledger: { entries: swapped(entries, 5, 6), checkpoints } })).toEqual(
      found('verify/not-included', 'checkpoint 3'),
    )
  })

  it('two entries exchanged, with a new last checkpoint: a forked history', async () => {
    const old = smallParts().ledger.checkpoints
    const fork = ledgerOf(swapped(acts, 3, 7), { sizes: [1, 5] })
    const checkpoints = [...old.slice(0, 2), ...fork.checkpoints.slice(2)]
    expect(await failureOf({ ledger: { entries: fork.entries, checkpoints } })).toEqual(
      found('verify/not-consistent', 'checkpoint 2'),
    )
  })

  it('a checkpoint of the same log signed by another key', async () => {
    const { entries, checkpoints } = smallParts().ledger
    const other = ledgerOf(acts, { key: stranger }).checkpoints
    for (const at of [0, 1, 2]) {
      const ledger = { entries, checkpoints: checkpoints.with(at, other[at] as string) }
      expect(await failureOf({ ledger })).toEqual(found('verify/signature-wrong', `checkpoint ${at + 1}`))
    }
  })

  it('checkpoints of a log with another name, or that did not grow', async () => {
    const { entries, checkpoints } = smallParts().ledger
    const other = checkpoints.map((note) => note.replace('office.example', 'elsewhere.example'))
    expect(await failureOf({ ledger: { entries, checkpoints: checkpoints.with(1, other[1] as string) } })).toEqual(
      found('verify/not-consistent', 'checkpoint 2'),
    )
    expect(await failureOf({ ledger: { entries, checkpoints: swapped(checkpoints, 0, 1) } })).toEqual(
      found('verify/not-consistent', 'checkpoint 2'),
    )
  })

  it('evidence that the ledger admitted and the bundle lacks', async () => {
    expect(await failureOf({ evidence: smallEvidence.slice(1) })).toEqual(
      found('verify/evidence-missing', 'ledger entry 1'),
    )
  })

  it('evidence in the bundle that the ledger never admitted', async () => {
    const more = evidenceOf('review.panel', { team: 'c' }, { value: 99 })
    expect(await failureOf({ evidence: [...smallEvidence, more] })).toEqual(
      found('verify/evidence-not-admitted', evidenceDigest(more).slice('sha256:'.length)),
    )
  })

  it('evidence of another round', async () => {
    const other = { ...evidenceOf('review.note', { team: 'a' }, {}), subject: { round: 'second', team: 'a' } }
    const evidence = [...smallEvidence, other]
    const ledger = ledgerOf(actsOf(evidence, smallDecision))
    expect(await failureOf({ evidence, ledger })).toEqual(found('verify/malformed', 'another round'))
  })

  it('rules that were never sealed', async () => {
    const ledger = ledgerOf(acts.with(0, entryOf('rules-sealed', { rules: digestOfText('other rules') })))
    expect(await failureOf({ ledger })).toEqual(found('verify/rules-not-sealed', 'rules.json'))
  })

  it('rules sealed after the first evidence', async () => {
    expect(await failureOf({ ledger: ledgerOf(swapped(acts, 0, 1)) })).toEqual(
      found('verify/rules-after-evidence', 'ledger entry 0 admits evidence, ledger entry 1 seals'),
    )
  })

  it('rules amended after the first evidence, unless they say so themselves', async () => {
    expect(await sealedLate(false)).toEqual(found('verify/rules-after-evidence', 'ledger entry 1'))
    expect(await sealedLate(true)).toBeNull()
  })

  it('other rules sealed before the decision was made', async () => {
    const ledger = ledgerOf(acts.toSpliced(8, 0, entryOf('rules-sealed', { rules: digestOfText('other rules') })))
    expect(await failureOf({ ledger })).toEqual(found('verify/rules-replaced', 'ledger entry 8'))
  })

  it('rules.json that is not what programme.yaml says', async () => {
    expect(await failureOf({ rules: { programme: 'small' } })).toEqual(found('verify/malformed', 'rules.json'))
    const programmeYaml = new TextEncoder().encode('programme: [')
    expect(await failureOf({ programmeYaml })).toEqual(found('verify/malformed', 'programme.yaml'))
  })

  it('a measure admitted before the run that it was computed from', async () => {
    expect(await failureOf({ ledger: ledgerOf(swapped(acts, 3, 4)) })).toEqual(
      found('verify/act-out-of-order', 'ledger entry 3 admits what was made from'),
    )
  })

  it('a determination entered that is none', async () => {
    const act = { ...(acts[5] as (typeof acts)[number]), act: 'determination-entered' as const }
    expect(await failureOf({ ledger: ledgerOf(acts.with(5, act)) })).toEqual(
      found('verify/act-out-of-order', 'ledger entry 5'),
    )
  })

  it('a bundle published before its decision', async () => {
    const published = entryOf('bundle-published', { manifest: digestOfText('m') })
    expect(await failureOf({ ledger: ledgerOf(acts.toSpliced(8, 0, published)) })).toEqual(
      found('verify/act-out-of-order', 'ledger entry 8 publishes'),
    )
  })

  it('no decision in the ledger, or another one', async () => {
    expect(await failureOf({ ledger: ledgerOf(acts.slice(0, -1)) })).toEqual(
      found('verify/decision-not-entered', 'round first'),
    )
    const other = entryOf('decision-made', { decision: digestOfJson({ round: 'first' }) })
    expect(await failureOf({ ledger: ledgerOf(acts.with(8, other)) })).toEqual(
      found('verify/decision-not-entered', 'ledger entry 8'),
    )
  })

  it('a decision made before evidence that would change it', async () => {
    const ledger = ledgerOf(swapped(acts, 7, 8))
    expect(await failureOf({ ledger })).toEqual(found('verify/decision-differs', 'decision.json $.'))
  })

  it('a team’s points raised by a tenth, in decision and ledger alike', async () => {
    const raised = JSON.parse(JSON.stringify(smallDecision).replace('"total":76', '"total":76.1')) as Json
    expect(raised).not.toEqual(smallDecision)
    expect(await failureOf({ decision: raised, ledger: ledgerOf(actsOf(smallEvidence, raised)) })).toEqual(
      found('verify/decision-differs', 'total: 76.1 here, 76 recomputed'),
    )
  })

  it('a seed of the lot that is not the root of the first checkpoint that is large enough', async () => {
    const note = ledgerOf(acts).checkpoints[1] ?? ''
    const root = Buffer.from(note.split('\n')[2] ?? '', 'base64').toString('hex')
    expect(await draw(root, 5)).toBeNull()
    expect(
      await draw(
        root.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        5,
      ),
    ).toEqual(found('verify/lot-seed-wrong', root))
    expect(await draw(root, 9)).toEqual(found('verify/lot-seed-wrong', root))
  })
})

describe('what may well be there', () => {
  it('acts of other programmes and rounds, between those of this one', async () => {
    const foreign = entryOf('evidence-admitted', { evidence: digestOfText('x') }, { programme: 'large' })
    const later = entryOf('evidence-admitted', { evidence: digestOfText('y') }, { round: 'second' })
    expect(await failureOf({ ledger: ledgerOf([foreign, ...acts.toSpliced(4, 0, later, foreign)]) })).toBeNull()
  })

  it('evidence admitted twice', async () => {
    expect(await failureOf({ ledger: ledgerOf(acts.toSpliced(5, 0, acts[4] as (typeof acts)[number])) })).toBeNull()
  })

  it('an earlier decision, which stays beside the new one', async () => {
    const early = actsOf(smallEvidence.slice(0, 6), decisionOf(smallEvidence.slice(0, 6)))
    expect(await failureOf({ ledger: ledgerOf([...early, ...acts.slice(7)]) })).toBeNull()
  })

  it('a witness’s signature on a checkpoint', async () => {
    const { entries, checkpoints } = smallParts().ledger
    const cosigned = checkpoints.map(
      (note, i) => `${note}${ledgerOf(acts, { key: stranger }).checkpoints[i]?.split('\n\n')[1]}`,
    )
    expect(await failureOf({ ledger: { entries, checkpoints: cosigned } })).toBeNull()
  })

  it('more than one tile of entries', async () => {
    const many = Array.from({ length: 300 }, () =>
      entryOf('rules-sealed', { rules: digestOfText('x') }, { programme: 'large' }),
    )
    expect(await failureOf({ ledger: ledgerOf([...many, ...acts], { sizes: [0, 1, 255, 256, 257] }) })).toBeNull()
  })

  it('a commitment that is opened, and none that is not in the ledger', async () => {
    const salt = new Uint8Array(32).fill(5)
    const { commitment } = await import('#ledger')
    const hidden = entryOf('evidence-admitted', { commitment: commitment(salt, 57.2) })
    const ledger = ledgerOf([...acts, hidden])
    expect(await failureOf({ ledger, openings: [{ salt, value: 57.2 }] })).toBeNull()
    expect(await failureOf({ ledger, openings: [{ salt, value: 57.3 }] })).toEqual(
      found('verify/commitment-unknown', 'openings/'),
    )
  })
})
