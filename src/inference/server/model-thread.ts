import { AssayError, type Facts } from '#base'
import { openModel } from '#tensors/sources'
import { parentPort, workerData } from 'node:worker_threads'
import { complete, type Completion, type CompletionRequest } from '../complete.ts'
import { type LanguageModel, loadModel } from '../language-model.ts'

/** What the server's thread sends: one text to complete. */
export type ThreadJob = { readonly job: number; readonly model: string; readonly request: CompletionRequest }

export type ThreadAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly failure: ThreadFailure }
  | { readonly kind: 'completed'; readonly job: number; readonly completion: Completion }
  | { readonly kind: 'failed'; readonly job: number; readonly failure: ThreadFailure }

/** An error on its way between threads: a code and facts if it is a refusal, else its text. */
export type ThreadFailure =
  | { readonly code: AssayError['code']; readonly facts: Facts }
  | { readonly code: undefined; readonly text: string }

const port = parentPort
if (port === null) throw new Error('model-thread.ts is the entry of a worker thread')
const say = (answer: ThreadAnswer): void => port.postMessage(answer)

const failureOf = (error: unknown): ThreadFailure =>
  error instanceof AssayError
    ? { code: error.code, facts: error.facts }
    : { code: undefined, text: error instanceof Error ? (error.stack ?? error.message) : String(error) }

const loadAll = async (folders: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, LanguageModel>> => {
  const models = new Map<string, LanguageModel>()
  for (const [name, folder] of Object.entries(folders)) {
    const source = await openModel(folder)
    try {
      models.set(name, await loadModel(source))
    } finally {
      await source.close()
    }
  }
  return models
}

try {
  const models = await loadAll((workerData as { models: Record<string, string> }).models)
  port.on('message', ({ job, model, request }: ThreadJob) => {
    try {
      say({ kind: 'completed', job, completion: complete(models.get(model) as LanguageModel, request) })
    } catch (error) {
      say({ kind: 'failed', job, failure: failureOf(error) })
    }
  })
  say({ kind: 'ready' })
} catch (error) {
  say({ kind: 'not-ready', failure: failureOf(error) })
}
