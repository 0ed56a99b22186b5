import { AssayError, type Digest } from '#base'
import type { JobContext } from './perform-job.ts'

/** The digest of what a team handed in, as the office received it in this round. */
export const submittedManifest = async ({ office, round }: JobContext, team: string): Promise<Digest> => {
  const [submission] = await office.store.evidence.of({ round, team }, 'submission')
  const manifest = (submission?.evidence.result as { readonly manifest?: Digest } | undefined)?.manifest
  if (manifest === undefined) throw new AssayError('office/unknown-team', { where: 'the queue', team, known: [] })
  return manifest
}
