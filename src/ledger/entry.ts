import { z } from 'zod'
import { AssayError, canonicalJson, Digest, type Instant, type Json, parseJson } from '#base'
import { envelopeJson, type EnvelopeSignature, preAuthEncoding, readEnvelope } from './dsse.ts'
import { canonicalText, parsedIfCanonical } from './parse-canonical.ts'
import type { SigningKey } from './signed-note.ts'

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
  'key-registered',
  'key-revoked',
  'key-rotated',
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
  return withinLimit(new TextEncoder().encode(canonicalText(withoutAbsent(checked.data))))
}

/** What an envelope around an entry says that it holds. */
export const ENTRY_PAYLOAD_TYPE = 'application/vnd.assay.entry+json'

/** An entry, and the signatures of parties and officers under it: none where the office alone vouches for it. */
export type SignedEntry = {
  readonly entry: LedgerEntry
  readonly signatures: readonly EnvelopeSignature[]
  /** what they sign; of no use without signatures */
  readonly message: () => Uint8Array
}

/**
 * An entry in a DSSE envelope, in canonical JSON: these bytes are hashed into the tree.
 *
 * @throws AssayError `ledger/entry-malformed`, `ledger/entry-too-large`
 */
export const encodeSignedEntry = (entry: LedgerEntry, keys: readonly SigningKey[]): Uint8Array => {
  if (keys.length === 0) throw new AssayError('ledger/entry-malformed', { where: 'entry', what: 'nobody signs it' })
  const envelope = envelopeJson(ENTRY_PAYLOAD_TYPE, encodeEntry(entry), keys)
  return withinLimit(new TextEncoder().encode(canonicalJson(envelope)))
}

/** Reads the bytes of an entry, signed or not; see {@link decodeSignedEntry}. */
export const decodeEntry = (bytes: Uint8Array, where: string): LedgerEntry => decodeSignedEntry(bytes, where).entry

/**
 * Reads the bytes of an entry and the signatures that it carries; nothing is verified. Only the canonical form is one, of
 * the envelope too.
 *
 * @param where what the bytes are, for the refusal
 * @throws AssayError `ledger/entry-malformed`, `ledger/entry-too-large`, those of envelopes and of `parseJson`
 */
export const decodeSignedEntry = (bytes: Uint8Array, where: string): SignedEntry => {
  const json = canonicalIn(withinLimit(bytes, where), where)
  if (!isEnvelope(json)) return { entry: entryIn(json, where), signatures: [], message: () => bytes }
  const { payloadType, payload, signatures } = readEnvelope(json, where)
  if (payloadType !== ENTRY_PAYLOAD_TYPE) {
    throw new AssayError('ledger/entry-malformed', { where, what: `payloadType ${payloadType.slice(0, 80)}` })
  }
  const entry = entryIn(canonicalIn(payload, where), where)
  return { entry, signatures, message: () => preAuthEncoding(payloadType, payload) }
}

const isEnvelope = (json: Json): boolean =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && 'payloadType' in json

const entryIn = (json: Json, where: string): LedgerEntry => {
  const entry = LedgerEntry.safeParse(json)
  if (!entry.success) throw malformed(where, entry.error)
  return entry.data
}

const canonicalIn = (bytes: Uint8Array, where: string): Json => {
  const text = textOf(bytes, where)
  const canonical = parsedIfCanonical(text)
  if (canonical !== undefined) return canonical
  const json = parseJson(text, where) // says what is wrong with it
  if (canonicalJson(json) !== text)
    throw new AssayError('ledger/entry-malformed', { where, what: 'not canonical JSON' })
  return json
}

const withinLimit = (bytes: Uint8Array, where = 'entry'): Uint8Array => {
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw new AssayError('ledger/entry-too-large', { where, bytes: bytes.length, limit: MAX_ENTRY_BYTES })
  }
  return bytes
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
