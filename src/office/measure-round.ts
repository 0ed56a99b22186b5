import { admit } from './admit.ts'
import { doJobs } from './do-jobs.ts'
import { type OpenRound, teamsOf } from './open-round.ts'
import { inOrderOfAdmission } from './order-of-admission.ts'
import { readEvidence } from './read-evidence.ts'
import type { RoundJob } from './round-jobs.ts'
import { stage, type Staged } from './stage.ts'

/**
 * The long stages, as jobs that any worker of the office may take up: submissions received, benchmarks run, weights
 * compared with every sealed reference. Ready evidence of the programme's folder is admitted first.
 */
export const measureRound = async (round: OpenRound): Promise<void> => {
  await stage(round, 'receive', () => receive(round))
  await stage(round, 'benchmark', () => benchmark(round))
  await stage(round, 'provenance', () => compare(round))
}

const receive = async (round: OpenRound): Promise<Staged<void>> => {
  const { folder, plan } = round.programme
  if (plan.evidence !== undefined) {
    await admit(round, inOrderOfAdmission(await readEvidence(round.office.tools, `${folder}/${plan.evidence}`)))
  }
  const teams = teamsOf(round)
  const jobs: RoundJob[] = [
    ...teams.map((team) => ({ work: 'receive' as const, folder, round: round.id, team })),
    ...(teams.length === 0 ? [] : sealedReferences(round)).map((reference) => ({
      work: 'reference' as const,
      folder,
      round: round.id,
      reference,
    })),
  ]
  await admit(round, await doJobs(round, 'receive', jobs))
  const note =
    teams.length === 0
      ? { en: 'ready evidence', ko: '준비된 근거' }
      : { en: `${teams.length} submissions`, ko: `제출물 ${teams.length}건` }
  return { value: undefined, note }
}

const benchmark = async (round: OpenRound): Promise<Staged<void>> => {
  const { folder, plan } = round.programme
  const teams = plan.benchmark === undefined ? [] : teamsOf(round)
  const jobs = teams.map((team) => ({ work: 'benchmark' as const, folder, round: round.id, team }))
  await admit(round, await doJobs(round, 'benchmark', jobs))
  return counted(jobs.length, { en: 'teams', ko: '팀' })
}

const compare = async (round: OpenRound): Promise<Staged<void>> => {
  const { folder } = round.programme
  const jobs = sealedReferences(round).flatMap((reference) =>
    teamsOf(round).map((team) => ({ work: 'compare' as const, folder, round: round.id, team, reference })),
  )
  await admit(round, await doJobs(round, 'provenance', jobs))
  return counted(jobs.length, { en: 'comparisons', ko: '건 비교' })
}

// A reference without a digest is a name on record, whose weights nobody sealed: nothing can be compared with it.
const sealedReferences = ({ programme }: OpenRound): string[] =>
  programme.rules.references.filter(({ digest }) => digest !== undefined).map(({ id }) => id)

const counted = (count: number, unit: { readonly en: string; readonly ko: string }): Staged<void> => ({
  value: undefined,
  note:
    count === 0 ? { en: 'nothing to do', ko: '할 일 없음' } : { en: `${count} ${unit.en}`, ko: `${count}${unit.ko}` },
})
