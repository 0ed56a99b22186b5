import { z } from 'zod'
import { AssayError, canonicalJson, Digest, type Instant, type Json, parseJson } from '#base'

/** The official acts. Each is one entry; nothing official happens without one. */
export const acts = [
  'rules-sealed',
  'submission-received',
  'evidence-admitted',
  'reply-received',
  'determination-entered',
  'withdrawal-entered',
  'decision-made',
  'bundle-published',
] as const

/** An entry is counted in 16 bits where tiles hold it: it carries digests, contents are blobs. */
export const MAX_ENTRY_BYTES = 65_535

/** One official act: when, what, in which programme and round, by whom, and the digests of what it is about. */
export type LedgerEntry = {
  readonly at: Instant
  readonly act: (typeof acts)[number]
  readonly programme: string
  readonly round?: string | undefined
  /** Whom it is about, as in evidence: `team`, `gate`, `reference`. */
  readonly subject?: Readonly<Record<string, string>> | undefined
  /** `rules`, `evidence`, `decision`, `manifest`, `commitment…`: by name, never the content itself. */
  readonly digests: Readonly<Record<string, Digest>>
  /** The office, or the role that acted; never a person's name. */
  readonly by: string
  readonly facts?: Json | undefined
}

const Name = z.string().min(1).max(200)

export const LedgerEntry: z.ZodType<LedgerEntry> = z.strictObject({
  at: z
    .string()
    .regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
      'a time is UTC with milliseconds',
    ) as unknown as z.ZodType<Instant>,
  act: z.enum(acts),
  programme: Name,
  round: Name.optional(),
  subject: z.record(Name, z.string().max(500)).optional(),
  digests: z.record(Name, Digest),
  by: Name,
  facts: z.json().optional(),
})

/**
 * The bytes that are hashed into the tree: the entry's canonical JSON in UTF-8.
 *
 * @throws AssayError `ledger/entry-malformed`, `ledger/entry-too-large`
 */
export const encodeEntry = (entry: LedgerEntry): Uint8Array => {
  const checked = LedgerEntry.safeParse(entry)
  if (!checked.success) throw malformed('entry', checked.error)
  const bytes = new TextEncoder().encode(canonicalJson(withoutAbsent(checked.data)))
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new AssayError('ledger/entry-too-large', { bytes: bytes.length, limit: MAX_ENTRY_BYTES })
  }
  return bytes
}

/**
 * Reads the bytes of an entry; only the canonical form is one.
 *
 * @param where what the bytes are, for the refusal
 * @throws AssayError `ledger/entry-malformed`, `ledger/entry-too-large`, and those of `parseJson`
 */
export const decodeEntry = (bytes: Uint8Array, where: string): LedgerEntry => {
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new AssayError('ledger/entry-too-large', { where, bytes: bytes.length, limit: MAX_ENTRY_BYTES })
  }
  const text = textOf(bytes, where)
  const json = parseJson(text, where)
  const entry = LedgerEntry.safeParse(json)
  if (!entry.success) throw malformed(where, entry.error)
  if (canonicalJson(json) !== text)
    throw new AssayError('ledger/entry-malformed', { where, what: 'not canonical JSON' })
  return entry.data
}

const withoutAbsent = (entry: LedgerEntry): Json =>
  Object.fromEntries(
    Object.entries(entry as Record<string, Json | undefined>).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )

const textOf = (bytes: Uint8Array, where: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AssayError('ledger/entry-malformed', { where, what: 'not UTF-8' }, { cause })
  }
}

const malformed = (where: string, error: z.ZodError): AssayError => {
  const [issue] = error.issues
  const place = issue === undefined ? '' : issue.path.join('.')
  return new AssayError('ledger/entry-malformed', { where, what: `${place}: ${issue?.message ?? ''}` })
}
