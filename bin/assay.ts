import { runCommandLine } from '#cli'
import { world } from './compose.ts'

const interrupted = new AbortController()
// The first Ctrl-C asks every stage to stop where it can go on later; the second ends at once.
process.on('SIGINT', () => {
  if (interrupted.signal.aborted) process.exit(130)
  interrupted.abort()
})
process.on('SIGTERM', () => interrupted.abort())

process.exitCode = await runCommandLine(process.argv.slice(2), world(interrupted.signal))
