import type { Digest } from '#base'
import { z } from 'zod'

/**
 * One piece of long work, as it stands in the queue: what is to be done, and where its inputs lie. Whoever takes it up,
 * in this process or another, finds all else in the programme's folder and in the store.
 */
export const RoundJob = z.discriminatedUnion('work', [
  z.strictObject({ work: z.literal('receive'), folder: z.string(), round: z.string(), team: z.string() }),
  z.strictObject({ work: z.literal('reference'), folder: z.string(), round: z.string(), reference: z.string() }),
  z.strictObject({ work: z.literal('benchmark'), folder: z.string(), round: z.string(), team: z.string() }),
  z.strictObject({
    work: z.literal('compare'),
    folder: z.string(),
    round: z.string(),
    team: z.string(),
    reference: z.string(),
  }),
])
export type RoundJob = z.infer<typeof RoundJob>

/** What a job leaves behind: evidence in the store, by digest, and a few words for people. */
export const JobOutcome = z.strictObject({ evidence: z.array(z.string()), note: z.string() })
export type JobOutcome = { readonly evidence: readonly Digest[]; readonly note: string }

export const QUEUE = 'round'

/** What people call the job: the team, and the reference that it is compared with. */
export const titleOf = (job: RoundJob): string => {
  switch (job.work) {
    case 'receive':
    case 'benchmark':
      return job.team
    case 'reference':
      return job.reference
    case 'compare':
      return `${job.team} × ${job.reference}`
  }
}
