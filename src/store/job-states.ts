import { AssayError, type Json } from '#base'
import type { JobId, JobProgressTold, JobState } from '#office'
import type { Query } from './database.ts'
import { failureOf } from './job-failures.ts'
import type { Log } from './log.ts'

type JobRow = {
  id: JobId
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  output: { result?: Json } | null
  retry_count: number
  done: number | null
  total: number | null
  unit: string | null
}

/**
 * Where jobs stand, in the order of their ids.
 *
 * @throws AssayError `store/no-such-job`
 */
export const jobStates = async (query: Query, ids: readonly JobId[]): Promise<readonly JobState[]> => {
  const rows = await query<JobRow>(
    `select job.id, job.state, job.output, job.retry_count, progress.done, progress.total, progress.unit
     from assay_jobs.job left join assay.job_progress as progress on progress.job = job.id
     where job.id = any($1::uuid[])`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    if (row === undefined) throw new AssayError('store/no-such-job', { id })
    return stateOf(row)
  })
}

const stateOf = ({ id, state, output, retry_count, done, total, unit }: JobRow): JobState => {
  switch (state) {
    case 'created':
    case 'retry':
      return { id, state: 'waiting' }
    case 'active':
      if (done === null || total === null || unit === null) return { id, state: 'running' }
      return { id, state: 'running', progress: { done, of: total, unit } }
    case 'completed':
      return { id, state: 'done', result: output?.result ?? null }
    case 'cancelled':
      return { id, state: 'failed', failure: { code: 'store/job-cancelled', facts: {} } }
    case 'failed':
      return { id, state: 'failed', failure: failureOf(output, retry_count + 1) }
  }
}

/** The newest job of a key, whatever became of it. */
export const latestJob = async (query: Query, queue: string, key: string): Promise<JobId | undefined> => {
  const [row] = await query<{ id: JobId }>(
    'select id from assay_jobs.job where name = $1 and singleton_key = $2 order by created_on desc limit 1',
    [queue, key],
  )
  return row?.id
}

const TELL_EVERY_MS = 150

/** Keeps the latest word of a job where waiting processes see it. Words that come faster replace each other. */
export const tellProgress = (
  query: Query,
  job: JobId,
  log: Log,
): { readonly tell: (progress: JobProgressTold) => void; readonly end: () => Promise<void> } => {
  let latest: JobProgressTold | undefined
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const write = async (): Promise<void> => {
    timer = undefined
    if (latest === undefined) return
    const { done, of, unit } = latest
    latest = undefined
    await query(TELL, [job, done, of, unit]).catch((error: unknown) => log('store/progress', { reason: String(error) }))
  }
  return {
    tell: (progress) => {
      latest = progress
      timer ??= setTimeout(() => {
        writing = write()
      }, TELL_EVERY_MS)
    },
    end: async () => {
      clearTimeout(timer)
      await writing
    },
  }
}

const TELL = `
  insert into assay.job_progress (job, done, total, unit) values ($1, $2, $3, $4)
  on conflict (job) do update set done = excluded.done, total = excluded.total, unit = excluded.unit, at = now()`

export const forgetProgress = async (query: Query, job: JobId): Promise<void> => {
  await query('delete from assay.job_progress where job = $1', [job])
}
