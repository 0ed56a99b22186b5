// The model server as a process of its own: one JSON argument, one JSON line on stdout, `{"url"}` or `{"error"}`.
// It ends on SIGTERM or SIGINT, and when its standard input closes: whoever started it cannot leave it behind.
import { AssayError } from '#base'
import { z } from 'zod'
import { serveModels } from './serve-models.ts'

const Options = z.strictObject({
  models: z.record(z.string().min(1).max(200), z.string().min(1)),
  host: z.string().optional(),
  port: z.int().min(0).max(65_535).optional(),
  threads: z.int().min(1).max(64).optional(),
})

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.stdin.on('end', end).on('error', end).resume()

  const server = await serveModels({ ...Options.parse(JSON.parse(process.argv[2] ?? '{}')), signal: ending.signal })
  const leave = (): void => void server.close().then(() => process.exit(0))
  // The word to end may have come while the models were loading: then no event follows.
  if (ending.signal.aborted) leave()
  else ending.signal.addEventListener('abort', leave)
  print({ url: server.url })
} catch (error) {
  const refused = error instanceof AssayError
  print({ error: refused ? { code: error.code, facts: error.facts } : { text: String(error) } })
  process.exit(refused ? 2 : 3)
}
