import { PROVENANCE, type Round, type Rules } from './rules.ts'
import { isOfficeKind } from './evidence-kinds.ts'
import { isTimeZone } from './life/calendar.ts'
import { everyPart, partTree, TOTAL } from './part-tree.ts'
import type { Period } from './rules-of-life.ts'

/** What does not hold together in the terms by which a programme lives, `path: what`. */
export const lifeProblemsOf = (rules: Rules): readonly string[] => [
  ...calendarProblems(rules),
  ...peopleProblems(rules),
  ...rules.rounds.flatMap((round, i) => roundProblems(round, `rounds/${i}`)),
  ...callProblems(rules),
  ...(rules.allocation?.inventory ?? []).flatMap(({ from, to }, i) =>
    from > to ? [`allocation/inventory/${i}: begins ${from} and ends ${to}`] : [],
  ),
]

const calendarProblems = (rules: Rules): readonly string[] => {
  const { calendar } = rules
  if (calendar === undefined) {
    return periodsOf(rules)
      .filter(({ period }) => countsBusiness(period))
      .map(({ at }) => `${at}: counts business days, and the rules have no calendar`)
  }
  const zone = calendar['time-zone']
  return [
    ...(isTimeZone(zone) ? [] : [`calendar/time-zone: no time zone is called ${zone}`]),
    ...Object.entries(calendar.holidays).flatMap(([year, days]) =>
      days.flatMap((day, i) =>
        day.startsWith(`${year}-`) ? [] : [`calendar/holidays/${year}/${i}: ${day} is no day of ${year}`],
      ),
    ),
  ]
}

type Counted = {
  readonly at: string
  readonly period: { readonly of?: Period['of'] | undefined; readonly 'end-on'?: string | undefined }
}
const countsBusiness = ({ of, 'end-on': endOn }: Counted['period']): boolean =>
  of === 'business' || endOn === 'business'

/** Every period that the rules count, with its place. */
export const periodsOf = (rules: Rules): readonly Counted[] => {
  const found: (Counted | undefined)[] = [
    ...rules.rounds.flatMap((round, i) => {
      const at = `rounds/${i}`
      const { objection, decision, gates } = round
      return [
        ...gates.map((gate, g) => counted(`${at}/gates/${g}/procedure/reply`, gate.procedure?.reply)),
        counted(`${at}/decision/preview`, decision?.preview),
        counted(`${at}/objection`, objection),
        counted(`${at}/objection/hearing/within`, objection?.hearing?.within),
        counted(`${at}/objection/appeal/period`, objection?.appeal?.period),
        counted(`${at}/objection/appeal/hearing/within`, objection?.appeal?.hearing.within),
      ]
    }),
    counted('vacancy/call/applications', rules.vacancy?.call?.applications),
    counted('allocation/use/report', rules.allocation?.use?.report),
    counted('allocation/use/lapse', rules.allocation?.use?.lapse),
  ]
  return found.filter((one) => one !== undefined)
}

const counted = (at: string, period: Counted['period'] | undefined): Counted | undefined =>
  period === undefined ? undefined : { at, period }

const peopleProblems = (rules: Rules): readonly string[] => {
  const { people = [], relations = [], parties = [] } = rules
  const known = new Set(parties.map(({ id }) => id))
  const references = new Set(rules.references.map(({ id }) => id))
  const unknown = (at: string, id: string): readonly string[] =>
    known.has(id) ? [] : [`${at}: no party is called ${id}`]
  return [
    ...people.flatMap(({ id, employer }, i) => [
      ...(people.findIndex((one) => one.id === id) < i ? [`people/${i}/id: ${id} stands here a second time`] : []),
      ...(known.has(id) ? [`people/${i}/id: ${id} is a party; a person needs an id of its own`] : []),
      ...(employer === undefined ? [] : unknown(`people/${i}/employer`, employer)),
    ]),
    ...relations.flatMap(({ party, is, of }, i) => [
      ...unknown(`relations/${i}/party`, party),
      ...(is === 'reference-owner'
        ? references.has(of)
          ? []
          : [`relations/${i}/of: no reference is called ${of}`]
        : unknown(`relations/${i}/of`, of)),
    ]),
    ...cyclesIn(relations.filter(({ is }) => is === 'owner')).map(
      (id) => `relations: ${id} owns itself through others`,
    ),
  ]
}

const cyclesIn = (edges: readonly { readonly party: string; readonly of: string }[]): readonly string[] => {
  const below = (from: string): ReadonlySet<string> => {
    const reached = new Set<string>()
    const walk = [from]
    for (let next = walk.pop(); next !== undefined; next = walk.pop()) {
      for (const { party, of } of edges) {
        if (party !== next || reached.has(of)) continue
        reached.add(of)
        walk.push(of)
      }
    }
    return reached
  }
  return [...new Set(edges.map(({ party }) => party))].filter((id) => below(id).has(id))
}

