import type { Digest, Instant } from '#base'
import type { Round, Rules } from '../rules.ts'
import { Grant, Revocation, Usage } from './act-kinds.ts'
import { daysBetween, endOf, plusDays } from './calendar.ts'
import { historyOf } from './calls.ts'
import { capacityPlan, type Lot, overCapacity } from './capacity.ts'
import { actsOf, type Entered } from './entered.ts'
import type { Life } from './life.ts'
import { refusal, type Refusal } from './refusal.ts'
import { signedByParty, signedByPeople, type Signing } from './signers.ts'

type Granting = Signing & Life

/** What one grant gives, as far as it was not revoked. */
export type StandingGrant = {
  readonly grant: Digest
  readonly team: string
  readonly at: Instant
  readonly lots: readonly Lot[]
  readonly money: { readonly currency: string; readonly amount: number } | undefined
  readonly datasets: Grant['datasets']
  readonly revokedFrom: string | undefined
}

export const standingGrants = (acts: readonly Entered[]): readonly StandingGrant[] => {
  const revoked = new Map(actsOf(acts, 'revocation', Revocation).map(({ result }) => [result.grant, result.from]))
  return actsOf(acts, 'grant', Grant).map(({ digest, at, act, result }) => {
    const until = revoked.get(digest)
    return {
      grant: digest,
      team: act.subject['team'] ?? '',
      at,
      lots: result.accelerators.flatMap((lot) => cutOff(lot, until)),
      money: result.money,
      datasets: result.datasets,
      revokedFrom: until,
    }
  })
}

const cutOff = (lot: Lot, until: string | undefined): readonly Lot[] => {
  if (until === undefined || until > lot.to) return [lot]
  return until <= lot.from ? [] : [{ ...lot, to: plusDays(until, -1) }]
}

/** A grant goes to a team in standing, out of what is there, once. */
export const grantRefusals = (given: Granting): readonly Refusal[] => {
  const { rules, acts, act } = given
  const terms = rules.allocation
  if (terms === undefined) return [refusal('programme/no-allocation-rule', 'allocation')]
  const team = act.act.subject['team'] ?? ''
  const { accelerators, money, datasets } = Grant.parse(act.act.result)
  const standing = standingGrants(acts)
  const over = overCapacity(capacityPlan(terms.inventory, [...standing.flatMap(({ lots }) => lots), ...accelerators]))
  const kinds = new Set(accelerators.map(({ kind }) => kind))
  return [
    ...signedByPeople(given, { role: 'officer', count: 1, rule: 'allocation' }),
    ...(historyOf(given, team) === 'standing' ? [] : [refusal('programme/not-in-standing', 'allocation', { team })]),
    ...over
      .filter(({ kind }) => kinds.has(kind))
      .map(({ kind, from, to, there, given: wanted }) =>
        refusal('programme/over-capacity', 'allocation/inventory', { kind, from, to, there, wanted }),
      ),
    ...budgetRefusals(terms.money, standing, money),
    ...datasetRefusals(terms.datasets ?? [], datasets),
  ]
}

type Money = StandingGrant['money']

// Money is counted in its smallest part only where it is written so: sums are exact as far as doubles are.
const budgetRefusals = (budget: Money, standing: readonly StandingGrant[], money: Money): readonly Refusal[] => {
  if (money === undefined) return []
  const spent = standing.reduce((sum, one) => sum + (one.money?.currency === money.currency ? one.money.amount : 0), 0)
  const there = budget?.currency === money.currency ? budget.amount : 0
  const wanted = spent + money.amount
  return wanted <= there
    ? []
    : [refusal('programme/over-budget', 'allocation/money', { wanted, there, currency: money.currency })]
}

const datasetRefusals = (
  known: readonly { readonly id: string; readonly conditions: readonly string[] }[],
  granted: Grant['datasets'],
): readonly Refusal[] =>
  granted.flatMap(({ id, conditions }) => {
    const dataset = known.find((one) => one.id === id)
    if (dataset === undefined) {
      return [
        refusal('programme/dataset-unknown', 'allocation/datasets', { dataset: id, known: known.map((one) => one.id) }),
      ]
    }
    return dataset.conditions.every((one) => conditions.includes(one))
      ? []
      : [
          refusal('programme/dataset-conditions', 'allocation/datasets', {
            dataset: id,
            conditions: dataset.conditions,
          }),
        ]
  })

/** A team reports what it used of its own grant, for days that lie in it. */
export const usageRefusals = (given: Granting): readonly Refusal[] => {
  const { acts, act } = given
  const team = act.act.subject['team'] ?? ''
  const { grant, from, to } = Usage.parse(act.act.result)
  const own = standingGrants(acts).find((one) => one.grant === grant && one.team === team)
  if (own === undefined) return [refusal('programme/grant-unknown', 'allocation', { team, grant })]
  const [grantFrom, grantTo] = spanOf(own)
  return [
    ...signedByParty(given, team, 'allocation/use/report'),
    ...(from <= to && from >= grantFrom && to <= grantTo
      ? []
      : [refusal('programme/usage-outside-grant', 'allocation/use/report', { from, to, grantFrom, grantTo })]),
  ]
}

