import { setTimeout as delay } from 'node:timers/promises'
import { type Job, PgBoss } from 'pg-boss'
import { AssayError, type Json } from '#base'
import type { JobEnd, JobHandler, JobId, Jobs, JobWorker, WaitOptions } from '#office'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { databaseError } from './database-errors.ts'
import { crashed, failureIn, interrupted, refused } from './job-failures.ts'
import { forgetProgress, jobStates, latestJob, tellProgress } from './job-states.ts'
import type { Log } from './log.ts'

/** A worker that was not heard of for so long is dead. The least that the queue knows. */
const HEARTBEAT_SECONDS = 10
/** How often every process looks for dead workers. */
const SUPERVISE_SECONDS = 1
/** Notifications wake workers at once; this is how soon they find what nobody notified, such as a dead worker's job. */
const POLL_SECONDS = 1
/** A benchmark may take hours; a day is the most that the queue knows. Death is seen by the heartbeat, long before. */
const LONGEST_JOB_SECONDS = 24 * 60 * 60
const TRIES_AGAIN = 5
const LOOK_EVERY_MS = 100
/** A handler that does not heed its signal is left behind after this; its job goes to another worker. */
const CLOSE_WITHIN_MS = 10_000
const MOST_CONNECTIONS = 4
export const JOBS_SCHEMA = 'assay_jobs'

/** Jobs over pg-boss, in a schema of its own. It starts with the first job that is sent or worked on. */
export const openJobs = (
  connection: Connection,
  database: Database,
  log: Log,
): Jobs & { readonly close: () => Promise<void> } => {
  const workers = new Set<JobWorker>()
  let starting: Promise<PgBoss> | undefined
  const boss = (): Promise<PgBoss> => (starting ??= startBoss(connection, log))
  const jobs: Jobs = {
    queue: async (name, { retries = TRIES_AGAIN } = {}) => {
      const options = { retryLimit: retries, heartbeatSeconds: HEARTBEAT_SECONDS, expireInSeconds: LONGEST_JOB_SECONDS }
      await (await boss()).createQueue(name, { policy: 'exclusive', notify: true, ...options })
    },
    send: async (queue, data, { key }) => {
      const sent = await (await boss()).send(queue, { data }, { singletonKey: key })
      // `null`: a job of this key waits or runs. It may just have ended; then it is the latest all the same.
      const id = sent ?? (await latestJob(database.query, queue, key))
      return id === undefined ? jobs.send(queue, data, { key }) : (id as JobId)
    },
    work: async (queue, handler, { concurrency }) => {
      const worker = await startWorker(await boss(), database, { queue, handler, concurrency, log })
      workers.add(worker)
      return {
        stop: async () => {
          workers.delete(worker)
          await worker.stop()
        },
      }
    },
    wait: (ids, options) => waitFor(database, ids, options),
  }
  return {
    ...jobs,
    close: async () => {
      const stopped = Promise.all([...workers].map((worker) => worker.stop()))
      await Promise.race([stopped, delay(CLOSE_WITHIN_MS, undefined, { ref: false })])
      const started = await starting?.catch(() => undefined) // one that could not start holds nothing
      await started?.stop({ graceful: false })
    },
  }
}

const startBoss = async ({ config, shown }: Connection, log: Log): Promise<PgBoss> => {
  const boss = new PgBoss({
    ...(config as ConstructorParameters<typeof PgBoss>[0] & object),
    schema: JOBS_SCHEMA,
    max: MOST_CONNECTIONS,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    useListenNotify: true,
    registerInstance: false,
  })
  // Its own rounds come again; what a caller asked for is rejected to the caller.
  boss.on('error', (error) => log('store/jobs', { reason: error.message }))
  boss.on('warning', ({ message }) => log('store/jobs', { reason: message }))
  try {
    return await boss.start()
  } catch (cause) {
    throw databaseError(cause, shown)
  }
}

type WorkOf = { readonly queue: string; readonly handler: JobHandler; readonly concurrency: number; readonly log: Log }

const startWorker = async (
  boss: PgBoss,
  database: Database,
  { queue, handler, concurrency, log }: WorkOf,
): Promise<JobWorker> => {
  const stopping = new AbortController()
  const polling = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS }
  const ids: string[] = []
  for (let place = 0; place < concurrency; place++) {
    const id = await boss.work(queue, { ...polling, perJobResults: true }, async ([job]: readonly JobTaken[]) => {
      if (job === undefined) return []
      const outcome = await handled(handler, job, { database, stopping: stopping.signal, log })
      const own = ids[place]
      if (own !== undefined) boss.notifyWorker(own) // more may wait: look at once, not at the next poll
      return [{ id: job.id, ...outcome }]
    })
    ids.push(id)
  }
  return {
    stop: async () => {
      stopping.abort(interrupted())
      await Promise.all(ids.map((id) => boss.offWork(queue, { id, wait: true })))
    },
  }
}

type Outcome = { readonly status: 'completed' | 'failed' | 'deadletter'; readonly output: object }

/** What the queue holds of a job. Its data are wrapped: the queue takes objects only. */
type JobTaken = Job<{ readonly data: Json }>
type Surroundings = { readonly database: Database; readonly stopping: AbortSignal; readonly log: Log }

const handled = async (
  handler: JobHandler,
  job: JobTaken,
  { database, stopping, log }: Surroundings,
): Promise<Outcome> => {
  const id = job.id as JobId
  const telling = tellProgress(database.query, id, log)
  try {
    const result = await handler({
      id,
      data: job.data.data,
      attempt: job.retryCount + 1,
      signal: AbortSignal.any([job.signal, stopping]),
      progress: telling.tell,
    })
    return { status: 'completed', output: { result } }
  } catch (error) {
    if (stopping.aborted) return { status: 'failed', output: { failure: failureIn(interrupted()) } } // handed back
    // `deadletter` without a queue for the dead means: failed, and not tried again.
    if (error instanceof AssayError) return { status: 'deadletter', output: { failure: refused(error) } }
    return { status: 'failed', output: { failure: crashed(error) } }
  } finally {
    await telling.end()
    await forgetProgress(database.query, id).catch(() => undefined) // it tells nothing of a job that has ended
  }
}

const waitFor = async (
  database: Database,
  ids: readonly JobId[],
  { signal, onChange }: WaitOptions = {},
): Promise<readonly JobEnd[]> => {
  const told = new Map<JobId, string>()
  for (;;) {
    signal?.throwIfAborted()
    const states = await jobStates(database.query, ids)
    for (const state of states) {
      const text = JSON.stringify(state)
      if (told.get(state.id) !== text) onChange?.(state)
      told.set(state.id, text)
    }
    const ended = states.filter((state): state is JobEnd => state.state === 'done' || state.state === 'failed')
    if (ended.length === states.length) return ended
    await delay(LOOK_EVERY_MS)
  }
}
