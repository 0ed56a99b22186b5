import { AssayError, evidenceDigest, type Evidence } from '#base'
import type { MeasureMethod } from './measure-methods.ts'

type MeanOfTasks = Extract<MeasureMethod, { method: 'mean-of-tasks' }>

/**
 * A measure of the rules from figures of tasks: their mean, weighted where the rules give weights. Tasks are independent
 * samples of items, so the standard error is √(Σ w² se²) / Σ w; it is left out where a task has none.
 *
 * @param measure the kind of evidence that the rules name
 * @param tasks evidence `bench.task` of one team, whose `result.metrics` holds lm-evaluation-harness's keys
 * @throws AssayError `office/no-such-figure`
 */
export const measureFromTasks = (
  measure: string,
  { method, parameters }: MeanOfTasks,
  tasks: readonly Evidence[],
): Evidence => {
  const used = parameters.figures.map(({ task, figure, weight = 1 }) => {
    const evidence = tasks.find((one) => one.subject['task'] === task)
    const metrics = evidence === undefined ? {} : metricsOf(evidence)
    const value = metrics[figure]
    if (evidence === undefined || value === undefined) {
      throw new AssayError('office/no-such-figure', { task, figure, known: Object.keys(metrics) })
    }
    return { task, figure, evidence, value, error: metrics[figure.replace(',', '_stderr,')], weight }
  })
  const total = used.reduce((sum, { weight }) => sum + weight, 0)
  const value = used.reduce((sum, { value, weight }) => sum + weight * value, 0) / total
  const stderr = used.some(({ error }) => error === undefined)
    ? undefined
    : Math.sqrt(used.reduce((sum, { error = 0, weight }) => sum + (weight * error) ** 2, 0)) / total
  const { round = '', team = '' } = used[0]?.evidence.subject ?? {}
  return {
    kind: measure,
    subject: { round, team },
    method: {
      name: method,
      version: '1',
      parameters: { figures: used.map(({ task, figure, weight }) => ({ task, figure, weight })) },
    },
    inputs: used.map(({ evidence }) => evidenceDigest(evidence)),
    result: { value, ...(stderr === undefined ? {} : { stderr }) },
  }
}

const metricsOf = (evidence: Evidence): Readonly<Record<string, number>> => {
  const { metrics } = evidence.result as { readonly metrics: Readonly<Record<string, number | string>> }
  return Object.fromEntries(
    Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
