import { AssayError } from '#base'
import type { Rules } from '#programme'
import { z } from 'zod'
import { problemsOf } from './problems.ts'

/**
 * How a measure of the rules is computed. The rules name the method and its parameters, so that nothing between a
 * benchmark's figures, an expert's marks or a user's ratings and the points is anybody's choice after sight.
 */
const MeasureMethod = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('mean-of-tasks'),
    parameters: z.strictObject({
      figures: z
        .array(
          z.strictObject({
            task: z.string().min(1).max(200),
            figure: z.string().min(1).max(200),
            weight: z.number().positive().optional(),
          }),
        )
        .min(1)
        .max(200),
      limit: z.number().positive().optional(),
      fewshot: z.int().min(0).max(100).optional(),
    }),
  }),
  z.strictObject({
    method: z.literal('trimmed-mean-of-reviewers'),
    parameters: z.strictObject({
      scale: z.tuple([z.number(), z.number()]),
      criteria: z.record(z.string().min(1).max(100), z.number().positive()),
    }),
  }),
  z.strictObject({
    method: z.literal('mean-of-ratings'),
    parameters: z.strictObject({ scale: z.tuple([z.number(), z.number()]) }),
  }),
])
export type MeasureMethod = z.infer<typeof MeasureMethod>

/**
 * The measures of a round with their methods; a measure that the rules do not define comes as ready evidence.
 *
 * @throws AssayError `office/measure-method-malformed`
 */
export const measureMethods = (rules: Rules, round: string): ReadonlyMap<string, MeasureMethod> => {
  const measures = rules.rounds.find(({ id }) => id === round)?.measures ?? {}
  return new Map(
    Object.entries(measures).map(([measure, written]) => {
      const method = MeasureMethod.safeParse(written)
      if (method.success) return [measure, method.data]
      const problems = problemsOf(method.error)
      throw new AssayError('office/measure-method-malformed', { measure, problems })
    }),
  )
}
