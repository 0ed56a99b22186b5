import { setTimeout as pause } from 'node:timers/promises'
import { AssayError, type ErrorCode, type Facts, type Json } from '#base'
import { Pool, errors, type Dispatcher } from 'undici'
import type { Endpoint } from '../endpoint.ts'

export type OpenAiEndpointOptions = {
  /** The full request address, query kept: `…/v1/completions` or `…/v1/chat/completions`. */
  readonly url: string
  readonly model: string
  /** By default told from the address's ending. */
  readonly api?: 'completions' | 'chat' | undefined
  /** Requests at a time, each on a connection that stays open. */
  readonly concurrency?: number | undefined
  /** How long one attempt may take. */
  readonly timeoutMs?: number | undefined
  /** Attempts in all for one request. */
  readonly attempts?: number | undefined
  /** First pause between attempts; it doubles up to 8 s, and `Retry-After` overrides it up to a minute. */
  readonly backoffMs?: number | undefined
  /** Sent as a bearer token; never shown. */
  readonly apiKey?: string | undefined
  /** Whose answers these are, in the journal; the address unless given. */
  readonly identity?: string | undefined
}

const DEFAULT_CONCURRENCY = 16
const DEFAULT_TIMEOUT_MS = 300_000
const DEFAULT_ATTEMPTS = 8
/** A server that was never reached is down, not busy. */
const ATTEMPTS_BEFORE_FIRST_ANSWER = 4
const DEFAULT_BACKOFF_MS = 250
const MAX_BACKOFF_MS = 8_000
const MAX_RETRY_AFTER_MS = 60_000
/** Log-probabilities of 30,000 tokens take about 4 MB; what is longer is no answer. */
const MAX_BODY_BYTES = 64 * 1024 * 1024
const MAX_ERROR_BYTES = 2_000
const PASSING_STATUS = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529])

/**
 * An OpenAI-compatible server.
 *
 * @throws AssayError `benchmark/bad-endpoint` for an address that cannot be one
 */
export const openaiEndpoint = (options: OpenAiEndpointOptions): Endpoint => {
  const url = parsed(options.url)
  const api = options.api ?? apiOf(url)
  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1024)
    throw new AssayError('benchmark/bad-concurrency', { got: concurrency })
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const pool = new Pool(url.origin, {
    connections: concurrency,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  const headers = { 'content-type': 'application/json', ...authorization(url, options.apiKey) }
  const where = `${url.origin}${url.pathname}` // the query and the user may hold a secret
  const state = { answered: false }

  const attempt = async (body: string, signal: AbortSignal | undefined): Promise<Outcome> => {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), timeoutMs)
    try {
      const response = await pool.request({
        path: url.pathname + url.search,
        method: 'POST',
        headers,
        body,
        signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
      })
      return await outcomeOf(response, where)
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      if (signal?.aborted === true) throw new AssayError('benchmark/interrupted', { where }, { cause })
      return failureOf(cause, { where, timeoutMs, timedOut: limit.signal.aborted })
    } finally {
      clearTimeout(timer)
    }
  }

  const ask = async (value: Json, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<Json> => {
    const body = JSON.stringify(value)
    for (let tried = 1; ; tried++) {
      const outcome = await attempt(body, signal)
      if (outcome.kind === 'answer') {
        state.answered = true
        return outcome.value
      }
      const most =
        outcome.code === 'benchmark/endpoint-unreachable' && !state.answered
          ? Math.min(ATTEMPTS_BEFORE_FIRST_ANSWER, options.attempts ?? DEFAULT_ATTEMPTS)
          : (options.attempts ?? DEFAULT_ATTEMPTS)
      if (tried >= most)
        throw new AssayError(outcome.code, { ...outcome.facts, attempts: tried }, { cause: outcome.cause })
      const backoff = Math.min((options.backoffMs ?? DEFAULT_BACKOFF_MS) * 2 ** (tried - 1), MAX_BACKOFF_MS)
      await waited(outcome.retryAfterMs ?? backoff, signal, where)
    }
  }

  return {
    api,
    model: options.model,
    concurrency,
    identity: options.identity ?? options.url,
    ask,
    close: () => pool.destroy(),
  }
}

const parsed = (text: string): URL => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AssayError('benchmark/bad-endpoint', { got: text.slice(0, 200) })
  return url
}

const apiOf = (url: URL): 'completions' | 'chat' => {
  const path = url.pathname.replace(/\/+$/, '')
  if (path.endsWith('/chat/completions')) return 'chat'
  if (path.endsWith('/completions')) return 'completions'
  throw new AssayError('benchmark/unknown-api', { path: url.pathname })
}

const authorization = (url: URL, apiKey: string | undefined): Record<string, string> => {
  if (apiKey !== undefined) return { authorization: `Bearer ${apiKey}` }
  if (url.username === '') return {}
  return {
    authorization: `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`,
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly value: Json }
  | {
      readonly kind: 'again'
      readonly code: ErrorCode
      readonly facts: Facts
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    }

const outcomeOf = async (response: Dispatcher.ResponseData, where: string): Promise<Outcome> => {
  const { statusCode: status } = response
  const text = await bodyOf(response, where)
  if (status >= 200 && status < 300) {
    try {
      return { kind: 'answer', value: JSON.parse(text) as Json } // whoever reads it checks what is read
    } catch (cause) {
      // A body that was cut on its way is as likely as a server that speaks something else, so it is asked again.
      return { kind: 'again', code: 'benchmark/endpoint-not-json', facts: { where, got: text.slice(0, 200) }, cause }
    }
  }
  const facts = { where, status, got: messageOf(text) }
  if (!PASSING_STATUS.has(status)) throw new AssayError('benchmark/endpoint-refused', facts)
  return {
    kind: 'again',
    code: 'benchmark/endpoint-failed',
    facts,
    retryAfterMs: retryAfter(response.headers['retry-after']),
  }
}

const bodyOf = async (response: Dispatcher.ResponseData, where: string): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new AssayError('benchmark/endpoint-too-long', { where, limit: MAX_BODY_BYTES })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const messageOf = (text: string): string => {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } | string }
    const message = typeof error === 'string' ? error : error?.message
    if (typeof message === 'string') return message.slice(0, 300)
  } catch {
    // Not JSON: the text itself says what it can.
  }
  return text.slice(0, Math.min(300, MAX_ERROR_BYTES))
}

const retryAfter = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header[0] : header
  if (text === undefined) return undefined
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_MS) : undefined
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])

const failureOf = (
  cause: unknown,
  { where, timeoutMs, timedOut }: { where: string; timeoutMs: number; timedOut: boolean },
): Outcome => {
  const code = codeOf(cause)
  if (timedOut || cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError)
    return { kind: 'again', code: 'benchmark/endpoint-timed-out', facts: { where, timeoutMs }, cause }
  if (UNREACHABLE.has(code))
    return { kind: 'again', code: 'benchmark/endpoint-unreachable', facts: { where, what: code }, cause }
  return {
    kind: 'again',
    code: 'benchmark/endpoint-failed',
    facts: { where, status: 0, got: code === '' ? String(cause) : code },
    cause,
  }
}

const codeOf = (cause: unknown): string => {
  if (cause instanceof AggregateError) return codeOf(cause.errors[0])
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

const waited = async (ms: number, signal: AbortSignal | undefined, where: string): Promise<void> => {
  try {
    await pause(ms, undefined, signal === undefined ? {} : { signal })
  } catch (cause) {
    throw new AssayError('benchmark/interrupted', { where }, { cause })
  }
}
