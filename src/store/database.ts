import { Pool, type PoolClient, types } from 'pg'
import { AssayError } from '#base'
import type { Connection } from './connection.ts'
import { databaseError } from './database-errors.ts'

/** Asks one question. Values travel as parameters, never in the text. */
export type Query = <Row extends object = Record<string, never>>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>

/** The database as the rooms of the store see it: questions, and transactions. */
export type Database = {
  readonly query: Query
  /** All or nothing: commits when `work` resolves. */
  readonly transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

const MOST_CONNECTIONS = 6 // per process; the server has 100 for all

export const openDatabase = ({ config, shown }: Connection): Database => {
  const pool = new Pool({
    ...config,
    max: MOST_CONNECTIONS,
    types: { getTypeParser: parserOf },
  })
  pool.on('error', () => undefined) // an idle connection that broke: the next question opens another, or says why not
  return {
    query: (text, values) => translated(shown, async () => (await pool.query(text, values as unknown[])).rows),
    transaction: (work) =>
      translated(shown, async () => {
        const client = await pool.connect()
        return inTransaction(client, () =>
          work(async (text, values) => (await client.query(text, values as unknown[])).rows),
        )
      }),
    close: () => pool.end(),
  }
}

const inTransaction = async <T>(client: PoolClient, work: () => Promise<T>): Promise<T> => {
  let broken = false
  try {
    await client.query('begin')
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    )
    throw error
  } finally {
    client.release(broken)
  }
}

const translated = async <T>(shown: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (cause) {
    throw databaseError(cause, shown)
  }
}

export const parserOf: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? safeInteger : types.getTypeParser(oid, format)

// The driver gives 64-bit integers as text. Ours are indices and sizes, far below 2^53.
const safeInteger = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new AssayError('store/number-too-large', { value: text })
  return value
}
