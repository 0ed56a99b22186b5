import { AssayError, canonicalJson, type Digest, type ErrorCode } from '#base'
import type { OpenRound } from './open-round.ts'
import type { JobEnd, JobId, JobState } from './ports.ts'
import type { Stage } from './progress.ts'
import type { NamedEvidence } from './read-evidence.ts'
import { type JobOutcome, QUEUE, type RoundJob, titleOf } from './round-jobs.ts'
import { startWorker } from './work-rounds.ts'

/**
 * Puts the jobs of a stage into the queue, works on them together with every other worker of the office, and waits.
 *
 * @returns the evidence that they made, in the order of the jobs
 * @throws AssayError of the first job that failed, with its code and facts
 */
export const doJobs = async (round: OpenRound, stage: Stage, jobs: readonly RoundJob[]): Promise<NamedEvidence[]> => {
  if (jobs.length === 0) return []
  const { store } = round.office
  const worker = await startWorker(round.office, { concurrency: round.concurrency })
  try {
    const ids: JobId[] = []
    for (const job of jobs) ids.push(await store.jobs.send(QUEUE, job, { key: canonicalJson(job) }))
    const titles = new Map(jobs.map((job, index) => [ids[index], titleOf(job)]))
    const onChange = (state: JobState): void => told(round, stage, titles.get(state.id) ?? '', state)
    const ends = await store.jobs.wait(ids, { signal: round.signal, onChange })
    const digests = ends.flatMap((end) => outcomeOf(end).evidence)
    return await Promise.all(digests.map(async (digest) => ({ digest, evidence: await store.evidence.get(digest) })))
  } finally {
    await worker.stop()
  }
}

const told = (round: OpenRound, stage: Stage, task: string, state: JobState): void => {
  if (state.state === 'done')
    round.onProgress({ kind: 'task-done', stage, task, note: (state.result as JobOutcome).note })
  else if (state.state === 'running')
    round.onProgress({ kind: 'task', stage, task, ...(state.progress ?? { done: 0, of: 0, unit: '' }) })
}

const outcomeOf = (end: JobEnd): { readonly evidence: readonly Digest[] } => {
  if (end.state === 'done') return end.result as JobOutcome
  throw new AssayError(end.failure.code as ErrorCode, end.failure.facts)
}
