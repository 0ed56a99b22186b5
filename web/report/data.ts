import { Bilingual, Digest, Evidence } from '#base'
import { z } from 'zod'

// What one stand-alone report shows. Strict where the page would say something false if a value were wrong, and open
// for members that other rooms may add: the report never fails because a decision says more than it can draw.

const Name = z.string().min(1).max(200)
const Text = Bilingual.optional()

export type RulePart = {
  readonly id: string
  readonly points: number
  readonly name?: Bilingual | undefined
  readonly measure?: string | undefined
  readonly 'points-from'?: unknown
  readonly parts?: readonly RulePart[] | undefined
}

const RulePart: z.ZodType<RulePart> = z.looseObject({
  id: Name,
  points: z.number().nonnegative(),
  name: Text,
  measure: z.string().optional(),
  'points-from': z.unknown().optional(),
  get parts() {
    return z.array(RulePart).optional()
  },
})

const RuleGate = z.looseObject({
  id: Name,
  name: Text,
  definition: Text,
  evidence: Name,
  components: z.array(z.string()).optional(),
  'may-reuse': z.array(z.string()).optional(),
  'declared-reuse': z.string().optional(),
  'met-when': z.record(z.string(), z.array(z.string())).optional(),
})
export type RuleGate = z.infer<typeof RuleGate>

const RuleRound = z.looseObject({
  id: Name,
  name: Text,
  cut: z.looseObject({ seats: z.number().int().nonnegative(), among: z.string().optional() }),
  parts: z.array(RulePart),
  gates: z.array(RuleGate).default([]),
  rank: z.looseObject({ by: z.string().optional(), ties: z.array(z.string()).optional() }).optional(),
  rounding: z.looseObject({ to: z.number().optional(), mode: z.string().optional(), when: z.string() }).optional(),
  objection: z.looseObject({ days: z.number().optional(), grounds: z.array(z.string()).optional() }).optional(),
  disclosure: z.array(z.looseObject({ figure: z.string(), of: z.string().optional(), to: z.string() })).optional(),
})
export type RuleRound = z.infer<typeof RuleRound>

const ReportRules = z.looseObject({
  programme: Name,
  name: Text,
  notice: Text,
  parties: z
    .array(z.looseObject({ id: Name, name: Text, model: z.string().optional(), roles: z.array(z.string()).optional() }))
    .optional(),
  references: z
    .array(
      z.looseObject({
        id: Name,
        name: z.union([z.string(), Bilingual]).optional(),
        digest: z.string().optional(),
        'public-since': z.string().optional(),
      }),
    )
    .optional(),
  rounds: z.array(RuleRound).min(1),
  'sampling-seed': z.number().optional(),
  vacancy: z
    .looseObject({
      'fill-by': z.string().optional(),
      approval: z.string().optional(),
      'may-select-nobody': z.boolean().optional(),
      equalise: z.array(z.string()).optional(),
    })
    .optional(),
  winners: z.number().optional(),
})
export type ReportRules = z.infer<typeof ReportRules>

const Points = z.number().nullable()

/** What a blocked decision still needs. */
const Missing = z.array(
  z.looseObject({
    team: z.string().nullish(),
    part: z.string().nullish(),
    gate: z.string().nullish(),
    evidence: z.string().nullish(),
  }),
)

const DecisionTeam = z.looseObject({
  id: Name,
  parts: z.record(z.string(), Points),
  total: Points,
  measures: z.record(z.string(), z.looseObject({ sample: z.boolean().optional() })).default({}),
  gates: z.array(
    z.looseObject({
      id: Name,
      state: z.string(),
      finding: z.string().nullish(),
      determination: z.string().nullish(),
      reply: z.string().nullish(),
    }),
  ),
  rank: z.number().nullable(),
  standing: z.string().nullable(),
  reasons: z
    .array(z.looseObject({ code: z.string(), rule: z.string(), evidence: z.array(z.string()).default([]) }))
    .default([]),
})
export type DecisionTeam = z.infer<typeof DecisionTeam>

const ReportDecision = z.looseObject({
  status: z.enum(['decided', 'blocked']),
  missing: Missing.default([]),
  defects: z.array(z.looseObject({ code: z.string(), team: z.string(), gate: z.string() })).default([]),
  round: Name,
  teams: z.array(DecisionTeam),
  partWinners: z.record(z.string(), z.array(z.string()).nullable()).default({}),
  means: z.record(z.string(), Points).default({}),
  vacancies: z.number().int().nonnegative().nullable().default(0),
  commendations: z.array(z.looseObject({ team: z.string(), for: Bilingual, evidence: z.string() })).default([]),
  afterSight: z
    .looseObject({ amendments: z.array(z.number()), references: z.array(z.string()) })
    .default({ amendments: [], references: [] }),
})
export type ReportDecision = z.infer<typeof ReportDecision>

const LedgerRow = z.looseObject({
  index: z.number().int().nonnegative(),
  at: z.string(),
  act: z.string(),
  by: z.string(),
  subject: z.record(z.string(), z.string()).optional(),
  digests: z.record(z.string(), z.string()).optional(),
})
export type LedgerRow = z.infer<typeof LedgerRow>

const ReportVerification = z.looseObject({
  ok: z.boolean(),
  key: z.string().optional(),
  checked: z.record(z.string(), z.unknown()).default({}),
  checks: z.array(z.looseObject({ id: z.string(), count: z.number().nullish(), ok: z.boolean() })).optional(),
  failure: z.looseObject({ what: z.string(), where: z.string() }).nullish(),
})
export type ReportVerification = z.infer<typeof ReportVerification>

/** All that a report shows: rules, decision, evidence, ledger and what the verifier checked of them. */
export const ReportData = z.strictObject({
  /** The language that the page opens in; a reader can switch. */
  lang: z.enum(['ko', 'en']),
  /** The parsed rules, with the optional names and notice of `programme.yaml`. */
  rules: ReportRules,
  /** The round that the decision is about. */
  round: Name,
  decision: ReportDecision,
  evidence: z.array(z.strictObject({ digest: Digest, evidence: Evidence })),
  ledger: z.looseObject({
    origin: z.string(),
    size: z.number().int().nonnegative(),
    root: z.string(),
    /** The signed note as published. */
    checkpoint: z.string(),
    entries: z.array(LedgerRow),
  }),
  verification: ReportVerification,
  /**
   * Where a figure lies: bounds of an undisclosed one (`intervalsOf` of the programme room, all figures), or the
   * interval of a disclosed total. `figure` is a part's path or `total`.
   */
  intervals: z
    .array(z.strictObject({ team: z.string(), figure: z.string(), low: z.number(), high: z.number() }))
    .optional(),
  /** Day of publication, where it is not the day of the ledger's decision. */
  published: z.string().optional(),
  /** Digests to print; taken from the ledger's entries where absent. */
  digests: z.strictObject({ rules: z.string().optional(), decision: z.string().optional() }).optional(),
})
export type ReportData = z.infer<typeof ReportData>
export type ReportEvidence = ReportData['evidence'][number]
export type Lang = ReportData['lang']
