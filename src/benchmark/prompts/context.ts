import { AssayError } from '#base'
import { endsWithSpace, startsWithSpace } from '../python/text.ts'
import { intOf, typeName, type PyValue } from '../python/value.ts'
import type { Document } from '../tasks/documents.ts'
import type { Task } from '../tasks/task.ts'

type Role = 'system' | 'user' | 'assistant'
export type Message = { readonly role: Role; readonly content: string }
/** A message and what follows it where the conversation is one text. */
type Turn = Message & { readonly delimiter: string }

export type ChatShape = 'text' | 'multiturn' | 'single-turn'
/** One prompt, or one for each choice where the choices are the contexts. */
export type Context =
  | { readonly kind: 'text'; readonly prompt: string }
  | { readonly kind: 'chat'; readonly messages: readonly Message[] }
  | { readonly kind: 'per-choice'; readonly prompts: readonly string[] }

export type ContextOptions = {
  readonly shape: ChatShape
  readonly systemInstruction: string | undefined
  readonly examples: readonly Document[]
}

/**
 * The prompt of one document: system instruction and description, few-shot examples, the question.
 *
 * @throws AssayError `benchmark/not-a-text` where a task gives a number for a question or an answer
 */
export const contextOf = (
  task: Task,
  document: Document,
  { shape, systemInstruction, examples }: ContextOptions,
): Context => {
  const { fields, fewshotFields } = task
  const turns: Turn[] = []
  const system = maybeDelimit(systemInstruction, fields.description(document), fields.fewshotDelimiter)
  if (system !== '') turns.push({ role: 'system', content: system, delimiter: '' })
  const choosesContext = task.multipleInput
  for (const example of examples) {
    const choices = fewshotFields.choices?.(example)
    const text = fewshotFields.text(example)
    const question = choosesContext ? choiceAt(task, choices ?? [], text) : asText(task, text, 'doc_to_text')
    const answer = answerText(task, fewshotFields.target(example), choosesContext ? undefined : choices)
    turns.push(
      ...exchange(question, answer, {
        prefix: fewshotFields.prefix(example),
        targetDelimiter: fewshotFields.targetDelimiter,
        fewshotDelimiter: fewshotFields.fewshotDelimiter,
      }),
    )
  }
  const prefix = fields.prefix(document)
  if (choosesContext) {
    const choices = fields.choices?.(document) ?? []
    const prompts = choices.map((choice) =>
      asPlain([...turns, ...exchange(choice, undefined, { prefix, targetDelimiter: '', fewshotDelimiter: '' })]),
    )
    return { kind: 'per-choice', prompts }
  }
  const question = asText(task, fields.text(document), 'doc_to_text')
  turns.push(
    ...exchange(question, undefined, { prefix, targetDelimiter: fields.targetDelimiter, fewshotDelimiter: '' }),
  )
  if (shape === 'text') return { kind: 'text', prompt: asPlain(turns) }
  return { kind: 'chat', messages: shape === 'multiturn' ? turns.map(bare) : singleTurn(turns) }
}

type Delimiters = {
  readonly prefix: string | undefined
  readonly targetDelimiter: string
  readonly fewshotDelimiter: string
}

const exchange = (
  question: string,
  answer: string | undefined,
  { prefix, targetDelimiter, fewshotDelimiter }: Delimiters,
): Turn[] => {
  const answered = answer !== undefined && answer !== ''
  const prefixed = prefix !== undefined && prefix !== ''
  const joint = prefixed ? requiresDelimiter(question, prefix) : answered
  const turns: Turn[] = [{ role: 'user', content: question, delimiter: joint ? targetDelimiter : '' }]
  if (answered)
    turns.push({ role: 'assistant', content: maybeDelimit(prefix, answer, ' '), delimiter: fewshotDelimiter })
  else if (prefixed) turns.push({ role: 'assistant', content: prefix, delimiter: '' })
  return turns
}

const asPlain = (turns: readonly Turn[]): string => turns.map(({ content, delimiter }) => content + delimiter).join('')
const bare = ({ role, content }: Turn): Message => ({ role, content })

// All turns become one user message, but for the system's and an answer that is begun.
const singleTurn = (turns: readonly Turn[]): Message[] => {
  const [first] = turns
  const system = first?.role === 'system' ? [bare(first)] : []
  const rest = turns.slice(system.length)
  const last = rest.at(-1)
  const begun = last?.role === 'assistant' ? [bare(last)] : []
  const joined = rest.slice(0, rest.length - begun.length)
  const content = joined.map((turn, i) => turn.content + (i === joined.length - 1 ? '' : turn.delimiter)).join('')
  return [...system, { role: 'user', content }, ...begun]
}

/** Joins two texts, with the delimiter only where neither has white space at the joint. */
export const maybeDelimit = (prefix: string | undefined, suffix: string | undefined, delimiter: string): string => {
  if (prefix === undefined || prefix === '') return suffix ?? ''
  if (suffix === undefined || suffix === '') return prefix
  return requiresDelimiter(prefix, suffix) ? prefix + delimiter + suffix : prefix + suffix
}

const requiresDelimiter = (prefix: string, suffix: string): boolean =>
  prefix !== '' && !endsWithSpace(prefix) && !startsWithSpace(suffix)

const answerText = (task: Task, answer: PyValue, choices: readonly string[] | undefined): string => {
  if (answer === '') return ''
  if (choices !== undefined && choices.length > 0 && intOf(answer) !== undefined) return choiceAt(task, choices, answer)
  return asText(task, Array.isArray(answer) ? (answer[0] ?? null) : answer, 'doc_to_target')
}

const choiceAt = (task: Task, choices: readonly string[], index: PyValue): string => {
  const at = Number(intOf(index) ?? -1n)
  const choice = choices.at(at)
  if (choice === undefined)
    throw new AssayError('benchmark/no-such-choice', { task: task.name, index: at, choices: choices.length })
  return choice
}

const asText = (task: Task, value: PyValue, field: string): string => {
  if (typeof value !== 'string')
    throw new AssayError('benchmark/not-a-text', { where: `${field} of ${task.name}`, got: typeName(value) })
  return value
}
