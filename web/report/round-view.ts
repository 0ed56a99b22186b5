import type { DecisionTeam, Lang, ReportData, RuleGate, RulePart, RuleRound } from './data.ts'
import { gateTerm, kindName, partTerm } from './terms.ts'
import { meansOf, rangeKey, type Range, rangesOf, roundOf } from './round-facts.ts'

/** A part of the points with its path: `benchmark`, `benchmark/nia`. */
export type PartRow = { readonly path: string; readonly part: RulePart; readonly depth: number }

export type TeamRow = {
  readonly team: DecisionTeam
  /** What is known of an undisclosed total; or what it may be. */
  readonly range: Range | undefined
  /** Interval on a disclosed total, where the decision or the lead gives one. */
  readonly interval: Range | undefined
}

/** What the result page draws, in the order in which it draws it. */
export type RoundView = {
  readonly round: RuleRound
  readonly maximum: number
  readonly topParts: readonly PartRow[]
  readonly allParts: readonly PartRow[]
  readonly rows: readonly TeamRow[]
  readonly ranges: ReadonlyMap<string, Range>
  /** Above it a team is surely within the seats; undefined where nobody was out on points. */
  readonly cut: { readonly at: number; readonly exact: boolean } | undefined
  /** By figure: `benchmark`, `total`. */
  readonly means: Readonly<Record<string, number>>
}

export const roundView = (data: ReportData): RoundView => {
  const round = roundOf(data)
  const topParts = round.parts.map((part) => ({ path: part.id, part, depth: 0 }))
  const ranges = rangesOf(data)
  const rows = data.decision.teams.toSorted(byRank).map((team) => {
    const range = ranges.get(rangeKey(team.id, 'total'))
    return { team, range: team.total === null ? range : undefined, interval: team.total === null ? undefined : range }
  })
  return {
    round,
    maximum: round.parts.reduce((sum, part) => sum + part.points, 0),
    topParts,
    allParts: topParts.flatMap((row) => [row, ...below(row)]),
    rows,
    ranges,
    cut: cutOf(rows),
    means: meansOf(data),
  }
}

const below = (row: PartRow): PartRow[] =>
  (row.part.parts ?? []).flatMap((part) => {
    const child = { path: `${row.path}/${part.id}`, part, depth: row.depth + 1 }
    return [child, ...below(child)]
  })

// Known ranks first; then by standing, so that an unranked team that advances does not stand below one that left.
const byRank = (a: DecisionTeam, b: DecisionTeam): number =>
  place(a) - place(b) || (b.total ?? -1) - (a.total ?? -1) || (a.rank ?? 0) - (b.rank ?? 0)

const place = (team: DecisionTeam): number =>
  team.total === null || team.rank === null ? 100 + STANDING_ORDER.indexOf(team.standing ?? '') : team.rank

/** Whether a figure, or a part that it is summed from, was made up for a sample. */
export const isSample = (team: DecisionTeam, figure: string): boolean =>
  Object.entries(team.measures).some(
    ([path, { sample }]) => sample === true && (figure === 'total' || path === figure || path.startsWith(`${figure}/`)),
  )

const STANDING_ORDER = ['advances', '', 'removed: gate', 'removed: points', 'withdrawn']

const cutOf = (rows: readonly TeamRow[]): RoundView['cut'] => {
  const out = rows.filter(({ team }) => team.reasons.some(({ code }) => code === 'outside-cut'))
  if (out.length === 0) return undefined
  const upper = out.map(({ team, range }) => team.total ?? range?.high)
  if (upper.some((value) => value === undefined)) return undefined
  return { at: Math.max(...(upper as number[])), exact: out.every(({ team }) => team.total !== null) }
}

export type Names = {
  readonly team: (id: string) => string
  readonly model: (id: string) => string | undefined
  readonly part: (path: string) => string
  readonly gate: (id: string) => string
  readonly reference: (id: string) => string
  /** A kind of evidence: by the part whose measure it is, else by the glossary. */
  readonly kind: (kind: string) => string
  readonly programme: string
  readonly round: string
}

/** The names that rules give to ids, in one language; the id itself where they give none. */
export const namesIn = (data: ReportData, lang: Lang): Names => {
  const { rules } = data
  const round = roundOf(data)
  const parties = new Map(rules.parties?.map((party) => [party.id, party]))
  const references = new Map(rules.references?.map((reference) => [reference.id, reference.name]))
  const gates = new Map(round.gates.map((gate) => [gate.id, gate]))
  const measured = new Map(
    partsWithin(round.parts).flatMap(({ measure, name }) =>
      measure === undefined || name === undefined ? [] : [[measure, name[lang]]],
    ),
  )
  return {
    team: (id) => parties.get(id)?.name?.[lang] ?? id,
    model: (id) => parties.get(id)?.model,
    part: (path) => partAt(round, path)?.name?.[lang] ?? partTerm(path.split('/').at(-1) ?? path, lang),
    gate: (id) => gates.get(id)?.name?.[lang] ?? gateTerm(id, lang),
    reference: (id) => {
      const name = references.get(id)
      return typeof name === 'string' ? name : (name?.[lang] ?? id)
    },
    kind: (kind) => measured.get(kind) ?? kindName(kind, lang),
    programme: rules.name?.[lang] ?? rules.programme,
    round: round.name?.[lang] ?? round.id,
  }
}

const partsWithin = (parts: readonly RulePart[]): readonly RulePart[] =>
  parts.flatMap((part) => [part, ...partsWithin(part.parts ?? [])])

const partAt = (round: RuleRound, path: string): RulePart | undefined => {
  let parts: readonly RulePart[] | undefined = round.parts
  let found: RulePart | undefined
  for (const id of path.split('/')) {
    found = parts?.find((part) => part.id === id)
    parts = found?.parts
  }
  return found
}

export const gateRule = (data: ReportData, id: string): RuleGate | undefined =>
  roundOf(data).gates.find((gate) => gate.id === id)
