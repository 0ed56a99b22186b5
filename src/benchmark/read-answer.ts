import { AssayError, type Json } from '#base'
import type { Answer } from './journal.ts'
import { codePoints } from './python/value.ts'
import type { Call, Reading } from './requests.ts'

/**
 * Reads an endpoint's answer to a call. Servers add members of their own; only what is read is checked, by hand, because
 * an answer with log-probabilities is tens of kilobytes of numbers and comes by the thousand.
 *
 * @throws AssayError `benchmark/wrong-answer` for another shape; `benchmark/no-log-probabilities`,
 *   `benchmark/no-text-offsets`, `benchmark/echo-ignored` where scoring would silently mean nothing
 */
export const readAnswer = (call: Pick<Call, 'read'>, api: 'completions' | 'chat', response: Json): Answer => {
  const choices = member(response, 'choices', 'the answer')
  if (!Array.isArray(choices) || choices.length !== 1) throw wrong('choices', 'not one choice', response)
  const choice = (choices as readonly Json[])[0] as Json
  if (call.read.kind !== 'text') return scoreOf(choice, call.read)
  if (api === 'completions')
    return { kind: 'text', text: textOf(member(choice, 'text', 'choices[0]'), 'choices[0].text') }
  const content = member(member(choice, 'message', 'choices[0]'), 'content', 'choices[0].message')
  return { kind: 'text', text: content === null ? '' : textOf(content, 'choices[0].message.content') }
}

const member = (value: Json | undefined, name: string, where: string): Json | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, 'not an object', value)
  return (value as { readonly [name: string]: Json })[name]
}

const textOf = (value: Json | undefined, where: string): string => {
  if (typeof value !== 'string') throw wrong(where, 'not a text', value)
  return value
}

const wrong = (where: string, what: string, got: Json | undefined): AssayError =>
  new AssayError('benchmark/wrong-answer', { where, what, got: shown(got) })

const shown = (got: Json | undefined): string => {
  try {
    return (JSON.stringify(got) ?? 'nothing').slice(0, 200)
  } catch {
    return 'what is nested too deep to show' // an answer of brackets only
  }
}

type Scoring = Exclude<Reading, { kind: 'text' }>

const WHERE = 'choices[0].logprobs'

/** Nothing is certain of a whole prompt this long: a server that says 0 for each of its tokens fills a gap. */
const CERTAIN_THROUGHOUT = 8

const scoreOf = (choice: Json, read: Scoring): Answer => {
  const logprobs = member(choice, 'logprobs', 'choices[0]')
  if (logprobs === undefined || logprobs === null)
    throw new AssayError('benchmark/no-log-probabilities', { where: WHERE })
  const tokens = listOf(logprobs, 'tokens')
  const logs = listOf(logprobs, 'token_logprobs', tokens.length)
  const tops = optionalListOf(logprobs, 'top_logprobs', tokens.length)
  const offsets = offsetsOf(logprobs, tokens, read)
  let ofPrompt = 0
  let ofPrefix = 0
  for (const offset of offsets) {
    if (offset < read.to) ofPrompt++
    if (offset < read.from) ofPrefix++
  }
  if (ofPrompt < 2 || offsets[0] !== 0 || (read.kind === 'score-tokens' && ofPrompt < read.to))
    throw new AssayError('benchmark/echo-ignored', { tokens: tokens.length, prompt: read.to })
  if (read.kind === 'score' && read.prefix !== undefined && ofPrefix !== 1)
    throw new AssayError('benchmark/prefix-not-one-token', { prefix: read.prefix })
  if (ofPrompt >= CERTAIN_THROUGHOUT && logs.slice(1, ofPrompt).every((value) => value === 0))
    throw new AssayError('benchmark/no-log-probabilities', { where: `${WHERE}.token_logprobs: 0 throughout` })
  const values: number[] = []
  let greedy: boolean | null = tops === undefined ? null : true
  for (const [i, offset] of offsets.entries()) {
    if (offset < read.from || offset >= read.to) continue
    const value = logs[i]
    if (value === null || value === undefined)
      throw new AssayError('benchmark/no-log-probabilities', { where: `${WHERE}.token_logprobs[${i}]` })
    // A rounding error above 0 is no probability, but no lie either; more is.
    if (typeof value !== 'number' || value > 1e-3)
      throw wrong(`${WHERE}.token_logprobs[${i}]`, 'not a log-probability', value)
    values.push(value)
    const top = tops?.[i]
    if (greedy === true && top !== undefined && top !== null && value !== greatest(top, i)) greedy = false
  }
  if (values.length === 0)
    throw new AssayError('benchmark/no-log-probabilities', { where: `no token begins at ${read.from} or later` })
  return { kind: 'log-probabilities', values, greedy }
}

const listOf = (logprobs: Json, name: string, length?: number): readonly Json[] => {
  const list = member(logprobs, name, WHERE)
  if (!Array.isArray(list)) throw wrong(`${WHERE}.${name}`, 'not a list', list)
  if (length !== undefined && list.length !== length)
    throw wrong(`${WHERE}.${name}`, `${list.length} entries for ${length} tokens`, undefined)
  return list as readonly Json[]
}

const optionalListOf = (logprobs: Json, name: string, length: number): readonly Json[] | undefined => {
  const list = member(logprobs, name, WHERE)
  return list === undefined || list === null ? undefined : listOf(logprobs, name, length)
}

const greatest = (top: Json, i: number): number => {
  let best = -Infinity
  if (typeof top !== 'object' || top === null || Array.isArray(top))
    throw wrong(`${WHERE}.top_logprobs[${i}]`, 'not an object', top)
  for (const value of Object.values<Json>(top as { readonly [token: string]: Json })) {
    if (typeof value !== 'number') throw wrong(`${WHERE}.top_logprobs[${i}]`, 'not a log-probability', value)
    if (value > best) best = value
  }
  return best
}

const offsetsOf = (logprobs: Json, tokens: readonly Json[], read: Scoring): readonly number[] => {
  if (read.kind === 'score-tokens') return tokens.map((_, i) => i)
  const given = optionalListOf(logprobs, 'text_offset', tokens.length)
  if (given === undefined)
    return offsetsFrom(
      tokens.map((token) => textOf(token, `${WHERE}.tokens`)),
      read.prompt,
    )
  for (const offset of given) if (typeof offset !== 'number') throw wrong(`${WHERE}.text_offset`, 'not numbers', offset)
  return given as readonly number[]
}

// A server that gives no offsets may still show them: tokens that spell the prompt.
const offsetsFrom = (tokens: readonly string[], prompt: string): number[] => {
  const offsets: number[] = []
  let at = 0
  for (const token of tokens) {
    offsets.push(at)
    at += codePoints(token)
  }
  if (!tokens.join('').startsWith(prompt)) throw new AssayError('benchmark/no-text-offsets', {})
  return offsets
}
