import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AssayError } from '#base'
import { errnoOf } from '../file-errors.ts'

const ASK_AGAIN_MS = 10
const PATIENCE_MS = 60_000 // making a cluster takes 1 s; on a slow disk many times that

/**
 * Does `work` while no other process of this machine does work of the same name: they wait for each other.
 *
 * The lock is a socket that the process listens on, in Linux's abstract namespace: the kernel frees it when the process
 * dies, however it dies, so it is never stale. Elsewhere the socket is a file, taken over when nobody answers at it.
 *
 * @param name letters and digits, at most 60
 * @throws AssayError `store/office-busy` after a minute
 */
export const alone = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + PATIENCE_MS
  const address = process.platform === 'linux' ? `\0assay-${name}` : join(tmpdir(), `assay-${name}.lock`)
  let lock = await listen(address)
  while (lock === undefined) {
    if (performance.now() > deadline) throw new AssayError('store/office-busy', { seconds: PATIENCE_MS / 1000 })
    if (!address.startsWith('\0') && !(await answers(address))) await rm(address, { force: true })
    else await delay(ASK_AGAIN_MS)
    lock = await listen(address)
  }
  try {
    return await work()
  } finally {
    await closed(lock)
  }
}

const listen = (path: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => (errnoOf(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen({ path, exclusive: true }, () => resolve(server))
  })

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path, () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
