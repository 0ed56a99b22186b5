import { z } from 'zod'

/** What of a tokenizer is compared: its tokens by their numbers, and its merges by their rank. */
export type TokenizerForm = {
  readonly ids: ReadonlyMap<string, number>
  /** pairs in the order in which they are merged; empty where the tokenizer has none */
  readonly merges: readonly string[]
}

/** Vocabularies known have 260,000 tokens at most. */
const MOST_TOKENS = 4_000_000
const Token = z.string().max(2000)

const TokenizerJson = z.object({
  model: z.object({
    vocab: z.union([z.record(Token, z.int().min(0)), z.array(z.tuple([Token, z.number()])).max(MOST_TOKENS)]),
    merges: z
      .array(z.union([z.string().max(4000), z.tuple([Token, Token])]))
      .max(MOST_TOKENS)
      .optional(),
  }),
})

/** Reads the parsed `tokenizer.json` of a model; undefined where it is none, or too large to be one. */
export const tokenizerForm = (json: unknown): TokenizerForm | undefined => {
  const parsed = TokenizerJson.safeParse(json)
  if (!parsed.success) return undefined
  const { vocab, merges = [] } = parsed.data.model
  const ids = Array.isArray(vocab) ? vocab.map(([token], id) => [token, id] as const) : Object.entries(vocab)
  if (ids.length === 0 || ids.length > MOST_TOKENS) return undefined
  return { ids: new Map(ids), merges: merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' '))) }
}
