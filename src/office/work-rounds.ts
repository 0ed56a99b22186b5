import { performJob } from './perform-job.ts'
import type { Office } from './office.ts'
import type { JobWorker } from './ports.ts'
import { readProgramme } from './programme-folder.ts'
import { QUEUE, RoundJob, titleOf } from './round-jobs.ts'

type WorkerOptions = { readonly concurrency: number; readonly onJob?: (line: string) => void }

/** Takes jobs up until it is stopped; a job at hand then goes back to the queue. */
export const startWorker = async (office: Office, { concurrency, onJob }: WorkerOptions): Promise<JobWorker> => {
  await office.store.jobs.queue(QUEUE)
  return office.store.jobs.work(
    QUEUE,
    async ({ data, signal, progress }) => {
      const job = RoundJob.parse(data)
      onJob?.(`${job.work} ${titleOf(job)} …`)
      const programme = await readProgramme(office.tools, job.folder, job.round)
      const outcome = await performJob({ office, programme, round: job.round, signal, onProgress: progress }, job)
      onJob?.(`${job.work} ${titleOf(job)}: ${outcome.note}`)
      return { evidence: [...outcome.evidence], note: outcome.note }
    },
    { concurrency },
  )
}

/** A worker alone: works until `signal` aborts. */
export const workRounds = async (
  office: Office,
  { signal, ...options }: WorkerOptions & { readonly signal: AbortSignal },
): Promise<void> => {
  const worker = await startWorker(office, options)
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await worker.stop()
}
