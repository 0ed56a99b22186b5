import { z } from 'zod'

/** What record.yaml holds of the first evaluation; the rest of it belongs to other stages. */
export const PublishedRecord = z.object({
  sources: z.record(
    z.string(),
    z.object({ by: z.string(), date: z.string(), title: z.string().optional(), url: z.string().optional() }),
  ),
  'first-evaluation': z.object({
    teams: z.array(z.string()),
    points: z.record(z.string(), z.record(z.string(), z.number())),
    'means-of-five': z.record(z.string(), z.number()),
    praise: z.record(z.string(), z.object({ for: z.string(), source: z.string() })),
    'gate-from-scratch': z.object({
      naver: z.object({
        finding: z.string(),
        component: z.string(),
        reference: z.string(),
        figures: z.object({ cosine: z.number(), pearson: z.number() }),
        reply: z.string(),
        determination: z.string(),
      }),
    }),
  }),
})
export type PublishedRecord = z.infer<typeof PublishedRecord>
