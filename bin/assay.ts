import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything else is loaded: compiled code, its types already stripped, is kept, so that a command starts in half
// the time and never loads the type stripper.
enableCompileCache(join(import.meta.dirname, '../.cache/compiled'))

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
