import { Digest } from '#base'
import { z } from 'zod'
import { WeightFormat } from './submission-rules.ts'

const Fact = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(z.number()), z.null()])
const LackJson = z.strictObject({ code: z.string(), where: z.string(), facts: z.record(z.string(), Fact) })

/** What `assay check --json` prints. */
export const CheckReportJson = z.strictObject({
  ok: z.boolean(),
  checker: z.strictObject({ version: z.string(), digest: Digest }),
  lacks: z.array(LackJson),
  checks: z.array(z.strictObject({ id: z.string(), count: z.int().min(0).nullable(), of: z.int().min(0).nullable() })),
  manifest: z
    .strictObject({
      digest: Digest,
      files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), digest: Digest })),
    })
    .nullable(),
  weights: z
    .strictObject({
      tensors: z.int().min(0),
      parameters: z.number().min(0),
      dtype: z.string().optional(),
      format: WeightFormat.optional(),
      architectures: z.array(z.string()),
      family: z.string().optional(),
    })
    .nullable(),
  fields: z.array(
    z.strictObject({
      field: z.string(),
      declared: z.string(),
      state: z.enum(['declared', 'corroborated', 'verified', 'contradicted']),
      found: z.string().nullable(),
    }),
  ),
})

/** What `assay submit --json` prints. */
export const HandedInJson = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('received'),
    id: Digest,
    manifest: Digest,
    handedIn: z.string(),
    index: z.int().min(0),
    replaced: Digest.optional(),
    checkpoint: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('overtaken'), id: Digest, by: Digest.optional(), index: z.int().min(0) }),
  z.strictObject({ kind: z.literal('standing'), id: Digest, manifest: Digest }),
  z.strictObject({ kind: z.literal('refused'), lacks: z.array(LackJson) }),
  z.strictObject({ kind: z.literal('lacking'), report: CheckReportJson }),
])
