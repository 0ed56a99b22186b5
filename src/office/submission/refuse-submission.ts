import { statfs } from 'node:fs/promises'
import { AssayError } from '#base'
import { openNote } from '#ledger'
import { type Manifest, manifestBytes, manifestDigest } from '#tensors'
import { refuseForeignSource } from './fetch-files.ts'
import type { RoundAtHand } from './round-at-hand.ts'
import type { SubmissionText } from './signed-submission.ts'

/** @throws AssayError `submission/note-differs` if the signed text is not about this manifest */
export const refuseLyingNote = (submission: SubmissionText, manifest: Manifest): void => {
  const digest = manifestDigest(manifest)
  const { files } = manifest
  const { manifest: signed } = submission
  if (signed === digest && submission.files === files.length && submission.bytes === manifestBytes(manifest)) return
  throw new AssayError('submission/note-differs', { got: digest, wanted: signed })
}

/** @throws AssayError `submission/no-replacement`, `submission/replaces-other` */
export const refuseReplacement = ({ team, replaces }: SubmissionText, { submissions, rules }: RoundAtHand): void => {
  const standing = submissions.find((one) => one.team === team && one.state === 'stands')
  if (standing !== undefined && !rules.replace) {
    throw new AssayError('submission/no-replacement', { rule: 'submission.replace', team, standing: standing.id })
  }
  if (standing?.id !== replaces) {
    const facts = { team, standing: standing?.id ?? 'none', replaces: replaces ?? 'none' }
    throw new AssayError('submission/replaces-other', facts)
  }
}

/** @throws AssayError `submission/source-not-allowed` */
export const refuseSource = ({ source }: SubmissionText, { rules }: RoundAtHand): void => {
  if (source !== 'upload') refuseForeignSource(source, rules.sources)
}

/** @throws AssayError `submission/no-room` if the rest would not fit on the office's disk */
export const refuseFull = async (home: string, manifest: Manifest, received: readonly number[]): Promise<void> => {
  const { bavail, bsize } = await statfs(home)
  const bytes = manifestBytes(manifest) - received.reduce((sum, length) => sum + length, 0)
  if (bavail * bsize < bytes) throw new AssayError('submission/no-room', { bytes, free: bavail * bsize })
}

/** @throws AssayError `submission/wrong-key` unless one of the team's keys signed exactly this text */
export const refuseForeignPiece = (note: string, text: string, of: { team: string; keys: readonly string[] }): void => {
  const signed = of.keys.some((key) => {
    try {
      return openNote(note, key) === text
    } catch {
      return false // another of the team's keys may have signed
    }
  })
  if (!signed) throw new AssayError('submission/wrong-key', { team: of.team })
}
