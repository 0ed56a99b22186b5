import { z } from 'zod'
import { Bilingual, Digest, digestOfJson, fromDecimal, Id, type Json, type Rational } from '#base'
import {
  AllocationRule,
  AppealRule,
  Attachments,
  Calendar,
  CallRule,
  ConflictRule,
  DecisionRule,
  GateProcedure,
  Ground,
  Hearing,
  Person,
  Relation,
  SubmissionRule,
  WithdrawalRule,
} from './rules-of-life.ts'

// The rules keep the names of programme.yaml: their digest is taken over exactly what a person wrote and can read.
// A list of gates or references that is left out is an empty list. There are no other default values: a later version
// of the office may not add anything to sealed rules.

/** Names a kind of evidence: `bench.nia`, `review.panel`, `provenance`. */
const Kind = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'a kind of evidence is 1-100 of a-z 0-9 . _ -')

/** A part of the points by its path: `benchmark`, `benchmark/nia`. */
const Path = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}(?:\/[a-z0-9][a-z0-9._-]{0,63})*$/, 'a part is named by its path, such as a/b')

const Day = z.iso.date()
const Moment = z.iso.datetime()
// Six decimals below and six digits above the point: any sum of such points is a JSON number of at most 15 digits.
const isShort = (value: number): boolean => Number(value.toFixed(6)) === value
const Points = z.number().positive().max(100_000).refine(isShort, 'points have at most six decimals')
const Step = z.number().positive().max(1000).refine(isShort, 'a step has at most six decimals')

const FORMULAS = 'one of linear {zero, full}, best-is-full {stand}, target: KIND, rank {table}, as-given'

/** How a measure becomes points. A formula that does not stand here is not applied anywhere. */
export const PointsFrom = z.union(
  [
    z.literal('as-given'),
    z.strictObject({ linear: z.strictObject({ zero: z.number(), full: z.number() }) }),
    z.strictObject({ 'best-is-full': z.strictObject({ stand: z.enum(['before-gates', 'after-gates']) }) }),
    z.strictObject({ target: Kind }),
    z.strictObject({ rank: z.strictObject({ table: z.array(z.number().nonnegative()).min(1).max(1000) }) }),
  ],
  { error: FORMULAS },
)
export type PointsFrom = z.infer<typeof PointsFrom>

/** A share of the points: either a leaf with its formula, or a group of parts. */
export const Part = z.strictObject({
  id: Id,
  name: Bilingual.optional(),
  points: Points,
  measure: Kind.optional(),
  'points-from': PointsFrom.optional(),
  get parts() {
    return z.array(Part).min(1).max(200).optional()
  },
})
export type Part = z.infer<typeof Part>

/** The evidence of a gate that compares weights with reference models. */
export const PROVENANCE = 'provenance'

/** A condition outside the points: met, not met or open. */
export const Gate = z.strictObject({
  id: Id,
  name: Bilingual.optional(),
  definition: Bilingual.optional(),
  evidence: Kind,
  components: z.array(Id).min(1).max(50).optional(),
  'may-reuse': z.array(Id).max(50).optional(),
  'declared-reuse': z.enum(['open', 'not-met']).optional(),
  'met-when': z.strictObject({
    finding: z.array(Id).min(1).max(20).optional(),
    permits: z.array(Id).min(1).max(50).optional(),
  }),
  procedure: GateProcedure.optional(),
})
export type Gate = z.infer<typeof Gate>

export const Rounding = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('each-part'), to: Step, mode: z.enum(['half-up', 'half-even', 'down']) }),
  z.strictObject({ when: z.literal('total'), to: Step, mode: z.enum(['half-up', 'half-even', 'down']) }),
  z.strictObject({ when: z.literal('none') }),
])
export type Rounding = z.infer<typeof Rounding>

/** Who may see a figure. */
export const DisclosureLevel = z.enum(['public', 'team', 'office', 'sealed'])
export type DisclosureLevel = z.infer<typeof DisclosureLevel>

