import type { BenchmarkResults } from '#benchmark'
import type { Language } from './one-line.ts'
import { table } from './table.ts'

/** Figures of a benchmark, one row each, with their standard errors. */
export const benchTable = (results: BenchmarkResults, language: Language): string => {
  const columns = [
    { head: W.task[language] },
    { head: 'n', align: 'right' as const },
    { head: W.shots[language], align: 'right' as const },
    { head: W.metric[language] },
    { head: W.filter[language] },
    { head: W.value[language], align: 'right' as const },
    { head: W.error[language], align: 'right' as const },
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

const W = {
  task: { en: 'Task', ko: '과제' },
  shots: { en: 'shots', ko: '예시 수' },
  metric: { en: 'metric', ko: '지표' },
  filter: { en: 'filter', ko: '필터' },
  value: { en: 'value', ko: '값' },
  error: { en: '± standard error', ko: '± 표준 오차' },
} as const
