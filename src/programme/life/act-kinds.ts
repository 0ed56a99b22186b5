import { z } from 'zod'
import { Bilingual, Digest, Id } from '#base'
import { Money } from '../rules-of-life.ts'

// Official acts beside those that decide() reads. Strict, so that nothing rides along unseen; who signed and when stand in
// the ledger entry, and what an act answers stands in it by digest.

const Day = z.iso.date()
const Moment = z.iso.datetime()

/** Somebody could see results: `results` names the evidence or decision, the act's subject the round. */
export const Sight = z.strictObject({ who: Id, results: z.array(Digest).min(1).max(10_000) })

/** Somebody says that a party concerns them: work, money or kin. */
export const ConflictDeclaration = z.strictObject({ person: Id, party: Id, nature: Bilingual })

/** The outcome of decide(), by digest, and the decision that it replaces. */
export const DecisionAct = z.strictObject({ decision: Digest, replaces: Digest.optional() })
/** A team sees its own figures and findings before the public. */
export const Preview = z.strictObject({ decision: Digest })
/** What a team says to its preview; it goes on record beside the decision. */
export const PreviewReply = z.strictObject({ decision: Digest, text: Bilingual })
export const Publication = z.strictObject({ decision: Digest })

const Attachment = z.strictObject({ name: z.string().min(1).max(300), digest: Digest, bytes: z.int().min(0) })

export const Objection = z.strictObject({
  decision: Digest,
  ground: Id,
  text: Bilingual,
  attachments: z.array(Attachment).max(1000),
})
export type Objection = z.infer<typeof Objection>
/** The reasoned answer to one objection. */
export const ObjectionAnswer = z.strictObject({
  objection: Digest,
  outcome: z.enum(['upheld', 'dismissed']),
  reasons: Bilingual,
  /** Earlier answers that it follows. */
  precedents: z.array(Digest).max(100),
})
export const Waiver = z.strictObject({ decision: Digest })
export const Appeal = z.strictObject({
  answer: Digest,
  ground: Id,
  text: Bilingual,
  attachments: z.array(Attachment).max(1000),
})
export const AppealAnswer = z.strictObject({
  appeal: Digest,
  outcome: z.enum(['upheld', 'dismissed']),
  reasons: Bilingual,
  precedents: z.array(Digest).max(100),
})

/** Places to fill: those that a decision left vacant, or the first ones of a programme, which no decision opened. */
export const Call = z.strictObject({
  id: Id,
  seats: z.int().min(1).max(10_000),
  decision: Digest.optional(),
  /** Where the rules set no time for applications. */
  closes: Moment.optional(),
  source: z.string().max(2000).optional(),
})
export const Application = z.strictObject({ call: Id, source: z.string().max(2000).optional() })
/** One member of the panel approves these applicants, or none. */
export const Vote = z.strictObject({ call: Id, approves: z.array(Id).max(1000) })
export const Selection = z.strictObject({
  call: Id,
  selected: z.array(Id).max(10_000),
  source: z.string().max(2000).optional(),
})

const Accelerators = z.strictObject({ kind: Id, count: z.int().min(1).max(1_000_000), from: Day, to: Day })
export const Grant = z.strictObject({
  accelerators: z.array(Accelerators).max(1000),
  money: Money.optional(),
  datasets: z.array(z.strictObject({ id: Id, conditions: z.array(Id).max(50) })).max(1000),
})
export type Grant = z.infer<typeof Grant>
/** Accelerator hours that were used of a grant in a span of days, by kind. */
export const Usage = z.strictObject({
  grant: Digest,
  from: Day,
  to: Day,
  hours: z.record(Id, z.number().min(0)),
})
export const Revocation = z.strictObject({ grant: Digest, from: Day, reasons: Bilingual })
export type Revocation = z.infer<typeof Revocation>
