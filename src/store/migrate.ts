import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '#base'
import type { Database, Query } from './database.ts'
import { MIGRATION } from './locks.ts'

/** One step of the schema: `0001-ledger.sql`. */
export type Migration = {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

type Applied = { readonly number: number; readonly name: string; readonly checksum: string }

/** @throws AssayError `store/migrations-broken`: two of one number, or a number left out */
export const readMigrations = async (
  folder: string = join(import.meta.dirname, 'migrations'),
): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).toSorted()
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 4))
      if (number !== index + 1) throw new AssayError('store/migrations-broken', { name, wanted: index + 1 })
      const sql = await readFile(join(folder, name), 'utf8')
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings the schema to where this code is, forward only, each step in a transaction of its own; processes that come at
 * the same moment wait for each other.
 *
 * @throws AssayError `store/schema-newer` if a newer version of the program has been here, `store/migration-edited` if a
 *   step that was applied reads differently now
 */
export const migrate = async (database: Database, migrations: readonly Migration[]): Promise<void> => {
  if (standsAt(await applied(database.query), migrations)) return
  for (;;) {
    const done = await database.transaction(async (query) => {
      await query('select pg_advisory_xact_lock($1, $2)', MIGRATION)
      await query('create schema if not exists assay')
      await query(MIGRATION_TABLE)
      const standing = await applied(query)
      if (standsAt(standing, migrations)) return true
      const next = migrations[standing.length] as Migration // standsAt has seen that one is left
      await query(next.sql)
      await query('insert into assay.migration (number, name, checksum) values ($1, $2, $3)', [
        next.number,
        next.name,
        next.checksum,
      ])
      return false
    })
    if (done) return
  }
}

const MIGRATION_TABLE = `
  create table if not exists assay.migration (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`

const applied = async (query: Query): Promise<Applied[]> => {
  const [table] = await query<{ there: boolean }>(`select to_regclass('assay.migration') is not null as there`)
  return table?.there === true
    ? query<Applied>('select number, name, checksum from assay.migration order by number')
    : []
}

/** Whether the schema is where this code is. Further, or elsewhere, is refused. */
const standsAt = (standing: readonly Applied[], migrations: readonly Migration[]): boolean => {
  const beyond = standing[migrations.length]
  if (beyond !== undefined)
    throw new AssayError('store/schema-newer', { got: standing.length, known: migrations.length, name: beyond.name })
  for (const [index, { name, checksum }] of standing.entries()) {
    if (migrations[index]?.checksum !== checksum) throw new AssayError('store/migration-edited', { name })
  }
  return standing.length === migrations.length
}
