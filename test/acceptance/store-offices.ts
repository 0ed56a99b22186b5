import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type Clock, digestOfText, instantOf } from '#base'
import type { LedgerEntry } from '#ledger'
import type { Store } from '#office'
import { openStore } from '#store'

export const clock: Clock = () => instantOf(new Date())

/** A folder for an office, open to the database's user; servers and files in it are gone when `end` has resolved. */
export const temporaryFolder = async (): Promise<{ readonly folder: string; readonly end: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-store-'))
  await chmod(folder, 0o755)
  return {
    folder,
    end: async () => {
      await stopServers(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The same for one test. */
export const folderForTest = async (): Promise<string> => {
  const { folder, end } = await temporaryFolder()
  onTestFinished(end)
  return folder
}

export const storeForTest = async (home: string): Promise<Store> => {
  const store = await openStore({ home, clock })
  onTestFinished(() => store.close())
  return store
}

/** Process id of the server of an office, if one runs. */
export const serverPid = async (cluster: string): Promise<number | undefined> => {
  const text = await readFile(join(cluster, 'data', 'postmaster.pid'), 'utf8').catch(() => undefined)
  const pid = Number.parseInt(text ?? '', 10)
  return Number.isSafeInteger(pid) && (await isServer(pid)) ? pid : undefined
}

const isServer = async (pid: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return status.includes('(postgres)') && !/\) Z/.test(status)
}

const stopServers = async (folder: string): Promise<void> => {
  const pidFiles = (await readdir(folder, { recursive: true }).catch(() => [])).filter((path) =>
    path.endsWith('/data/postmaster.pid'),
  )
  for (const path of pidFiles) {
    const pid = await serverPid(join(folder, path, '..', '..'))
    if (pid === undefined) continue
    process.kill(pid, 'SIGQUIT') // immediate: its folder goes next
    for (let i = 0; i < 200 && (await isServer(pid)); i++) await delay(25)
  }
}

export type Child = {
  readonly process: ChildProcess
  /** the next line that it prints and that begins so */
  readonly line: (begin: string) => Promise<string>
  readonly ended: Promise<number | null>
}

/** Another process of the office: `store-child.ts` with these words. Killed when the test is over. */
export const startChild = (
  words: readonly string[],
  options: { readonly uid?: number; readonly gid?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Child => {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'store-child.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that Ctrl-C can be played to it alone
    ...options,
    env: { ...process.env, ...options.env },
  })
  let said = ''
  let waiting: (() => void)[] = []
  const wake = (): void => {
    for (const one of waiting) one()
    waiting = []
  }
  const hear = (data: Buffer): void => {
    said += data.toString()
    wake()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  void ended.then(wake)
  onTestFinished(() => void (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')))
  let read = 0
  return {
    process: child,
    ended,
    line: async (begin) => {
      for (;;) {
        const at = `\n${said}`.indexOf(`\n${begin}`, read)
        const end = at < 0 ? -1 : said.indexOf('\n', at)
        if (end >= 0) {
          read = end
          return said.slice(at, end)
        }
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`it never said "${begin}", but:\n${said}`)
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
  }
}

export const entry = (text: string): LedgerEntry => ({
  at: clock(),
  act: 'evidence-admitted',
  programme: 'test',
  round: 'one',
  digests: { evidence: digestOfText(text) },
  by: 'office',
})
