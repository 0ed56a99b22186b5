import type { Client } from 'pg'
import { type Clock, type Digest, type Instant, instantOf } from '#base'
import type { Run, RunEnd, RunOf, Runs, RunStageState, RunStart, RunView } from '#office'
import type { Database, Query } from './database.ts'
import { RUNS } from './locks.ts'

/**
 * Runs of rounds. A process holds its runs by locks of its presence connection: they fall when it dies, and then the run
 * reads as interrupted.
 */
export const openRuns = (database: Database, presence: Client, clock: Clock): Runs => {
  const held = new Set<number>() // the lock alone would let one process begin the same run twice

  const begin = async (of: RunOf): Promise<RunStart> => {
    const { id, resumed, rules } = await standingRun(database.query, of, clock())
    if (held.has(id) || !(await hold(presence, id))) return refusal(database.query, of)
    held.add(id)
    const leave = async (): Promise<void> => {
      await release(presence, id)
      held.delete(id)
    }
    if (rules === of.rules && (await stillRunning(database.query, id))) {
      return { kind: 'begun', run: runOf(id, resumed, leave) }
    }
    // It ended just before we held it, or began under rules that are not these: either way the next is a new run. What
    // was measured stays on the shelf.
    await endRun(database.query, id, 'failed', clock())
    await leave()
    return begin(of)
  }

  const runOf = (id: number, resumed: boolean, leave: () => Promise<void>): Run => ({
    id,
    resumed,
    stage: (stage, state) => enterStage(database.query, id, stage, state, clock()),
    end: async (status) => {
      await endRun(database.query, id, status, clock())
      await leave()
    },
  })

  return { begin, latest: (programme, round) => viewOf(database.query, programme, round) }
}

const refusal = async (query: Query, { programme, round }: RunOf): Promise<RunStart> => {
  const since = (await viewOf(query, programme, round))?.startedAt ?? null
  return { kind: 'refused', code: 'store/run-in-progress', facts: { programme, round, since } }
}

type StandingRun = { readonly id: number; readonly rules: Digest; readonly resumed: boolean }

const standingRun = async (query: Query, { programme, round, rules }: RunOf, at: Instant): Promise<StandingRun> => {
  const [fresh] = await query<{ id: number }>(
    `insert into assay.run (programme, round, rules, started_at) values ($1, $2, $3, $4)
     on conflict (programme, round) where status = 'running' do nothing returning id`,
    [programme, round, rules, at],
  )
  if (fresh !== undefined) return { id: fresh.id, rules, resumed: false }
  const [standing] = await query<{ id: number; rules: Digest }>(
    `select id, rules from assay.run where programme = $1 and round = $2 and status = 'running'`,
    [programme, round],
  )
  // It may have ended between the two questions.
  return standing === undefined ? standingRun(query, { programme, round, rules }, at) : { ...standing, resumed: true }
}

const stillRunning = async (query: Query, id: number): Promise<boolean> =>
  (await query(`select from assay.run where id = $1 and status = 'running'`, [id])).length > 0

const hold = async (presence: Client, id: number): Promise<boolean> => {
  const { rows } = await presence.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [RUNS, id])
  return rows[0]?.held === true
}

const release = async (presence: Client, id: number): Promise<void> => {
  await presence.query('select pg_advisory_unlock($1, $2)', [RUNS, id])
}

const enterStage = async (
  query: Query,
  run: number,
  stage: string,
  { state, done, of, note }: RunStageState,
  at: Instant,
): Promise<void> => {
  await query(
    `insert into assay.run_stage (run, stage, state, done, total, note, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (run, stage) do update
     set state = excluded.state, done = excluded.done, total = excluded.total, note = excluded.note, at = excluded.at`,
    [run, stage, state, done, of, note ?? null, at],
  )
}

const endRun = async (query: Query, id: number, status: RunEnd, at: Instant): Promise<void> => {
  await query(`update assay.run set status = $2, ended_at = $3 where id = $1 and status = 'running'`, [id, status, at])
}

type RunRow = {
  id: number
  rules: Digest
  status: RunEnd | 'running'
  started_at: Date
  ended_at: Date | null
  held: boolean
}

type StageRow = { stage: string; state: 'running' | 'done'; done: number; total: number; note: string | null; at: Date }

const viewOf = async (query: Query, programme: string, round: string): Promise<RunView | undefined> => {
  const [run] = await query<RunRow>(LATEST, [programme, round, RUNS])
  if (run === undefined) return undefined
  const stages = await query<StageRow>(
    'select stage, state, done, total, note, at from assay.run_stage where run = $1 order by at',
    [run.id],
  )
  return {
    id: run.id,
    programme,
    round,
    rules: run.rules,
    status: run.status === 'running' && !run.held ? 'interrupted' : run.status,
    startedAt: instantOf(run.started_at),
    ...(run.ended_at === null ? {} : { endedAt: instantOf(run.ended_at) }),
    stages: stages.map(({ stage, state, done, total, note, at }) => ({
      stage,
      state,
      done,
      of: total,
      ...(note === null ? {} : { note }),
      at: instantOf(at),
    })),
  }
}

const LATEST = `
  select id, rules, status, started_at, ended_at, exists (
    select from pg_locks
    where locktype = 'advisory' and granted and classid = $3::bigint::oid and objid = run.id::bigint::oid
      and database = (select oid from pg_database where datname = current_database())
  ) as held
  from assay.run as run
  where programme = $1 and round = $2
  order by id desc
  limit 1`
