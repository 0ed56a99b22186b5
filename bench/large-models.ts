import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Measure } from './main.ts'
import { disguiseOf, driftedPool, poolOf, SEVEN_BILLION, writeModel } from './parts/seven-billion.ts'

/** Two models of 13.5 GB and some room. */
const NEEDED_BYTES = 30e9
const LONGEST_MS = 300_000

/**
 * `assay compare`, as a user starts it, on two models of seven billion parameters on disk, by the plan that it makes by
 * default: time, the most memory of the process, and the share of the bytes that it read. Every byte of the files is
 * data. First two models that have nothing in common; then one beside its copy with 30 % noise, its hidden dimensions
 * and its units in another order, which no comparison in place sees.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  try {
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize < NEEDED_BYTES) throw new Error(`${NEEDED_BYTES / 1e9} GB of disk are needed in ${folder}`)
    const [subject, reference] = [join(folder, 'subject'), join(folder, 'reference')]
    const pool = poolOf('reference')
    const bytes = 2 * (await writeModel(reference, pool, { size: SEVEN_BILLION }))
    await writeModel(subject, poolOf('subject'), { size: SEVEN_BILLION })
    const apart = await compared(subject, reference, folder)
    if (apart.finding !== 'independent') throw new Error(`two models of noise were found ${apart.finding}`)
    await rm(subject, { recursive: true })
    const disguise = disguiseOf(SEVEN_BILLION, 'subject')
    await writeModel(subject, driftedPool(pool, 0.3), { size: SEVEN_BILLION, disguise })
    const copied = await compared(subject, reference, folder)
    if (!(copied.log10P < -60)) throw new Error(`a disguised copy was found with log10 p = ${copied.log10P} only`)
    return [...figures('independent', apart, bytes), ...figures('disguised-copy', copied, bytes)]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Compared = {
  readonly finding: string
  readonly log10P: number
  readonly seconds: number
  readonly bytesRead: number
  readonly peakBytes: number
}

const figures = (
  name: string,
  { seconds, bytesRead, peakBytes, log10P }: Compared,
  bytes: number,
): readonly Measure[] => {
  const against = `13.5 GB each, log10 p ${log10P.toFixed(0)}`
  const measure = (what: string, value: number, unit: string, goal: string, limit: number): Measure => ({
    name: `${name}-${what}`,
    value,
    unit,
    goal,
    against,
    ratio: value / limit,
  })
  return [
    measure('seconds', seconds, 's', '≤ 60 s', 60),
    measure('memory', peakBytes / 1e6, 'MB', '≤ 1,000 MB', 1000),
    measure('bytes', (100 * bytesRead) / bytes, '% read', '≤ 5 %', 5),
  ]
}

const compared = async (subject: string, reference: string, folder: string): Promise<Compared> => {
  const peaks = join(folder, 'peaks')
  await mkdir(peaks)
  const weigh = pathToFileURL(join(import.meta.dirname, 'parts/peak-at-exit.ts')).href
  const env = {
    ...process.env,
    ASSAY_BENCH_PEAKS: peaks,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${weigh}`,
  }
  const command = [join(import.meta.dirname, '../bin/begin.mjs'), 'compare', subject, reference, '--json']
  const started = performance.now()
  const options = { timeout: LONGEST_MS, maxBuffer: 2 ** 26, env }
  const { stdout } = await promisify(execFile)(process.execPath, command, options)
  const seconds = (performance.now() - started) / 1000
  const answer = JSON.parse(stdout) as Omit<Compared, 'log10P'> & { components: readonly { log10P: number }[] }
  const sizes = await Promise.all(
    (await readdir(peaks)).map(async (file) => Number(await readFile(join(peaks, file), 'utf8'))),
  )
  await rm(peaks, { recursive: true })
  const log10P = answer.components.reduce((least, component) => Math.min(least, component.log10P), 0)
  return { ...answer, log10P, seconds, peakBytes: Math.max(...sizes) }
}
