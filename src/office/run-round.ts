import { AssayError } from '#base'
import { decide, type Decision, type Rules, rulesDigest } from '#programme'
import type { Verification } from '#verify'
import { admit, admittedEvidence } from './admit.ts'
import { enterActs } from './enter-acts.ts'
import { measureMethods } from './measure-methods.ts'
import { measureRound } from './measure-round.ts'
import type { Office } from './office.ts'
import { openRound, type OpenRound } from './open-round.ts'
import type { Run } from './ports.ts'
import { readProgramme, type ProgrammeFolder } from './programme-folder.ts'
import type { OnProgress } from './progress.ts'
import { publishBundle, verifyPublished } from './publish-bundle.ts'
import type { NamedEvidence } from './read-evidence.ts'
import { scorePeople } from './score-people.ts'
import { sealRules } from './seal-rules.ts'
import { stage } from './stage.ts'
import type { Files } from './tools.ts'

export type RunOptions = {
  readonly folder: string
  readonly round?: string
  /** jobs at a time in this process; other workers take up more */
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

export type RoundOutcome = {
  readonly rules: Rules
  readonly decision: Decision
  /** the bundle's folder */
  readonly bundle: string
  readonly verification: Verification
  /** what outsiders verify the bundle with */
  readonly verifierKey: string
}

/**
 * Evaluates a round end to end: rules sealed, submissions received, everything measured, acts entered, decided,
 * published and verified. Called again after an interruption or a kill, it goes on where it stood.
 *
 * @throws AssayError of the room that refuses, `store/run-in-progress` while another process has the round; nothing that
 *   was acknowledged before is lost
 */
export const runRound = async (office: Office, options: RunOptions): Promise<RoundOutcome> => {
  const programme = await checkProgramme(office.tools, options.folder, options.round)
  const run = await begin(office, programme)
  try {
    const outcome = await walk(openRound(office, programme, { ...options, run }))
    await run.end(outcome.decision.status)
    return outcome
  } catch (error) {
    if (!options.signal.aborted) await run.end('failed') // an interrupted run stays open, and is gone on with
    throw error
  }
}

/**
 * Reads a programme's folder and refuses what cannot be evaluated, before anything is sealed.
 *
 * @throws AssayError of the parsers; `office/measure-method-malformed`
 */
export const checkProgramme = async (
  tools: Files,
  folder: string,
  round: string | undefined,
): Promise<ProgrammeFolder> => {
  const programme = await readProgramme(tools, folder, round)
  measureMethods(programme.rules, programme.plan.round)
  return programme
}

const begin = async (office: Office, { rules, plan }: ProgrammeFolder): Promise<Run> => {
  const start = await office.store.runs.begin({
    programme: rules.programme,
    round: plan.round,
    rules: rulesDigest(rules),
  })
  if (start.kind === 'refused') throw new AssayError(start.code, start.facts)
  return start.run
}

const walk = async (round: OpenRound): Promise<RoundOutcome> => {
  await stage(round, 'seal', () => sealRules(round))
  await measureRound(round)
  await admit(round, await stage(round, 'people', () => scorePeople(round)))
  await stage(round, 'acts', () => enterActs(round))
  const { decision, evidence } = await stage(round, 'decide', () => decideRound(round))
  const bundle = await stage(round, 'publish', () => publishBundle(round, decision, evidence))
  const verification = await stage(round, 'verify', () => verifyPublished(round, bundle))
  const { verifierKey } = round.office.store.ledger
  return { rules: round.programme.rules, decision, bundle, verification, verifierKey }
}

const decideRound = async (round: OpenRound) => {
  const evidence: readonly NamedEvidence[] = await admittedEvidence(round)
  const records = evidence.map((piece) => piece.evidence)
  const decision = decide(round.programme.rules, records, { round: round.id })
  const { status, missing } = decision
  const note =
    status === 'decided'
      ? { en: 'decided', ko: '결정됨' }
      : { en: `blocked, ${missing.length} missing`, ko: `보류, 없는 근거 ${missing.length}건` }
  return { value: { decision, evidence }, note }
}
