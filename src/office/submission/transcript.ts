import { AssayError, Digest, readTable } from '#base'
import { DeclaredStart } from '#provenance'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { problemsOf } from '../problems.ts'
import type { Files } from '../tools.ts'
import { lack, type Lack, lackOf } from './lack.ts'
import { pathLack } from './path-rule.ts'

/** Where a transcript lies in the folder that it belongs to. */
export const TRANSCRIPT = 'training/transcript.yaml'

const Path = z
  .string()
  .min(1)
  .max(500)
  .refine((path) => pathLack(path) === undefined, 'a path inside the folder of the transcript')

/** What a team hands in of its training. */
export const Transcript = z.strictObject({
  transcript: z.literal(1),
  /** how the weights began: the law of each tensor, and the weights themselves or their digest */
  initialisation: z.strictObject({
    declared: DeclaredStart,
    weights: Path.optional(),
    /** manifest of the initial weights, as `assay check` prints it */
    digest: Digest.optional(),
  }),
  /** along the way, in the order of training; the last is the submission */
  checkpoints: z
    .array(z.strictObject({ step: z.int().min(0), weights: Path }))
    .min(1)
    .max(1000),
  /** a table with the columns `step` and `loss` */
  'loss-curve': Path.optional(),
  /** commitments to what was read, from which step on */
  'data-order': z
    .array(z.strictObject({ step: z.int().min(0), digest: Digest }))
    .max(100_000)
    .optional(),
  optimiser: z.strictObject({
    name: z.string().min(1).max(100),
    settings: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean()])),
  }),
})
export type Transcript = z.infer<typeof Transcript>

export type LossPoint = { readonly step: number; readonly loss: number }

export type ReadTranscript = {
  readonly transcript: Transcript
  readonly losses: readonly LossPoint[]
  readonly lacks: readonly Lack[]
}

const MOST_BYTES = 16 * 2 ** 20

/**
 * Reads a transcript and its loss curve; the checkpoints are named, not opened.
 *
 * @returns with everything that is wrong in it; without a transcript that can be read there is none
 */
export const readTranscript = async (
  files: Files,
  folder: string,
): Promise<ReadTranscript | { readonly lacks: readonly Lack[] }> => {
  let transcript: Transcript
  try {
    transcript = parseTranscript(await files.readText(`${folder}/${TRANSCRIPT}`, MOST_BYTES))
  } catch (error) {
    return { lacks: [lackOf(error, TRANSCRIPT)] }
  }
  const lacks: Lack[] = []
  const steps = transcript.checkpoints.map(({ step }) => step)
  if (!ascending(steps)) lacks.push(lack('submission/steps-unordered', TRANSCRIPT, { what: 'checkpoints' }))
  if (!ascending((transcript['data-order'] ?? []).map(({ step }) => step)))
    lacks.push(lack('submission/steps-unordered', TRANSCRIPT, { what: 'data-order' }))
  const curve = transcript['loss-curve']
  if (curve === undefined) return { transcript, losses: [], lacks }
  const place = `training/${curve}`
  try {
    const losses = lossesIn(await files.readText(`${folder}/${place}`, MOST_BYTES), place)
    const wrong = losses.find(({ step, loss }) => !Number.isSafeInteger(step) || step < 0 || !Number.isFinite(loss))
    if (wrong !== undefined) lacks.push(lack('submission/loss-no-number', place, { step: wrong.step }))
    if (!ascending(losses.map(({ step }) => step)))
      lacks.push(lack('submission/steps-unordered', place, { what: 'step' }))
    return { transcript, losses, lacks }
  } catch (error) {
    return { transcript, losses: [], lacks: [...lacks, lackOf(error, place)] }
  }
}

const ascending = (steps: readonly number[]): boolean => steps.every((step, i) => i === 0 || (steps[i - 1] ?? 0) < step)

const parseTranscript = (text: string): Transcript => {
  const document = parseDocument(text, { uniqueKeys: true, strict: true, customTags: [] })
  const [problem] = [...document.errors, ...document.warnings]
  const malformed = (problems: readonly string[]): AssayError =>
    new AssayError('submission/transcript-malformed', { where: TRANSCRIPT, problems })
  if (problem !== undefined) throw malformed([problem.message.split('\n')[0] ?? ''])
  let json: unknown
  try {
    json = document.toJS({ maxAliasCount: 0 })
  } catch (cause) {
    throw malformed([(cause as Error).message])
  }
  const transcript = Transcript.safeParse(json)
  if (!transcript.success) throw malformed(problemsOf(transcript.error).slice(0, 10))
  return transcript.data
}

const lossesIn = (csv: string, where: string): readonly LossPoint[] =>
  readTable(csv, where, { required: ['step', 'loss'], optional: [] }).map(({ fields }) => ({
    step: numberIn(fields['step']),
    loss: numberIn(fields['loss']),
  }))

// An empty field is no number, where Number() says 0.
const numberIn = (text = ''): number => (/^[-+.0-9eE]+$/.test(text.trim()) ? Number(text) : Number.NaN)
