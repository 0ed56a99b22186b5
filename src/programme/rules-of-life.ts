import { z } from 'zod'
import { Bilingual, Digest, Id } from '#base'

// The terms by which a programme lives: clocks, who may act, what may be objected, how a vacancy is filled, what winners
// are given. Every member is optional: rules that were sealed without it say nothing of it, and nothing is assumed.

const Day = z.iso.date()
const Moment = z.iso.datetime()
const Count = z.int().min(1).max(1_000_000)

/** Which days are no business days, and whose midnight ends a day. */
export const Calendar = z.strictObject({
  'time-zone': z
    .string()
    .regex(/^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/, 'a time zone is an IANA name, such as Asia/Seoul'),
  weekend: z.array(z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])).max(6),
  /** Year → its holidays; a year that is not here is not known, and no business day of it can be counted. */
  holidays: z.record(z.string().regex(/^\d{4}$/, 'a year has four digits'), z.array(Day).max(366)),
})
export type Calendar = z.infer<typeof Calendar>

/** A number of days from the day after an event; it ends with the end of its last day. */
export const Period = z.strictObject({
  days: z.int().min(0).max(3650),
  of: z.enum(['calendar', 'business']),
  /** The last day moves on to the next business day. */
  'end-on': z.literal('business').optional(),
})
export type Period = z.infer<typeof Period>

export const PersonRole = z.enum(['officer', 'reviewer', 'panel', 'appeal'])
export type PersonRole = z.infer<typeof PersonRole>

/** Somebody who acts for the office, under a pseudonym. Two entries with the same `person` are one person. */
export const Person = z.strictObject({
  id: Id,
  name: Bilingual.optional(),
  /** Salted commitment to who it is; the name itself is kept elsewhere. */
  person: Digest.optional(),
  employer: Id.optional(),
  roles: z.array(PersonRole).min(1).max(4),
})
export type Person = z.infer<typeof Person>

/** How one party stands to another, or to a reference model. */
export const Relation = z.strictObject({
  party: Id,
  is: z.enum(['member', 'supplier', 'owner', 'reference-owner']),
  of: Id,
  source: z.string().min(1).max(2000).optional(),
})
export type Relation = z.infer<typeof Relation>

export const ConflictKind = z.enum([
  'declared',
  'employer-contests',
  'employer-is-member',
  'employer-supplies',
  'employer-owns',
  'employer-owns-reference',
])
export type ConflictKind = z.infer<typeof ConflictKind>

/** What an act of a person is about, for the rules on conflicts. */
export const Duty = z.enum(['review', 'determine', 'decide', 'hear', 'select'])
export type Duty = z.infer<typeof Duty>

/** What a conflict of interest does: keep somebody from acting, or stand beside the act. */
export const ConflictRule = z.strictObject({
  kind: ConflictKind,
  in: z.array(Duty).min(1).max(5),
  /** `team`: in acts about that team; `round`: in every act of a round in which that team contests. */
  reach: z.enum(['team', 'round']),
  effect: z.enum(['block', 'flag']),
})
export type ConflictRule = z.infer<typeof ConflictRule>

export const SubmissionRule = z.strictObject({
  opens: Moment,
  closes: Moment,
  replace: z.boolean(),
  /** what the office's checker asks for; the office reads it, by rules of its own */
  check: z.record(z.string(), z.json()).optional(),
  /** addresses below which the office may fetch what a team refers to */
  sources: z.array(z.string().min(1).max(500)).max(50).optional(),
  /** verifier key of each team, where keys are not registered on the ledger */
  keys: z.record(Id, z.string().min(1).max(400)).optional(),
})

/** A finding, the team's reply, and who determines. */
export const GateProcedure = z.strictObject({
  reply: Period,
  officers: z.int().min(1).max(100),
})
export type GateProcedure = z.infer<typeof GateProcedure>

/** What becomes of a team that withdraws after it, or anybody of it, could see a result. */
export const WithdrawalRule = z.strictObject({
  until: Moment.optional(),
  'after-sight': z.enum(['allowed', 'marked', 'refused']),
})

export const DecisionRule = z.strictObject({
  officers: z.int().min(1).max(100),
  /** From the preview to each team until the decision may be published. */
  preview: Period.optional(),
})

export const Ground = z.strictObject({ id: Id, name: Bilingual.optional(), definition: Bilingual })

export const Attachments = z.strictObject({ count: z.int().min(0).max(1000), bytes: z.int().min(0) })

export const Hearing = z.strictObject({
  officers: z.int().min(1).max(100),
  role: PersonRole,
  /** Nobody who determined, decided or answered what is now questioned. */
  others: z.boolean(),
  within: Period.optional(),
})
export type Hearing = z.infer<typeof Hearing>

export const AppealRule = z.strictObject({
  period: Period,
  grounds: z.array(Id).min(1).max(50),
  hearing: Hearing,
})

export const History = z.enum(['new', 'not-selected', 'removed: gate', 'removed: points', 'withdrawn', 'standing'])
export type History = z.infer<typeof History>

export const CallRule = z.strictObject({
  /** From the opening of the call; where it is absent the call itself says until when. */
  applications: Period.optional(),
  /** Who may apply, by what became of them so far; who is not listed may not. */
  eligible: z.array(History).min(1).max(6),
  /** Whose votes the selection follows; where it is absent no votes are in the ledger. */
  panel: z.strictObject({ members: z.int().min(1).max(1000), quorum: z.int().min(1).max(1000) }).optional(),
})

const Accelerators = z.strictObject({ kind: Id, count: Count, from: Day, to: Day })
export const Money = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency has three capitals'),
  amount: z.number().positive(),
})

/** What can be granted, and on which terms. */
export const AllocationRule = z.strictObject({
  /** Days are whole days, both of them included. */
  inventory: z.array(Accelerators).max(1000),
  money: Money.optional(),
  datasets: z
    .array(z.strictObject({ id: Id, name: Bilingual.optional(), conditions: z.array(Id).max(50) }))
    .max(10_000)
    .optional(),
  /** What teams report of their use, and what follows from it. */
  use: z
    .strictObject({
      report: Period,
      /** Use beyond the grant by more than this share is over-use. */
      tolerance: z.number().min(0).max(1),
      'over-use': z.enum(['flag', 'revoke']),
      /** A grant of which nothing was used for so long lapses. */
      lapse: Period.optional(),
    })
    .optional(),
})
export type AllocationRule = z.infer<typeof AllocationRule>
