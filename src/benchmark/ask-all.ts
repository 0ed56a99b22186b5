import { AssayError } from '#base'
import type { Endpoint } from './endpoint.ts'
import type { Answer, Journal } from './journal.ts'
import { readAnswer } from './read-answer.ts'
import { callOf, type Call, type ModelRequest, type WireOptions } from './requests.ts'
import type { Progress } from './run-tasks.ts'

/** A request and how many answers are wanted of it. */
export type Asked = { readonly request: ModelRequest; readonly times: number }

type Setting = {
  readonly endpoint: Endpoint
  readonly journal: Journal
  readonly wire: WireOptions
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/** Calls with one body: they are asked one after another, so that the k-th answer is the k-th sample however many run at once. */
type Chain = { readonly places: { readonly call: Call; readonly request: number; readonly time: number }[] }

/**
 * Answers to all requests, in their order. Answers that the journal has are not asked for again; each new one is in
 * the journal before this resolves. The first failure stops everything.
 *
 * @returns per request its answers, `times` of them
 */
export const askAll = async (
  asked: readonly Asked[],
  { endpoint, journal, wire, signal, onProgress }: Setting,
): Promise<readonly (readonly Answer[])[]> => {
  const answers: Answer[][] = asked.map(({ times }) => Array.from({ length: times }))
  const chains = chainsOf(asked, endpoint, wire)
  const total = asked.reduce((sum, { times }) => sum + times, 0)
  const count = { done: 0, fromJournal: 0 }
  const pending: Chain[] = []
  for (const chain of chains) {
    const open = chain.places.filter(({ call, request, time }) => {
      const known = journal.find(call.key)
      if (known !== undefined) (answers[request] as Answer[])[time] = known
      return known === undefined
    })
    count.done += chain.places.length - open.length
    if (open.length > 0) pending.push({ places: open })
  }
  count.fromJournal = count.done
  onProgress?.({ ...count, total })
  const stop = new AbortController()
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  let next = 0
  const worker = async (): Promise<void> => {
    for (let chain = pending[next++]; chain !== undefined; chain = pending[next++])
      for (const { call, request, time } of chain.places) {
        if (both.aborted) throw new AssayError('benchmark/interrupted', { done: count.done, total })
        const answer = readAnswer(call, endpoint.api, await endpoint.ask(call.body, { signal: both }))
        await journal.keep(call.key, answer) // before the next is asked: a kill loses at most one answer a connection
        ;(answers[request] as Answer[])[time] = answer
        count.done++
        onProgress?.({ ...count, total })
      }
  }
  const workers = Array.from({ length: Math.max(1, endpoint.concurrency) }, worker)
  for (const one of workers) one.catch(() => stop.abort())
  const ended = await Promise.allSettled(workers)
  const failures = ended
    .filter(({ status }) => status === 'rejected')
    .map((result) => (result as PromiseRejectedResult).reason as unknown)
  if (signal?.aborted === true) throw new AssayError('benchmark/interrupted', { done: count.done, total })
  // Those that were stopped because of another say so; the other is the reason.
  const reason =
    failures.find((failure) => !(failure instanceof AssayError && failure.code === 'benchmark/interrupted')) ??
    failures[0]
  if (reason !== undefined) throw reason
  return answers
}

const chainsOf = (asked: readonly Asked[], endpoint: Endpoint, wire: WireOptions): readonly Chain[] => {
  const chains = new Map<string, Chain>()
  for (const [request, { request: what, times }] of asked.entries()) {
    const first = callOf(what, { endpoint, options: wire, occurrence: 0 })
    const chain = chains.get(first.key) ?? { places: [] }
    chains.set(first.key, chain)
    for (let time = 0; time < times; time++) {
      const occurrence = chain.places.length
      chain.places.push({
        request,
        time,
        call: occurrence === 0 ? first : callOf(what, { endpoint, options: wire, occurrence }),
      })
    }
  }
  return [...chains.values()]
}
