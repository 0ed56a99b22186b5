import { AssayError } from '#base'
import { z } from 'zod'
import type { Completion, CompletionRequest, JudgedToken } from '../complete.ts'
import { MAX_TOKENS } from '../language-model.ts'

/** The requests and answers of the OpenAI-compatible protocol, as far as this server speaks it. */

const MAX_PROMPTS = 1024 // texts in one request
const MAX_STOPS = 16
const MAX_TOP = 256 // the whole vocabulary

const Token = z.int().min(0).max(255)
const Tokens = z.array(Token).min(1).max(MAX_TOKENS)
const Stop = z.union([z.string().max(1000), z.array(z.string().max(1000)).max(MAX_STOPS)])

// A field that this server would not honour is refused, not overlooked: a figure measured under other conditions than
// those asked for is wrong. Where a client always sends such a field, its neutral value is welcome.
const shared = {
  model: z.string().max(200).optional(),
  temperature: z.number().min(0).max(100).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: Stop.nullish(),
  n: z.literal(1).nullish(),
  stream: z.literal(false).nullish(),
  user: z.string().max(1000).nullish(),
  presence_penalty: z.literal(0).nullish(),
  frequency_penalty: z.literal(0).nullish(),
  logit_bias: z.record(z.string(), z.never()).nullish(),
}

export const CompletionsBody = z.strictObject({
  ...shared,
  prompt: z.union([
    z.string(),
    z.array(z.string()).min(1).max(MAX_PROMPTS),
    Tokens,
    z.array(Tokens).min(1).max(MAX_PROMPTS),
  ]),
  max_tokens: z.int().min(0).max(MAX_TOKENS).nullish(),
  echo: z.boolean().nullish(),
  logprobs: z.union([z.int().min(0).max(MAX_TOP), z.boolean()]).nullish(),
  best_of: z.literal(1).nullish(),
  suffix: z.literal('').nullish(),
})
export type CompletionsBody = z.infer<typeof CompletionsBody>

const Content = z.union([z.string(), z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).max(1024)])

export const ChatBody = z.strictObject({
  ...shared,
  messages: z
    .array(z.strictObject({ role: z.string().min(1).max(50), content: Content, name: z.string().max(100).optional() }))
    .min(1)
    .max(1024),
  max_tokens: z.int().min(0).max(MAX_TOKENS).nullish(),
  max_completion_tokens: z.int().min(0).max(MAX_TOKENS).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(MAX_TOP).nullish(),
  response_format: z.strictObject({ type: z.literal('text') }).nullish(),
})
export type ChatBody = z.infer<typeof ChatBody>

const DEFAULT_COMPLETION_TOKENS = 16
const DEFAULT_CHAT_TOKENS = 256

const samplingOf = (
  body: CompletionsBody | ChatBody,
): Pick<CompletionRequest, 'temperature' | 'topP' | 'seed' | 'stop'> => ({
  temperature: body.temperature ?? 1,
  topP: body.top_p ?? 1,
  seed: body.seed ?? 0,
  stop: [body.stop ?? []].flat().map(bytesOf),
})

/** One request to the model for each prompt, in order. */
export const completionRequests = (body: CompletionsBody): readonly CompletionRequest[] =>
  promptsOf(body.prompt).map((prompt) => ({
    ...samplingOf(body),
    prompt,
    maxTokens: body.max_tokens ?? DEFAULT_COMPLETION_TOKENS,
    echo: body.echo ?? false,
    top: typeof body.logprobs === 'boolean' ? (body.logprobs ? 1 : undefined) : (body.logprobs ?? undefined),
  }))

/** Messages as plain text, `<role>`, a line feed, the content, a line feed; the answer follows `<assistant>`. */
export const chatRequest = (body: ChatBody): CompletionRequest => ({
  ...samplingOf(body),
  prompt: bytesOf(
    `${body.messages.map(({ role, content }) => `<${role}>\n${plain(content)}\n`).join('')}<assistant>\n`,
  ),
  maxTokens: body.max_tokens ?? body.max_completion_tokens ?? DEFAULT_CHAT_TOKENS,
  echo: false,
  top: body.logprobs === true ? (body.top_logprobs ?? 0) : undefined,
})

/** Log-probabilities in one answer: its JSON stays below some 50 MB. */
const MAX_LOG_PROBS = 1_000_000

/**
 * Refuses, before any thread is asked, what a model would refuse and what no answer could hold.
 *
 * @throws AssayError `inference/empty-prompt`, `inference/text-too-long`, `inference/answer-too-large`
 */
export const checkRequests = (requests: readonly CompletionRequest[], model: string): void => {
  let logProbs = 0
  for (const { prompt, maxTokens, top, echo } of requests) {
    if (prompt.length === 0) throw new AssayError('inference/empty-prompt', { model })
    const tokens = prompt.length + maxTokens
    if (tokens > MAX_TOKENS) throw new AssayError('inference/text-too-long', { tokens, limit: MAX_TOKENS })
    if (top !== undefined) logProbs += (echo ? tokens : maxTokens) * (1 + top)
  }
  if (logProbs > MAX_LOG_PROBS) throw new AssayError('inference/answer-too-large', { logProbs, limit: MAX_LOG_PROBS })
}

export const completionsAnswer = (model: string, completions: readonly Completion[]) => ({
  id: 'cmpl-0', // answers are repeatable: they hold neither a number nor a time
  object: 'text_completion',
  created: 0,
  model,
  choices: completions.map(({ text, finish, judged }, index) => ({
    index,
    text,
    finish_reason: finish,
    logprobs: judged === undefined ? null : completionLogProbs(judged),
  })),
  usage: usageOf(completions),
})

export const chatAnswer = (model: string, completion: Completion) => ({
  id: 'chatcmpl-0',
  object: 'chat.completion',
  created: 0,
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: completion.text },
      finish_reason: completion.finish,
      logprobs: completion.judged === undefined ? null : { content: completion.judged.map(chatLogProb) },
    },
  ],
  usage: usageOf([completion]),
})

const ENCODER = new TextEncoder()
const bytesOf = (text: string): Uint8Array => ENCODER.encode(text)

const promptsOf = (prompt: CompletionsBody['prompt']): readonly Uint8Array[] => {
  if (typeof prompt === 'string') return [bytesOf(prompt)]
  if (typeof prompt[0] === 'number') return [Uint8Array.from(prompt as number[])]
  return (prompt as (string | number[])[]).map((one) => (typeof one === 'string' ? bytesOf(one) : Uint8Array.from(one)))
}

const plain = (content: z.infer<typeof Content>): string =>
  typeof content === 'string' ? content : content.map(({ text }) => text).join('')

const completionLogProbs = (judged: readonly JudgedToken[]) => ({
  tokens: judged.map(({ token }) => token),
  token_logprobs: judged.map(({ logProb }) => logProb),
  top_logprobs: judged.map(({ top }) =>
    top === null ? null : Object.fromEntries(top.map(({ token, logProb }) => [token, logProb])),
  ),
  text_offset: judged.map(({ offset }) => offset),
})

const chatLogProb = ({ byte, token, logProb, top }: JudgedToken) => ({
  token,
  logprob: logProb,
  bytes: [byte],
  top_logprobs: (top ?? []).map(({ token, logProb }) => ({ token, logprob: logProb })),
})

const usageOf = (completions: readonly Completion[]) => {
  const prompt_tokens = completions.reduce((sum, { promptTokens }) => sum + promptTokens, 0)
  const completion_tokens = completions.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0)
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}
