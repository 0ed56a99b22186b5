import type { BenchmarkResults } from '#benchmark'
import { table } from './table.ts'

/** Figures of a benchmark, one row each, with their standard errors. */
export const benchTable = (results: BenchmarkResults): string => {
  const columns = [
    { head: 'Task' },
    { head: 'n', align: 'right' as const },
    { head: 'shots', align: 'right' as const },
    { head: 'metric' },
    { head: 'filter' },
    { head: 'value', align: 'right' as const },
    { head: '± standard error', align: 'right' as const },
  ]
  const rows: string[][] = []
  for (const [task, metrics] of Object.entries(results.results)) {
    for (const [key, value] of Object.entries(metrics)) {
      const [metric = '', filter] = key.split(',')
      if (filter === undefined || metric.endsWith('_stderr')) continue
      const error = metrics[`${metric}_stderr,${filter}`]
      rows.push([
        task,
        String(results['n-samples'][task]?.effective ?? ''),
        String(results['n-shot'][task] ?? ''),
        metric,
        filter,
        shown(value),
        typeof error === 'number' ? shown(error) : '–',
      ])
    }
  }
  return table(columns, rows)
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? value.toFixed(4) : typeof value === 'string' ? value : '–'
