// Compares every two components of the zoo, or of another collection, and prints what was found beside what is true.
// Run: node scripts/compare-all-pairs.ts [zoo|twins|one-init]
import { counts, tableOf } from '../test/support/zoo-pairs.ts'
import type { Collection } from '../test/support/zoo.ts'

const collection = (process.argv[2] ?? 'zoo') as Collection
const started = performance.now()
const rows = await tableOf(collection)
const seconds = (performance.now() - started) / 1000

const least = (values: readonly number[]): string => Math.min(0, ...values).toFixed(2)
const greatest = (values: readonly number[]): string => Math.max(0, ...values).toFixed(4)
const wrong = rows.filter(({ truth, result }) => truth !== result.finding)
const independent = rows.filter(({ truth }) => truth === 'independent')
const derived = rows.filter(({ truth }) => truth === 'derived')
const times = rows.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)

const lines = [
  ...Object.entries(counts(rows)).map(([key, count]) => `${count} ${key}`),
  ...wrong.map(
    ({ truth, subject, reference, result }) =>
      `${subject} / ${reference} (${result.component}): ${truth}, found ${result.finding} ${result.reason ?? ''}`,
  ),
  `independent: least log10 p ${least(independent.map(({ result }) => result.log10P))}`,
  `independent: greatest phi ${greatest(independent.map(({ result }) => result.phi?.value ?? 0))}`,
  ...(derived.length > 0
    ? [`derived: weakest log10 p ${Math.max(...derived.map(({ result }) => result.log10P)).toFixed(1)}`]
    : []),
  `a pair: median ${times[times.length >> 1]?.toFixed(0)} ms, greatest ${times.at(-1)?.toFixed(0)} ms`,
  `all ${rows.length} pairs: ${seconds.toFixed(0)} s`,
]
process.stdout.write(`${lines.join('\n')}\n`)
