import type { Json } from '#base'

/**
 * A model that answers over an OpenAI-compatible address.
 * - `ask` sends one body to the address and resolves with the parsed answer. It retries what may pass (resets, time-outs,
 *   429, 5xx, cut bodies) and rejects with one AssayError when it gives up: `benchmark/endpoint-unreachable`,
 *   `-timed-out`, `-failed`, `-refused`, `-not-json`, `-too-long`, or `benchmark/interrupted` when the signal fires.
 * - Calls overlap, at most `concurrency` at a time.
 * - `close` ends the connections; calls in flight reject.
 */
export interface Endpoint {
  readonly api: 'completions' | 'chat'
  readonly model: string
  readonly concurrency: number
  /** Whose answers these are, for the journal: an address, or the digest of the weights behind it. */
  readonly identity: string
  readonly ask: (body: Json, options?: { readonly signal?: AbortSignal | undefined }) => Promise<Json>
  readonly close: () => Promise<void>
}
