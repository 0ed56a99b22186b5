import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AssayError } from '#base'
import type { Binaries } from './binaries.ts'
import { clusterVersion } from './make-cluster.ts'
import { socketFolder } from './places.ts'
import { runAs, type ServerUser } from './server-user.ts'
import { removeStale, removeStaleSocket, serverProcess } from './server-process.ts'

/**
 * What the server is started with, whatever its configuration file says. Small: an office's data fit in tens of
 * megabytes, and the machine's memory belongs to the weights. `fsync` and `synchronous_commit` stay on.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '', // no TCP: the socket's folder says who may come
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '32MB',
  huge_pages: 'off',
  io_method: 'sync', // no I/O processes beside it
  max_worker_processes: '4',
  max_parallel_workers: '0',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '16MB',
  max_wal_size: '256MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
}

const READY_WITHIN_MS = 30_000
const LOOK_AGAIN_MS = 20

export type ServerPlace = {
  /** data folder, as `realpath` has it */
  readonly data: string
  /** the cluster's folder */
  readonly folder: string
  readonly binaries: () => Promise<Binaries>
  readonly user: ServerUser
}

/**
 * Makes sure that the cluster's server runs, and connects: to one that runs already (another process started it, or left
 * it when it crashed), else to one that it starts, over a stale pid file too. The caller keeps other starters away.
 *
 * @param connect resolves to `undefined` while the server is starting or stopping
 * @throws AssayError `store/cluster-version`, `store/server-not-started` with the server's own reason, `store/disk-full`
 */
export const startedServer = async <T>(
  place: ServerPlace,
  connect: (socketFolder: string) => Promise<T | undefined>,
): Promise<T> => {
  const deadline = performance.now() + READY_WITHIN_MS
  const log = join(place.folder, 'log')
  const before = await sizeOf(log)
  let refusal = ''
  while (performance.now() < deadline) {
    const process = await serverProcess(place.data)
    if (process.kind === 'stale') await removeStale(process)
    if (process.kind === 'running') {
      const connection = await connect(process.socketFolder)
      if (connection !== undefined) return connection
    } else refusal = await start(place)
    if (refusal !== '' && (await serverProcess(place.data)).kind !== 'running') break
    await delay(LOOK_AGAIN_MS)
  }
  const reason =
    (await lastComplaint(log, before)) ?? (refusal === '' ? `not ready within ${READY_WITHIN_MS / 1000} s` : refusal)
  if (reason.includes('No space left'))
    throw new AssayError('store/disk-full', { path: place.folder, reason: 'ENOSPC' })
  throw new AssayError('store/server-not-started', { path: place.folder, reason, log })
}

const start = async ({ data, folder, binaries, user }: ServerPlace): Promise<string> => {
  const socket = await socketFolder(folder, user)
  await removeStaleSocket(socket, data)
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: `"${socket}"` })
  const options = settings.map(([name, value]) => `-c ${name}=${shellQuoted(value)}`).join(' ')
  const { pgCtl, major } = await binaries()
  const version = await clusterVersion(folder)
  if (version !== String(major))
    throw new AssayError('store/cluster-version', { path: folder, got: version ?? null, wanted: major })
  // pg_ctl gives the server a session of its own: the Ctrl-C that ends us never reaches it.
  const { code, said } = await runAs(user, pgCtl, ['-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start'])
  return code === 0 ? '' : said
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Stops the server once its running transactions have been rolled back. Harmless if it is down. */
export const stopServer = async ({ data, folder, binaries, user }: ServerPlace): Promise<void> => {
  const running = await serverProcess(data)
  if (running.kind !== 'running') return
  const { pgCtl } = await binaries()
  await runAs(user, pgCtl, ['-D', data, '-w', '-m', 'fast', 'stop'])
  // A folder under the temporary directory is made again when the server is started again.
  if (!running.socketFolder.startsWith(folder)) await rm(running.socketFolder, { recursive: true, force: true })
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

const MOST_READ = 64 * 1024

/** The server's last complaint in its log, beyond what stood there before. */
const lastComplaint = async (log: string, before: number): Promise<string | undefined> => {
  const size = await sizeOf(log)
  const from = Math.max(before, size - MOST_READ)
  if (size <= from) return undefined
  const file = await open(log, 'r')
  try {
    const tail = Buffer.alloc(size - from)
    await file.read(tail, 0, tail.length, from)
    const line = tail
      .toString('utf8')
      .split('\n')
      .findLast((line) => /(?:FATAL|PANIC|ERROR):/.test(line))
    return line?.replace(/^.*?(?:FATAL|PANIC|ERROR):\s*/, '')
  } finally {
    await file.close()
  }
}
