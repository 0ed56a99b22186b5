import { statfs } from 'node:fs/promises'
import { AssayError, canonicalJson, type Digest, type Instant, type Json } from '#base'
import type { Manifest } from '#tensors'
import { manifestBytes, manifestDigest } from '#tensors'
import { openNote } from '#ledger'
import type { Office } from '../office.ts'
import { receivedEntry, windowClosedEntry } from './acts-of-submission.ts'
import { checkerDigest, checkSubmission } from './check-submission.ts'
import { fetchFiles, refuseForeignSource } from './fetch-files.ts'
import { pieceDigest } from './piece-digest.ts'
import { type Completion, MOST_PIECE_BYTES, pieceText, type Reception } from './reception.ts'
import { roundAtHand, type RoundAtHand } from './round-at-hand.ts'
import { parseSubmission, refuseUnsigned, submissionId, type SubmissionText } from './signed-submission.ts'
import { folderStaging } from './staging.ts'
import { parseManifest } from './submission-manifest.ts'
import { officeTime, refuseOutside } from './window.ts'

type Session = {
  readonly note: string
  readonly submission: SubmissionText
  readonly manifest: Manifest
  readonly keys: readonly string[]
  readonly closes: Instant
}

/** Uploads of one team that have not ended; the oldest makes room. */
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

  const sessionOf = async (id: Digest): Promise<Session> => {
    const known = sessions.get(id)
    if (known !== undefined) return known
    const kept = await staging.read(id)
    if (kept === undefined) throw new AssayError('submission/unknown', { id })
    const submission = parseSubmission(kept.note)
    const at = await roundAtHand(office, `${submission.programme}/${submission.round}`)
    return remember(id, {
      note: kept.note,
      submission,
      manifest: parseManifest(kept.manifest, at.rules.check),
      keys: at.keysOf(submission.team),
      closes: at.rules.closes,
    })
  }
  const remember = (id: Digest, session: Session): Session => {
    if (sessions.size >= MOST_SESSIONS) sessions.clear() // they are read anew from the folder
    sessions.set(id, session)
    return session
  }

  /** The moment that counts; a refusal for being late closes the window on the ledger, once and for all. */
  const inWindow = async (at: RoundAtHand): Promise<Instant> => {
    try {
      return refuseOutside(at.rules, at.time)
    } catch (error) {
      await closeIfOver(office, at)
      throw error // whether or not it was this act that closed it
    }
  }

  const complete = async (id: Digest): Promise<Completion> => {
    await Promise.allSettled(writes.get(id) ?? [])
    const { note, submission, manifest } = await sessionOf(id)
    const at = await roundAtHand(office, `${submission.programme}/${submission.round}`)
    const entered = await outcomeOf(office, at, id)
    if (entered !== undefined) return entered
    refuseUnsigned(note, submission, at.keysOf(submission.team))
    const before = await staging.marked(id)
    const moment = before === undefined || (at.time.isClosed && !at.pending.includes(id)) ? await inWindow(at) : before
    // What is fetched is fixed by its digests already: it is handed in before the first byte comes.
    if (submission.source === 'upload') await refuseIncomplete(id, manifest)
    const handedIn = await staging.mark(id, moment)
    if (submission.source !== 'upload') {
      try {
        await fetchFiles(submission.source, manifest, { id, staging, allowed: at.rules.sources })
        await refuseIncomplete(id, manifest)
      } catch (error) {
        await staging.unmark(id) // it was not there to be fetched: it counts from when it is
        throw error
      }
    }
    const folder = await staging.filesFolder(id)
    const stamps = await staging.stamps(id, manifest)
    const report = await checkSubmission(office.tools, folder, { rules: at.rules.check })
    await refuseOtherBytes(id, manifest, report.manifest?.files)
    if (!report.ok) {
      await staging.drop(id)
      sessions.delete(id)
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
    const now = await roundAtHand(office, `${submission.programme}/${submission.round}`)
    const done = await outcomeOf(office, now, id)
    if (done !== undefined) return done
    const entry = receivedEntry({ ...submission, at: officeTime(now.time) }, digests, {
      submission: 'received',
      handedIn,
      replaces: submission.replaces ?? null,
      files: manifest.files.length,
      bytes: manifestBytes(manifest),
      source: submission.source,
    })
    await office.store.ledger.append([entry]) // from here on it is received: what follows only tells
    const after = await roundAtHand(office, `${submission.programme}/${submission.round}`)
    return (await outcomeOf(office, after, id)) as Completion
  }

  const refuseIncomplete = async (id: Digest, { files }: Manifest): Promise<void> => {
    const lengths = await staging.lengths(id, { files })
    for (const [i, { path, bytes }] of files.entries()) {
      if (bytes === 0) await staging.write(id, path, 0, new Uint8Array())
      if (lengths[i] !== bytes) {
        throw new AssayError('submission/incomplete', { where: path, received: lengths[i] ?? 0, bytes })
      }
    }
  }

  // What differs is thrown away, so that the file can be sent again; nothing of it was entered.
  const refuseOtherBytes = async (id: Digest, { files }: Manifest, got: Manifest['files'] = []): Promise<void> => {
    const byPath = new Map(got.map((file) => [file.path, file.digest]))
    const other = files.filter(({ path, digest }) => byPath.has(path) && byPath.get(path) !== digest)
    for (const { path } of other) await staging.dropFile(id, path)
    const [first] = other
    if (first === undefined) return
    await staging.unmark(id)
    const facts = { where: first.path, got: byPath.get(first.path) ?? '', wanted: first.digest }
    throw new AssayError('submission/digest-differs', facts)
  }

  const makeRoom = async (team: string): Promise<void> => {
    const open: Digest[] = []
    for (const id of await staging.incoming()) {
      const kept = await staging.read(id)
      if (kept === undefined || parseSubmission(kept.note).team === team) open.push(id)
    }
    for (const id of open.slice(MOST_OPEN - 1)) {
      await staging.drop(id)
      sessions.delete(id)
    }
  }

  const manifestOf = async (id: Digest, { rules }: RoundAtHand): Promise<Manifest> => {
    const kept = await staging.read(id)
    return kept === undefined ? { files: [] } : parseManifest(kept.manifest, rules.check)
  }

  // A file that the team's standing submission has already is not sent again. Never one of another team: knowing a digest
  // is not having the file.
  const reuseStanding = async (id: Digest, { team }: SubmissionText, at: RoundAtHand): Promise<void> => {
    const { files } = await manifestOf(id, at)
    const standing = at.submissions.find((one) => one.team === team && one.state === 'stands')
    if (standing === undefined) return
    const former = new Map((await manifestOf(standing.id, at)).files.map(({ path, digest }) => [digest, path]))
    for (const { path, bytes, digest } of files) {
      const from = former.get(digest)
      if (from !== undefined && bytes > 0) await staging.reuse(id, path, { id: standing.id, path: from })
    }
  }

  return {
    terms: async (round, team) => {
      const at = await roundAtHand(office, round)
      const { rules, time, programme, submissions } = at
      const standing = submissions.find((one) => one.team === team && one.state === 'stands')
      return {
        programme,
        round: at.round,
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
      const at = await roundAtHand(office, `${submission.programme}/${submission.round}`)
      refuseUnsigned(note, submission, at.keysOf(submission.team))
      const id = submissionId(submission)
      const isEntered = at.submissions.some((one) => one.id === id)
      const manifest = parseManifest(canonicalJson(given), at.rules.check)
      refuseLyingNote(submission, manifest)
      if (!isEntered) {
        if ((await staging.marked(id)) === undefined) await inWindow(at)
        refuseReplacement(submission, at)
        refuseSource(submission, at)
        if ((await staging.read(id)) === undefined) await makeRoom(submission.team)
        await refuseFull(office.home, manifest, await staging.lengths(id, manifest))
        await staging.begin(id, note, manifest)
        await reuseStanding(id, submission, at)
      }
      remember(id, { note, submission, manifest, keys: at.keysOf(submission.team), closes: at.rules.closes })
      return { id, received: await staging.lengths(id, manifest) }
    },
    put: async (id, { file, offset, bytes, note }) => {
      const session = await sessionOf(id)
      const wanted = session.manifest.files[file]
      if (wanted === undefined) throw new AssayError('submission/unknown-file', { where: `file ${file}` })
      refuseForeignPiece(session, note, pieceText(id, file, offset, pieceDigest(bytes)))
      if (office.clock() >= session.closes) await inWindow(await roundAtHand(office, roundNameOf(session)))
      if (bytes.length > MOST_PIECE_BYTES) throw new AssayError('submission/piece-too-large', { limit: MOST_PIECE_BYTES })
      if (!Number.isSafeInteger(offset) || offset < 0 || offset + bytes.length > wanted.bytes) {
        throw new AssayError('submission/size-lies', { where: wanted.path, offset, got: bytes.length, bytes: wanted.bytes })
      }
      const [length = 0] = await staging.lengths(id, { files: [wanted] })
      // While it is verified nothing is written; what was being written ends before.
      if (length >= wanted.bytes || verifying.has(id)) return length
      const writing = staging.write(id, wanted.path, offset, bytes)
      const others = writes.get(id) ?? new Set()
      writes.set(id, others.add(writing))
      return writing.finally(() => others.delete(writing))
    },
    complete: (id) => {
      const running = verifying.get(id) ?? complete(id).finally(() => verifying.delete(id))
      verifying.set(id, running)
      return running
    },
  }
}

const MOST_SESSIONS = 1000

const roundNameOf = ({ submission }: Session): string => `${submission.programme}/${submission.round}`

/** Enters that the window is closed, if it is over and the ledger does not say so yet. */
export const closeIfOver = async (office: Office, at: RoundAtHand): Promise<boolean> => {
  const now = officeTime(at.time)
  if (at.time.isClosed || now < at.rules.closes) return at.time.isClosed
  const pending = await pendingOf(office, at)
  await office.store.ledger.append([windowClosedEntry({ ...at, at: now }, { closes: at.rules.closes, pending })])
  return true
}

/** Handed in before the deadline, and neither received nor refused yet. */
export const pendingOf = async ({ home }: Office, at: RoundAtHand): Promise<readonly Digest[]> => {
  const staging = folderStaging(home)
  const pending: Digest[] = []
  for (const id of await staging.incoming()) {
    const kept = (await staging.marked(id)) === undefined ? undefined : await staging.read(id)
    if (kept === undefined) continue
    const { programme, round } = parseSubmission(kept.note)
    if (programme === at.programme && round === at.round) pending.push(id)
  }
  return pending.filter((id) => !at.time.isClosed || at.pending.includes(id)).slice(0, MOST_PENDING)
}

/** They stand in one entry of the ledger, which holds 65,535 bytes. */
const MOST_PENDING = 500

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

const refuseLyingNote = (submission: SubmissionText, manifest: Manifest): void => {
  const digest = manifestDigest(manifest)
  const bytes = manifestBytes(manifest)
  const same = submission.manifest === digest && submission.files === manifest.files.length && submission.bytes === bytes
  if (!same) throw new AssayError('submission/note-differs', { got: digest, wanted: submission.manifest })
}

const refuseReplacement = ({ team, replaces }: SubmissionText, { submissions, rules }: RoundAtHand): void => {
  const standing = submissions.find((one) => one.team === team && one.state === 'stands')
  if (standing !== undefined && !rules.replace) {
    throw new AssayError('submission/no-replacement', { rule: 'submission.replace', team, standing: standing.id })
  }
  if (standing?.id !== replaces) {
    const facts = { team, standing: standing?.id ?? 'none', replaces: replaces ?? 'none' }
    throw new AssayError('submission/replaces-other', facts)
  }
}

const refuseSource = ({ source }: SubmissionText, { rules }: RoundAtHand): void => {
  if (source !== 'upload') refuseForeignSource(source, rules.sources)
}

const refuseFull = async (home: string, manifest: Manifest, received: readonly number[]): Promise<void> => {
  const { bavail, bsize } = await statfs(home)
  const bytes = manifestBytes(manifest) - received.reduce((sum, length) => sum + length, 0)
  if (bavail * bsize < bytes) throw new AssayError('submission/no-room', { bytes, free: bavail * bsize })
}

const refuseForeignPiece = ({ keys, submission }: Session, note: string, text: string): void => {
  const signed = keys.some((key) => {
    try {
      return openNote(note, key) === text
    } catch {
      return false // another of the team's keys may have signed
    }
  })
  if (!signed) throw new AssayError('submission/wrong-key', { team: submission.team })
}
