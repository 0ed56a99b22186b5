import { AssayError, evidenceDigest, type Evidence } from '#base'
import { manifestBytes } from '#tensors'
import { manifestOfFolder } from './manifest-of-folder.ts'
import type { JobContext } from './perform-job.ts'
import type { JobOutcome } from './round-jobs.ts'

/**
 * Hashes every file of a submission in one pass. The manifest is kept as a blob; its digest is what the team handed in.
 * Declarations of the plan become evidence beside it.
 */
export const receiveSubmission = async (context: JobContext, team: string): Promise<JobOutcome> => {
  const { office, programme, round } = context
  const submission = programme.plan.submissions.find((one) => one.team === team)
  if (submission === undefined)
    throw new AssayError('office/unknown-team', {
      where: 'round.yaml',
      team,
      known: programme.plan.submissions.map((one) => one.team),
    })
  const manifest = await manifestOfFolder(context, submission.weights)
  const digest = await office.store.blobs.put(new TextEncoder().encode(manifest.text))
  const bytes = manifestBytes(manifest.value)
  const evidence: Evidence[] = [
    {
      kind: 'submission',
      subject: { round, team },
      method: { name: 'manifest', version: '1', parameters: {} },
      inputs: [digest],
      result: { manifest: digest, files: manifest.value.files.length, bytes },
    },
    ...Object.entries(submission.declarations).map(([kind, declared]) => ({
      kind,
      subject: { round, team },
      method: { name: 'declared-by-team', version: '1', parameters: {} },
      inputs: [digest],
      result: declared,
    })),
  ]
  for (const one of evidence) await office.store.evidence.put(one)
  return {
    evidence: evidence.map(evidenceDigest),
    note: `${manifest.value.files.length} files, ${(bytes / 1e6).toFixed(1)} MB`,
  }
}

/**
 * Makes sure that the reference's weights are those of the sealed rules.
 *
 * @throws AssayError `office/reference-differs`, `office/plan-without-reference`
 */
export const checkReference = async (context: JobContext, reference: string): Promise<JobOutcome> => {
  const { programme } = context
  const sealed = programme.rules.references.find(({ id }) => id === reference)?.digest
  const weights = programme.plan.references.find(({ id }) => id === reference)?.weights
  if (weights === undefined) throw new AssayError('office/plan-without-reference', { reference })
  const { digest, value } = await manifestOfFolder(context, weights)
  if (sealed !== undefined && sealed !== digest) {
    throw new AssayError('office/reference-differs', { path: weights, reference, got: digest, wanted: sealed })
  }
  return { evidence: [], note: `${value.files.length} files, as sealed` }
}
