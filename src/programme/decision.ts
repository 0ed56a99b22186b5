import { z } from 'zod'
import { Bilingual, Digest, Id } from '#base'
import { FINDINGS } from './finding.ts'
import { DisclosureLevel } from './rules.ts'

const Path = z.string()
const Points = z.number().nullable()

/** Something that the decision still needs: from whom, and for what. */
export const MissingJson = z.union([
  z.strictObject({ team: Id, part: Path }),
  z.strictObject({ team: Id, gate: Id }),
  z.strictObject({ team: Id, evidence: z.string() }),
  z.strictObject({ round: Id, evidence: z.string() }),
])
export type Missing = z.infer<typeof MissingJson>

export const Standing = z.enum(['advances', 'removed: gate', 'removed: points', 'withdrawn'])
export type Standing = z.infer<typeof Standing>

export const ReasonCode = z.enum([
  'within-cut',
  'outside-cut',
  'tie-settled',
  'lot-drawn',
  'gate-met',
  'gate-not-met',
  'gate-open',
  'reuse-declared',
  'withdrawn',
])
export type ReasonCode = z.infer<typeof ReasonCode>

const ReasonJson = z.strictObject({
  code: ReasonCode,
  /** Where in the rules: `rounds/first/cut`. */
  rule: z.string(),
  evidence: z.array(Digest),
})
export type Reason = z.infer<typeof ReasonJson>

const GateJson = z.strictObject({
  id: Id,
  state: z.enum(['met', 'not-met', 'open']),
  /** What the evidence says; `null` while evidence is missing. */
  finding: z.string().nullable(),
  /** The determination that closed the gate, if one did. */
  determination: Digest.nullable(),
  reply: Digest.nullable(),
  components: z.array(z.strictObject({ component: Id, finding: z.enum(FINDINGS), references: z.array(Id) })),
  evidence: z.array(Digest),
})

const TeamJson = z.strictObject({
  id: Id,
  parts: z.record(Path, Points),
  total: Points,
  measures: z.record(
    Path,
    z.strictObject({ value: z.number().nullable(), evidence: z.array(Digest), sample: z.boolean() }),
  ),
  gates: z.array(GateJson),
  rank: z.int().min(1).nullable(),
  standing: Standing.nullable(),
  reasons: z.array(ReasonJson),
  /** Who may see a figure, for each that the rules' disclosure names. */
  disclosure: z.record(z.string(), DisclosureLevel),
})

/** The outcome of a round. Points are JSON numbers of at most 15 digits; one that no rule rounds is the nearest double. */
export const DecisionJson = z.strictObject({
  status: z.enum(['decided', 'blocked']),
  missing: z.array(MissingJson),
  /** Acts on record that do not count, and why; each leaves its gate open. */
  defects: z.array(
    z.strictObject({
      code: z.enum([
        'determination-names-no-finding',
        'determination-names-other-finding',
        'determination-names-no-reply',
        'determination-before-reply',
      ]),
      team: Id,
      gate: Id,
      evidence: z.array(Digest),
    }),
  ),
  programme: Id,
  round: Id,
  /** Digest of the rules that were applied. */
  rules: Digest,
  seats: z.int().min(1),
  teams: z.array(TeamJson),
  partWinners: z.record(Path, z.array(Id).min(1).nullable()),
  means: z.record(Path, Points),
  vacancies: z.int().min(0).nullable(),
  commendations: z.array(z.strictObject({ team: Id, for: Bilingual, evidence: Digest })),
  /** Versions and references of the rules that came after evidence of this round was there. */
  afterSight: z.strictObject({ amendments: z.array(z.int()), references: z.array(Id) }),
})
export type Decision = z.infer<typeof DecisionJson>
