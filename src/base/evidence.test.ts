import { describe, expect, it } from 'vitest'
import { digestOfText } from './digest.ts'
import { Evidence, evidenceDigest } from './evidence.ts'

const evidence: Evidence = {
  kind: 'bench.nia',
  subject: { round: 'first', team: 'a' },
  method: { name: 'by-hand', version: '1', parameters: { seed: 7 } },
  inputs: [digestOfText('x')],
  result: { value: 57.2 },
}

describe('evidence', () => {
  it('has the same name whenever it says the same', () => {
    const { result, inputs, method, kind } = evidence
    expect(evidenceDigest({ result, inputs, method, subject: { team: 'a', round: 'first' }, kind })).toBe(
      evidenceDigest(evidence),
    )
  })

  it.each([
    ['its kind', { ...evidence, kind: 'bench.own' }],
    ['its subject', { ...evidence, subject: { round: 'first', team: 'b' } }],
    ['a parameter', { ...evidence, method: { ...evidence.method, parameters: { seed: 8 } } }],
    ['its inputs', { ...evidence, inputs: [] }],
    ['its result', { ...evidence, result: { value: 57.3 } }],
  ])('has another name when %s differs', (_what, other) => {
    expect(evidenceDigest(other)).not.toBe(evidenceDigest(evidence))
  })

  it.each([
    ['an unknown member', { ...evidence, note: 1 }],
    ['an unknown member of its method', { ...evidence, method: { ...evidence.method, host: 'x' } }],
    ['no kind', { ...evidence, kind: '' }],
    ['an input that is no digest', { ...evidence, inputs: ['x'] }],
    ['a subject that is no text', { ...evidence, subject: { team: 1 } }],
    ['no result', { ...evidence, result: undefined }],
    ['a result that is not finite', { ...evidence, result: Number.NaN }],
  ])('is not read with %s', (_what, other) => {
    expect(Evidence.safeParse(other).success).toBe(false)
    expect(Evidence.safeParse(evidence).success).toBe(true)
  })
})
