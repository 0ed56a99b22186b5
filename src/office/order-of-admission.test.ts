import { type Digest, type Evidence, evidenceDigest } from '#base'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrderOfAdmission } from './order-of-admission.ts'

const piece = (kind: string, inputs: Digest[], result: number) => {
  const evidence: Evidence = { kind, subject: {}, method: { name: 'm', version: '1', parameters: {} }, inputs, result }
  return { digest: evidenceDigest(evidence), evidence }
}

const submission = piece('submission', [], 0)
const finding = piece('provenance', [submission.digest], 1)
const reply = piece('reply', [], 2)
const determination = piece('determination', [finding.digest, reply.digest], 3)
const pieces = [submission, finding, reply, determination]

describe('the order of admission', () => {
  it('puts everything after what it was made from, and is the same however the pieces come', () => {
    const order = inOrderOfAdmission(pieces)
    expect(order[0]).toBe(submission)
    expect(order.at(-1)).toBe(determination)
    fc.assert(
      fc.property(fc.shuffledSubarray(pieces, { minLength: pieces.length }), (shuffled) => {
        expect(inOrderOfAdmission(shuffled)).toEqual(order)
      }),
    )
  })
})
