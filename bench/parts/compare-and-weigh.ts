// A process of its own: works on two models and says on one line how long that took and the most memory it held.
// `similarity` makes the pass over all tensors alone, `comparison` the whole comparison, the pass included.
import { readFile } from 'node:fs/promises'
import { resourceUsage } from 'node:process'
import { openThreads } from '#numeric/threads'
import { compareModels } from '#provenance'
import { similarityPass } from '#tensors'
import { openModel } from '#tensors/sources'

const [work = '', subjectPath = '', referencePath = ''] = process.argv.slice(2)
const start = performance.now()
const subject = await openModel(subjectPath)
const reference = await openModel(referencePath)
const threads = openThreads()
if (work === 'comparison') {
  await compareModels(subject, reference, {
    seed: 0,
    similarity: (own, other, pairs, options) => similarityPass(own, other, pairs, { ...options, threads }),
  })
} else {
  const pairs = [...subject.tensors.keys()].map((name) => ({ subject: name, reference: name }))
  await similarityPass(subject, reference, pairs, { threads })
}
await threads.close()
const seconds = (performance.now() - start) / 1000
const bytesRead = subject.bytesRead() + reference.bytesRead()
await Promise.all([subject.close(), reference.close()])
process.stdout.write(JSON.stringify({ seconds, bytesRead, peakBytes: await peakBytes() }))

// Linux counts a child's `maxRSS` from its parent's size at the fork; the high-water mark of the address space does not.
async function peakBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return 1024 * (kibibytes === undefined ? resourceUsage().maxRSS : Number(kibibytes))
}
