import { Client, type ClientConfig } from 'pg'
import { AssayError } from '#base'
import { databaseError } from './database-errors.ts'

/** How to reach the database, and the name that people may see of it. */
export type Connection = { readonly config: ClientConfig; readonly shown: string }

/** Older servers lack what the schema uses. */
const LEAST_VERSION = 16
const CONNECT_WITHIN_MS = 10_000

export const socketConnection = (
  socketFolder: string,
  user: string,
  password: string,
  database: string,
): Connection => ({
  config: { host: socketFolder, user, password, database, ...EVERY_CONNECTION },
  shown: socketFolder,
})

/** @throws AssayError `store/database-url-malformed` */
export const urlConnection = (url: string): Connection => {
  let shown: string
  try {
    const { protocol, host, pathname } = new URL(url.replace('@/', '@socket/'))
    if (protocol !== 'postgres:' && protocol !== 'postgresql:') throw new Error(protocol)
    shown = `${host}${pathname}` // without user and password
  } catch (cause) {
    throw new AssayError('store/database-url-malformed', {}, { cause: (cause as Error).name })
  }
  return { config: { connectionString: url, ...EVERY_CONNECTION }, shown }
}

const EVERY_CONNECTION: ClientConfig = {
  application_name: 'assay',
  connectionTimeoutMillis: CONNECT_WITHIN_MS,
  keepAlive: true,
  options: '-c timezone=UTC',
}

/** A connection of its own, for locks that live as long as it does. */
export const openClient = async ({ config, shown }: Connection): Promise<Client> => {
  const client = new Client(config)
  client.on('error', () => undefined) // whoever asks next is told; between questions nobody would be
  try {
    await client.connect()
    await refuseOldServer(client, shown)
    return client
  } catch (cause) {
    await client.end().catch(() => undefined) // it may never have come to be
    throw databaseError(cause, shown)
  }
}

const refuseOldServer = async (client: Client, shown: string): Promise<void> => {
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  const version = rows[0]?.server_version ?? ''
  if (Number.parseInt(version, 10) < LEAST_VERSION) {
    throw new AssayError('store/database-too-old', { database: shown, got: version, wanted: LEAST_VERSION })
  }
}
