// Loaded before a program: when the process ends, the most memory that it held, in bytes, is written to a file named by
// its number in the folder `ASSAY_BENCH_PEAKS`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

const folder = process.env['ASSAY_BENCH_PEAKS']
if (isMainThread && folder !== undefined) {
  process.on('exit', () => writeFileSync(join(folder, String(process.pid)), String(peakBytes())))
}

// Linux counts a child's `maxRSS` from its parent's size at the fork; the high-water mark of the address space does not.
function peakBytes(): number {
  return 1024 * Number(highWaterMark() ?? process.resourceUsage().maxRSS)
}

function highWaterMark(): string | undefined {
  try {
    return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  } catch {
    return undefined // no such file outside Linux
  }
}
