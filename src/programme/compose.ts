import { type Digest, divide, rational, type Rational } from '#base'
import type { Assessment, TeamOnRecord } from './assess.ts'
import type { Decision, Missing, Reason, Standing } from './decision.ts'
import { disclosureOf } from './disclosure-levels.ts'
import { numberOf, sumOf } from './exact.ts'
import * as kinds from './evidence-kinds.ts'
import { TOTAL } from './part-tree.ts'
import { type Place, ranksOf, type Standings, winnersOf } from './ranking.ts'
import { cutReasons, gateReasons } from './reasons.ts'
import { rulesDigest } from './rules.ts'

/** What the cut came to. */
export type Settled = {
  /** Those who contested the seats. */
  readonly field: readonly string[]
  readonly places: ReadonlyMap<string, Place | undefined>
  readonly missing: readonly Missing[]
  readonly lotSeed: Digest | undefined
}

/** Writes the decision down; with anything missing it is blocked, and then has neither ranks nor standings. */
export const compose = (assessment: Assessment, standings: Standings | undefined, settled: Settled): Decision => {
  const { rules, round, paths, teams, docket } = assessment
  const decided = settled.missing.length === 0 && standings !== undefined
  const standing = new Map(teams.map((team) => [team.id, decided ? standingOf(team, settled) : null]))
  const advancing = [...standing.values()].filter((one) => one === 'advances').length
  const evaluated = teams.filter(isEvaluated).map(({ id }) => id)
  const ranks = decided ? ranksOf(evaluated, standings) : undefined
  const winners = (path: string): string[] | null => {
    const found = standings === undefined ? [] : winnersOf(path, evaluated, standings)
    return found.length === 0 ? null : [...found]
  }
  return {
    status: decided ? 'decided' : 'blocked',
    missing: [...settled.missing],
    defects: teams
      .flatMap(({ gates }) => gates.flatMap(({ defects }) => defects))
      .map((one) => ({ ...one, evidence: [...one.evidence] })),
    programme: rules.programme,
    round: round.id,
    rules: rulesDigest(rules),
    seats: round.cut.seats,
    teams: teams.map((team) => ({
      ...figuresOf(team, assessment),
      gates: team.gates.map(gateOf),
      rank: ranks?.get(team.id) ?? null,
      standing: standing.get(team.id) ?? null,
      reasons: reasonsOf(team, assessment, settled),
      disclosure: disclosureOf(round, standing.get(team.id) ?? null),
    })),
    partWinners: Object.fromEntries(paths.map((path) => [path, winners(path)])),
    means: Object.fromEntries([...paths, TOTAL].map((path) => [path, meanOf(path, evaluated, assessment)])),
    vacancies: decided ? Math.max(0, round.cut.seats - advancing) : null,
    commendations: docket
      .all('commendation', kinds.Commendation)
      .map(({ digest, subject, result }) => ({ team: subject['team'] ?? '', for: result.for, evidence: digest }))
      .toSorted((a, b) => (a.team === b.team ? 0 : a.team < b.team ? -1 : 1)),
    afterSight: {
      amendments: (rules.amendments ?? [])
        .filter((one) => one['after-sight'] && (one.round === undefined || one.round === round.id))
        .map(({ version }) => version),
      references: rules.references.filter((one) => one['after-sight'] === true).map(({ id }) => id),
    },
  }
}

const isEvaluated = ({ withdrawal }: TeamOnRecord): boolean => withdrawal === undefined

const standingOf = (team: TeamOnRecord, { places }: Settled): Standing => {
  if (!isEvaluated(team)) return 'withdrawn'
  if (team.gates.some(({ state }) => state === 'not-met')) return 'removed: gate'
  return places.get(team.id) === 'within' ? 'advances' : 'removed: points'
}

const figuresOf = (
  { id }: TeamOnRecord,
  { leaves, paths, sheet, figures }: Assessment,
): Pick<Decision['teams'][number], 'id' | 'parts' | 'total' | 'measures'> => {
  const shown = (path: string): number | null => {
    const value = sheet.shown(id, path)
    return value === undefined ? null : numberOf(value)
  }
  const parts: Record<string, number | null> = {}
  for (const path of paths) parts[path] = shown(path)
  const measures: Decision['teams'][number]['measures'] = {}
  for (const { path } of leaves) {
    const { measure } = figures.leaf(id, path)
    if (measure === null) continue
    measures[path] = { value: measure.value, evidence: [...measure.evidence], sample: measure.sample }
  }
  return { id, parts, total: shown(TOTAL), measures }
}

const gateOf = (gate: TeamOnRecord['gates'][number]): Decision['teams'][number]['gates'][number] => ({
  id: gate.id,
  state: gate.state,
  finding: gate.finding,
  determination: gate.determination,
  reply: gate.reply,
  components: gate.components.map((one) => ({ ...one, references: [...one.references] })),
  evidence: [...gate.evidence],
})

const reasonsOf = (team: TeamOnRecord, assessment: Assessment, settled: Settled): Reason[] => {
  const at = `rounds/${assessment.round.id}`
  if (team.withdrawal !== undefined) return [{ code: 'withdrawn', rule: at, evidence: [team.withdrawal] }]
  return [...gateReasons(team, at), ...cutReasons(team, assessment, settled)]
}

/** Over those evaluated: exact where every figure is known, else as it was published for exactly these teams. */
const meanOf = (path: string, evaluated: readonly string[], { sheet, docket }: Assessment): number | null => {
  const known = evaluated.map((team) => sheet.shown(team, path))
  const values = known.filter((value): value is Rational => value !== undefined)
  if (values.length === evaluated.length) {
    return values.length === 0 ? null : numberOf(divide(sumOf(values), rational(BigInt(values.length))))
  }
  const published = docket
    .all('published-mean', kinds.PublishedMean)
    .find(({ result }) => result.figure === path && sameTeams(result.teams, evaluated))
  return published?.result.value ?? null
}

const sameTeams = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === b.length
