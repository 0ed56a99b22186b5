import type { Json } from '#base'
import type { DocumentRequests } from './build-requests.ts'
import { AGGREGATIONS, type Aggregate, type Item } from './scoring/aggregations.ts'
import { applyPipeline, type Filtered } from './scoring/filters.ts'
import { groupScores, type Metrics } from './scoring/group-scores.ts'
import { scoreDocument } from './scoring/score-document.ts'
import { standardError } from './scoring/standard-error.ts'
import type { Group, TaskSuite } from './tasks/load-tasks.ts'
import type { Task } from './tasks/task.ts'

/** One document under one filter, as it was asked, answered and scored. */
export type Sample = {
  readonly doc_id: number
  readonly filter: string
  readonly arguments: readonly Json[]
  readonly resps: readonly Json[]
  readonly filtered_resps: readonly Json[]
  readonly metrics: { readonly [name: string]: Json }
}

/** Results under lm-evaluation-harness's own keys, and what they depend on. */
export type BenchmarkResults = {
  readonly results: { readonly [task: string]: Metrics }
  readonly groups?: { readonly [group: string]: Metrics }
  readonly group_subtasks: { readonly [group: string]: readonly string[] }
  readonly versions: { readonly [task: string]: number | string | null }
  readonly 'n-shot': { readonly [task: string]: number }
  readonly higher_is_better: { readonly [task: string]: { readonly [metric: string]: boolean | null } }
  readonly 'n-samples': { readonly [task: string]: { readonly original: number; readonly effective: number } }
  readonly samples?: { readonly [task: string]: readonly Sample[] }
  /** For evidence: suite digest, seeds, limits. */
  readonly parameters: Readonly<Record<string, Json>>
}

export type TaskAnswers = {
  readonly task: Task
  readonly shots: number
  /** Per document and request, the answers in order. */
  readonly documents: readonly (DocumentRequests & { readonly answers: readonly (readonly Filtered[])[] })[]
}

type Options = {
  readonly bootstrapIterations: number
  readonly logSamples: boolean
  readonly parameters: Readonly<Record<string, Json>>
}

export const resultsOf = (
  suite: TaskSuite,
  answered: readonly TaskAnswers[],
  { bootstrapIterations, logSamples, parameters }: Options,
): BenchmarkResults => {
  const results = new Map<string, Metrics>()
  const samples: Record<string, Sample[]> = {}
  for (const task of answered) {
    const scored = scoredDocuments(task)
    results.set(task.task.name, aggregated(task, scored, bootstrapIterations))
    if (logSamples) samples[task.task.name] = scored.map(({ sample }) => sample)
  }
  const shots = new Map(answered.map(({ task, shots }) => [task.name, shots]))
  const better = new Map(answered.map(({ task }) => [task.name, betterOf(task)]))
  const withScores: Record<string, Metrics> = {}
  for (const group of suite.groups) {
    results.set(group.name, groupScores(group, suite.groups, results))
    if (group.metrics.length > 0) withScores[group.name] = results.get(group.name) as Metrics
    inherit(group, shots, better)
  }
  return {
    results: Object.fromEntries(results),
    ...(Object.keys(withScores).length > 0 ? { groups: withScores } : {}),
    group_subtasks: Object.fromEntries(suite.groups.map(({ name, children }) => [name, children])),
    versions: sorted([
      ...answered.map(({ task }) => [task.name, task.version] as const),
      ...suite.groups.map(({ name, version }) => [name, version] as const),
    ]),
    'n-shot': sorted(shots),
    higher_is_better: sorted(better),
    'n-samples': Object.fromEntries(
      answered.map(({ task, documents }) => [
        task.name,
        { original: task.documents.length, effective: documents.length },
      ]),
    ),
    ...(logSamples ? { samples } : {}),
    parameters,
  }
}

const sorted = <T>(entries: Iterable<readonly [string, T]>): { [name: string]: T } =>
  Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)))

type ScoredDocument = { readonly filter: string; readonly scores: ReadonlyMap<string, Item>; readonly sample: Sample }

const scoredDocuments = ({ task, documents }: TaskAnswers): ScoredDocument[] => {
  const flat = documents.flatMap(({ document, answers }) => answers.map((answer) => ({ document, answer })))
  return task.pipelines.flatMap((pipeline) => {
    const filtered = applyPipeline(
      pipeline,
      flat.map(({ answer }) => answer),
      flat.map(({ document }) => document),
    )
    let at = 0
    return documents.map((one): ScoredDocument => {
      const own = filtered.slice(at, (at += one.requests.length))
      const scores = scoreDocument(task, one.document, own)
      const sample: Sample = {
        doc_id: one.id,
        filter: pipeline.name,
        arguments: one.requests.map((request) => ({ ...request })),
        resps: one.answers.map((answers) => answers.map(shown)),
        filtered_resps: own.map(shown),
        metrics: Object.fromEntries(scores),
      }
      return { filter: pipeline.name, scores, sample }
    })
  })
}

const shown = (value: Filtered): Json => {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value === 'object' && value !== null && 'kind' in value)
    return value.kind === 'scored' ? [value.logProb, value.greedy ?? null] : null
  return value as Json
}

const aggregated = (
  { task, documents }: TaskAnswers,
  scored: readonly ScoredDocument[],
  bootstrapIterations: number,
): Metrics => {
  const metrics: Record<string, number | string> = {}
  for (const { name: filter } of task.pipelines)
    for (const { name, aggregation } of task.metrics) {
      const items = scored
        .filter((document) => document.filter === filter && document.scores.has(name))
        .map(({ scores }) => scores.get(name) as Item)
      if (items.length === 0) continue
      metrics[`${name},${filter}`] = (AGGREGATIONS[aggregation] as Aggregate)(items)
      metrics[`${name}_stderr,${filter}`] = standardError(aggregation, items, bootstrapIterations) ?? 'N/A'
    }
  return { name: task.name, alias: task.alias, sample_len: documents.length, ...metrics }
}

const betterOf = (task: Task): Record<string, boolean | null> =>
  Object.fromEntries(task.metrics.map(({ name, higherIsBetter }) => [name, higherIsBetter]))

// A group takes what its members agree on.
const inherit = (
  group: Group,
  shots: Map<string, number>,
  better: Map<string, Record<string, boolean | null>>,
): void => {
  const counts = new Set(group.children.flatMap((name) => shots.get(name) ?? []))
  const [count] = counts
  if (counts.size === 1 && count !== undefined) shots.set(group.name, count)
  const merged: Record<string, boolean | null> = {}
  for (const child of group.children)
    for (const [metric, higher] of Object.entries(better.get(child) ?? {}))
      merged[metric] = metric in merged && merged[metric] !== higher ? null : higher
  if (Object.keys(merged).length > 0) better.set(group.name, merged)
}
