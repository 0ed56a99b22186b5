import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'

// Before anything else is loaded. Compiled code, its types already stripped, is kept, also for the threads and processes
// that this one starts: a command then starts in half the time and never loads the type stripper. The young heap does
// not grow: a comparison fills it with buffers that die at once, and would let it take tens of megabytes.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../.cache/compiled')
enableCompileCache(process.env['NODE_COMPILE_CACHE'])
setFlagsFromString('--semi-space-growth-factor=1')

const { runCommandLine } = await import('#cli')
const { world } = await import('./compose.ts')

const interrupted = new AbortController()
// The first Ctrl-C asks every stage to stop where it can go on later; the second ends at once.
process.on('SIGINT', () => {
  if (interrupted.signal.aborted) process.exit(130)
  interrupted.abort()
})
process.on('SIGTERM', () => interrupted.abort())

process.exitCode = await runCommandLine(process.argv.slice(2), world(interrupted.signal))
