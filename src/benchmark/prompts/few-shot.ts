import { AssayError } from '#base'
import { pythonRandom, type PythonRandom } from '#numeric'
import { equal } from '../python/value.ts'
import type { Document } from '../tasks/documents.ts'
import type { Task } from '../tasks/task.ts'

/** Gives the few-shot examples of each evaluated document; called once per document, in order. */
export type FewShot = (document: Document) => readonly Document[]

/**
 * Python's seeded sampling as lm-evaluation-harness calls it: one generator per task, n drawn per document, n + 1 where
 * the document itself must be left out.
 *
 * @throws AssayError `benchmark/too-few-examples`
 */
export const fewShotOf = (task: Pick<Task, 'name' | 'pool'>, n: number, seed: number): FewShot => {
  if (n === 0) return () => []
  const { documents, excludesSelf, sampler } = task.pool
  const draw = pythonRandom(seed)
  if (sampler === 'first_n')
    return (document) => {
      const rest = excludesSelf ? documents.filter((other) => !equal(other, document)) : documents
      if (rest.length < n) throw tooFew(task.name, n, rest.length)
      return rest.slice(0, n)
    }
  return (document) => {
    if (!excludesSelf) return sample(task.name, draw, documents, n)
    const drawn = sample(task.name, draw, documents, n + 1)
      .filter((other) => !equal(other, document))
      .slice(0, n)
    if (drawn.length === n) return drawn
    return sample(
      task.name,
      draw,
      documents.filter((other) => !equal(other, document)),
      n,
    )
  }
}

const sample = (task: string, draw: PythonRandom, from: readonly Document[], n: number): readonly Document[] => {
  if (from.length < n) throw tooFew(task, n, from.length)
  return draw.sampleIndices(from.length, n).map((index) => from[index] as Document)
}

const tooFew = (task: string, wanted: number, got: number): AssayError =>
  new AssayError('benchmark/too-few-examples', { task, wanted, got })
