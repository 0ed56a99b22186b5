import { AssayError } from '#base'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { ModelServer, ServeOptions } from './serve-models.ts'

const FirstLine = z.union([
  z.strictObject({ url: z.url() }),
  z.strictObject({
    error: z.union([
      z.strictObject({ code: z.string(), facts: z.record(z.string(), z.unknown()) }),
      z.strictObject({ text: z.string() }),
    ]),
  }),
])

const LAST_WORD_MS = 5000
const KEPT_OUTPUT = 2000 // characters of what the process said last, for the error

/**
 * Starts the model server as a process of its own, which leaves this one free, and waits for its address. The process
 * ends with `close`, with `signal`, and with this process, however that ends; Ctrl-C at the terminal does not reach it.
 *
 * @throws AssayError as `serveModels`, and `inference/server-ended` if the process ends without a word
 */
export const startModelServer = async ({ signal, ...options }: ServeOptions): Promise<ModelServer> => {
  signal?.throwIfAborted()
  const child = spawn(process.execPath, [MAIN, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own: an interrupt ends the round first, then the server
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-KEPT_OUTPUT)))
  child.stdin.on('error', () => {}) // it has ended already, and `exited` says so
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, by) => resolve(by ?? `exit ${code}`))
  })
  const close = async (): Promise<void> => {
    child.stdin.end()
    child.kill('SIGTERM')
    const last = setTimeout(() => child.kill('SIGKILL'), LAST_WORD_MS) // it holds nothing that could be lost
    await exited
    clearTimeout(last)
  }
  const closeOnAbort = (): void => void close()
  signal?.addEventListener('abort', closeOnAbort)
  void exited.then(() => signal?.removeEventListener('abort', closeOnAbort))

  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    exited.then((how) => {
      throw new AssayError('inference/server-ended', { what: said.trim() === '' ? how : `${how}: ${said.trim()}` })
    }),
  ])
  const first = FirstLine.parse(JSON.parse(line))
  if ('url' in first) return { url: first.url, close }
  await exited
  if ('text' in first.error) throw new AssayError('inference/server-ended', { what: first.error.text })
  throw new AssayError(first.error.code as AssayError['code'], first.error.facts as AssayError['facts'])
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
