// One thread: takes runs from its port, one after the other, and works in its own lane of the shared memory.
import { parentPort, workerData } from 'node:worker_threads'
import { openSharedLane } from '../similarity-kernel.ts'
import type { MomentsRun } from '../threads.ts'
import { momentsOfFiles, type Outcome } from './moments-of-files.ts'

export type WorkerData = { readonly memory: WebAssembly.Memory; readonly lane: number }
export type Question = { readonly id: number; readonly run: MomentsRun }
export type Answer = Outcome & { readonly id: number }

const { memory, lane: number } = workerData as WorkerData
const lane = openSharedLane(memory, number)

parentPort?.on('message', ({ id, run }: Question) => {
  const answer: Answer = { id, ...momentsOfFiles(lane, run) }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has no origin
  parentPort?.postMessage(answer)
})
