import {
  goldenRun,
  goldenRuns,
  isBatched,
  replay,
  resultDifferences,
  wireDifferences,
} from '../test/support/bench-endpoint-golden.ts'
import { type BenchEndpoint, startBenchEndpoint } from '../test/support/bench-endpoint.ts'
import type { Measure } from './main.ts'

/**
 * Replays every golden run of lm-evaluation-harness 0.4.13 against the server that the runs were made with: how many give
 * the same requests (as a multiset) and the same figures and standard errors (to 1e-9).
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const server = await startBenchEndpoint()
  try {
    const runs = goldenRuns()
    let equal = 0
    for (const id of runs) equal += (await differencesOf(id, server)).length === 0 ? 1 : 0
    const total = runs.length
    return [
      {
        name: 'lm-eval-parity',
        value: equal,
        unit: 'runs equal',
        goal: `${total}`,
        against: `lm-evaluation-harness 0.4.13, ${total} golden runs`,
        ratio: equal / total,
      },
    ]
  } finally {
    await server.close()
  }
}

const differencesOf = async (id: string, server: BenchEndpoint): Promise<readonly string[]> => {
  const run = goldenRun(id)
  const replayed = await replay(run, server)
  // A run that put four prompts into a request can only agree in its figures.
  const wire = isBatched(run) ? [] : wireDifferences(run, replayed.asked)
  const differences = [...wire, ...resultDifferences(run, replayed.results)]
  for (const difference of differences.slice(0, 6)) process.stderr.write(`  ${id}: ${difference.slice(0, 200)}\n`)
  return differences
}
