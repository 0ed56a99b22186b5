/** Texts as the model's own token numbers, for endpoints that are asked in tokens and for contexts that must be cut. */
export type Tokenizer = {
  readonly encode: (text: string) => readonly number[]
  /** Stands for an empty context. */
  readonly prefixToken: number
}

/** A token for each byte of UTF-8, and one for a special text. */
export const byteTokenizer = (special: { readonly text: string; readonly token: number }): Tokenizer => ({
  encode: (text) =>
    text
      .split(special.text)
      .flatMap((part, i) => [...(i > 0 ? [special.token] : []), ...new TextEncoder().encode(part)]),
  prefixToken: special.token,
})

export type TokenWindow = { readonly context: readonly number[]; readonly continuation: readonly number[] }

/**
 * Windows over a long text, in which every token is predicted once: the first has the prefix before it, each later one
 * as much of the text before it as fits beside its tokens, at least `contextLength`.
 *
 * @param maxLength most tokens of a window that are predicted or stand before them
 */
export const rollingWindows = (
  tokens: readonly number[],
  { prefixToken, maxLength, contextLength }: { prefixToken: number; maxLength: number; contextLength: number },
): readonly TokenWindow[] => {
  if (tokens.length === 0) return []
  const windows: TokenWindow[] = [{ context: [prefixToken], continuation: tokens.slice(0, maxLength) }]
  let predicted = Math.min(maxLength, tokens.length)
  while (predicted < tokens.length) {
    const length = Math.min(tokens.length - predicted, maxLength - contextLength + 1)
    const end = predicted + length
    // The window's input ends before its last token; what is predicted from the token before it is no context.
    windows.push({
      context: tokens.slice(end - maxLength - 1, end - length),
      continuation: tokens.slice(end - length, end),
    })
    predicted = end
  }
  return windows
}

/** One request in tokens, cut on the left to at most `maxLength` tokens. */
export const cutToLength = ({ context, continuation }: TokenWindow, maxLength: number): TokenWindow => {
  const excess = Math.max(0, context.length + continuation.length - maxLength)
  return { context: context.slice(excess), continuation }
}
