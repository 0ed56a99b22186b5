import { AssayError, canonicalJson, type Digest, type Instant, type Json } from '#base'
import { type Manifest, manifestBytes } from '#tensors'
import type { Office } from '../office.ts'
import { receivedEntry } from './acts-of-submission.ts'
import { checkSubmission } from './check-submission.ts'
import { closeIfOver } from './close-window.ts'
import { fetchFiles } from './fetch-files.ts'
import type { Completion } from './reception.ts'
import { roundAtHand, type RoundAtHand } from './round-at-hand.ts'
import { refuseUnsigned, type SubmissionText } from './signed-submission.ts'
import type { Staging } from './staging.ts'
import { officeTime, refuseOutside } from './window.ts'

export type Arrived = {
  readonly id: Digest
  readonly note: string
  readonly submission: SubmissionText
  readonly manifest: Manifest
}

/**
 * Verifies what has arrived and enters it: all bytes there in time, their digests as signed, the checker content. Doing it
 * again, after a crash at any line or in another process, leads to one entry.
 *
 * @throws AssayError `submission/…` with the rule that refuses; then nothing was entered
 */
export const completeSubmission = async (
  office: Office,
  staging: Staging,
  { id, note, submission, manifest }: Arrived,
): Promise<Completion> => {
  const name = `${submission.programme}/${submission.round}`
  const at = await roundAtHand(office, name)
  const entered = await outcomeOf(office, at, id)
  if (entered !== undefined) return entered
  refuseUnsigned(note, submission, at.keysOf(submission.team))
  const handedIn = await gathered(office, staging, { id, submission, manifest, at })
  const stamps = await staging.stamps(id, manifest)
  const report = await checkSubmission(office.tools, await staging.filesFolder(id), { rules: at.rules.check })
  await refuseOtherBytes(staging, id, { manifest, got: report.manifest?.files ?? [] })
  if (!report.ok) {
    await staging.drop(id)
    return { kind: 'refused', lacks: report.lacks }
  }
  await staging.settle(id, manifest)
  const moved = (await staging.stamps(id, manifest)).findIndex((stamp, i) => stamp !== stamps[i])
  if (moved >= 0) throw new AssayError('submission/changed', { where: manifest.files[moved]?.path ?? '' })
  const blob = (text: string): Promise<Digest> => office.store.blobs.put(new TextEncoder().encode(text))
  const digests = {
    manifest: await blob(canonicalJson(manifest)),
    submission: id,
    note: await blob(note),
    check: await blob(canonicalJson(report as unknown as Json)),
  }
  const now = await roundAtHand(office, name)
  const elsewhere = await outcomeOf(office, now, id)
  if (elsewhere !== undefined) return elsewhere
  const entry = receivedEntry({ ...submission, at: officeTime(now.time) }, digests, {
    submission: 'received',
    handedIn,
    replaces: submission.replaces ?? null,
    files: manifest.files.length,
    bytes: manifestBytes(manifest),
    source: submission.source,
  })
  await office.store.ledger.append([entry]) // from here on it is received: what follows only tells
  return (await outcomeOf(office, await roundAtHand(office, name), id)) as Completion
}

/** What became of it by the ledger; `undefined` while it is not there. */
const outcomeOf = async (office: Office, at: RoundAtHand, id: Digest): Promise<Completion | undefined> => {
  const one = at.submissions.find((other) => other.id === id)
  if (one === undefined) return undefined
  if (one.state === 'overtaken') return { kind: 'overtaken', id, by: one.by, index: one.index }
  return {
    kind: 'received',
    id,
    manifest: one.manifest,
    handedIn: one.handedIn,
    index: one.index,
    replaced: one.replaces ?? undefined,
    checkpoint: await office.store.ledger.checkpoint(),
  }
}

type Gathering = Omit<Arrived, 'note'> & { readonly at: RoundAtHand }

/** Has all bytes together, and remembers the moment at which they were handed in. */
const gathered = async (
  office: Office,
  staging: Staging,
  { id, submission, manifest, at }: Gathering,
): Promise<Instant> => {
  const before = await staging.marked(id)
  const isKnown = before !== undefined && (!at.time.isClosed || at.pending.includes(id))
  const moment = isKnown ? before : await inWindow(office, at)
  if (submission.source === 'upload') {
    await refuseIncomplete(staging, id, manifest)
    return staging.mark(id, moment)
  }
  // What is fetched is fixed by its digests already: it is handed in before the first byte comes.
  const handedIn = await staging.mark(id, moment)
  try {
    await fetchFiles(submission.source, manifest, { id, staging, allowed: at.rules.sources })
    await refuseIncomplete(staging, id, manifest)
    return handedIn
  } catch (error) {
    await staging.unmark(id) // it was not there to be fetched: it counts from when it is
    throw error
  }
}

/** The moment that counts; a refusal for being late closes the window on the ledger, once and for all. */
export const inWindow = async (office: Office, at: RoundAtHand): Promise<Instant> => {
  try {
    return refuseOutside(at.rules, at.time)
  } catch (error) {
    await closeIfOver(office, at)
    throw error // whether or not it was this act that closed it
  }
}

const refuseIncomplete = async (staging: Staging, id: Digest, { files }: Manifest): Promise<void> => {
  const lengths = await staging.lengths(id, { files })
  for (const [i, { path, bytes }] of files.entries()) {
    if (lengths[i] !== bytes) {
      throw new AssayError('submission/incomplete', { where: path, received: lengths[i] ?? 0, bytes })
    }
  }
}

/** What differs is thrown away, so that the file can be sent again; nothing of it was entered. */
const refuseOtherBytes = async (
  staging: Staging,
  id: Digest,
  { manifest: { files }, got }: { readonly manifest: Manifest; readonly got: Manifest['files'] },
): Promise<void> => {
  const byPath = new Map(got.map((file) => [file.path, file.digest]))
  const other = files.filter(({ path, digest }) => byPath.has(path) && byPath.get(path) !== digest)
  for (const { path, bytes } of other) if (bytes > 0) await staging.dropFile(id, path)
  const [first] = other
  if (first === undefined) return
  await staging.unmark(id)
  const facts = { where: first.path, got: byPath.get(first.path) ?? '', wanted: first.digest }
  throw new AssayError('submission/digest-differs', facts)
}
