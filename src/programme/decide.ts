import { AssayError, type Evidence } from '#base'
import { type Assessment, assess, passedGates } from './assess.ts'
import { completionsOf } from './completions.ts'
import { compose, type Settled } from './compose.ts'
import type { Decision, Missing } from './decision.ts'
import { agreed, type KnownDigests } from './docket.ts'
import * as kinds from './evidence-kinds.ts'
import { drawLot } from './lot.ts'
import { type Cut, placesOf, type Standings } from './ranking.ts'
import { type Rules, rulesDigest, stepOf } from './rules.ts'

/**
 * The decision of a round: a pure function of sealed rules and evidence, the same to the last digit everywhere.
 *
 * Absent evidence blocks the decision and is listed. Unpublished figures do not: what is the same in every completion
 * that fits the published figures, their rounding, the means and the orderings is decided; a rank or a winner that is
 * not is `null`, a standing that is not blocks. Evidence that contradicts itself is refused, never chosen from.
 *
 * @param evidence of any rounds, in any order
 * @param options `round`: which one; may be left out where the rules have only one. `digests`: names of the evidence, where
 *   the caller has read each piece by its name; names that are not there are computed
 * @throws AssayError `programme/round-unknown`, `programme/round-not-named`, `programme/evidence-malformed`, `programme/team-malformed`,
 *   `programme/evidence-contradicts`, `programme/figures-contradict`, `programme/figure-unknown`,
 *   `programme/figure-out-of-range`, `programme/figure-off-grid`, `programme/other-weights`,
 *   `programme/determination-against-rule`, `programme/target-not-positive`, `programme/lot-too-early`
 */
export const decide = (
  rules: Rules,
  evidence: readonly Evidence[],
  { round, digests }: { readonly round?: string | undefined; readonly digests?: KnownDigests } = {},
): Decision => {
  const assessment = assess(rules, evidence, round, digests)
  const absent = absentEvidence(assessment)
  // Completions are asked for once every figure is on record, published or not; an open gate does not hinder that.
  const standings = absent.every((one) => 'gate' in one) ? standingsOf(assessment) : undefined
  const settled = standings === undefined || absent.length > 0 ? NOTHING_SETTLED : settle(assessment, standings)
  return compose(assessment, standings, { ...settled, missing: [...absent, ...settled.missing] })
}

const NOTHING_SETTLED: Settled = { field: [], places: new Map(), missing: [], lotSeed: undefined }

const absentEvidence = ({ round, leaves, teams }: Assessment): readonly Missing[] => {
  if (teams.length === 0) return [{ round: round.id, evidence: 'submission' }]
  const order = leaves.map(({ path }) => path)
  return teams.flatMap(({ id, submitted, withdrawal, missingParts, gates }): readonly Missing[] => [
    ...(submitted ? [] : [{ team: id, evidence: 'submission' }]),
    ...order.filter((path) => missingParts.includes(path)).map((part) => ({ team: id, part })),
    ...gates
      .filter(({ state }) => state === 'open' && withdrawal === undefined)
      .map((gate) => ({ team: id, gate: gate.id })),
  ])
}

const standingsOf = ({ round, sheet, statements }: Assessment): Standings => ({
  completions: completionsOf(sheet, statements),
  figure: sheet.figure,
  stepOf: (path) => stepOf(round, path),
})

const settle = (assessment: Assessment, standings: Standings): Settled => {
  const { round, leaves, teams, figures } = assessment
  const evaluated = teams.filter(({ withdrawal }) => withdrawal === undefined)
  const contesting = round.cut.among === 'all-evaluated' ? evaluated : evaluated.filter(passedGates)
  const field = contesting.map(({ id }) => id)
  const { cut, lotSeed } = cutOf(assessment)
  const places = placesOf(field, standings, cut)
  const unpublished = leaves.map(({ path }) => path)
  const missing = field.flatMap((team) =>
    places.get(team) === undefined
      ? unpublished
          .filter((path) => figures.leaf(team, path).points.kind === 'hidden')
          .map((part): Missing => ({ team, part }))
      : [],
  )
  const lot: readonly Missing[] = [...places.values()].includes('lot')
    ? [{ round: round.id, evidence: 'lot-seed' }]
    : []
  return { field, places, missing: [...missing, ...lot], lotSeed }
}

const cutOf = ({
  rules,
  round,
  docket,
  teams,
}: Assessment): { readonly cut: Cut; readonly lotSeed: Settled['lotSeed'] } => {
  const about = { kind: 'lot-seed', round: round.id }
  const seed = agreed(docket.all('lot-seed', kinds.LotSeed), (result) => `${result.seed} ${result.treeSize}`, about)
  const cut = { seats: round.cut.seats, ties: round.rank.ties.filter((name) => name !== 'lot') }
  if (seed === undefined) return { cut: { ...cut, lot: undefined }, lotSeed: undefined }
  const { treeSize } = seed.result
  const needed = round.lot['tree-size']
  if (treeSize < needed) {
    throw new AssayError('programme/lot-too-early', { treeSize, needed, evidence: seed.evidence })
  }
  const nonces = new Map(teams.map(({ id, lotNonce }) => [id, lotNonce]))
  const draw = { rules: rulesDigest(rules), round: round.id, seed: seed.result.seed, nonces }
  return { cut: { ...cut, lot: (tied) => drawLot(tied, draw) }, lotSeed: seed.evidence[0] }
}
