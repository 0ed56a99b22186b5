import { type Digest, type Evidence, evidenceDigest, type Json } from '#base'
import { mean, type Seeded, seeded, trimmedMean } from '#numeric'
import { decide, parseRules, type Rules, stabilityOf } from '#programme'
import type { Measure } from './main.ts'

const TEAMS = 50
const PARTS = 40
const ROUNDS = 100

/**
 * A decision on fifty teams and forty parts, beside the bare arithmetic of it in doubles: a loop over teams and parts, and a
 * sort. Evidence is named by its digest; the office holds the names already, since it read each piece by its name, so the
 * figure asked for is without hashing, and the one with hashing stands beside it.
 */
export const measures = async (): Promise<readonly Measure[]> => {
  const { rules, evidence } = roundOf(TEAMS, PARTS)
  const digests = new Map<Evidence, Digest>(evidence.map((one) => [one, evidenceDigest(one)]))
  const named = bestOf(() => decide(rules, evidence, { digests }))
  const plain = bestOf(() => plainDecision(rules, evidence))
  const whole = bestOf(() => decide(rules, evidence))
  const unpublished = hiddenRound(40)
  const hidden = timeOf(() => decide(unpublished.rules, unpublished.evidence))
  const observed = observedRound(TEAMS, PARTS)
  const drawn = Math.min(
    ...[1, 2].map(() => timeOf(() => stabilityOf(observed.rules, observed.evidence, { seed: 1, draws: 10_000 }))),
  )
  return [
    measure('decide-50-teams-40-parts', named, '≤ 5 ms', plain),
    measure('decide-with-hashing', whole, '—', plain),
    measure('decide-40-unpublished-teams', hidden, '≤ 2000 ms', undefined),
    measure('stability-50-teams-40-parts-10000-draws', drawn, '≤ 2000 ms', undefined),
  ]
}

const measure = (name: string, value: number, goal: string, plain: number | undefined): Measure => ({
  name,
  value,
  unit: 'ms',
  goal,
  against: plain === undefined ? '—' : `double loop ${plain.toFixed(3)}`,
  ratio: plain === undefined ? null : value / plain,
})

const timeOf = (work: () => unknown): number => {
  const from = performance.now()
  work()
  return performance.now() - from
}
const bestOf = (work: () => unknown): number => Math.min(...Array.from({ length: ROUNDS }, () => timeOf(work)))

type Case = { readonly rules: Rules; readonly evidence: readonly Evidence[] }

const roundOf = (teams: number, parts: number): Case => {
  const ids = Array.from({ length: parts }, (_, i) => `p${i}`)
  const rules = parseRules(
    JSON.stringify({
      programme: 'bench',
      rounds: [
        {
          id: 'first',
          cut: { seats: 20, among: 'all-evaluated' },
          parts: ids.map((id) => ({
            id,
            points: 2.5,
            measure: `bench.${id}`,
            'points-from': { linear: { zero: 0, full: 100 } },
          })),
          rank: { by: 'total', ties: [...ids, 'lot'] },
          lot: { 'tree-size': 8 },
          rounding: { to: 0.1, mode: 'half-up', when: 'each-part' },
        },
      ],
    }),
    'bench',
  )
  const evidence = Array.from({ length: teams }, (_, t) => [
    piece('submission', `t${t}`, { manifest: null, files: 1, bytes: 1 }),
    ...ids.map((id, i) => piece(`bench.${id}`, `t${t}`, { value: ((t * 7919 + i * 104_729) % 10_007) / 100.07 })),
  ]).flat()
  return { rules, evidence }
}

/** Two parts of which nothing is published, and a published mean of the totals that joins all teams. */
const hiddenRound = (teams: number): Case => {
  const ids = Array.from({ length: teams }, (_, t) => `t${t}`)
  const rules = parseRules(
    JSON.stringify({
      programme: 'bench',
      rounds: [
        {
          id: 'first',
          cut: { seats: 10, among: 'all-evaluated' },
          parts: [
            { id: 'a', points: 60, 'points-from': 'as-given' },
            { id: 'b', points: 40, 'points-from': 'as-given' },
          ],
          rank: { by: 'total', ties: ['a', 'lot'] },
          lot: { 'tree-size': 8 },
          rounding: { to: 0.1, mode: 'half-up', when: 'each-part' },
        },
      ],
    }),
    'bench',
  )
  const evidence = [
    ...ids.flatMap((team) => [
      piece('submission', team, { manifest: null, files: 1, bytes: 1 }),
      piece('published-figure', team, { figure: 'a', value: null }),
      piece('published-figure', team, { figure: 'b', value: null }),
    ]),
    piece('published-mean', '', { figure: 'total', value: 61.5, teams: ids }),
    piece('published-ordering', '', { figure: 'total', top: ids.slice(0, 10) }),
  ]
  return { rules, evidence }
}

