import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const HERE = import.meta.dirname
const CORPUS = join(HERE, '../golden/benchmark/data/_corpus/corpus.txt')

/** One line of the server's log: what a completion request asked, and what came of it. */
export type Asked = {
  readonly key: string
  readonly rest: Readonly<Record<string, unknown>>
  readonly status: number
  readonly fault: string | null
}

export type BenchEndpoint = {
  readonly url: (path: string) => string
  /** Requests since the last call, once so many whole answers among them are logged. */
  readonly asked: (answered: number) => Promise<readonly Asked[]>
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Whether the server gave a whole answer. */
export const isAnswer = ({ status, fault }: Asked): boolean => status === 200 && fault !== 'truncate'

/** Starts the n-gram model server as a process of its own. */
export const startBenchEndpoint = async (): Promise<BenchEndpoint> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
  const log = join(folder, 'wire.jsonl')
  const child = spawn(
    process.execPath,
    [join(HERE, 'bench-endpoint.mjs'), '--port', String(port), '--corpus', CORPUS, '--log', log, '--quiet'],
    { stdio: 'ignore' },
  )
  const base = `http://127.0.0.1:${port}`
  await reachable(`${base}/health`)
  let read = 0
  const unread = (): Asked[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .slice(read, -1)
      .map((line) => JSON.parse(line) as Asked)
  return {
    url: (path) => base + path,
    asked: async (answered) => {
      let fresh = unread()
      for (let i = 0; i < 300 && fresh.filter(isAnswer).length < answered; i++) {
        await pause(10)
        fresh = unread()
      }
      read += fresh.length
      return fresh
    },
    reset: async () => void (await fetch(`${base}/admin/reset`, { method: 'POST', body: '{}' })),
    close: async () => {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}

const reachable = async (url: string): Promise<void> => {
  for (let i = 0; i < 300; i++) {
    const up = await fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false)
    if (up) return
    await pause(100)
  }
  throw new Error(`${url} did not come up`)
}
