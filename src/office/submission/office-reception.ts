import { AssayError, canonicalJson, type Digest, type Instant } from '#base'
import type { Manifest } from '#tensors'
import type { Office } from '../office.ts'
import { checkerDigest } from './check-submission.ts'
import { completeSubmission, inWindow } from './complete-submission.ts'
import { pieceDigest } from './piece-digest.ts'
import { type Completion, MOST_PIECE_BYTES, pieceText, type Reception } from './reception.ts'
import {
  refuseForeignPiece,
  refuseFull,
  refuseLyingNote,
  refuseReplacement,
  refuseSource,
} from './refuse-submission.ts'
import { roundAtHand, type RoundAtHand } from './round-at-hand.ts'
import { parseSubmission, refuseUnsigned, submissionId, type SubmissionText } from './signed-submission.ts'
import { folderStaging, type Staging } from './staging.ts'
import { parseManifest } from './submission-manifest.ts'
import { officeTime } from './window.ts'

/** What this process remembers of an upload between two of its pieces; a folder holds the rest. */
type Session = {
  readonly note: string
  readonly submission: SubmissionText
  readonly manifest: Manifest
  readonly keys: readonly string[]
  readonly closes: Instant
}

const MOST_SESSIONS = 1000
/** Uploads of one team that have not ended; an older one makes room. */
const MOST_OPEN = 8

/**
 * The office's own reception. Any number of processes may serve the same office: what has arrived lies in its folder, and
 * the ledger alone says what was received.
 */
export const officeReception = (office: Office): Reception => {
  const staging = folderStaging(office.home)
  const sessions = new Map<Digest, Session>()
  const verifying = new Map<Digest, Promise<Completion>>()
  const writes = new Map<Digest, Set<Promise<number>>>()

  const remembered = (id: Digest, session: Session): Session => {
    if (sessions.size >= MOST_SESSIONS) sessions.clear() // they are read anew from the folder
    sessions.set(id, session)
    return session
  }
  const sessionOf = async (id: Digest): Promise<Session> => {
    const known = sessions.get(id)
    if (known !== undefined) return known
    const kept = await staging.read(id)
    if (kept === undefined) throw new AssayError('submission/unknown', { id })
    const submission = parseSubmission(kept.note)
    const { rules, keysOf } = await roundAtHand(office, nameOf(submission))
    const manifest = parseManifest(kept.manifest, rules.check)
    return remembered(id, {
      note: kept.note,
      submission,
      manifest,
      keys: keysOf(submission.team),
      closes: rules.closes,
    })
  }
  const complete = async (id: Digest): Promise<Completion> => {
    await Promise.allSettled(writes.get(id) ?? new Set<Promise<number>>())
    const completion = await completeSubmission(office, staging, { id, ...(await sessionOf(id)) })
    if (completion.kind === 'refused') sessions.delete(id)
    return completion
  }

  return {
    terms: async (name, team) => {
      const { rules, time, programme, round, submissions } = await roundAtHand(office, name)
      const standing = submissions.find((one) => one.team === team && one.state === 'stands')
      return {
        programme,
        round,
        opens: rules.opens,
        closes: rules.closes,
        now: officeTime(time),
        replace: rules.replace,
        check: rules.check,
        checker: checkerDigest(rules.check),
        sources: rules.sources,
        standing: standing && { id: standing.id, manifest: standing.manifest },
      }
    },

    begin: async (note, given) => {
      const submission = parseSubmission(note)
      const at = await roundAtHand(office, nameOf(submission))
      const keys = at.keysOf(submission.team)
      refuseUnsigned(note, submission, keys)
      const id = submissionId(submission)
      const manifest = parseManifest(canonicalJson(given), at.rules.check)
      refuseLyingNote(submission, manifest)
      if (!at.submissions.some((one) => one.id === id)) {
        if ((await staging.marked(id)) === undefined) await inWindow(office, at)
        refuseReplacement(submission, at)
        refuseSource(submission, at)
        if ((await staging.read(id)) === undefined) {
          for (const dropped of await makeRoom(staging, submission.team)) sessions.delete(dropped)
        }
        await refuseFull(office.home, manifest, await staging.lengths(id, manifest))
        await staging.begin(id, note, manifest)
        await reuseStanding(staging, { id, submission, manifest }, at)
      }
      remembered(id, { note, submission, manifest, keys, closes: at.rules.closes })
      return { id, received: await staging.lengths(id, manifest) }
    },

    put: async (id, { file, offset, bytes, note }) => {
      const { manifest, submission, keys, closes } = await sessionOf(id)
      const wanted = manifest.files[file]
      if (wanted === undefined) throw new AssayError('submission/unknown-file', { where: `file ${file}` })
      const signed = pieceText(id, file, offset, pieceDigest(bytes))
      refuseForeignPiece(note, signed, { team: submission.team, keys })
      if (office.clock() >= closes) await inWindow(office, await roundAtHand(office, nameOf(submission)))
      if (bytes.length > MOST_PIECE_BYTES)
        throw new AssayError('submission/piece-too-large', { limit: MOST_PIECE_BYTES })
      if (!Number.isSafeInteger(offset) || offset < 0 || offset + bytes.length > wanted.bytes) {
        const facts = { where: wanted.path, offset, got: bytes.length, bytes: wanted.bytes }
        throw new AssayError('submission/size-lies', facts)
      }
      const [length = 0] = await staging.lengths(id, { files: [wanted] })
      // While it is verified nothing is written; what was being written ends before.
      if (length >= wanted.bytes || verifying.has(id)) return length
      const writing = staging.write(id, wanted.path, offset, bytes)
      const others = writes.get(id) ?? new Set()
      writes.set(id, others.add(writing))
      return writing.finally(() => {
        others.delete(writing)
        if (others.size === 0) writes.delete(id)
      })
    },

    complete: (id) => {
      const running = verifying.get(id) ?? complete(id).finally(() => verifying.delete(id))
      verifying.set(id, running)
      return running
    },
  }
}

const nameOf = ({ programme, round }: SubmissionText): string => `${programme}/${round}`

/** @returns uploads of the team that were thrown away */
const makeRoom = async (staging: Staging, team: string): Promise<readonly Digest[]> => {
  const open: Digest[] = []
  for (const id of await staging.incoming()) {
    const kept = await staging.read(id)
    const isMarked = (await staging.marked(id)) !== undefined
    if (kept !== undefined && !isMarked && parseSubmission(kept.note).team === team) open.push(id)
  }
  const dropped = open.slice(MOST_OPEN - 1)
  for (const id of dropped) await staging.drop(id)
  return dropped
}

/**
 * A file that the team's standing submission has already is not sent again. Never one of another team: knowing a digest is
 * not having the file.
 */
const reuseStanding = async (
  staging: Staging,
  { id, submission, manifest }: { id: Digest; submission: SubmissionText; manifest: Manifest },
  { submissions, rules }: RoundAtHand,
): Promise<void> => {
  const standing = submissions.find((one) => one.team === submission.team && one.state === 'stands')
  const kept = standing && (await staging.read(standing.id))
  if (standing === undefined || kept === undefined) return
  const former = new Map(parseManifest(kept.manifest, rules.check).files.map(({ path, digest }) => [digest, path]))
  for (const { path, bytes, digest } of manifest.files) {
    const from = former.get(digest)
    if (from !== undefined && bytes > 0) await staging.reuse(id, path, { id: standing.id, path: from })
  }
}
