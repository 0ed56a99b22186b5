import { type FileHandle, open, stat } from 'node:fs/promises'
import { AssayError, digestOfJson, type Json, parseJson } from '#base'
import type { SimilarityJournal } from '#provenance'

/** Lines of a journal are short; more than this is no journal. */
const MAX_JOURNAL_BYTES = 256 * 2 ** 20

export type JournalFile = SimilarityJournal & { readonly close: () => Promise<void> }

/**
 * A journal of one comparison as a file of JSON lines: what was read before an interruption is not read again. The first
 * line ties it to both models, by where they lie and when they were last changed; a last line that was cut off by a kill
 * counts as not written.
 *
 * @throws AssayError `cli/journal-of-other-models`, `cli/journal-unusable`
 */
export const openJournalFile = async (path: string, models: readonly string[]): Promise<JournalFile> => {
  const identity = digestOfJson(await Promise.all(models.map(identityOf)))
  const file = await open(path, 'a+').catch((cause: NodeJS.ErrnoException) => {
    throw new AssayError('cli/journal-unusable', { path, reason: cause.code ?? 'unknown' }, { cause })
  })
  try {
    const entries = await entriesIn(file, path, identity)
    return {
      get: async (key) => entries.get(key),
      put: async (key, value) => {
        entries.set(key, value)
        await file.appendFile(`${JSON.stringify({ key, value })}\n`)
        await file.datasync()
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

const identityOf = async (place: string): Promise<Json> => {
  const status = await stat(place).catch(() => undefined) // an address has no date: its name alone ties it
  return { place, changed: status?.mtimeMs ?? null, bytes: status?.isFile() === true ? status.size : null }
}

const entriesIn = async (file: FileHandle, path: string, identity: string): Promise<Map<string, Json>> => {
  const { size } = await file.stat()
  if (size > MAX_JOURNAL_BYTES) throw new AssayError('cli/journal-unusable', { path, reason: `${size} bytes` })
  const text = (await file.readFile('utf8')).replace(/[^\n]*$/, '')
  if (text.length < size) await file.truncate(Buffer.byteLength(text)) // what a kill left of the last line
  const [first, ...lines] = text.split('\n').slice(0, -1)
  if (first === undefined) {
    await file.appendFile(`${JSON.stringify({ comparison: identity })}\n`)
    return new Map()
  }
  if (memberOf(parseJson(first, path), 'comparison') !== identity) {
    throw new AssayError('cli/journal-of-other-models', { path })
  }
  return new Map(
    lines.flatMap((line): [string, Json][] => {
      const entry = parseJson(line, path)
      const key = memberOf(entry, 'key')
      const value = memberOf(entry, 'value')
      return typeof key === 'string' && value !== undefined ? [[key, value]] : []
    }),
  )
}

const memberOf = (value: Json, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined
