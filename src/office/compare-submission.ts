import { AssayError, evidenceDigest, type Digest, type Evidence, type Json } from '#base'
import { type Comparison, PROVENANCE_VERSION } from '#provenance'
import { compareWeights } from './compare-weights.ts'
import type { JobContext } from './perform-job.ts'
import { remembered } from './remembered.ts'
import type { JobOutcome } from './round-jobs.ts'
import { submittedManifest } from './submitted-manifest.ts'

/** Compares a team's weights with one sealed reference, and keeps the comparison as evidence `provenance`. */
export const compareSubmission = async (context: JobContext, team: string, reference: string): Promise<JobOutcome> => {
  const { office, programme, round, signal, onProgress } = context
  const { rules, plan, folder } = programme
  const weights = plan.submissions.find((one) => one.team === team)?.weights
  const against = plan.references.find(({ id }) => id === reference)?.weights
  const sealed = rules.references.find(({ id }) => id === reference)?.digest
  if (weights === undefined || against === undefined || sealed === undefined)
    throw new AssayError('office/plan-without-reference', { reference })
  const manifest = await submittedManifest(context, team)
  const references = rules.references.filter(({ digest }) => digest !== undefined).length
  const method = {
    name: 'assay-provenance',
    version: PROVENANCE_VERSION,
    parameters: { seed: String(rules['sampling-seed']), references },
  }
  const subject = { round, team, reference }
  const [evidence] = await remembered(office, { method, subject, inputs: [manifest, sealed] }, async () => {
    const comparison = await compareWeights(office.tools, {
      subject: `${folder}/${weights}`,
      reference: `${folder}/${against}`,
      seed: method.parameters.seed,
      controls: [],
      references,
      threads: 1, // jobs run side by side: more threads in each would only compete
      signal,
      onProgress: ({ what, done, of }) => onProgress({ done, of, unit: what }),
      clock: office.clock,
    })
    return [evidenceOf(comparison, { subject, method, manifest, sealed })]
  })
  if (evidence === undefined) throw new AssayError('office/job-failed', { reason: 'no comparison was kept' })
  return { evidence: [evidenceDigest(evidence)], note: noteOf(evidence) }
}

type About = {
  readonly subject: Evidence['subject']
  readonly method: Evidence['method']
  readonly manifest: Digest
  readonly sealed: Digest
}

// How long it took and how much was read depend on the machine: they are printed, and never part of evidence.
const evidenceOf = (
  { bytesRead: _bytes, seconds: _seconds, ...findings }: Comparison,
  { subject, method, manifest, sealed }: About,
): Evidence => ({
  kind: 'provenance',
  subject,
  method,
  inputs: [manifest, sealed],
  result: { ...findings, subjectDigest: manifest, referenceDigest: sealed } as unknown as Json,
})

const noteOf = ({ result }: Evidence): string =>
  (result as unknown as Comparison).components.map(({ component, finding }) => `${component} ${finding}`).join(', ')