const REVIEWERS = 10
const USERS = 49
const ITEMS = 120

/** The round with observations behind every measure: a panel, users, and a benchmark of 120 items for each other part. */
const observedRound = (teams: number, parts: number): Case => {
  const stream = seeded(2026)
  const ids = Array.from({ length: teams }, (_, t) => `t${t}`)
  const tasks = Array.from({ length: parts - 2 }, (_, i) => `p${i}`)
  const part = (id: string, full: number) => ({
    id,
    points: 2.5,
    measure: `m.${id}`,
    'points-from': { linear: { zero: 0, full } },
  })
  const rules = parseRules(
    JSON.stringify({
      programme: 'bench',
      rounds: [
        {
          id: 'first',
          cut: { seats: 20, among: 'all-evaluated' },
          parts: [...tasks.map((id) => part(id, 1)), part('expert', 100), part('user', 5)],
          measures: {
            ...Object.fromEntries(
              tasks.map((task) => [
                `m.${task}`,
                { method: 'mean-of-tasks', parameters: { figures: [{ task, figure: 'acc,none' }] } },
              ]),
            ),
            'm.expert': {
              method: 'trimmed-mean-of-reviewers',
              parameters: { scale: [0, 100], criteria: { design: 1, novelty: 1, impact: 1 } },
            },
            'm.user': { method: 'mean-of-ratings', parameters: { scale: [1, 5] } },
          },
          rank: { by: 'total', ties: ['expert', 'lot'] },
          lot: { 'tree-size': 8 },
          rounding: { to: 0.1, mode: 'half-up', when: 'each-part' },
        },
      ],
    }),
    'bench',
  )
  const items = ids.flatMap((team) => tasks.map((task) => ({ team, task, scores: hits(stream, ITEMS) })))
  const marks = ids.flatMap((team) =>
    Array.from({ length: REVIEWERS }, (_, i) => ({
      team,
      reviewer: `e${i}`,
      marks: { design: 60 + stream.below(40), novelty: 50 + stream.below(50), impact: 40 + stream.below(60) },
    })),
  )
  const ratings = ids.flatMap((team) =>
    Array.from({ length: USERS }, (_, i) => ({ team, user: `u${i}`, rating: 1 + stream.below(5) })),
  )
  const expertOf = (team: string): number =>
    mean(
      (['design', 'novelty', 'impact'] as const).map((criterion) =>
        trimmedMean(
          marks.filter((one) => one.team === team).map((one) => one.marks[criterion]),
          1,
        ),
      ),
    )
  const evidence = [
    ...ids.map((team) => piece('submission', team, { manifest: null, files: 1, bytes: 1 })),
    ...items.map(({ team, task, scores }) => ({
      ...piece('bench.task', team, { metrics: {}, items: { 'acc,none': scores } }),
      subject: { round: 'first', team, task },
    })),
    ...items.map(({ team, task, scores }) => piece(`m.${task}`, team, { value: mean(scores) })),
    piece('review.scores', '', { measure: 'm.expert', scores: marks }),
    piece('arena.ratings', '', { measure: 'm.user', ratings }),
    ...ids.flatMap((team) => [
      piece('m.expert', team, { value: expertOf(team) }),
      piece('m.user', team, { value: mean(ratings.filter((one) => one.team === team).map(({ rating }) => rating)) }),
    ]),
  ]
  return { rules, evidence }
}

const hits = (stream: Seeded, count: number): number[] =>
  Array.from({ length: count }, () => (stream.uniform() < 0.6 ? 1 : 0))

const piece = (kind: string, team: string, result: Json): Evidence => ({
  kind,
  subject: { round: 'first', ...(team === '' ? {} : { team }) },
  method: { name: 'by-hand', version: '1', parameters: {} },
  inputs: [],
  result,
})

/** What a spreadsheet would do: doubles, no evidence, no reasons, no exactness. */
const plainDecision = (rules: Rules, evidence: readonly Evidence[]): readonly string[] => {
  const values = new Map<string, number>()
  for (const { kind, subject, result } of evidence) {
    values.set(`${kind} ${subject['team']}`, (result as { readonly value?: number }).value ?? 0)
  }
  const parts = rules.rounds[0]?.parts ?? []
  const totals = Array.from({ length: TEAMS }, (_, t) => {
    let total = 0
    for (const { points, measure: kind } of parts) {
      total += Math.round(((values.get(`${kind} t${t}`) ?? 0) / 100) * points * 10) / 10
    }
    return { team: `t${t}`, total }
  })
  return totals.toSorted((a, b) => b.total - a.total).map(({ team }) => team)
}
