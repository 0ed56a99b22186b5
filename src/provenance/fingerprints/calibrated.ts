import { z } from 'zod'
import type { ComponentName } from '../architectures.ts'
import { population } from './population.ts'

const Similarity = z.number().min(-1).max(1)

/**
 * A similarity beside what independent models give. It chooses whom to test; it is never evidence: that independent
 * trainings do not come this near is experience with the models that were measured, not a theorem.
 */
export const CalibratedScore = z.strictObject({
  kind: z.enum(['token', 'block']),
  /** 1 − 2 · share of bits that differ: 1 the same, about 0 unrelated */
  similarity: Similarity,
  /** independent models, each scored once against a trained one; null where none of this kind were measured */
  independents: z
    .strictObject({ models: z.int().min(1), mean: Similarity, deviation: z.number().min(0), greatest: Similarity })
    .nullable(),
  /** (1 + independents at least as similar) / (models + 1), for one comparison */
  p: z.number().min(0).max(1).nullable(),
})
export type CalibratedScore = z.infer<typeof CalibratedScore>

/** Independents were measured for language models only, and for token codes only over the 256 tokens of bytes. */
export const calibrated = (
  kind: CalibratedScore['kind'],
  similarity: number,
  { component, vocabulary }: { readonly component: ComponentName; readonly vocabulary: number },
): CalibratedScore => {
  const isMeasured = component === 'language' && (kind === 'block' || population().tokenMeans(vocabulary) !== undefined)
  const scores = isMeasured ? population().scores[kind] : new Float32Array()
  if (scores.length === 0) return { kind, similarity, independents: null, p: null }
  const asHigh = scores.reduce((count, score) => count + (score >= similarity ? 1 : 0), 0)
  return { kind, similarity, independents: summaryOf(scores), p: (1 + asHigh) / (scores.length + 1) }
}

const summaryOf = (scores: Float32Array): NonNullable<CalibratedScore['independents']> => {
  const models = scores.length
  const mean = scores.reduce((sum, score) => sum + score, 0) / models
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)
  return { models, mean, deviation: Math.sqrt(squares / models), greatest: scores.reduce((a, b) => Math.max(a, b)) }
}
