import { AssayError, Id } from '#base'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { problemsOf } from './problems.ts'

/** A path inside the programme's folder: relative, forward slashes, never out of it. */
const InnerPath = z
  .string()
  .min(1)
  .max(500)
  .refine(
    (path) => !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..'),
    'a path inside the programme folder',
  )

const Declaration = z.strictObject({ licence: z.string().min(1).max(100), permits: z.array(Id).max(50) })

const Endpoint = z.union([
  z.literal('submitted-weights'),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }), model: z.string().min(1).max(200) }),
])

/**
 * `round.yaml`: where the evidence of a round comes from. It judges nothing (the rules do), so it is not sealed;
 * what it leads to is, by digest.
 */
export const RoundPlan = z.strictObject({
  round: Id,
  submissions: z
    .array(
      z.strictObject({
        team: Id,
        weights: InnerPath,
        declarations: z.record(z.string().max(100), Declaration).default({}),
        endpoint: Endpoint.optional(),
      }),
    )
    .max(200)
    .default([]),
  references: z
    .array(z.strictObject({ id: Id, weights: InnerPath }))
    .max(10_000)
    .default([]),
  benchmark: z
    .strictObject({
      endpoint: Endpoint.optional(),
      tasks: InnerPath,
    })
    .optional(),
  people: z
    .strictObject({ scores: InnerPath.optional(), ratings: InnerPath.optional(), sample: z.boolean().optional() })
    .default({}),
  acts: InnerPath.optional(),
  evidence: InnerPath.optional(),
})
export type RoundPlan = z.infer<typeof RoundPlan>

/** No alias is needed in a plan, so none is expanded: an exploding file ends here. */
const NO_ALIASES = 0

/**
 * Parses `round.yaml`.
 *
 * @throws AssayError `office/plan-malformed` with every problem and its path
 */
export const parseRoundPlan = (text: string, where: string): RoundPlan => {
  const plan = RoundPlan.safeParse(parseYaml(text, where, 'office/plan-malformed'))
  if (plan.success) return plan.data
  const problems = problemsOf(plan.error)
  throw new AssayError('office/plan-malformed', { where, problems })
}

/** YAML from outside: no duplicate keys, no aliases, no tags of others. */
export const parseYaml = (
  text: string,
  where: string,
  code: 'office/plan-malformed' | 'office/act-malformed',
): unknown => {
  const document = parseDocument(text, { uniqueKeys: true, strict: true, customTags: [] })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) throw new AssayError(code, { where, problems: [problem.message.split('\n')[0] ?? ''] })
  try {
    return document.toJS({ maxAliasCount: NO_ALIASES })
  } catch (cause) {
    throw new AssayError(code, { where, problems: [(cause as Error).message] }, { cause })
  }
}