const roundProblems = (round: Round, at: string): readonly string[] => {
  const { submission, objection, gates } = round
  const { grounds = [], definitions = [], appeal } = objection ?? {}
  const undefinedGrounds =
    definitions.length === 0 ? [] : grounds.filter((ground) => !definitions.some(({ id }) => id === ground))
  return [
    ...(submission !== undefined && submission.opens >= submission.closes
      ? [`${at}/submission: opens ${submission.opens} and closes ${submission.closes}`]
      : []),
    ...gates.flatMap(({ evidence }, i) =>
      evidence !== PROVENANCE && isOfficeKind(evidence)
        ? [`${at}/gates/${i}/evidence: "${evidence}" is a record of the office that holds no finding`]
        : [],
    ),
    ...undefinedGrounds.map((ground) => `${at}/objection/definitions: the ground ${ground} is not defined`),
    ...definitions.flatMap(({ id }, i) =>
      grounds.includes(id) ? [] : [`${at}/objection/definitions/${i}: ${id} is no ground of these rules`],
    ),
    ...(appeal?.grounds ?? [])
      .filter((ground) => !grounds.includes(ground) && !definitions.some(({ id }) => id === ground))
      .map((ground) => `${at}/objection/appeal/grounds: ${ground} is no ground of these rules`),
  ]
}

const callProblems = ({ vacancy, people }: Rules): readonly string[] => {
  const panel = vacancy?.call?.panel
  if (panel === undefined) return []
  const seated = people?.filter(({ roles }) => roles.includes('panel')).length
  return [
    ...(panel.quorum > panel.members
      ? [`vacancy/call/panel/quorum: is ${panel.quorum}, more than the ${panel.members} members`]
      : []),
    ...(2 * panel.quorum > panel.members
      ? []
      : [`vacancy/call/panel/quorum: ${panel.quorum} of ${panel.members} can never be a majority`]),
    ...(seated !== undefined && seated !== panel.members
      ? [`vacancy/call/panel/members: is ${panel.members}, and people has ${seated} with that role`]
      : []),
  ]
}

/**
 * What holds together and may still not be meant: figures without a disclosure, grounds without a definition, years that the
 * calendar does not have, winners that the last round does not seat. `path: what`.
 */
export const warningsOf = (rules: Rules): readonly string[] => [
  ...rules.rounds.flatMap((round, i) => [
    ...undisclosed(round, `rounds/${i}/disclosure`),
    ...(round.objection !== undefined && (round.objection.definitions ?? []).length === 0
      ? [`rounds/${i}/objection/definitions: the grounds ${round.objection.grounds.join(', ')} are not defined`]
      : []),
    ...round.gates.flatMap((gate, g) => [
      ...(gate.definition === undefined
        ? [`rounds/${i}/gates/${g}/definition: is missing; a dispute will be about these words`]
        : []),
      ...(gate.procedure === undefined
        ? [`rounds/${i}/gates/${g}/procedure: is missing: no time to reply, and one officer determines`]
        : []),
    ]),
  ]),
  ...unknownYears(rules),
  ...winnersWarning(rules),
]

const undisclosed = (round: Round, at: string): readonly string[] => {
  const figures = [TOTAL, 'rank', ...everyPart(partTree(round)).map(({ path }) => path)]
  const lines = round.disclosure ?? []
  return figures.flatMap((figure) => {
    const own = lines.filter((one) => one.figure === figure)
    if (own.some(({ of }) => of === 'all')) return []
    const missing = (['advancing', 'not-advancing'] as const).filter((of) => !own.some((one) => one.of === of))
    return missing.length === 0 ? [] : [`${at}: nothing says who sees ${figure} of teams ${missing.join(' and ')}`]
  })
}

// Deadlines run from moments that nobody knows yet; the years of the submission and the one after it are the least.
const unknownYears = (rules: Rules): readonly string[] => {
  const { calendar } = rules
  if (calendar === undefined || !periodsOf(rules).some(({ period }) => countsBusiness(period))) return []
  const years = rules.rounds.flatMap(({ submission }) => {
    const year = submission === undefined ? undefined : Number(submission.closes.slice(0, 4))
    return year === undefined ? [] : [year, year + 1]
  })
  return [...new Set(years)]
    .filter((year) => calendar.holidays[String(year)] === undefined)
    .map((year) => `calendar/holidays: has no ${year}`)
}

const winnersWarning = ({ winners, rounds }: Rules): readonly string[] => {
  const last = rounds.at(-1)
  if (winners === undefined || last === undefined || rounds.length < 2 || last.cut.seats === winners) return []
  return [`winners: are ${winners}, and the last round ${last.id} has ${last.cut.seats} seats`]
}
