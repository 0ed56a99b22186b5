import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import { type Connection, openClient, socketConnection } from '../connection.ts'
import { isComingOrGoing } from '../database-errors.ts'
import { PRESENCE } from '../locks.ts'
import { alone } from './alone.ts'
import { type Binaries, binariesFor } from './binaries.ts'
import { clusterVersion, DATABASE, makeCluster, passwordOf, ROLE } from './make-cluster.ts'
import { claimFor, placeOf, shortDigest } from './places.ts'
import { type ServerUser, serverUser } from './server-user.ts'
import { type ServerPlace, startedServer, stopServer } from './start-server.ts'

/** A database that this process has entered: how to reach it, a connection that lives as long as its stay, the way out. */
export type Entered = {
  readonly connection: Connection
  readonly presence: Client
  readonly leave: () => Promise<void>
}

export type ClusterChoice = {
  /** a folder to keep clusters in (ASSAY_PG_HOME) */
  readonly clusterHome?: string | undefined
  /** users who run the server for root, the first that is known */
  readonly standIns?: readonly string[] | undefined
}

/**
 * Enters the office's own PostgreSQL: makes its cluster the first time, starts its server unless it runs, and registers
 * this process by a lock that its connection holds. The last to leave stops the server. A process that dies just goes:
 * its lock falls, the server stays up, and the next to enter adopts it.
 *
 * Entering and leaving happen one process at a time, so nobody enters a server that is about to be stopped.
 *
 * @param home the office's folder, as `realpath` has it
 */
export const enterOwnCluster = async (
  home: string,
  { clusterHome, standIns }: ClusterChoice = {},
): Promise<Entered> => {
  const user = await serverUser(standIns)
  // One name per office until its place is known: two first openings must not choose different places.
  return alone(`office-${shortDigest(home)}`, async () => {
    const { folder, copies } = await placeOf(home, user, clusterHome)
    const binaries = once(() => binariesFor(user, copies))
    await ensureCluster(folder, home, user, binaries)
    const place: ServerPlace = { folder, data: await realpath(join(folder, 'data')), binaries, user }
    const password = await passwordOf(folder)
    const { connection, presence } = await startedServer(place, (socketFolder) => knock(socketFolder, password))
    await presence.query('select pg_advisory_lock_shared($1, $2)', [...PRESENCE])
    return { connection, presence, leave: () => alone(`office-${shortDigest(home)}`, () => leave(presence, place)) }
  })
}

const ensureCluster = async (
  folder: string,
  home: string,
  user: ServerUser,
  binaries: () => Promise<Binaries>,
): Promise<void> => {
  if ((await clusterVersion(folder)) !== undefined) return
  await makeCluster(folder, await binaries(), user)
  await claimFor(folder, home)
}

const knock = async (
  socketFolder: string,
  password: string,
): Promise<{ readonly connection: Connection; readonly presence: Client } | undefined> => {
  const connection = socketConnection(socketFolder, ROLE, password, DATABASE)
  try {
    return { connection, presence: await openClient(connection) }
  } catch (error) {
    if (isComingOrGoing(error)) return undefined
    throw error
  }
}

const leave = async (presence: Client, place: ServerPlace): Promise<void> => {
  const last = await isLast(presence).catch(() => false) // a server that is gone needs no stopping
  await presence.end().catch(() => undefined)
  if (last) await stopServer(place)
}

const isLast = async (presence: Client): Promise<boolean> => {
  await presence.query('select pg_advisory_unlock_shared($1, $2)', [...PRESENCE])
  const { rows } = await presence.query<{ alone: boolean }>('select pg_try_advisory_lock($1, $2) as alone', [
    ...PRESENCE,
  ])
  return rows[0]?.alone === true
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
