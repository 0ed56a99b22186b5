import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { AssayError } from '#base'
import type { Moments } from '../similarity.ts'
import { sharedMemoryFor } from '../similarity-kernel.ts'
import type { MomentsRun, Threads } from '../threads.ts'
import type { Answer, Question, WorkerData } from './moments-worker.ts'

/** Four take 25 GB/s, more than a disk gives; each costs 20 MB beside its data, and a comparison's memory is bounded. */
const MOST_THREADS = 4

/**
 * Worker threads over one shared memory, each with its own lane.
 *
 * @param count threads, at least 1; by default one for each core, at most 4
 */
export const openThreads = (count: number = availableParallelism()): Threads => {
  const threads = Math.min(MOST_THREADS, Math.max(1, Math.floor(count)))
  const memory = sharedMemoryFor(threads)
  const lanes = Array.from({ length: threads }, (_, lane) => openLaneThread({ memory, lane }))
  return {
    count: threads,
    moments: (run) => leastBusy(lanes).ask(run),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()))
    },
  }
}

// A thread's own heap holds a few messages; its data lie in the shared memory.
const SMALL_HEAP = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 }

type LaneThread = {
  readonly waiting: () => number
  readonly ask: (run: MomentsRun) => Promise<Moments>
  readonly close: () => Promise<void>
}

const leastBusy = (lanes: readonly LaneThread[]): LaneThread =>
  lanes.reduce((least, lane) => (lane.waiting() < least.waiting() ? lane : least))

const openLaneThread = (data: WorkerData): LaneThread => {
  const worker = new Worker(new URL('./moments-worker.ts', import.meta.url), {
    workerData: data,
    name: 'assay-moments',
    resourceLimits: SMALL_HEAP,
  })
  const pending = new Map<number, PromiseWithResolvers<Moments>>()
  let asked = 0
  let ended: AssayError | undefined

  const giveUp = (error: AssayError): void => {
    ended ??= error
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
    worker.unref()
  }
  worker.on('message', (answer: Answer) => {
    const question = pending.get(answer.id)
    pending.delete(answer.id)
    if (pending.size === 0) worker.unref() // an idle thread does not hold the process
    if ('moments' in answer) question?.resolve(answer.moments)
    else question?.reject(new AssayError('numeric/read-failed', answer.refused))
  })
  worker.on('error', (cause) => giveUp(new AssayError('numeric/thread-failed', { reason: String(cause) }, { cause })))
  worker.on('exit', () => giveUp(new AssayError('numeric/threads-closed')))
  worker.unref()

  return {
    waiting: () => pending.size,
    ask: (run) => {
      if (ended !== undefined) return Promise.reject(ended)
      const question = Promise.withResolvers<Moments>()
      const id = asked++
      pending.set(id, question)
      worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ id, run } satisfies Question)
      return question.promise
    },
    close: async () => {
      giveUp(new AssayError('numeric/threads-closed'))
      await worker.terminate()
    },
  }
}
