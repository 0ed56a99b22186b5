import { AssayError, evidenceDigest, hexOf, type Digest, type Evidence, type Json } from '#base'
import { type BenchmarkResults, HARNESS, loadTasks, runTasks, type TaskSuite } from '#benchmark'
import { measureFromTasks } from './measure-from-tasks.ts'
import { type MeasureMethod, measureMethods } from './measure-methods.ts'
import type { JobContext } from './perform-job.ts'
import { remembered } from './remembered.ts'
import type { JobOutcome } from './round-jobs.ts'
import { submittedManifest } from './submitted-manifest.ts'

type MeanOfTasks = Extract<MeasureMethod, { method: 'mean-of-tasks' }>

/**
 * Benchmarks one team: every task that the rules' measures name, on the team's endpoint or on its submitted weights, which
 * the office then serves itself. Responses are kept in a journal, so a benchmark that was killed asks nothing twice.
 */
export const measureBenchmark = async (context: JobContext, team: string): Promise<JobOutcome> => {
  const { office, programme, round } = context
  const { plan, rules, folder } = programme
  const measures = [...measureMethods(rules, round)].filter(
    (entry): entry is [string, MeanOfTasks] => entry[1].method === 'mean-of-tasks',
  )
  if (plan.benchmark === undefined)
    throw new AssayError('office/plan-without-input', {
      measure: measures.map(([measure]) => measure),
      needed: 'benchmark tasks',
    })
  const suite = await loadTasks(office.tools.tasks([`${folder}/${plan.benchmark.tasks}`], undefined))
  const manifest = await submittedManifest(context, team)
  const about = {
    suite: suite.digest,
    manifest,
    harness: HARNESS,
    measures: Object.fromEntries(measures),
    subject: { round, team },
  }
  const evidence = await remembered(office, about as unknown as Json, async () => {
    const tasks = evidenceOfTasks(await asked(context, { team, manifest, suite }), { round, team, manifest })
    return [...tasks, ...measures.map(([measure, method]) => measureFromTasks(measure, method, tasks))]
  })
  const note = evidence
    .filter(({ kind }) => kind !== 'bench.task')
    .map(({ kind, result }) => `${kind} ${(result as { value: number }).value.toPrecision(3)}`)
  return { evidence: evidence.map(evidenceDigest), note: note.join(', ') }
}

const CONCURRENCY = 4 // the office's own server computes on few cores; an outside endpoint is asked politely

type Asked = { readonly team: string; readonly manifest: Digest; readonly suite: TaskSuite }

const asked = async (
  { office, programme, signal, onProgress }: JobContext,
  { team, manifest, suite }: Asked,
): Promise<BenchmarkResults> => {
  const { plan, folder } = programme
  const submission = plan.submissions.find((one) => one.team === team)
  const where = submission?.endpoint ?? plan.benchmark?.endpoint
  if (submission === undefined || where === undefined) throw new AssayError('office/no-endpoint', { team })
  const served =
    where === 'submitted-weights'
      ? await office.tools.serveWeights(`${folder}/${submission.weights}`, team, signal)
      : undefined
  try {
    const { url, model } = served ?? (where as { readonly url: string; readonly model: string })
    const identity = served === undefined ? `${url} ${model}` : manifest
    const endpoint = office.tools.endpoint({ url, model, concurrency: CONCURRENCY, identity })
    const journal = await office.tools.journal(
      `${office.home}/journals/${hexOf(suite.digest).slice(0, 16)}-${team}.jsonl`,
    )
    try {
      return await runTasks(
        suite,
        { endpoint, journal },
        { signal, onProgress: ({ done, total }) => onProgress({ done, of: total, unit: 'requests' }) },
      )
    } finally {
      await journal.close()
      await endpoint.close()
    }
  } finally {
    await served?.close()
  }
}

type About = { readonly round: string; readonly team: string; readonly manifest: Digest }

const evidenceOfTasks = (results: BenchmarkResults, { round, team, manifest }: About): Evidence[] =>
  Object.entries(results.results).map(([task, { name: _name, alias: _alias, ...metrics }]) => ({
    kind: 'bench.task',
    subject: { round, team, task },
    method: {
      name: HARNESS.name,
      version: HARNESS.version,
      parameters: {
        ...results.parameters,
        taskVersion: results.versions[task] ?? null,
        shots: results['n-shot'][task] ?? null,
      },
    },
    inputs: [manifest],
    result: { metrics, documents: results['n-samples'][task]?.effective ?? null },
  }))
