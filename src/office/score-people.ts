import { AssayError, type Digest, digestOfText, type Evidence, evidenceDigest, type Json } from '#base'
import { parseRatings, ratingScores } from '#arena'
import { panelAgreement, type PanelAgreement, type PanelScore, panelScores, parseScorecards } from '#review'
import { type MeasureMethod, measureMethods } from './measure-methods.ts'
import { type OpenRound, teamsOf } from './open-round.ts'
import type { NamedEvidence } from './read-evidence.ts'
import type { Staged } from './stage.ts'
import type { Files } from './tools.ts'

const MAX_TABLE_BYTES = 64 * 2 ** 20

/**
 * Aggregates the experts' marks and the users' ratings into the measures that the rules define on them. Names, reasons
 * and comments stay in the files: evidence holds the file's digest, counts and figures.
 *
 * @throws AssayError `office/plan-without-input`, and what the tables are refused for
 */
export const scorePeople = async (round: OpenRound): Promise<Staged<readonly NamedEvidence[]>> => {
  const { rules, plan } = round.programme
  const evidence: Evidence[] = []
  for (const [measure, method] of measureMethods(rules, round.id)) {
    if (method.method === 'trimmed-mean-of-reviewers') {
      const table = await tableOf(round, measure, plan.people.scores, 'people.scores')
      const scores = panelScores(
        parseScorecards(table.text, table.path, { ...method.parameters, teams: teamsOf(round) }),
        method.parameters,
      )
      evidence.push(...scores.map((score) => evidenceOf(round, { measure, method, table, score })))
    } else if (method.method === 'mean-of-ratings') {
      const table = await tableOf(round, measure, plan.people.ratings, 'people.ratings')
      const scores = ratingScores(
        parseRatings(table.text, table.path, { ...method.parameters, teams: teamsOf(round) }),
        method.parameters,
      )
      evidence.push(...scores.map((score) => evidenceOf(round, { measure, method, table, score })))
    }
  }
  const measures = new Set(evidence.map(({ kind }) => kind)).size
  return {
    value: evidence.map((one) => ({ digest: evidenceDigest(one), evidence: one })),
    note:
      measures === 0
        ? { en: 'ready evidence or none', ko: '따로 없음' }
        : { en: `${evidence.length} scores`, ko: `점수 ${evidence.length}개` },
  }
}

export type PanelReport = { readonly scores: readonly PanelScore[]; readonly agreement: readonly PanelAgreement[] }

/** The panel scores of a table of marks, for `assay panel score`: criteria as they occur, with equal weights. */
export const scorePanel = async (
  files: Files,
  path: string,
  scale: readonly [number, number],
): Promise<PanelReport> => {
  const rules = { scale }
  const cards = parseScorecards(await files.readText(path, MAX_TABLE_BYTES), path, rules)
  return { scores: panelScores(cards, rules), agreement: panelAgreement(cards) }
}

type Table = { readonly path: string; readonly text: string; readonly digest: Digest }

const tableOf = async (
  { office, programme }: OpenRound,
  measure: string,
  file: string | undefined,
  needed: string,
): Promise<Table> => {
  if (file === undefined) throw new AssayError('office/plan-without-input', { measure, needed })
  const path = `${programme.folder}/${file}`
  const text = await office.tools.readText(path, MAX_TABLE_BYTES)
  return { path, text, digest: digestOfText(text) }
}

type Scored = {
  readonly measure: string
  readonly method: MeasureMethod
  readonly table: Table
  readonly score: {
    readonly team: string
    readonly value: number
    readonly stderr: number | undefined
    readonly interval: object | undefined
    readonly n: number
  }
}

const evidenceOf = (round: OpenRound, { measure, method, table, score }: Scored): Evidence => {
  const { team, value, stderr, interval, n, ...details } = score
  return {
    kind: measure,
    subject: { round: round.id, team },
    method: { name: method.method, version: '1', parameters: method.parameters as Readonly<Record<string, Json>> },
    inputs: [table.digest],
    result: withoutAbsent({ value, stderr, interval, n, details, sample: round.programme.plan.people.sample }),
  }
}

// JSON has no «absent»: a member without a value is left out, at every depth.
const withoutAbsent = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json
