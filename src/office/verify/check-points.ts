import { canonicalJson, digestOfText, type Evidence, type Json } from '#base'
import { decide, type Rules } from '#programme'
import { DECISION } from './bundle-layout.ts'
import type { SealedFiles } from './check-files.ts'
import { entryPlace, fileOf, type PlacedEntry } from './check-ledger.ts'
import { firstDifference } from './first-difference.ts'
import { BundleFailure, orFail } from './failure.ts'
import { readCanonical, readText } from './read-json.ts'

/** The round that the bundle's decision is about. */
export const readRound = ({ kept }: SealedFiles): string => {
  const decision = readCanonical(fileOf(kept, DECISION), DECISION)
  const round = memberOf(decision, 'round')
  if (typeof round !== 'string') throw new BundleFailure('verify/malformed', `${DECISION}: no round`)
  return round
}

/**
 * The decision is the one that the ledger holds, and rules and evidence give it again, to the byte.
 *
 * @returns how many points figures were recomputed: every part and total of every team that is not undisclosed
 */
export const checkPoints = (claim: {
  readonly sealed: SealedFiles
  readonly rules: Rules
  readonly round: string
  readonly evidence: readonly Evidence[]
  readonly entered: PlacedEntry
}): number => {
  const { sealed, rules, round, evidence, entered } = claim
  const text = readText(fileOf(sealed.kept, DECISION), DECISION)
  if (entered.digests['decision'] !== digestOfText(text)) {
    throw new BundleFailure(
      'verify/decision-not-entered',
      `${DECISION} is not the decision of ${entryPlace(entered.index)}`,
    )
  }
  const again = orFail('verify/decision-differs', 'decide()', () => canonicalJson(decide(rules, evidence, { round })))
  if (again !== text) {
    const place = firstDifference(JSON.parse(text) as Json, JSON.parse(again) as Json)
    throw new BundleFailure('verify/decision-differs', `${DECISION} ${place}`)
  }
  return countFigures(JSON.parse(again) as Json)
}

const countFigures = (decision: Json): number => {
  const teams = memberOf(decision, 'teams')
  if (!Array.isArray(teams)) return 0
  return (teams as readonly Json[]).reduce<number>((count, team) => {
    const parts = memberOf(team, 'parts')
    const figures = [memberOf(team, 'total'), ...(isObject(parts) ? Object.values(parts) : [])]
    return count + figures.filter((figure) => typeof figure === 'number').length
  }, 0)
}

const memberOf = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? value[name] : undefined

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
