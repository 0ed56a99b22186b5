import { setTimeout as pause } from 'node:timers/promises'
import { Agent, type Dispatcher, errors, request } from 'undici'
import { AssayError } from '#base'

export type HttpSettings = {
  /** sent to the origin of the address alone, never along a redirect to another one; never shown */
  readonly headers?: Readonly<Record<string, string>>
  /** requests at a time to a server; the others wait */
  readonly concurrency?: number
  /** attempts in all for one request */
  readonly attempts?: number
  /** first pause between attempts; it doubles up to 8 s, and `Retry-After` overrides it up to a minute */
  readonly backoffMs?: number
  /** longest silence of a server, before its answer or within it */
  readonly timeoutMs?: number
}

type Response = Dispatcher.ResponseData
/** What a reader of an answer says of one that was cut off: it is asked for again. */
export const CUT_OFF = Symbol('cut off')

/** Answers of one or several servers, asked for again where it may help. */
export type HttpClient = {
  /**
   * Sends a GET and gives an answer of success to `read`, which takes in the body.
   *
   * @throws AssayError `tensors/not-found`, `tensors/http-refused`, `tensors/http-unreachable`, `tensors/http-redirect`,
   * and what `read` throws
   */
  readonly get: <T>(
    url: URL,
    headers: Readonly<Record<string, string>>,
    read: (response: Response) => Promise<T | typeof CUT_OFF>,
  ) => Promise<T>
  readonly close: () => Promise<void>
}

const MOST_BACKOFF_MS = 8_000
const MOST_RETRY_AFTER_MS = 60_000
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

export const httpClient = (settings: HttpSettings): HttpClient => {
  const { headers: own = {}, concurrency = 8, attempts = 6, backoffMs = 250, timeoutMs = 30_000 } = settings
  const agent = new Agent({
    connections: concurrency,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  const ended = new AbortController()
  const moved = new Map<string, URL>() // where an address led to; such places often lapse after an hour

  const get: HttpClient['get'] = async (url, headers, read) => {
    const where = shownUrl(url)
    for (let tried = 1; ; tried++) {
      const outcome = await attempt(url, headers, read)
      if (outcome.kind === 'read') return outcome.value
      if (tried >= attempts) {
        const facts = { where, reason: outcome.reason, attempts: tried }
        throw new AssayError('tensors/http-unreachable', facts, { cause: outcome.cause })
      }
      const ms = outcome.afterMs ?? Math.min(backoffMs * 2 ** (tried - 1), MOST_BACKOFF_MS)
      await pause(ms, undefined, { signal: ended.signal }).catch((cause: unknown) => {
        throw new AssayError('tensors/closed', { source: where }, { cause })
      })
    }
  }

  type Outcome<T> =
    | { readonly kind: 'read'; readonly value: T }
    | {
        readonly kind: 'again'
        readonly reason: string
        readonly afterMs?: number | undefined
        readonly cause?: unknown
      }

  const attempt = async <T>(
    url: URL,
    headers: Readonly<Record<string, string>>,
    read: (response: Response) => Promise<T | typeof CUT_OFF>,
  ): Promise<Outcome<T>> => {
    try {
      const response = await follow(url, headers)
      const status = response.statusCode
      if (status >= 200 && status < 300) {
        const value = await read(response)
        return value === CUT_OFF ? { kind: 'again', reason: 'cut off' } : { kind: 'read', value }
      }
      const afterMs = retryAfterMs(response.headers['retry-after'])
      await discard(response)
      if (PASSING.has(status)) return { kind: 'again', reason: String(status), afterMs }
      if (moved.delete(url.href)) return { kind: 'again', reason: String(status), afterMs: 0 }
      if (status === 404 || status === 410) throw new AssayError('tensors/not-found', { path: shownUrl(url) })
      throw new AssayError('tensors/http-refused', { where: shownUrl(url), status })
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      if (ended.signal.aborted) throw new AssayError('tensors/closed', { source: shownUrl(url) }, { cause })
      moved.delete(url.href)
      return { kind: 'again', reason: reasonOf(cause), cause }
    }
  }

  const follow = async (url: URL, headers: Readonly<Record<string, string>>): Promise<Response> => {
    let at = moved.get(url.href) ?? url
    for (let steps = 0; steps <= MOST_REDIRECTS; steps++) {
      const sent = { 'accept-encoding': 'identity', ...headers, ...(at.origin === url.origin ? own : {}) }
      const response = await request(at, { dispatcher: agent, headers: sent })
      if (!REDIRECTS.has(response.statusCode)) {
        if (at !== url) moved.set(url.href, at)
        return response
      }
      await discard(response)
      at = redirected(at, response.headers['location'], url)
    }
    throw new AssayError('tensors/http-redirect', { where: shownUrl(url), reason: `more than ${MOST_REDIRECTS}` })
  }

  const close = (): Promise<void> => {
    ended.abort()
    return agent.destroy()
  }
  return { get, close }
}

/** As a person may see it: a query, or a user, may hold a secret. */
export const shownUrl = (url: URL): string => `${url.origin}${url.pathname}`

/** Takes in what a server says beside its status, if that is little, so that the connection can be used again. */
const discard = (response: Response): Promise<void> => response.body.dump({ limit: 16_384 }).catch(() => {})

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 5

const redirected = (from: URL, location: string | string[] | undefined, asked: URL): URL => {
  const to = typeof location === 'string' ? URL.parse(location, from) : null
  const refuse = (reason: string): AssayError =>
    new AssayError('tensors/http-redirect', { where: shownUrl(asked), reason })
  if (to === null) throw refuse('it says not where')
  if (to.protocol !== 'https:' && to.protocol !== from.protocol) throw refuse(`to ${to.protocol} from ${from.protocol}`)
  return to
}

const retryAfterMs = (header: string | string[] | undefined): number | undefined => {
  const text = Array.isArray(header) ? header[0] : header
  if (text === undefined) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MOST_RETRY_AFTER_MS) : undefined
}

const reasonOf = (cause: unknown): string => {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0])
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError)
    return 'no answer in time'
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : 'the connection broke'
}
