import { setTimeout as pause } from 'node:timers/promises'
import { AssayError, canonicalJson, Digest, type ErrorCode, hexOf, type Json } from '#base'
import { z } from 'zod'
import type { Completion, Reception, Terms } from './reception.ts'
import { CheckRules } from './submission-rules.ts'

const Moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** What an office answers; a wider one of a later version is read too. */
const TermsAnswer = z.looseObject({
  programme: z.string(),
  round: z.string(),
  opens: Moment,
  closes: Moment,
  now: Moment,
  replace: z.boolean(),
  check: CheckRules,
  checker: Digest,
  sources: z.array(z.string()),
  standing: z.strictObject({ id: Digest, manifest: Digest }).optional(),
})
const ProgressAnswer = z.looseObject({ id: Digest, received: z.array(z.int().min(0)) })
const PutAnswer = z.looseObject({ received: z.int().min(0) })
const FactsAnswer = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.array(z.number()), z.null()]),
)
const CompletionAnswer = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('received'),
    id: Digest,
    manifest: Digest,
    handedIn: Moment,
    index: z.int(),
    replaced: Digest.optional(),
    checkpoint: z.string().optional(),
  }),
  z.looseObject({ kind: z.literal('overtaken'), id: Digest, by: Digest.optional(), index: z.int() }),
  z.looseObject({
    kind: z.literal('refused'),
    lacks: z.array(z.looseObject({ code: z.string(), where: z.string(), facts: FactsAnswer })),
  }),
  z.looseObject({ kind: z.literal('verifying') }),
])
const ErrorAnswer = z.looseObject({
  error: z.looseObject({ code: z.string().regex(/^[a-z]+\/[a-z0-9-]+$/), facts: FactsAnswer.optional() }),
})

/** A connection may break; what had arrived is there, so asking again is harmless. */
const ATTEMPTS = 6
const FIRST_PAUSE_MS = 250
const PATIENCE_MS = 120_000
const MOST_ANSWER_BYTES = 64 * 2 ** 20

/**
 * The reception of an office behind an address.
 *
 * @param address of the office, such as `https://office.example/`
 * @throws AssayError (each member) what the office refuses with; `submission/office-unreachable`,
 *   `submission/no-office` if what answers there takes no submissions
 */
export const httpReception = (address: string, signal: AbortSignal): Reception => {
  const base = `${address.replace(/\/+$/, '')}/submissions`
  const ask = async <T>(path: string, init: RequestInit, shape: z.ZodType<T>): Promise<T> => {
    const answer = await asked(`${base}${path}`, init, signal)
    const parsed = shape.safeParse(answer)
    if (parsed.success) return parsed.data
    throw new AssayError('submission/no-office', { address })
  }
  const json = (value: Json): RequestInit => ({
    method: 'POST',
    body: canonicalJson(value),
    headers: { 'content-type': 'application/json' },
  })
  return {
    terms: async (round, team) => {
      const query = new URLSearchParams({ round, team })
      return (await ask(`/terms?${query.toString()}`, {}, TermsAnswer)) as unknown as Terms
    },
    begin: (note, manifest) => ask('', json({ note, manifest }), ProgressAnswer),
    put: async (id, { file, offset, bytes, note }) => {
      const init: RequestInit = {
        method: 'PUT',
        body: bytes.slice(),
        headers: { 'content-type': 'application/octet-stream', 'assay-piece': Buffer.from(note).toString('base64') },
      }
      return (await ask(`/${hexOf(id)}/files/${file}?offset=${offset}`, init, PutAnswer)).received
    },
    complete: async (id) =>
      (await ask(`/${hexOf(id)}/complete`, { method: 'POST' }, CompletionAnswer)) as unknown as Completion,
  }
}

const asked = async (url: string, init: RequestInit, signal: AbortSignal): Promise<unknown> => {
  for (let tried = 1; ; tried++) {
    signal.throwIfAborted()
    try {
      const answer = await fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) })
      const text = await answer.text()
      if (answer.ok && text.length < MOST_ANSWER_BYTES) return parsed(text, url)
      const error = ErrorAnswer.safeParse(parsed(text, url))
      if (!error.success) throw new AssayError('submission/no-office', { address: url, status: answer.status })
      if (answer.status < 500) throw new AssayError(error.data.error.code as ErrorCode, error.data.error.facts ?? {})
      throw new Error(error.data.error.code)
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      signal.throwIfAborted()
      if (tried >= ATTEMPTS) {
        const facts = { address: url.split('?')[0] ?? url, reason: reasonOf(cause), attempts: tried }
        throw new AssayError('submission/office-unreachable', facts, { cause })
      }
      await pause(FIRST_PAUSE_MS * 2 ** (tried - 1), undefined, { signal })
    }
  }
}

const parsed = (text: string, address: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AssayError('submission/no-office', { address }, { cause })
  }
}

const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? ((inner as NodeJS.ErrnoException).code ?? inner.message) : 'unknown'
}
