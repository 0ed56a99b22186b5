import { canonicalJson, type Digest, digestOfText, type Json } from '#base'
import { parseRules, type Rules } from '#programme'
import { PROGRAMME, RULES } from './bundle-layout.ts'
import type { SealedFiles } from './check-files.ts'
import { entryPlace, fileOf, type PlacedEntry } from './check-ledger.ts'
import { BundleFailure, orFail } from './failure.ts'
import { readText } from './read-json.ts'

export type ReadRules = { readonly rules: Rules; readonly digest: Digest }

/** The rules as written, which `rules.json` repeats in the canonical form that was sealed. */
export const readRules = ({ kept }: SealedFiles): ReadRules => {
  const written = readText(fileOf(kept, PROGRAMME), PROGRAMME)
  const rules = orFail('verify/malformed', PROGRAMME, () => parseRules(written, PROGRAMME))
  const canonical = orFail('verify/malformed', PROGRAMME, () => canonicalJson(rules as Json))
  if (canonical !== readText(fileOf(kept, RULES), RULES)) {
    throw new BundleFailure('verify/malformed', `${RULES}: not the canonical form of ${PROGRAMME}`)
  }
  return { rules, digest: digestOfText(canonical) }
}

/**
 * These rules were sealed before any evidence of the round was admitted, and no others after them before the decision.
 * Rules that were amended later must say so themselves, `after-sight`.
 *
 * @param acts entries of this programme and round, in the ledger's order
 * @returns how many admissions of evidence were looked at
 */
export const checkRulesSealedFirst = (
  { rules, digest }: ReadRules,
  acts: readonly PlacedEntry[],
  round: string,
): number => {
  const seal = acts.find(({ act, digests }) => act === 'rules-sealed' && digests['rules'] === digest)
  if (seal === undefined) throw new BundleFailure('verify/rules-not-sealed', `${RULES}, ${digest}`)
  const admissions = acts.filter(({ digests }) => digests['evidence'] !== undefined)
  const early = admissions.find(({ index }) => index < seal.index)
  if (early !== undefined && !amendedAfterSight(rules, round)) {
    const where = `${entryPlace(early.index)} admits evidence, ${entryPlace(seal.index)} seals the rules`
    throw new BundleFailure('verify/rules-after-evidence', where)
  }
  const decided = acts.findLast(({ act }) => act === 'decision-made')?.index ?? Number.POSITIVE_INFINITY
  const inForce = acts.findLast(({ act, index }) => act === 'rules-sealed' && index < decided)
  if (inForce !== undefined && inForce.digests['rules'] !== digest) {
    throw new BundleFailure('verify/rules-replaced', entryPlace(inForce.index))
  }
  return admissions.length
}

const amendedAfterSight = (rules: Rules, round: string): boolean =>
  (rules.amendments ?? []).some((one) => one['after-sight'] && (one.round === undefined || one.round === round))
