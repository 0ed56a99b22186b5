import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measure } from './main.ts'

const ROUND_LIMIT_SECONDS = 60
const REPORT_LIMIT_SECONDS = 10

/** A fresh office evaluates the sample round to its verified bundle; then the report page is built anew from its sources. */
export const measures = async (): Promise<readonly Measure[]> => {
  const scratch = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  try {
    const round = await secondsOf([
      'bin/assay.ts',
      'run',
      'programmes/sample',
      '--home',
      join(scratch, 'office'),
      '--json',
    ])
    const build = `import { buildReportTemplate } from './web/report/build.ts'; await buildReportTemplate({ cacheFolder: ${JSON.stringify(join(scratch, 'cache'))} })`
    const report = await secondsOf(['--input-type=module', '--eval', build])
    return [within('sample-round', round, ROUND_LIMIT_SECONDS), within('report-build', report, REPORT_LIMIT_SECONDS)]
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const within = (name: string, seconds: number, limit: number): Measure => ({
  name,
  value: seconds,
  unit: 's',
  goal: `≤ ${limit} s`,
  against: `its limit, ${limit} s`,
  ratio: seconds / limit,
})

const secondsOf = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, args, {
      cwd: join(import.meta.dirname, '..'),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0
        ? resolve((performance.now() - started) / 1000)
        : reject(new Error(`${args.join(' ')} ended with ${code}`)),
    )
  })
