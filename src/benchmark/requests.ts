import { AssayError, digestOfJson, type Digest, type Json } from '#base'
import type { Endpoint } from './endpoint.ts'
import type { Message } from './prompts/context.ts'
import { rstrip } from './python/text.ts'
import { codePoints } from './python/value.ts'
import { cutToLength, rollingWindows, type Tokenizer } from './tokenizer.ts'

/** What is asked of a model about one document; `repeats` asks the same more than once. */
export type ModelRequest =
  | { readonly kind: 'score'; readonly context: string; readonly continuation: string }
  | { readonly kind: 'score-text'; readonly text: string }
  | { readonly kind: 'score-tokens'; readonly context: readonly number[]; readonly continuation: readonly number[] }
  | { readonly kind: 'generate'; readonly prompt: string | readonly Message[]; readonly generation: Generation }

/** Settings of a generation by the harness's names. */
export type Generation = Readonly<Record<string, Json>>

/** One body for the wire and how its answer is read. */
export type Call = { readonly key: Digest; readonly body: { readonly [name: string]: Json }; readonly read: Reading }
export type Reading =
  | { readonly kind: 'text' }
  /** Tokens by their number in the prompt. */
  | { readonly kind: 'score-tokens'; readonly from: number; readonly to: number }
  /** Tokens that begin at `from` or later, and before `to`, in code points of the prompt; `prefix` must be one token. */
  | {
      readonly kind: 'score'
      readonly prompt: string
      readonly from: number
      readonly to: number
      readonly prefix: string | undefined
    }

/** A request as the requests in tokens that it takes: one, or a window after the other for a long text. */
export const inTokens = (request: ModelRequest, { tokenizer, maxLength }: TokenOptions): readonly ModelRequest[] => {
  const { encode, prefixToken } = tokenizer
  if (request.kind === 'score-text')
    return rollingWindows(encode(request.text), { prefixToken, maxLength: maxLength - 2, contextLength: 1 }).map(
      (window) => ({
        kind: 'score-tokens',
        ...cutToLength(window, maxLength - 1),
      }),
    )
  if (request.kind !== 'score') return [request]
  const context = rstrip(request.context)
  const whole = encode(request.context + request.continuation)
  const length = encode(context).length
  const split =
    length > 0
      ? { context: whole.slice(0, length), continuation: whole.slice(length) }
      : whole[0] === prefixToken
        ? { context: whole.slice(0, 1), continuation: whole.slice(1) }
        : { context: [prefixToken], continuation: whole }
  return [{ kind: 'score-tokens', ...cutToLength(split, maxLength - 1) }]
}

/** @property maxLength tokens of context, continuation and the one that is generated */
export type TokenOptions = { readonly tokenizer: Tokenizer; readonly maxLength: number }

export type WireOptions = { readonly prefixToken: string; readonly seed: number }

const DEFAULT_TOKENS = 256
const MAX_CHAT_STOPS = 4

/**
 * The bodies of requests, as lm-evaluation-harness's local-completions and local-chat-completions send them.
 *
 * @param occurrence how many equal requests came before: they are told apart, since each wants its own sample
 */
export const callOf = (
  request: ModelRequest,
  {
    endpoint,
    options,
    occurrence,
  }: { endpoint: Pick<Endpoint, 'api' | 'model' | 'identity'>; options: WireOptions; occurrence: number },
): Call => {
  const { body, read } =
    request.kind === 'generate' ? generation(request, endpoint, options) : scoring(request, endpoint, options)
  const span = read.kind === 'text' ? null : { from: read.from, to: read.to }
  return { body, read, key: digestOfJson({ identity: endpoint.identity, api: endpoint.api, body, span, occurrence }) }
}

type Built = { readonly body: Call['body']; readonly read: Reading }

const scoring = (
  request: Exclude<ModelRequest, { kind: 'generate' }>,
  endpoint: Pick<Endpoint, 'api' | 'model'>,
  { prefixToken, seed }: WireOptions,
): Built => {
  if (endpoint.api === 'chat') throw new AssayError('benchmark/chat-cannot-score', { model: endpoint.model, tasks: [] })
  if (request.kind === 'score-tokens') {
    const prompt = [[...request.context, ...request.continuation]]
    if (request.context.length === 0)
      throw new AssayError('benchmark/context-is-blank', { continuation: `${request.continuation.length} tokens` })
    const body = { model: endpoint.model, prompt, temperature: 0, max_tokens: 1, logprobs: 1, seed, echo: true }
    return {
      body,
      read: {
        kind: 'score-tokens',
        from: request.context.length,
        to: request.context.length + request.continuation.length,
      },
    }
  }
  const { context, continuation } = request.kind === 'score' ? request : { context: '', continuation: request.text }
  const usesPrefix = context === '' && !continuation.startsWith(prefixToken)
  const whole = context === '' ? prefixed(continuation, prefixToken) : context
  const prompt = context === '' ? whole : context + continuation
  // White space at the end of the context belongs to the continuation: most tokens begin with their blank.
  const from = codePoints(context === '' ? prefixToken : rstrip(context))
  if (from === 0) throw new AssayError('benchmark/context-is-blank', { continuation: continuation.slice(0, 100) })
  const body = { model: endpoint.model, prompt, temperature: 0, max_tokens: 1, logprobs: 1, seed, echo: true }
  return {
    body,
    read: {
      kind: 'score',
      prompt,
      from,
      to: codePoints(prompt),
      prefix: context === '' || usesPrefix ? prefixToken : undefined,
    },
  }
}

const prefixed = (continuation: string, prefixToken: string): string =>
  continuation.startsWith(prefixToken) ? continuation : prefixToken + continuation

const generation = (
  { prompt, generation: given }: Extract<ModelRequest, { kind: 'generate' }>,
  endpoint: Pick<Endpoint, 'api' | 'model'>,
  { seed }: WireOptions,
): Built => {
  const { do_sample: _, max_tokens, max_gen_toks, temperature, until, ...rest } = given
  const stop = stopsOf(until)
  const shared = {
    model: endpoint.model,
    max_tokens: max_tokens ?? max_gen_toks ?? DEFAULT_TOKENS,
    temperature: temperature ?? 0,
    seed,
  }
  const extra = max_tokens !== undefined && max_gen_toks !== undefined ? { max_gen_toks, ...rest } : rest
  if (typeof prompt === 'string') {
    if (endpoint.api === 'chat') throw new AssayError('benchmark/chat-needs-messages', {})
    return { body: { prompt, ...shared, stop, ...extra }, read: { kind: 'text' } }
  }
  const messages = prompt.map(({ role, content }) => ({ role, content }))
  return { body: { messages, ...shared, stop: stop.slice(0, MAX_CHAT_STOPS), ...extra }, read: { kind: 'text' } }
}

const stopsOf = (until: Json | undefined): readonly string[] => {
  if (until === undefined || until === null) return []
  if (typeof until === 'string') return [until]
  if (Array.isArray(until) && until.every((stop) => typeof stop === 'string')) return until
  throw new AssayError('benchmark/task-malformed', {
    where: 'generation_kwargs',
    what: ['until: a text or a list of texts'],
  })
}
