import { Client } from 'pg'
import type { Connection } from '../connection.ts'
import { databaseError } from '../database-errors.ts'
import { parserOf } from '../database.ts'

/**
 * A connection of its own for turns at the ledger. Questions are sent without waiting for the answers to those before
 * them, so that a transaction costs two journeys; and it hears the word that whoever has the turn gives to those who wait.
 */
export type TurnClient = {
  readonly ask: <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>
  /** whether it broke: the next turn needs another */
  readonly isBroken: () => boolean
  readonly close: () => Promise<void>
}

export const openTurnClient = async (
  { config, shown }: Connection,
  channel: string,
  hear: (payload: string) => void,
): Promise<TurnClient> => {
  const client = new Client({ ...config, pipeline: true, types: { getTypeParser: parserOf } })
  let broken = false
  client.on('error', () => (broken = true)) // whoever asks next is told
  client.on('end', () => (broken = true))
  client.on('notification', ({ payload }) => hear(payload ?? ''))
  const ask: TurnClient['ask'] = async (text, values = []) => {
    try {
      const { rows } = await client.query(text, values as unknown[])
      return rows
    } catch (cause) {
      throw databaseError(cause, shown)
    }
  }
  try {
    await client.connect()
    await client.query(`listen ${channel}`)
  } catch (cause) {
    await client.end().catch(() => undefined) // it may never have come to be
    throw databaseError(cause, shown)
  }
  return { ask, isBroken: () => broken, close: () => client.end().catch(() => undefined) }
}
