import { compareSubmission } from './compare-submission.ts'
import { measureBenchmark } from './measure-benchmark.ts'
import type { Office } from './office.ts'
import type { ProgrammeFolder } from './programme-folder.ts'
import { checkReference, receiveSubmission } from './receive-submission.ts'
import type { JobOutcome, RoundJob } from './round-jobs.ts'

export type JobProgress = { readonly done: number; readonly of: number; readonly unit: string }

/** What a job has at hand, in whichever process it runs. */
export type JobContext = {
  readonly office: Office
  readonly programme: ProgrammeFolder
  readonly round: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: JobProgress) => void
}

/** Does one job of a round. Doing it again is harmless: the same work gives the same evidence. */
export const performJob = (context: JobContext, job: RoundJob): Promise<JobOutcome> => {
  switch (job.work) {
    case 'receive':
      return receiveSubmission(context, job.team)
    case 'reference':
      return checkReference(context, job.reference)
    case 'benchmark':
      return measureBenchmark(context, job.team)
    case 'compare':
      return compareSubmission(context, job.team, job.reference)
  }
}
