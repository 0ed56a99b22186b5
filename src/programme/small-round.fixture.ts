import { type Digest, type Evidence, evidenceDigest, type Json } from '#base'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { readRules } from './parse-rules.ts'
import type { Rules } from './rules.ts'

// A small round for tests: two parts of 60 and 40 points, linear from 0 to 100, rounded to tenths, two seats.

type Members = Readonly<Record<string, Json>>

export const smallRound = {
  id: 'first',
  cut: { seats: 2, among: 'all-evaluated' },
  parts: [
    { id: 'bench', points: 60, measure: 'bench.all', 'points-from': { linear: { zero: 0, full: 100 } } },
    { id: 'expert', points: 40, measure: 'review.panel', 'points-from': { linear: { zero: 0, full: 100 } } },
  ],
  rank: { by: 'total', ties: ['expert', 'lot'] },
  lot: { 'tree-size': 8 },
  rounding: { to: 0.1, mode: 'half-up', when: 'each-part' },
} as const satisfies Members

/** The small round with some members replaced. */
export const rulesWith = (round: Members = {}, programme: Members = {}): Rules =>
  readRules({ programme: 'small', rounds: [{ ...smallRound, ...round }], ...programme }, 'programme.yaml')

export const evidence = (
  kind: string,
  subject: Readonly<Record<string, string>>,
  result: Json,
  inputs: readonly Digest[] = [],
): Evidence => ({
  kind,
  subject: { round: 'first', ...subject },
  method: { name: 'by-hand', version: '1', parameters: {} },
  inputs,
  result,
})

export const submission = (team: string, more: Members = {}): Evidence =>
  evidence('submission', { team }, { manifest: null, files: 1, bytes: 10, ...more })
export const measure = (kind: string, team: string, value: number | null): Evidence =>
  evidence(kind, { team }, { value })
export const figure = (team: string, name: string, value: number | null): Evidence =>
  evidence('published-figure', { team }, { figure: name, value })
export const top = (name: string, ...teams: readonly string[]): Evidence =>
  evidence('published-ordering', {}, { figure: name, top: teams })
export const lowest = (name: string, team: string): Evidence =>
  evidence('published-ordering', {}, { figure: name, lowest: team })
export const mean = (name: string, value: number, ...teams: readonly string[]): Evidence =>
  evidence('published-mean', {}, { figure: name, value, teams })

/** Submissions and both measures of the small round, `[bench, expert]` for each team. */
export const measured = (teams: Readonly<Record<string, readonly [number | null, number | null]>>): Evidence[] =>
  Object.entries(teams).flatMap(([team, [bench, expert]]) => [
    submission(team),
    measure('bench.all', team, bench),
    measure('review.panel', team, expert),
  ])

export const named = (one: Evidence): Digest => evidenceDigest(one)

/** Team → what a member of its decision is. */
export const byTeam = <K extends keyof Decision['teams'][number]>(
  decision: Decision,
  member: K,
): Record<string, Decision['teams'][number][K]> =>
  Object.fromEntries(decision.teams.map((team) => [team.id, team[member]]))

export const decideSmall = (pieces: readonly Evidence[], round: Members = {}): Decision =>
  decide(rulesWith(round), pieces)

/** What a call refused: its code and facts. */
export const refusal = (call: () => unknown): Readonly<Record<string, unknown>> => {
  try {
    call()
  } catch (error) {
    const { code, facts } = error as { readonly code: string; readonly facts: Readonly<Record<string, unknown>> }
    return { code, ...facts }
  }
  return { code: 'nothing was refused' }
}
