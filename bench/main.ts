import { readdir } from 'node:fs/promises'
import { arch, cpus, platform } from 'node:os'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'

/** One figure, beside what a user would pick instead, or its own limit, in the same run. */
export type Measure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** what was asked for, in words: `≥ 6 GB/s` */
  readonly goal: string
  /** the peer, in words, and its value in the same unit */
  readonly against: string
  readonly ratio: number | null
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const names = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .toSorted()
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no ${unknown.join(', ')}. Known: ${names.join(', ')}\n`)
  process.exit(2)
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? arch()}, ${platform()} ${arch()}, Node ${process.version}`
const measures: (Measure & { readonly machine: string })[] = []
for (const name of names.filter((name) => positionals.length === 0 || positionals.includes(name))) {
  if (!values.json) process.stderr.write(`${name} …\n`)
  const bench = (await import(`./${name}.ts`)) as { readonly measures: () => Promise<readonly Measure[]> }
  measures.push(...(await bench.measures()).map((measure) => ({ ...measure, machine })))
}

if (values.json) process.stdout.write(`${JSON.stringify(measures, null, 1)}\n`)
else {
  const table = new Table({
    head: ['what', 'value', 'unit', 'goal', 'against', 'ratio'],
    style: { head: [], border: [] },
  })
  for (const { name, value, unit, goal, against, ratio } of measures) {
    table.push([
      name,
      Number.isInteger(value) ? String(value) : value.toPrecision(4),
      unit,
      goal,
      against,
      ratio === null ? '' : ratio.toPrecision(3),
    ])
  }
  process.stdout.write(`${table.toString()}\n${machine}\n`)
}
