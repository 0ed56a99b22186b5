import { AssayError } from '#base'
import { parseRules, type Rules } from '#programme'
import { parseRoundPlan, RoundPlan } from './round-plan.ts'
import type { Files } from './tools.ts'

const MAX_RULES_BYTES = 4 * 2 ** 20

export type ProgrammeFolder = {
  readonly folder: string
  readonly rules: Rules
  /** `programme.yaml` to the byte, as it goes into the bundle */
  readonly rulesText: string
  readonly plan: RoundPlan
}

/** The rules: `programme.yaml` itself, or the folder that holds it. */
export const readRules = async (
  files: Files,
  path: string,
): Promise<{ readonly rules: Rules; readonly text: string }> => {
  const file = (await files.list(path)) === undefined ? path : `${path}/programme.yaml`
  const text = await files.readText(file, MAX_RULES_BYTES)
  return { rules: parseRules(text, file), text }
}

/**
 * A programme's folder: its rules, and the plan of the round that is asked for. Without a `round.yaml` a round consists
 * of ready evidence in `evidence/`.
 *
 * @throws AssayError `office/unknown-round`, and what the two parsers refuse
 */
export const readProgramme = async (
  files: Files,
  folder: string,
  round: string | undefined,
): Promise<ProgrammeFolder> => {
  const { rules, text } = await readRules(files, folder)
  const names = await files.list(folder)
  const known = rules.rounds.map(({ id }) => id)
  const plan = names?.includes('round.yaml')
    ? parseRoundPlan(await files.readText(`${folder}/round.yaml`, MAX_RULES_BYTES), `${folder}/round.yaml`)
    : RoundPlan.parse({ round: round ?? known[0] ?? '', evidence: 'evidence' })
  if (round !== undefined && round !== plan.round) {
    throw new AssayError('office/unknown-round', { round, known: known.includes(round) ? [plan.round] : known })
  }
  if (!known.includes(plan.round)) throw new AssayError('office/unknown-round', { round: plan.round, known })
  return { folder, rules, rulesText: text, plan }
}