export const Round = z.strictObject({
  id: Id,
  name: Bilingual.optional(),
  cut: z.strictObject({ seats: z.int().min(1).max(10_000), among: z.enum(['all-evaluated', 'standing']) }),
  points: Points.optional(),
  parts: z.array(Part).min(1).max(200),
  measures: z.record(Kind, z.strictObject({ method: Id, parameters: z.record(z.string(), z.json()) })).optional(),
  gates: z.array(Gate).max(50).default([]),
  rank: z.strictObject({ by: z.literal('total'), ties: z.array(Path).min(1).max(200) }),
  lot: z.strictObject({ 'tree-size': z.int().min(1) }),
  rounding: Rounding,
  submission: SubmissionRule.optional(),
  withdrawal: WithdrawalRule.optional(),
  decision: DecisionRule.optional(),
  objection: z
    .strictObject({
      days: z.int().min(0).max(3650),
      grounds: z.array(Id).min(1).max(50),
      of: z.enum(['calendar', 'business']).optional(),
      'end-on': z.literal('business').optional(),
      definitions: z.array(Ground).max(50).optional(),
      attachments: Attachments.optional(),
      hearing: Hearing.optional(),
      appeal: AppealRule.optional(),
    })
    .optional(),
  disclosure: z
    .array(
      z.strictObject({
        figure: Path,
        of: z.enum(['all', 'advancing', 'not-advancing', 'withdrawn']),
        to: DisclosureLevel,
      }),
    )
    .max(500)
    .optional(),
})
export type Round = z.infer<typeof Round>

export const Party = z.strictObject({
  id: Id,
  name: Bilingual,
  model: z.string().min(1).max(500).optional(),
  roles: z
    .array(
      z.enum([
        'contestant',
        'member',
        'supplier',
        'reviewer-employer',
        'reference-owner',
        'applicant',
        'agency',
        'owner',
      ]),
    )
    .optional(),
})

export const Reference = z.strictObject({
  id: Id,
  name: Bilingual.optional(),
  digest: Digest.optional(), // absent where a record names a model without its weights: nothing can be compared with it
  'public-since': Day,
  source: z.string().min(1).max(2000).optional(),
  'after-sight': z.boolean().optional(),
})

/** A new version of the rules: why, by whom, from when, and whether evidence of its round was there already. */
export const Amendment = z.strictObject({
  version: z.int().min(2),
  round: Id.optional(),
  reason: Bilingual,
  author: z.string().min(1).max(500),
  effective: Moment,
  'after-sight': z.boolean(),
})

/** The rules of a programme, exactly as `programme.yaml` holds them. */
export const RulesYaml = z.strictObject({
  programme: Id,
  name: Bilingual.optional(),
  notice: Bilingual.optional(),
  version: z.int().min(1).optional(),
  amendments: z.array(Amendment).max(1000).optional(),
  parties: z.array(Party).max(10_000).optional(),
  references: z.array(Reference).max(100_000).default([]),
  'sampling-seed': z.int().min(0).optional(),
  calendar: Calendar.optional(),
  people: z.array(Person).max(10_000).optional(),
  relations: z.array(Relation).max(10_000).optional(),
  conflicts: z.array(ConflictRule).max(100).optional(),
  rounds: z.array(Round).min(1).max(100),
  vacancy: z
    .strictObject({
      'fill-by': z.literal('call'),
      approval: z.literal('majority'),
      'may-select-nobody': z.boolean(),
      equalise: z.array(Id).max(50),
      call: CallRule.optional(),
    })
    .optional(),
  allocation: AllocationRule.optional(),
  winners: z.int().min(1).max(10_000).optional(),
})
export type Rules = z.infer<typeof RulesYaml>

/** The name of sealed rules: SHA-256 of the canonical JSON of what `programme.yaml` says, comments and layout aside. */
export const rulesDigest = (rules: Rules): Digest => digestOfJson(rules as Json)

/**
 * The grid on which a figure lies by the rounding of the rules; `undefined` where no rule rounds it.
 * @param path of a part, or `total`
 */
export const stepOf = ({ rounding }: Round, path: string): Rational | undefined =>
  rounding.when === 'each-part' || (rounding.when === 'total' && path === 'total')
    ? fromDecimal(rounding.to)
    : undefined
