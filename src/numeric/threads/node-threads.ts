import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { AssayError } from '#base'
import type { Moments } from '../similarity.ts'
import { openSharedLane, sharedMemoryFor, type SimilarityLane } from '../similarity-kernel.ts'
import type { MomentsRun, Threads } from '../threads.ts'
import { momentsOfFiles, type Outcome } from './moments-of-files.ts'
import type { Answer, Question, WorkerData } from './moments-worker.ts'

/** Two take more than a disk gives; each costs 25 MB beside its data, and a comparison's memory is bounded. */
const ENOUGH_THREADS = 2
const MOST_THREADS = 4

/** Elements up to which a run is done here at once: a thread takes as long to start as a hundred of these take. */
const SMALL = 2 ** 19

/** A thread without work gives back its memory, which whatever follows a pass needs; it starts again when asked. */
const IDLE_MS = 300

/**
 * Worker threads over one shared memory, each with its own lane. A thread starts with its first run and ends when idle;
 * models of small tensors start none.
 *
 * @param count threads, from 1 to 4; by default two, where there are two cores
 */
export const openThreads = (count: number = Math.min(ENOUGH_THREADS, availableParallelism())): Threads => {
  const threads = Math.min(MOST_THREADS, Math.max(1, Math.floor(count)))
  const memory = sharedMemoryFor(threads + 1)
  const lanes = Array.from({ length: threads }, (_, lane) => openLaneThread({ memory, lane }))
  const here = openLaneHere({ memory, lane: threads })
  return {
    count: threads,
    moments: (run) => (run.count <= SMALL ? here : leastBusy(lanes)).ask(run),
    close: async () => {
      await Promise.all([here, ...lanes].map((lane) => lane.close()))
    },
  }
}

type Lane = {
  readonly ask: (run: MomentsRun) => Promise<Moments>
  readonly close: () => Promise<void>
}

const openLaneHere = ({ memory, lane: number }: WorkerData): Lane => {
  let lane: SimilarityLane | undefined
  let closed = false
  return {
    ask: async (run) => {
      await setImmediate() // lets a stop be heard between many small runs
      if (closed) throw new AssayError('numeric/threads-closed')
      lane ??= openSharedLane(memory, number)
      return momentsFrom(momentsOfFiles(lane, run))
    },
    close: () => {
      closed = true
      return Promise.resolve()
    },
  }
}

const momentsFrom = (outcome: Outcome): Moments => {
  if ('moments' in outcome) return outcome.moments
  throw new AssayError('numeric/read-failed', outcome.refused)
}

type LaneThread = Lane & { readonly waiting: () => number }

const leastBusy = (lanes: readonly LaneThread[]): LaneThread =>
  lanes.reduce((least, lane) => (lane.waiting() < least.waiting() ? lane : least))

// A thread's own heap holds a few messages; its data lie in the shared memory.
const SMALL_HEAP = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 }

const openLaneThread = (data: WorkerData): LaneThread => {
  const pending = new Map<number, PromiseWithResolvers<Moments>>()
  let asked = 0
  let ended: AssayError | undefined
  let running: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  const giveUp = (error: AssayError): void => {
    ended ??= error
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
    running?.unref()
  }
  const start = (): Worker => {
    const worker = new Worker(new URL('./moments-worker.ts', import.meta.url), {
      workerData: data,
      name: 'assay-moments',
      resourceLimits: SMALL_HEAP,
    })
    worker.on('message', (answer: Answer) => {
      const question = pending.get(answer.id)
      pending.delete(answer.id)
      if (pending.size === 0) rest(worker)
      if ('moments' in answer) question?.resolve(answer.moments)
      else question?.reject(new AssayError('numeric/read-failed', answer.refused))
    })
    worker.on('error', (cause) => giveUp(new AssayError('numeric/thread-failed', { reason: String(cause) }, { cause })))
    worker.on('exit', () => {
      if (running === worker) giveUp(new AssayError('numeric/threads-closed'))
    })
    return worker
  }
  const rest = (worker: Worker): void => {
    worker.unref() // an idle thread does not hold the process
    idle = setTimeout(() => {
      running = undefined
      void worker.terminate()
    }, IDLE_MS).unref()
  }

  return {
    waiting: () => pending.size,
    ask: (run) => {
      if (ended !== undefined) return Promise.reject(ended)
      const question = Promise.withResolvers<Moments>()
      const id = asked++
      pending.set(id, question)
      clearTimeout(idle)
      running ??= start()
      running.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      running.postMessage({ id, run } satisfies Question)
      return question.promise
    },
    close: async () => {
      clearTimeout(idle)
      giveUp(new AssayError('numeric/threads-closed'))
      await running?.terminate()
    },
  }
}
