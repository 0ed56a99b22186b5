import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { digestOfText } from '#base'
import { world } from '../../../bin/compose.ts'
import { root } from '../../../test/support/assay.ts'
import { submissionFolder } from '../../../test/support/submission.ts'
import { declaredEvidence } from './declared-evidence.ts'
import { trainingEvidence } from './training-evidence.ts'

const { tools } = world(new AbortController().signal)
const manifest = digestOfText('manifest')
const subject = { round: 'first', team: 'alder' }

/** A model of the zoo with the way on which it was trained: initial weights, a checkpoint, and what was handed in. */
const trained = async (
  change: Readonly<Record<string, unknown>> = {},
  loss = 'step,loss\n0,5.5\n1000,2.0\n1300,1.8\n',
) => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-trained-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await submissionFolder(folder, 'test/zoo/a-continued')
  await mkdir(join(folder, 'training'))
  for (const [from, to] of [
    ['init-a', 'start'],
    ['base-a', 'step-1000'],
    ['a-continued', 'step-1300'],
  ] as const)
    await cp(join(root, 'test/zoo', from), join(folder, 'training', to), { recursive: true })
  await writeFile(join(folder, 'training', 'loss.csv'), loss)
  const transcript = {
    transcript: 1,
    initialisation: {
      weights: 'start',
      declared: {
        seed: '0',
        tensors: [
          { pattern: '*norm*', distribution: { kind: 'ones' } },
          { pattern: '*', distribution: { kind: 'normal', std: 0.02 } },
        ],
      },
    },
    checkpoints: [
      { step: 1000, weights: 'step-1000' },
      { step: 1300, weights: 'step-1300' },
    ],
    'loss-curve': 'loss.csv',
    'data-order': [{ step: 0, digest: digestOfText('shuffled') }],
    optimiser: { name: 'adamw', settings: { 'learning-rate': 0.003, betas: '0.9, 0.95' } },
    ...change,
  }
  await writeFile(join(folder, 'training', 'transcript.yaml'), JSON.stringify(transcript))
  return folder
}
const evidenceOf = async (folder: string) => {
  const outcome = await trainingEvidence(tools, folder, { subject, manifest, seed: '20260115' })
  if (outcome.kind !== 'evidence') throw new Error(`no evidence: ${JSON.stringify(outcome)}`)
  return outcome.evidence
}
const codesIn = (result: unknown): readonly string[] =>
  (result as { anomalies: readonly { code: string }[] }).anomalies.map(({ code }) => code)

describe('a transcript of training', () => {
  it('that is real corroborates «from scratch»', async () => {
    const folder = await trained()
    const { kind, inputs, result } = await evidenceOf(folder)
    expect([kind, inputs, codesIn(result)]).toEqual(['training-path', [manifest], []])
    expect(result).toMatchObject({ corroborated: true, finalEqual: true, declared: { steps: [1000, 1300], losses: 3 } })
    const [declared, licence] = await declaredEvidence(tools, folder, { subject, manifest, trainingPath: true })
    const fields =
      (declared?.result as { fields?: readonly { field: string; state: string }[] } | undefined)?.fields ?? []
    expect(fields.find(({ field }) => field === 'from-scratch')?.state).toBe('corroborated')
    expect(licence).toMatchObject({
      kind: 'declaration.licence',
      result: { licence: 'Apache-2.0', permits: ['public-use'] },
    })
  })

  it('that does not fit names each anomaly with its place, and corroborates nothing', async () => {
    const folder = await trained(
      {
        initialisation: {
          weights: 'start',
          digest: digestOfText('other weights'),
          declared: { tensors: [{ pattern: '*', distribution: { kind: 'normal', std: 0.02 } }] },
        },
        checkpoints: [
          { step: 1000, weights: 'step-1300' },
          { step: 2000, weights: 'step-1000' },
        ],
      },
      'step,loss\n0,2.0\n1000,2.5\n',
    )
    const { result } = await evidenceOf(folder)
    expect(result).toMatchObject({ corroborated: false, finalEqual: false })
    expect(codesIn(result)).toEqual(
      expect.arrayContaining([
        'not-as-declared',
        'final-differs',
        'loss-does-not-fall',
        'loss-ends-early',
        'initial-digest-differs',
      ]),
    )
  })

  it('that was not handed in says nothing', async () => {
    expect(await trainingEvidence(tools, join(root, 'test/zoo/base-a'), { subject, manifest, seed: '1' })).toEqual({
      kind: 'none',
    })
  })

  it.each([
    ['leads out of the folder', { checkpoints: [{ step: 1, weights: '../../secret' }] }],
    ['has a member that nobody knows', { trust: 'me' }],
    ['is of another version', { transcript: 2 }],
  ])('that %s is refused', async (_what, change) => {
    expect(await trainingEvidence(tools, await trained(change), { subject, manifest, seed: '1' })).toMatchObject({
      kind: 'unreadable',
      lacks: [{ code: 'submission/transcript-malformed' }],
    })
  })
})
