import { AssayError, Id, type Instant, type Json } from '#base'
import type { Rules } from '#programme'
import { z } from 'zod'
import { problemsOf } from '../problems.ts'

const Count = z.int().min(1)

/** A field of a declaration that the rules may ask for. */
export const DeclaredField = z.enum([
  'name',
  'supplier',
  'licence',
  'architecture',
  'parameters',
  'dtype',
  'approach',
  'datasets',
  'from-scratch',
])
export type DeclaredField = z.infer<typeof DeclaredField>

export const WeightFormat = z.enum(['safetensors', 'torch', 'gguf', 'numpy', 'onnx'])
export type WeightFormat = z.infer<typeof WeightFormat>

/**
 * What the checker asks of a submission. What the rules leave out has the value that stands here; the digest that is
 * sealed covers the values in force, so that they are fixed either way.
 */
export const CheckRules = z.strictObject({
  /** a large submission has a thousand files; a hundred thousand is an attack on whoever lists them */
  'max-files': Count.max(100_000).default(10_000),
  'max-bytes': Count.max(1e15).default(4e12),
  'max-file-bytes': Count.max(1e15).default(1e12),
  formats: z.array(WeightFormat).min(1).default(['safetensors', 'torch', 'gguf', 'numpy', 'onnx']),
  /** SPDX identifiers; any licence where there is no list */
  licences: z.array(z.string().min(1).max(100)).min(1).max(1000).optional(),
  declare: z.array(DeclaredField).default(['name', 'licence', 'architecture', 'approach', 'datasets', 'from-scratch']),
  transcript: z.enum(['required', 'optional']).default('optional'),
})
export type CheckRules = z.infer<typeof CheckRules>

const Moment = z.iso.datetime()

const SubmissionRules = z.strictObject({
  opens: Moment,
  closes: Moment,
  replace: z.boolean(),
  check: CheckRules.prefault({}),
  /** beginnings of addresses from which the office fetches what is handed in by reference */
  sources: z
    .array(z.url({ protocol: /^https?$/ }).max(500))
    .max(50)
    .default([]),
  /** verifier keys of teams, where the ledger registers none */
  keys: z.record(Id, z.string().max(400)).default({}),
})

/** The window of a round, and what is asked of a submission in it. */
export type SubmissionRules = Omit<z.infer<typeof SubmissionRules>, 'opens' | 'closes'> & {
  /** the first moment at which a submission is taken */
  readonly opens: Instant
  /** the first moment at which none is taken any more */
  readonly closes: Instant
}

/**
 * The rules of submission of one round.
 *
 * @throws AssayError `submission/no-window` if the rules have none, `submission/rules-malformed`
 */
export const submissionRules = (rules: Rules, round: string): SubmissionRules => {
  const written = (rules.rounds.find(({ id }) => id === round) as { readonly submission?: Json } | undefined)
    ?.submission
  if (written === undefined) throw new AssayError('submission/no-window', { round })
  const parsed = SubmissionRules.safeParse(written)
  if (!parsed.success) throw new AssayError('submission/rules-malformed', { round, problems: problemsOf(parsed.error) })
  return { ...parsed.data, opens: instant(parsed.data.opens), closes: instant(parsed.data.closes) }
}

// With milliseconds, as every moment on the ledger: then moments compare as texts.
const instant = (moment: string): Instant => new Date(moment).toISOString() as Instant
