import { AssayError, Digest, digestOfText, Id } from '#base'
import { openNote, parseNote, type SigningKey, signNote } from '#ledger'
import { z } from 'zod'
import { problemsOf } from '../problems.ts'

/** What a team signs when it hands in. */
export type SubmissionText = {
  readonly programme: string
  readonly round: string
  readonly team: string
  /** digest of the manifest's canonical JSON */
  readonly manifest: Digest
  readonly files: number
  readonly bytes: number
  /** name of the submission that it takes the place of: a signed text that is sent again replaces nothing */
  readonly replaces: Digest | undefined
  /** `upload`, or the address below which the office fetches the files */
  readonly source: string
}

const Whole = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,15})$/)
  .transform(Number)

const Lines = z.strictObject({
  programme: Id,
  round: Id,
  team: Id,
  manifest: Digest,
  files: Whole,
  bytes: Whole,
  replaces: z.union([Digest, z.literal('none')]),
  source: z.string().regex(/^\S{1,2000}$/),
})

const FIRST_LINE = 'assay.submission/v1'

/** The text that is signed: a line for each member, in a fixed order. */
export const submissionText = (submission: SubmissionText): string => {
  const { replaces = 'none' } = submission
  const lines = Object.keys(Lines.shape).map(
    (name) => `${name} ${{ ...submission, replaces }[name as keyof typeof submission]}`,
  )
  return `${[FIRST_LINE, ...lines].join('\n')}\n`
}

export const signSubmission = (submission: SubmissionText, key: SigningKey): string =>
  signNote(submissionText(submission), key)

/** Name of a submission: SHA-256 of the text that was signed. */
export const submissionId = (submission: SubmissionText): Digest => digestOfText(submissionText(submission))

/**
 * Reads a signed submission without believing it.
 *
 * @throws AssayError `submission/note-malformed`
 */
export const parseSubmission = (note: string): SubmissionText => {
  let text: string
  try {
    text = parseNote(note).text
  } catch (cause) {
    throw malformed('it is no signed note', cause)
  }
  const [first, ...lines] = text.slice(0, -1).split('\n')
  if (first !== FIRST_LINE) throw malformed(`it begins with ${(first ?? '').slice(0, 80)}`)
  const members = lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const)
  const parsed = Lines.safeParse(Object.fromEntries(members))
  if (!parsed.success) throw malformed(problemsOf(parsed.error).slice(0, 5).join('; '), parsed.error)
  const { replaces, ...rest } = parsed.data
  const submission = { ...rest, replaces: replaces === 'none' ? undefined : replaces }
  if (submissionText(submission) !== text) throw malformed('its lines are not in their order, or one stands twice')
  return submission
}

/**
 * Makes sure that one of the team's keys signed it.
 *
 * @throws AssayError `submission/wrong-key`, `submission/no-key`
 */
export const refuseUnsigned = (note: string, { team }: SubmissionText, keys: readonly string[]): void => {
  if (keys.length === 0) throw new AssayError('submission/no-key', { team })
  const signed = keys.some((key) => {
    try {
      openNote(note, key)
      return true
    } catch {
      return false // another of the team's keys may have signed
    }
  })
  if (!signed) throw new AssayError('submission/wrong-key', { team })
}

const malformed = (what: string, cause?: unknown): AssayError =>
  new AssayError('submission/note-malformed', { what }, cause === undefined ? undefined : { cause })
