import { readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What the pid file of a cluster stands for.
 * - `running`: a server of this cluster, or one that is starting or stopping
 * - `stale`: its process is gone, a zombie, or somebody else's that got the number
 */
export type ServerProcess =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'running'; readonly pid: number; readonly socketFolder: string }
  | { readonly kind: 'stale'; readonly pidFile: string; readonly text: string }

/** @param data the cluster's data folder, as `realpath` has it */
export const serverProcess = async (data: string): Promise<ServerProcess> => {
  const pidFile = join(data, 'postmaster.pid')
  const text = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (text === undefined) return { kind: 'stopped' }
  // Lines: process id, data folder, start time, port, socket folder, listen address, shared memory, status.
  const [pidText = '', , , , socketFolder = ''] = text.split('\n')
  const pid = Number.parseInt(pidText, 10)
  if (!Number.isSafeInteger(pid) || pid <= 1) return { kind: 'stale', pidFile, text }
  return (await isServerOf(pid, data)) ? { kind: 'running', pid, socketFolder } : { kind: 'stale', pidFile, text }
}

const isServerOf = async (pid: number, data: string): Promise<boolean> => {
  if (process.platform !== 'linux') return isAlive(pid)
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (status === undefined) return false
  const state = status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3) // the name may hold anything
  if (state === 'Z' || state === 'X') return false
  // The folder it works in follows a renaming; where we may not look at that, its command line has to do.
  if ((await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === data) return true
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.split('\0').includes(data)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/**
 * Takes away the lock beside a socket whose process is not this cluster's server: the folder is the cluster's alone, and
 * the number may be a zombie's or somebody else's by now.
 */
export const removeStaleSocket = async (socketFolder: string, data: string): Promise<void> => {
  const lock = join(socketFolder, '.s.PGSQL.5432.lock')
  const text = await readFile(lock, 'utf8').catch(() => undefined)
  if (text === undefined || (await isServerOf(Number.parseInt(text, 10), data))) return
  await rm(lock, { force: true })
  await rm(join(socketFolder, '.s.PGSQL.5432'), { force: true })
}

/** Takes away a stale pid file, unless it was replaced since it was looked at. */
export const removeStale = async ({ pidFile, text }: Extract<ServerProcess, { kind: 'stale' }>): Promise<void> => {
  const now = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (now === text) await rm(pidFile, { force: true })
}
