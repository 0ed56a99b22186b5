import { type Bilingual, canonicalJson, compare, type Digest, type Evidence, fromDecimal, type Instant } from '#base'
import { decide } from '../decide.ts'
import type { Decision } from '../decision.ts'
import { problemsOf } from '../check-rules.ts'
import { type Rules, rulesDigest } from '../rules.ts'
import { momentOf } from './calendar.ts'
import type { Entered } from './entered.ts'
import { refusal, type Refusal } from './refusal.ts'
import { type AfterSight, knownBefore } from './sight.ts'

export type Proposal = {
  /** The rules as they should read; their `version` and `amendments` are written here. */
  readonly rules: Rules
  readonly reason: Bilingual
  readonly author: string
  /** From when it holds; not before it is entered. */
  readonly effective: Instant
  /** The round that it concerns; without one, every round. */
  readonly round?: string | undefined
}

export type Amended =
  | { readonly kind: 'amended'; readonly rules: Rules; readonly digest: Digest; readonly sight: readonly RoundSight[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
/** What was known in a round when an amendment was entered. */
export type RoundSight = AfterSight & { readonly round: string }

/**
 * A new version of the rules. Whether it came after sight is no claim of its author: it did if any result of a round that it
 * concerns existed when it was entered. References that it adds are marked likewise.
 */
export const amend = (
  former: Rules,
  proposal: Proposal,
  { acts, at }: { readonly acts: readonly Entered[]; readonly at: Instant },
): Amended => {
  const concerned = proposal.round === undefined ? former.rounds.map(({ id }) => id) : [proposal.round]
  const sight = concerned
    .map((round) => ({ round, ...knownBefore(former, acts, { round, who: [proposal.author], at }) }))
    .filter(({ existed, seen }) => existed.length > 0 || seen.length > 0)
  const afterSight = sight.length > 0
  const known = new Set(former.references.map(({ id }) => id))
  const version = (former.amendments?.length ?? 0) + 2
  const amendment = {
    version,
    ...(proposal.round === undefined ? {} : { round: proposal.round }),
    reason: proposal.reason,
    author: proposal.author,
    effective: proposal.effective,
    'after-sight': afterSight,
  }
  const rules: Rules = {
    ...proposal.rules,
    version,
    amendments: [...(former.amendments ?? []), amendment],
    references: proposal.rules.references.map((reference) => {
      const late = known.has(reference.id)
        ? former.references.find(({ id }) => id === reference.id)?.['after-sight'] === true
        : afterSight
      const unmarked = Object.fromEntries(
        Object.entries(reference).filter(([name]) => name !== 'after-sight'),
      ) as typeof reference
      return late ? { ...unmarked, 'after-sight': true } : unmarked
    }),
  }
  const refusals = refusalsOf(former, rules, proposal, at)
  return refusals.length > 0
    ? { kind: 'refused', refusals }
    : { kind: 'amended', rules, digest: rulesDigest(rules), sight }
}

const refusalsOf = (former: Rules, rules: Rules, proposal: Proposal, at: Instant): readonly Refusal[] => {
  const problems = problemsOf(rules)
  const same = canonicalJson({ ...former, ...BARE } as never) === canonicalJson({ ...rules, ...BARE } as never)
  return [
    ...(problems.length === 0 ? [] : [refusal('programme/rules-malformed', 'rules', { where: 'amendment', problems })]),
    ...(former.programme === rules.programme
      ? []
      : [refusal('programme/amendment-of-other', 'programme', { programme: rules.programme, of: former.programme })]),
    ...(same ? [refusal('programme/amendment-changes-nothing', 'amendments', {})] : []),
    ...(momentOf(proposal.effective) >= at
      ? []
      : [refusal('programme/amendment-backdated', 'amendments', { effective: proposal.effective, at })]),
  ]
}
const BARE = { version: null, amendments: null }

/** The version of the rules that holds at a moment. @param versions the first one and its amendments, in any order */
export const rulesAt = (versions: readonly Rules[], at: Instant): Rules | undefined =>
  versions
    .filter((rules) => {
      const own = rules.amendments?.at(-1)
      return own === undefined || momentOf(own.effective) <= at
    })
    .toSorted((a, b) => (a.amendments?.length ?? 0) - (b.amendments?.length ?? 0))
    .at(-1)

/** One thing that two decisions say differently. */
export type Difference = {
  readonly path: string
  readonly before: string | number | null
  readonly after: string | number | null
}

export type BothDecisions = {
  readonly decision: Decision
  /** Decisions under each version before an amendment after sight, the newest first. */
  readonly former: readonly {
    readonly version: number
    readonly rules: Digest
    readonly decision: Decision
    /** From the decision under that version to the one that counts. */
    readonly differences: readonly Difference[]
  }[]
}

/**
 * The decision, and beside it what the rules before each amendment after sight would have decided.
 *
 * @param versions all versions of the rules, in any order; the newest one counts
 * @throws AssayError as `decide`
 */
export const decideBoth = (
  versions: readonly Rules[],
  evidence: readonly Evidence[],
  options: { readonly round?: string | undefined } = {},
): BothDecisions => {
  const ordered = versions.toSorted((a, b) => (b.amendments?.length ?? 0) - (a.amendments?.length ?? 0))
  const [newest] = ordered
  if (newest === undefined) throw new RangeError('decideBoth needs at least one version of the rules')
  const decision = decide(newest, evidence, options)
  const concerns = (round: string | undefined): boolean => round === undefined || round === decision.round
  const before = (newest.amendments ?? [])
    .filter((one) => one['after-sight'] && concerns(one.round))
    .map(({ version }) => version - 1)
  const former = ordered
    .filter((rules) => before.includes((rules.amendments?.length ?? 0) + 1))
    .map((rules) => {
      const then = decide(rules, evidence, { round: decision.round })
      return {
        version: (rules.amendments?.length ?? 0) + 1,
        rules: rulesDigest(rules),
        decision: then,
        differences: differencesOf(then, decision),
      }
    })
  return { decision, former }
}

/** What two decisions on the same round say differently, by where it stands. */
export const differencesOf = (before: Decision, after: Decision): readonly Difference[] => {
  const [old, now] = [figuresOf(before), figuresOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((path) => {
    const [a, b] = [old.get(path) ?? null, now.get(path) ?? null]
    if (a === b || (typeof a === 'number' && typeof b === 'number' && compare(fromDecimal(a), fromDecimal(b)) === 0))
      return []
    return [{ path, before: a, after: b }]
  })
}

const figuresOf = (decision: Decision): ReadonlyMap<string, string | number | null> => {
  const figures = new Map<string, string | number | null>([
    ['status', decision.status],
    ['seats', decision.seats],
    ['vacancies', decision.vacancies],
  ])
  for (const { id, parts, total, rank, standing, gates } of decision.teams) {
    figures.set(`teams/${id}/total`, total)
    figures.set(`teams/${id}/rank`, rank)
    figures.set(`teams/${id}/standing`, standing)
    for (const [path, points] of Object.entries(parts)) figures.set(`teams/${id}/parts/${path}`, points)
    for (const { id: gate, state } of gates) figures.set(`teams/${id}/gates/${gate}`, state)
  }
  for (const [path, winners] of Object.entries(decision.partWinners)) {
    figures.set(`partWinners/${path}`, winners?.join(', ') ?? null)
  }
  return figures
}
