import { AssayError, type Json } from '#base'
import { contextOf, type ChatShape } from './prompts/context.ts'
import { fewShotOf } from './prompts/few-shot.ts'
import { str } from './python/show.ts'
import { typeName, type PyValue } from './python/value.ts'
import type { Generation, ModelRequest } from './requests.ts'
import type { Document } from './tasks/documents.ts'
import type { Task } from './tasks/task.ts'

export type DocumentRequests = {
  readonly id: number
  readonly document: Document
  readonly requests: readonly ModelRequest[]
}

export type PromptOptions = {
  readonly fewshot: number | undefined
  readonly fewshotSeed: number
  readonly limit: number | undefined
  /** Ids of documents of this task, instead of a limit. */
  readonly samples: readonly number[] | undefined
  readonly systemInstruction: string | undefined
  readonly shape: ChatShape
  readonly generation: Generation | undefined
}

/** How many examples stand before each question; a task that says 0 keeps it, whatever is asked. */
export const shotsOf = (task: Task, asked: number | undefined): number =>
  task.config.num_fewshot === 0 ? 0 : (asked ?? task.config.num_fewshot ?? 0)

/** The requests of every document that is evaluated, in the order of the file. */
export const requestsOf = (task: Task, options: PromptOptions): readonly DocumentRequests[] => {
  const examplesFor = fewShotOf(task, shotsOf(task, options.fewshot), options.fewshotSeed)
  const generation = generationOf(task, options.generation)
  return chosen(task, options).map(({ id, document }) => ({
    id,
    document,
    requests: ofDocument(task, document, { options, generation, examples: examplesFor(document) }),
  }))
}

const chosen = (
  task: Task,
  { limit, samples }: PromptOptions,
): { readonly id: number; readonly document: Document }[] => {
  const all = task.documents.map((document, id) => ({ id, document }))
  if (samples !== undefined) {
    const beyond = samples.filter((id) => id >= all.length)
    if (beyond.length > 0)
      throw new AssayError('benchmark/no-such-document', { task: task.name, ids: beyond, documents: all.length })
    return all.filter(({ id }) => samples.includes(id))
  }
  if (limit === undefined) return all
  return all.slice(0, limit < 1 ? Math.ceil(all.length * limit) : Math.floor(limit))
}

type Setting = {
  readonly options: PromptOptions
  readonly generation: Generation
  readonly examples: readonly Document[]
}

const ofDocument = (
  task: Task,
  document: Document,
  { options, generation, examples }: Setting,
): readonly ModelRequest[] => {
  const context = contextOf(task, document, {
    shape: options.shape,
    systemInstruction: options.systemInstruction,
    examples,
  })
  const { fields } = task
  switch (task.outputType) {
    case 'loglikelihood_rolling':
      return [{ kind: 'score-text', text: textTarget(task, fields.target(document)) }]
    case 'loglikelihood':
      return [{ kind: 'score', context: textContext(context), continuation: textTarget(task, fields.target(document)) }]
    case 'generate_until':
      return [
        { kind: 'generate', prompt: context.kind === 'chat' ? context.messages : textContext(context), generation },
      ]
    case 'multiple_choice': {
      const choices = fields.choices?.(document)
      if (choices === undefined || choices.length === 0)
        throw new AssayError('benchmark/no-choices', { task: task.name })
      const { targetDelimiter } = fields
      const requests: ModelRequest[] =
        context.kind === 'per-choice'
          ? context.prompts.map((prompt) => ({
              kind: 'score',
              context: prompt,
              continuation: targetDelimiter + str(fields.target(document)),
            }))
          : choices.map((choice) => ({
              kind: 'score',
              context: textContext(context),
              continuation: targetDelimiter + choice,
            }))
      if (task.metrics.some(({ name }) => name === 'acc_mutual_info'))
        requests.push(
          ...choices.map((choice): ModelRequest => ({
            kind: 'score',
            context: '',
            continuation: targetDelimiter + choice,
          })),
        )
      return requests
    }
  }
}

const textContext = (context: ReturnType<typeof contextOf>): string => {
  if (context.kind === 'text') return context.prompt
  throw new AssayError('benchmark/chat-cannot-score', { model: '', tasks: [] })
}

const textTarget = (task: Task, target: PyValue): string => {
  if (typeof target === 'string') return target
  throw new AssayError('benchmark/not-a-text', { where: `doc_to_target of ${task.name}`, got: typeName(target) })
}

// Without settings: greedy, 256 tokens, up to the delimiter of examples. The caller's settings lie over the task's.
const generationOf = (task: Task, given: Generation | undefined): Generation => {
  const until = [task.config.fewshot_delimiter]
  const own = task.config.generation_kwargs
  const base =
    own === undefined || own === null
      ? { temperature: 0, do_sample: false, max_gen_toks: 256, until }
      : { until, ...(asJson(own) as Generation) }
  return { ...base, ...given }
}

const asJson = (value: unknown): Json => {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asJson(member)]))
  return value as Json
}
