import type { Rows } from '#numeric'
import type { DecoderConfig } from './config.ts'

/** A row's choice of one expert; a row's shares sum to 1. */
export type Choice = { readonly row: number; readonly expert: number; readonly share: number }

/**
 * The `expertsPerToken` experts with the greatest router logits of each row (the lower number first where two are equal),
 * weighed by the softmax over the chosen ones.
 */
export const chooseExperts = (
  m: Float32Array,
  routed: Rows,
  rows: number,
  { experts, expertsPerToken }: Pick<DecoderConfig, 'experts' | 'expertsPerToken'>,
): readonly Choice[] => {
  const choices: Choice[] = []
  for (let row = 0; row < rows; row++) {
    const logitOf = (expert: number): number => m[routed.at + row * routed.stride + expert] as number
    const chosen = Array.from({ length: experts }, (_, expert) => expert)
      .toSorted((a, b) => logitOf(b) - logitOf(a) || a - b)
      .slice(0, expertsPerToken)
    const greatest = logitOf(chosen[0] as number)
    const weights = chosen.map((expert) => Math.exp(logitOf(expert) - greatest))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    chosen.forEach((expert, i) => choices.push({ row, expert, share: Math.fround((weights[i] as number) / total) }))
  }
  return choices
}