const spanOf = ({ lots }: StandingGrant): readonly [string, string] => [
  lots.map(({ from }) => from).toSorted()[0] ?? '',
  lots
    .map(({ to }) => to)
    .toSorted()
    .at(-1) ?? '',
]

export const revocationRefusals = (given: Granting): readonly Refusal[] => {
  const { acts, act } = given
  const team = act.act.subject['team'] ?? ''
  const { grant } = Revocation.parse(act.act.result)
  const own = standingGrants(acts).find((one) => one.grant === grant && one.team === team)
  return [
    ...signedByPeople(given, { role: 'officer', count: 1, rule: 'allocation' }),
    ...(own === undefined ? [refusal('programme/grant-unknown', 'allocation', { team, grant })] : []),
    ...(own?.revokedFrom === undefined ? [] : [refusal('programme/grant-revoked', 'allocation', { grant })]),
  ]
}

/** A grant with what was reported of it, and what the rules make of that. */
export type GrantUse = StandingGrant & {
  /** Accelerator hours by kind that the grant gives over its days. */
  readonly granted: Readonly<Record<string, number>>
  readonly used: Readonly<Record<string, number>>
  /** Kinds of which more was used in reported days than the grant gives for them, beyond the tolerance. */
  readonly overUse: readonly string[]
  /** The rules revoke a grant that is over-used; an officer enters it. */
  readonly revoke: boolean
  readonly lapsed: boolean
  /** When the next report is due; `undefined` once the last day is reported. */
  readonly reportDue: Instant | undefined
  readonly overdue: boolean
}

/** @throws AssayError `programme/calendar-missing`, `programme/calendar-without-year` */
export const grantUses = (rules: Rules, acts: readonly Entered[], at: Instant): readonly GrantUse[] => {
  const use = rules.allocation?.use
  return standingGrants(acts).map((grant) => {
    const reports = actsOf(acts, 'usage', Usage)
      .filter(({ result }) => result.grant === grant.grant)
      .map(({ result }) => result)
    const kinds = [...new Set(grant.lots.map(({ kind }) => kind))]
    const used = (kind: string): number => reports.reduce((sum, { hours }) => sum + (hours[kind] ?? 0), 0)
    const overUse =
      use === undefined
        ? []
        : [...new Set(reports.flatMap(({ hours }) => Object.keys(hours)))].filter((kind) =>
            reports.some(
              ({ hours, from, to }) => (hours[kind] ?? 0) > (1 + use.tolerance) * hoursOf(grant.lots, kind, from, to),
            ),
          )
    const [from, to] = spanOf(grant)
    const reported = reports
      .map((one) => one.to)
      .toSorted()
      .at(-1)
    const lapse = use?.lapse
    const midnight = (day: string): Instant => `${day}T00:00:00.000Z` as Instant
    const lapseEnd =
      lapse === undefined ? undefined : endOf(midnight(from), lapse, rules.calendar, 'allocation/use/lapse')
    const reportDue =
      use === undefined || grant.lots.length === 0 || (reported !== undefined && reported >= to)
        ? undefined
        : endOf(midnight(reported ?? from), use.report, rules.calendar, 'allocation/use/report')
    return {
      ...grant,
      granted: Object.fromEntries(kinds.map((kind) => [kind, hoursOf(grant.lots, kind, from, to)])),
      used: Object.fromEntries(kinds.map((kind) => [kind, used(kind)])),
      overUse,
      revoke: overUse.length > 0 && use?.['over-use'] === 'revoke',
      lapsed: lapseEnd !== undefined && at >= lapseEnd && kinds.every((kind) => used(kind) === 0),
      reportDue,
      overdue: reportDue !== undefined && at >= reportDue,
    }
  })
}

const hoursOf = (lots: readonly Lot[], kind: string, from: string, to: string): number =>
  lots
    .filter((lot) => lot.kind === kind)
    .reduce((sum, lot) => {
      const [first, last] = [lot.from > from ? lot.from : from, lot.to < to ? lot.to : to]
      return first > last ? sum : sum + 24 * lot.count * daysBetween(first, last)
    }, 0)

/** The winners of a programme: who advances from its last round; `undefined` for any other round. */
export const winnersOfProgramme = (
  rules: Rules,
  round: Round,
  advancing: readonly string[],
): readonly string[] | undefined => (rules.rounds.at(-1)?.id === round.id ? advancing.toSorted() : undefined)
