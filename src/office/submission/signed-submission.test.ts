import { describe, expect, it } from 'vitest'
import { digestOfText } from '#base'
import { newSigningKey, signNote, verifierKeyOf } from '#ledger'
import { parseSubmission, refuseUnsigned, signSubmission, submissionId, submissionText } from './signed-submission.ts'

const key = newSigningKey('alder.example', new Uint8Array(32).fill(1))
const submission = {
  programme: 'sample',
  round: 'first',
  team: 'alder',
  manifest: digestOfText('manifest'),
  files: 3,
  bytes: 1_612_490,
  replaces: undefined,
  source: 'upload',
}

describe('a signed submission', () => {
  it('is a text that a person can read, and reads back as it was', () => {
    const text = submissionText(submission)
    expect(text).toBe(
      `assay.submission/v1\nprogramme sample\nround first\nteam alder\nmanifest ${submission.manifest}\nfiles 3\nbytes 1612490\nreplaces none\nsource upload\n`,
    )
    expect(parseSubmission(signSubmission(submission, key))).toEqual(submission)
    expect(submissionId(submission)).toBe(digestOfText(text))
  })

  it.each([
    ['a line more', (text: string) => `${text}note hello\n`],
    ['a line less', (text: string) => text.replace('files 3\n', '')],
    ['a line twice', (text: string) => text.replace('files 3\n', 'files 3\nfiles 4\n')],
    ['lines in another order', (text: string) => text.replace('files 3\nbytes 1612490', 'bytes 1612490\nfiles 3')],
    ['a number in another form', (text: string) => text.replace('files 3', 'files 03')],
    ['another version', (text: string) => text.replace('v1', 'v2')],
    ['a team that is no id', (text: string) => text.replace('alder', '../alder')],
    ['an address with a space', (text: string) => text.replace('upload', 'https://a b')],
  ])('with %s is refused', (_what, change) => {
    expect(() => parseSubmission(signNote(change(submissionText(submission)), key))).toThrow(
      /submission\/note-malformed/,
    )
  })

  it('is the team’s only under one of its keys, and with every character as it was signed', () => {
    const note = signSubmission(submission, key)
    const other = newSigningKey('alder.example', new Uint8Array(32).fill(2))
    refuseUnsigned(note, submission, [verifierKeyOf(other), verifierKeyOf(key)])
    expect(() => refuseUnsigned(note, submission, [verifierKeyOf(other)])).toThrow(/submission\/wrong-key/)
    expect(() => refuseUnsigned(note, submission, [])).toThrow(/submission\/no-key/)
    const changed = note.replace('files 3', 'files 4')
    expect(() => refuseUnsigned(changed, parseSubmission(changed), [verifierKeyOf(key)])).toThrow(
      /submission\/wrong-key/,
    )
  })
})
