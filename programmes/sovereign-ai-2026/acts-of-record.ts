import { z } from 'zod'
import { type Digest, type Evidence, evidenceDigest, Id, type Instant } from '#base'
import type { Entered } from '#programme'

/**
 * One act of the published record, as a file in `acts/` holds it. `on` is the day that its source names; `of-evidence`
 * stands for the digest of the decision that decide() makes of the record's evidence.
 */
export const RecordedAct = z.strictObject({
  act: Id,
  round: Id,
  team: Id.optional(),
  on: z.iso.date(),
  by: z.array(Id).min(1).max(20),
  /** Of `sources` in record.yaml; `record` where it names none for this. */
  source: Id,
  result: z.record(z.string(), z.json()),
})
export type RecordedAct = z.infer<typeof RecordedAct>

/** The act as it is entered: at noon in Seoul of its day, and on the decision that it speaks of. */
export const enteredAct = ({ act, round, team, on, by, source, result }: RecordedAct, decision: Digest): Entered => {
  const piece: Evidence = {
    kind: act,
    subject: { round, ...(team === undefined ? {} : { team }) },
    method: { name: 'published-record', version: '2026-02-20', parameters: { source } },
    inputs: [],
    result: result['decision'] === 'of-evidence' ? { ...result, decision } : result,
  }
  return { digest: evidenceDigest(piece), act: piece, at: `${on}T03:00:00.000Z` as Instant, by }
}
