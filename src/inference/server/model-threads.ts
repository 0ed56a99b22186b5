import { AssayError } from '#base'
import { Worker } from 'node:worker_threads'
import type { Completion, CompletionRequest } from '../complete.ts'
import type { ThreadAnswer, ThreadFailure, ThreadJob } from './model-thread.ts'

/** Models held by worker threads, so that no forward pass ever blocks the thread that speaks HTTP. */
export type ModelThreads = {
  /** Aborting takes a text out of the queue; one that a thread has begun is finished and thrown away. */
  readonly complete: (model: string, request: CompletionRequest, signal?: AbortSignal) => Promise<Completion>
  /** rejects what is queued or under way with `inference/server-ended` */
  readonly close: () => Promise<void>
}

/**
 * Starts the threads and lets each load every model.
 *
 * @throws AssayError what loading a model may be refused for
 */
export const openModelThreads = async (
  models: Readonly<Record<string, string>>,
  threads: number,
): Promise<ModelThreads> => {
  let nextJob = 0
  let ended: Error | undefined
  const queue: Waiting[] = []
  const lanes: Lane[] = []

  const dispatch = (): void => {
    for (const lane of lanes) {
      if (lane.running !== undefined || queue.length === 0) continue
      const next = queue.splice(nextFor(lane, lanes, queue), 1)[0] as Waiting
      lane.running = next
      lane.last = next
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
      lane.worker.postMessage({ job: next.job, model: next.model, request: next.request } satisfies ThreadJob)
    }
  }
  const end = (error: Error): void => {
    ended ??= error
    for (const waiting of queue.splice(0)) waiting.reject(ended)
    for (const lane of lanes) {
      lane.running?.reject(ended)
      lane.running = undefined
    }
  }

  const start = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const lane: Lane = {
        worker: new Worker(new URL('./model-thread.ts', import.meta.url), { workerData: { models } }),
        running: undefined,
        last: undefined,
      }
      lanes.push(lane)
      lane.worker.on('message', (answer: ThreadAnswer) => {
        if (answer.kind === 'ready') return resolve()
        if (answer.kind === 'not-ready') return reject(errorOf(answer.failure))
        const done = lane.running
        lane.running = undefined
        if (answer.kind === 'completed') done?.resolve(answer.completion)
        else done?.reject(errorOf(answer.failure))
        dispatch()
      })
      const died = (what: string): void => {
        const error = new AssayError('inference/server-ended', { what })
        reject(error)
        end(error)
      }
      lane.worker.on('error', (error) => died(error.message))
      lane.worker.on('exit', (code) => died(`a thread ended with ${code}`))
    })

  const close = async (): Promise<void> => {
    end(new AssayError('inference/server-ended', { what: 'it was closed' }))
    await Promise.all(lanes.map(({ worker }) => worker.terminate()))
  }
  try {
    await Promise.all(Array.from({ length: threads }, start))
  } catch (error) {
    await close()
    throw error
  }

  return {
    complete: (model, request, signal) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended)
        if (signal?.aborted === true) return reject(signal.reason as Error)
        const waiting: Waiting = { job: nextJob++, model, request, resolve, reject, overtaken: 0 }
        queue.push(waiting)
        signal?.addEventListener('abort', () => {
          const at = queue.indexOf(waiting)
          if (at >= 0) queue.splice(at, 1)
          reject(signal.reason as Error)
        })
        dispatch()
      }),
    close,
  }
}

type Waiting = {
  readonly job: number
  readonly model: string
  readonly request: CompletionRequest
  readonly resolve: (completion: Completion) => void
  readonly reject: (error: Error) => void
  overtaken: number
}

type Lane = { readonly worker: Worker; running: Waiting | undefined; last: Waiting | undefined }

/** How far down the queue a thread looks, and how many texts may overtake the oldest one. */
const LOOK_AHEAD = 16

// A model computes only what differs from the last text it read, so the choices of one question, which come side by
// side, are best read by one thread: each takes the text of which it knows most more than the others do.
const nextFor = (lane: Lane, lanes: readonly Lane[], queue: readonly Waiting[]): number => {
  const oldest = queue[0] as Waiting
  if (oldest.overtaken >= LOOK_AHEAD) return 0
  let best = 0
  let bestGain = Number.NEGATIVE_INFINITY
  queue.slice(0, LOOK_AHEAD).forEach((waiting, place) => {
    const known = (other: Lane): number => sharedBeginning(waiting, other.last)
    const gain = known(lane) - Math.max(0, ...lanes.filter((other) => other !== lane).map(known))
    if (gain > bestGain) {
      best = place
      bestGain = gain
    }
  })
  if (best > 0) oldest.overtaken++
  return best
}

const sharedBeginning = (a: Waiting, b: Waiting | undefined): number => {
  if (b === undefined || a.model !== b.model) return 0
  const [x, y] = [a.request.prompt, b.request.prompt]
  const most = Math.min(x.length, y.length)
  let n = 0
  while (n < most && x[n] === y[n]) n++
  return n
}

const errorOf = (failure: ThreadFailure): Error =>
  failure.code === undefined ? new Error(failure.text) : new AssayError(failure.code, failure.facts)
