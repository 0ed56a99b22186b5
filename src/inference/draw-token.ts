import { mayFollow, type Utf8State } from './byte-tokens.ts'

/** The most probable byte that keeps the text well-formed; of equal ones the lowest. */
export const greedyToken = (logProbs: Float32Array, state: Utf8State): number => {
  let best = -1
  for (let byte = 0; byte < logProbs.length; byte++) {
    if (mayFollow(state, byte) && (best < 0 || (logProbs[byte] as number) > (logProbs[best] as number))) best = byte
  }
  return best
}

/**
 * A byte drawn with probability ∝ p^(1/temperature) among those that keep the text well-formed, of which only the most
 * probable ones that together reach the share `topP` are considered.
 *
 * @param temperature above 0
 * @param uniform in [0, 1)
 */
export const drawToken = (
  logProbs: Float32Array,
  state: Utf8State,
  { temperature, topP, uniform }: { readonly temperature: number; readonly topP: number; readonly uniform: number },
): number => {
  const greatest = logProbs[greedyToken(logProbs, state)] as number
  const allowed = Array.from(logProbs, (logP, byte) => ({ byte, weight: Math.exp((logP - greatest) / temperature) }))
    .filter(({ byte }) => mayFollow(state, byte))
    .toSorted((a, b) => b.weight - a.weight || a.byte - b.byte)
  const total = allowed.reduce((sum, { weight }) => sum + weight, 0)

  let reached = 0
  const kept = allowed.filter(({ weight }) => {
    const wanted = reached < topP * total
    if (wanted) reached += weight
    return wanted
  })
  let rest = uniform * reached
  for (const { byte, weight } of kept) {
    rest -= weight
    if (rest < 0) return byte
  }
  return (kept.at(-1) as { byte: number }).byte // rounding left nothing: the last one's share was drawn
}
