import { AssayError, type Digest, type Evidence, Id } from '#base'
import { type Docket, type KnownDigests, openDocket } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import { judgeGate, type JudgedGate } from './judge-gate.ts'
import { everyPart, type LeafPart, leavesOf, type PartNode, partTree } from './part-tree.ts'
import { type Figures, readFigures } from './read-figures.ts'
import type { Round, Rules } from './rules.ts'
import { layOut, type Sheet } from './sheet.ts'
import { meansOf, orderingsOf, type Statement, teamsInStatements } from './statements.ts'

/** A round with its evidence read: everything that a decision is made from, and nothing decided yet. */
export type Assessment = {
  readonly rules: Rules
  readonly round: Round
  readonly tree: readonly PartNode[]
  readonly leaves: readonly LeafPart[]
  /** Every part's path, each before the parts inside it. */
  readonly paths: readonly string[]
  readonly docket: Docket
  readonly teams: readonly TeamOnRecord[]
  readonly figures: Figures
  readonly sheet: Sheet
  /** All that was published about figures; empty while a team's submission is missing. */
  readonly statements: readonly Statement[]
}

export type TeamOnRecord = {
  readonly id: string
  readonly submitted: boolean
  readonly lotNonce: Digest | null
  readonly withdrawal: Digest | undefined
  readonly gates: readonly JudgedGate[]
  /** Leaves of which nothing is on record; those of a withdrawn team are not asked for. */
  readonly missingParts: readonly string[]
}

/** @throws AssayError see `decide` */
export const assess = (
  rules: Rules,
  evidence: readonly Evidence[],
  roundId: string | undefined,
  digests?: KnownDigests,
): Assessment => {
  const round = roundOf(rules, roundId)
  const tree = partTree(round)
  const docket = openDocket(evidence, round.id, digests)
  const ids = [...new Set([...docket.named, ...teamsInStatements(docket)])].toSorted()
  for (const id of ids) if (!Id.safeParse(id).success) throw new AssayError('programme/team-malformed', { team: id })
  const entrants = ids.map((id) => entrantOf(rules, round, docket, id))
  const evaluated = entrants.filter(({ withdrawal }) => withdrawal === undefined)
  const isOpen = evaluated.some(({ gates }) => gates.some(({ state }) => state === 'open'))
  const figures = readFigures(round, tree, docket, {
    teams: ids,
    evaluated: evaluated.map(({ id }) => id),
    throughGates: isOpen ? undefined : evaluated.filter(passedGates).map(({ id }) => id),
  })
  const leaves = leavesOf(tree)
  const teams = entrants.map((entrant): TeamOnRecord => {
    return { ...entrant, missingParts: entrant.withdrawal === undefined ? figures.missing(entrant.id) : [] }
  })
  const sheet = layOut(round, tree, figures, ids)
  const scope = { round, tree, docket, teams: ids, evaluated: evaluated.map(({ id }) => id), sheet }
  const statements = [...sheet.statements, ...orderingsOf(scope), ...meansOf(scope)]
  const paths = everyPart(tree).map(({ path }) => path)
  return { rules, round, tree, leaves, paths, docket, teams, figures, sheet, statements }
}

export const passedGates = ({ gates }: Pick<TeamOnRecord, 'gates'>): boolean =>
  gates.every(({ state }) => state === 'met')

export const roundOf = (rules: Rules, id: string | undefined): Round => {
  const known = rules.rounds.map((round) => round.id)
  const [only, ...others] = rules.rounds
  if (id === undefined && only !== undefined && others.length === 0) return only
  if (id === undefined) throw new AssayError('programme/round-not-named', { known })
  const round = rules.rounds.find((one) => one.id === id)
  if (round === undefined) throw new AssayError('programme/round-unknown', { round: id, known })
  return round
}

const entrantOf = (rules: Rules, round: Round, docket: Docket, id: string): Omit<TeamOnRecord, 'missingParts'> => {
  const submissions = docket.all('submission', kinds.Submission, { team: id })
  const [first, second] = submissions
  if (first !== undefined && second !== undefined) {
    throw new AssayError('programme/evidence-contradicts', {
      kind: 'submission',
      team: id,
      said: submissions.map(({ result }) => result.manifest ?? 'no manifest'),
      evidence: submissions.map(({ digest }) => digest),
    })
  }
  return {
    id,
    submitted: first !== undefined,
    lotNonce: first?.result.lotNonce ?? null,
    withdrawal: docket.all('withdrawal', kinds.Withdrawal, { team: id })[0]?.digest,
    gates: round.gates.map((gate) => judgeGate(rules, gate, id, docket)),
  }
}
