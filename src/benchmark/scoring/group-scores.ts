import type { Group } from '../tasks/load-tasks.ts'

/** Metrics of a task or a group under the harness's own keys: "METRIC,FILTER" and "METRIC_stderr,FILTER". */
export type Metrics = { readonly [key: string]: number | string | { readonly [key: string]: number } }

/**
 * Metrics of a group over its leaf tasks: the mean, weighted by documents or not, with the standard error of that mean.
 *
 * @param results metrics of every task, with `sample_len`
 */
export const groupScores = (group: Group, groups: readonly Group[], results: ReadonlyMap<string, Metrics>): Metrics => {
  const base = { alias: group.alias, name: group.name }
  if (group.metrics.length === 0) return base
  const leaves = leavesOf(group, groups)
    .map((name) => results.get(name))
    .filter((leaf) => leaf !== undefined)
  const scores: Record<string, number | string> = {}
  const counts: Record<string, number> = {}
  for (const { metric, weightBySize, filters } of group.metrics) {
    for (const filter of filters ?? filtersOf(metric, leaves)) {
      const key = `${metric},${filter}`
      const having = leaves.filter((leaf) => typeof leaf[key] === 'number')
      if (having.length === 0) continue
      const values = having.map((leaf) => leaf[key] as number)
      const sizes = having.map((leaf) => Number(leaf['sample_len']))
      const errors = having.map((leaf) => leaf[`${metric}_stderr,${filter}`])
      scores[key] = weightBySize
        ? weighted(values, sizes)
        : values.reduce((sum, value) => sum + value, 0) / values.length
      scores[`${metric}_stderr,${filter}`] = errors.every((error) => typeof error === 'number')
        ? weightBySize
          ? pooledError(errors, sizes)
          : unweightedError(errors)
        : 'N/A'
      counts[key] = sizes.reduce((sum, size) => sum + size, 0)
    }
  }
  const documents = leaves.reduce((sum, leaf) => sum + Number(leaf['sample_len'] ?? 0), 0)
  return {
    ...base,
    sample_len: documents,
    ...scores,
    ...(Object.keys(counts).length > 0 ? { sample_count: counts } : {}),
  }
}

/** Names of the tasks in a group and in the groups below it; a name counts once. */
const leavesOf = (group: Group, groups: readonly Group[]): string[] => {
  const leaves = group.children.flatMap((name) => {
    const inner = groups.find((other) => other.name === name)
    return inner === undefined ? [name] : leavesOf(inner, groups)
  })
  return leaves
}

const filtersOf = (metric: string, leaves: readonly Metrics[]): string[] =>
  [
    ...new Set(
      leaves
        .flatMap((leaf) => Object.keys(leaf))
        .filter((key) => key.startsWith(`${metric},`))
        .map((key) => key.slice(metric.length + 1)),
    ),
  ].toSorted()

const weighted = (values: readonly number[], sizes: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * (sizes[i] as number), 0) / sizes.reduce((sum, size) => sum + size, 0)

/** Standard error of the mean weighted by size: the pooled variance over all documents. */
export const pooledError = (errors: readonly number[], sizes: readonly number[]): number => {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const variance =
    errors.reduce((sum, error, i) => sum + ((sizes[i] as number) - 1) * error ** 2 * (sizes[i] as number), 0) /
    (total - sizes.length)
  return Math.sqrt(variance / total)
}

/** Standard error of the plain mean of tasks. */
export const unweightedError = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0)) / errors.length
