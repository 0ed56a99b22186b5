import { seeded } from '#numeric'
import {
  after,
  BETWEEN_CHARACTERS,
  codePointOffsets,
  finishedCharacters,
  textOf,
  tokenName,
  type Utf8State,
} from './byte-tokens.ts'
import { VOCABULARY } from './config.ts'
import { drawToken, greedyToken } from './draw-token.ts'
import type { LanguageModel } from './language-model.ts'

export type CompletionRequest = {
  /** at least one byte */
  readonly prompt: Uint8Array
  /** bytes to generate at most; 0 only judges the prompt */
  readonly maxTokens: number
  /** 0 takes the most probable byte, the lowest of equal ones */
  readonly temperature: number
  /** in (0, 1] */
  readonly topP: number
  readonly seed: number
  /** the text ends before the first of these */
  readonly stop: readonly Uint8Array[]
  /** the answer begins with the prompt */
  readonly echo: boolean
  /** so many most probable tokens at each place; undefined: no log-probabilities at all */
  readonly top: number | undefined
}

export type TokenLogProb = { readonly token: string; readonly logProb: number }

/** One token of an answer: the text's first token has no probability, since nothing comes before it. */
export type JudgedToken = {
  readonly byte: number
  readonly token: string
  readonly logProb: number | null
  /** most probable first, then the token itself if it is not among them */
  readonly top: readonly TokenLogProb[] | null
  /** code points before its character, from the start of the prompt */
  readonly offset: number
}

export type Completion = {
  readonly text: string
  readonly judged: readonly JudgedToken[] | undefined
  readonly finish: 'stop' | 'length'
  readonly promptTokens: number
  readonly generatedTokens: number
}

/**
 * Continues a text. Generated text is always well-formed UTF-8, and an unfinished last character is left out of `text`;
 * the log-probabilities are those of the model, over all 256 bytes.
 */
export const complete = (model: LanguageModel, request: CompletionRequest): Completion => {
  const { prompt, maxTokens, stop, echo, top } = request
  const draw = seeded(request.seed)
  const bytes = new Uint8Array(prompt.length + maxTokens)
  bytes.set(prompt)
  const judgesPrompt = echo && top !== undefined
  const first = judgesPrompt ? 1 : prompt.length
  const rows: Float32Array[] = [] // rows[i] is over the token at first + i

  let length = prompt.length
  let state: Utf8State = BETWEEN_CHARACTERS
  let cut: number | undefined
  if (judgesPrompt || maxTokens > 0) {
    const known = model.logProbs(prompt, first - 1)
    for (let at = 0; at < known.length; at += VOCABULARY) rows.push(known.subarray(at, at + VOCABULARY))
  }
  while (length < bytes.length && cut === undefined) {
    const row = rows.at(-1) as Float32Array
    const byte =
      request.temperature === 0
        ? greedyToken(row, state)
        : drawToken(row, state, { temperature: request.temperature, topP: request.topP, uniform: draw.uniform() })
    bytes[length++] = byte
    state = after(state, byte)
    cut = stopBefore(bytes.subarray(prompt.length, length), stop)
    if (cut === undefined && length < bytes.length) rows.push(model.logProbs(bytes.subarray(0, length), length - 1))
  }

  const end = cut === undefined ? length : prompt.length + cut
  const generated = bytes.subarray(prompt.length, end)
  const written = cut === undefined ? finishedCharacters(generated, state) : generated
  return {
    text: (echo ? textOf(prompt) : '') + textOf(written),
    judged:
      top === undefined ? undefined : judge(bytes.subarray(0, end), echo ? 0 : prompt.length, { rows, first, top }),
    finish: cut === undefined ? 'length' : 'stop',
    promptTokens: prompt.length,
    generatedTokens: length - prompt.length,
  }
}

// Where the earliest stop text begins, if the last byte completed one. Each byte is looked at as it comes, so no stop
// text can have been completed before.
const stopBefore = (generated: Uint8Array, stop: readonly Uint8Array[]): number | undefined => {
  const begins = stop
    .filter((text) => text.length > 0 && endsWith(generated, text))
    .map((text) => generated.length - text.length)
  return begins.length === 0 ? undefined : Math.min(...begins)
}

const endsWith = (bytes: Uint8Array, ending: Uint8Array): boolean =>
  bytes.length >= ending.length && ending.every((byte, i) => bytes[bytes.length - ending.length + i] === byte)

const judge = (
  text: Uint8Array,
  from: number,
  { rows, first, top }: { readonly rows: readonly Float32Array[]; readonly first: number; readonly top: number },
): readonly JudgedToken[] => {
  const offsets = codePointOffsets(text)
  return Array.from(text.subarray(from), (byte, i) => {
    const place = from + i
    const row = rows[place - first]
    const token = tokenName(byte)
    const offset = offsets[place] as number
    if (place === 0 || row === undefined) return { byte, token, logProb: null, top: null, offset }
    const logProb = row[byte] as number
    return { byte, token, logProb, top: mostProbable(row, top, byte), offset }
  })
}

const mostProbable = (row: Float32Array, count: number, byte: number): readonly TokenLogProb[] => {
  const bytes = count === 1 ? [argMax(row)] : sortedBytes(row).slice(0, count)
  if (!bytes.includes(byte)) bytes.push(byte)
  return bytes.map((shown) => ({ token: tokenName(shown), logProb: row[shown] as number }))
}

const argMax = (row: Float32Array): number => {
  let best = 0
  for (let byte = 1; byte < row.length; byte++) if ((row[byte] as number) > (row[best] as number)) best = byte
  return best
}

const sortedBytes = (row: Float32Array): number[] =>
  Array.from(row.keys()).toSorted((a, b) => (row[b] as number) - (row[a] as number) || a - b)
