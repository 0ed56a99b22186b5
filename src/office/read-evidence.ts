import { AssayError, digestFromHex, Evidence, evidenceDigest, parseJson, type Digest } from '#base'
import type { Files } from './tools.ts'

export type NamedEvidence = { readonly digest: Digest; readonly evidence: Evidence }

const MAX_EVIDENCE_BYTES = 64 * 2 ** 20 // an array of a whole round; one piece is a few kilobytes
const MAX_PIECES = 100_000

/**
 * Evidence from outside: a folder of `<sha256>.json`, or one file with a JSON array.
 * A file in a folder must hold what its name says.
 *
 * @throws AssayError `office/evidence-malformed`, `office/evidence-misnamed`, `office/no-such-file`, `base/json-…`
 */
export const readEvidence = async (files: Files, path: string): Promise<NamedEvidence[]> => {
  const names = await files.list(path)
  if (names === undefined) return manyOf(await files.readText(path, MAX_EVIDENCE_BYTES), path)
  const pieces = names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).toSorted()
  if (pieces.length > MAX_PIECES)
    throw new AssayError('office/evidence-malformed', { path, problems: [`more than ${MAX_PIECES} pieces`] })
  return Promise.all(pieces.map((name) => pieceOf(files, `${path}/${name}`, digestFromHex(name.slice(0, 64)))))
}

const pieceOf = async (files: Files, path: string, named: Digest): Promise<NamedEvidence> => {
  const piece = parsed(parseJson(await files.readText(path, MAX_EVIDENCE_BYTES), path), path)
  if (piece.digest !== named) throw new AssayError('office/evidence-misnamed', { path, got: piece.digest })
  return piece
}

const manyOf = (text: string, path: string): NamedEvidence[] => {
  const value = parseJson(text, path)
  if (!Array.isArray(value))
    throw new AssayError('office/evidence-malformed', { path, problems: ['a JSON array of evidence is needed'] })
  return (value as readonly unknown[]).map((one, index) => parsed(one, `${path}[${index}]`))
}

const parsed = (value: unknown, path: string): NamedEvidence => {
  const evidence = Evidence.safeParse(value)
  if (!evidence.success) {
    const problems = evidence.error.issues
      .slice(0, 10)
      .map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`)
    throw new AssayError('office/evidence-malformed', { path, problems })
  }
  return { digest: evidenceDigest(evidence.data), evidence: evidence.data }
}
