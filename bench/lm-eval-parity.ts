// Replays every golden run of lm-evaluation-harness 0.4.13 and says which give the same requests and figures:
//   node bench/lm-eval-parity.ts [ID…]
import {
  goldenRun,
  goldenRuns,
  isBatched,
  replay,
  resultDifferences,
  wireDifferences,
} from '../test/support/bench-endpoint-golden.ts'
import { startBenchEndpoint } from '../test/support/bench-endpoint.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const asked = process.argv.slice(2)
const server = await startBenchEndpoint()
const counts = { equal: 0, different: 0, requests: 0 }
for (const id of asked.length > 0 ? asked : goldenRuns()) {
  const run = goldenRun(id)
  const started = performance.now()
  try {
    const replayed = await replay(run, server)
    // A run that put four prompts into a request can only agree in its figures.
    const wire = isBatched(run) ? [] : wireDifferences(run, replayed.asked)
    const differences = [...wire, ...resultDifferences(run, replayed.results)]
    counts.requests += replayed.asked.length
    if (differences.length === 0) counts.equal++
    else counts.different++
    say(
      `${differences.length === 0 ? 'equal     ' : 'DIFFERENT '} ${id} ${replayed.asked.length} requests${isBatched(run) ? ' (figures only)' : ''} ${Math.round(performance.now() - started)} ms`,
    )
    for (const difference of differences.slice(0, 6)) say(`           ${difference.slice(0, 200)}`)
  } catch (error) {
    counts.different++
    say(`FAILED     ${id}: ${String(error)}`)
  }
}
await server.close()
say(`${counts.equal} equal, ${counts.different} different; ${counts.requests} requests`)
process.exitCode = counts.different === 0 ? 0 : 1
