import { z } from 'zod'
import { Bilingual, Digest, Id } from '#base'
import { FINDINGS } from './finding.ts'

// Results that other rooms make are read for what a decision needs (`z.object` leaves the rest aside); results that
// state an official fact are strict, so that nothing rides along unseen.

const Figure = z.string().min(1).max(300)
const Source = z.string().min(1).max(2000)

/** A team handed in; the teams of a round are those with this evidence. */
export const Submission = z.object({
  manifest: Digest.nullable(),
  files: z.int().min(0),
  bytes: z.number().min(0),
  lotNonce: Digest.optional(),
})

/** A measured value; `null` says that it exists and is not published. */
export const Measure = z.object({
  value: z.number().nullable(),
  stderr: z.number().min(0).nullish(),
  sample: z.boolean().optional(),
})

/** Points as they were published; `null` says that they exist and are not published. */
export const PublishedFigure = z.strictObject({
  figure: Figure,
  value: z.number().nullable(),
  source: Source.optional(),
})

/** Who is on top of a figure, above all the others, or lowest. */
export const PublishedOrdering = z.union([
  z.strictObject({ figure: Figure, top: z.array(Id).min(1).max(10_000), source: Source.optional() }),
  z.strictObject({ figure: Figure, lowest: Id, source: Source.optional() }),
])

/** The mean of a figure over some teams. `to` is the step that it was rounded to, if not its own last digit. */
export const PublishedMean = z.strictObject({
  figure: Figure,
  value: z.number(),
  teams: z.array(Id).min(1).max(10_000),
  to: z.number().positive().optional(),
  source: Source.optional(),
})

/** What a comparison of weights found, by component. */
export const Provenance = z.object({
  finding: z.enum(FINDINGS),
  components: z.array(z.object({ component: Id, finding: z.enum(FINDINGS) })).max(1000),
  notCompared: z.object({ subject: z.array(Id).max(1000) }).optional(),
  subjectDigest: Digest.nullish(),
  referenceDigest: Digest.nullish(),
})

export type Provenance = z.infer<typeof Provenance>

/** What a licence lets others do. */
export const Permission = z.object({ permits: z.array(Id).max(100) })

/** A finding of any other kind that a gate asks for. */
export const OtherFinding = z.object({ finding: Id })

/** A team says itself that components come from elsewhere. */
export const ReuseDeclaration = z.strictObject({
  components: z
    .array(
      z.strictObject({ component: Id, from: z.string().min(1).max(2000), licence: z.string().max(500).optional() }),
    )
    .max(100),
})

/** A team's answer to a finding, or the fact that it was asked and let the deadline pass. */
export const Reply = z.union([
  z.strictObject({ text: Bilingual }),
  z.strictObject({ 'silent-until': z.iso.datetime() }),
])

/** The reasoned human act on a finding; its inputs name the findings and the reply that it addresses. */
export const Determination = z.strictObject({
  state: z.enum(['met', 'not-met']),
  finding: z.string().min(1).max(100),
  null: Bilingual,
  reasons: Bilingual,
  by: z.array(z.string().min(1).max(500)).min(1).max(100),
})

export type Determination = z.infer<typeof Determination>

export const Withdrawal = z.strictObject({ reason: Bilingual })

/** The first checkpoint that is large enough for a lot. */
export const LotSeed = z.strictObject({
  seed: z.string().regex(/^[0-9a-f]{16,128}$/, 'a seed is 16-128 lower-case hex digits'),
  treeSize: z.int().min(1),
})

/** Praise with what it is for; it changes no points. */
export const Commendation = z.strictObject({
  for: Bilingual,
  source: Source.optional(),
  figures: z.array(Digest).max(100).optional(),
})

/** Kinds of evidence with a meaning of their own: no part of the rules can take its measure from them. */
const OFFICE_KINDS: readonly string[] = [
  'submission',
  'published-figure',
  'published-ordering',
  'published-mean',
  'provenance',
  'declaration.reuse',
  'reply',
  'determination',
  'withdrawal',
  'lot-seed',
  'commendation',
  'review.scores',
  'arena.ratings',
]
export const isOfficeKind = (kind: string): boolean => OFFICE_KINDS.includes(kind)
