import type { Evidence, Json } from '#base'
import type { Decision } from '../decision.ts'
import { everyPart, leavesOf, partTree, TOTAL } from '../part-tree.ts'
import { type Part, type Rules, stepOf } from '../rules.ts'

/** Who looks at a decision from outside: everybody, or one team, which sees its own figures too. */
export type Viewer = 'public' | { readonly team: string }

/**
 * What somebody outside has of a decision once it is published by the rules: the disclosed figures, who is within the cut,
 * part winners, ranks where they are disclosed, and means. As rules and evidence, so that `hiddenFigures` can say before
 * publication what the rest gives away.
 *
 * Points are taken as they were published: how a measure became points is of no help to who has no measure.
 */
export const outsideView = (
  rules: Rules,
  decision: Decision,
  viewer: Viewer,
): { readonly rules: Rules; readonly evidence: readonly Evidence[] } => {
  const round = rules.rounds.find(({ id }) => id === decision.round)
  if (round === undefined || decision.status !== 'decided') return { rules, evidence: [] }
  const paths = everyPart(partTree(round)).map(({ path }) => path)
  const leaves = new Set(leavesOf(partTree(round)).map(({ path }) => path))
  const piece = (kind: string, team: string | undefined, result: Json): Evidence => ({
    kind,
    subject: { round: round.id, ...(team === undefined ? {} : { team }) },
    method: { name: 'outside-view', version: '1', parameters: {} },
    inputs: [],
    result,
  })
  const evaluated = decision.teams.filter(({ standing }) => standing !== 'withdrawn')
  const sees = (team: Decision['teams'][number], figure: string): boolean => {
    const level = team.disclosure[figure]
    return level === 'public' || (level === 'team' && viewer !== 'public' && viewer.team === team.id)
  }
  const figures = evaluated.flatMap((team) => [
    piece('submission', team.id, { manifest: null, files: 0, bytes: 0 }),
    ...[...paths, TOTAL].flatMap((figure) => {
      const points = figure === TOTAL ? team.total : (team.parts[figure] ?? null)
      const value = sees(team, figure) ? points : null
      if (value === null || leaves.has(figure) || stepOf(round, figure) !== undefined) {
        return [piece('published-figure', team.id, { figure, value })]
      }
      // A sum that nothing rounds is the double next to it, as its parts are: it says what it is but for a hair.
      return [piece('published-mean', undefined, { figure, value, to: EXACT, teams: [team.id] })]
    }),
  ])
  const orderings = [
    ...cutOrdering(evaluated),
    ...rankOrderings(
      evaluated.filter((team) => sees(team, 'rank')),
      evaluated.length,
    ),
  ].map((top) => piece('published-ordering', undefined, { figure: TOTAL, top: [...top] }))
  const winners = Object.entries(decision.partWinners).flatMap(([figure, teams]) =>
    (teams ?? []).map((team) => piece('published-ordering', undefined, { figure, top: [team] })),
  )
  const means = Object.entries(decision.means).flatMap(([figure, value]) =>
    value === null
      ? []
      : [piece('published-mean', undefined, { figure, value, to: EXACT, teams: evaluated.map(({ id }) => id) })],
  )
  const given = { ...round, gates: [], parts: round.parts.map(asGiven) }
  return { rules: { ...rules, rounds: [given] }, evidence: [...figures, ...orderings, ...winners, ...means] }
}

// The mean of a decision is no rounded figure: it is the double next to the exact one.
const EXACT = 1e-9

const asGiven = ({ id, name, points, parts }: Part): Part => ({
  id,
  ...(name === undefined ? {} : { name }),
  points,
  ...(parts === undefined ? { 'points-from': 'as-given' } : { parts: parts.map(asGiven) }),
})

type Team = Decision['teams'][number]

// Standings are public. Where a tie was settled by a part or a lot the totals at the cut are equal, not apart.
const cutOrdering = (teams: readonly Team[]): readonly (readonly string[])[] => {
  const tied = teams.some(({ reasons }) => reasons.some(({ code }) => code === 'tie-settled' || code === 'lot-drawn'))
  const within = teams.filter(({ reasons }) => reasons.some(({ code }) => code === 'within-cut'))
  return tied || within.length === 0 || within.length === teams.length ? [] : [within.map(({ id }) => id)]
}

// Who is known to be among the first k stands above the others, wherever the ranks of all of the first k are known.
const rankOrderings = (teams: readonly Team[], count: number): readonly (readonly string[])[] => {
  const sorted = teams
    .flatMap(({ id, rank }) => (rank === null ? [] : [{ id, rank }]))
    .toSorted((a, b) => a.rank - b.rank)
  return sorted.flatMap((_, i) => {
    const next = sorted[i + 1]?.rank ?? count
    const cutHere = i + 1 < count && (i + 1 === sorted.length || next === i + 2)
    const complete = sorted.slice(0, i + 1).every(({ rank }) => rank <= i + 1)
    return cutHere && complete ? [sorted.slice(0, i + 1).map(({ id }) => id)] : []
  })
}
