import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AssayError, isDigest, type Digest } from '#base'
import { z } from 'zod'
import type { Answer, Journal } from '../journal.ts'

const Line = z.strictObject({
  key: z.string().refine((text): text is Digest => isDigest(text)),
  answer: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('log-probabilities'),
      values: z.array(z.number()),
      greedy: z.boolean().nullable(),
    }),
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
  ]),
})

/**
 * A journal in a file of JSON lines. What the file holds already is read; a last line that a kill tore is dropped.
 * Answers that arrive together are written together; the disk is flushed beside them, and when the journal is closed.
 *
 * @throws AssayError `benchmark/journal-damaged` for a line in the middle that is not an answer;
 *   `benchmark/journal-unwritable`, also from `keep`, when the disk refuses
 */
export const fileJournal = async (path: string): Promise<Journal> => {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => refuse(path, cause))
  const { answers, bytes, size } = await readAnswers(path)
  const file = await open(path, 'a').catch((cause: unknown) => refuse(path, cause))
  if (bytes < size) await file.truncate(bytes).catch((cause: unknown) => refuse(path, cause)) // the torn end, so that the next line begins a line

  const refused = (cause: unknown): AssayError =>
    new AssayError(
      'benchmark/journal-unwritable',
      { path, what: (cause as NodeJS.ErrnoException).code ?? String(cause) },
      { cause },
    )
  let waiting: { readonly line: string; readonly done: () => void; readonly failed: (reason: unknown) => void }[] = []
  let writing: Promise<void> | undefined
  let broken: AssayError | undefined // a line may be half written: nothing may follow it
  let syncing: Promise<void> | undefined
  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        if (broken !== undefined) throw broken.cause
        await file.appendFile(batch.map(({ line }) => line).join('')) // from here on the answers survive a kill
        for (const { done } of batch) done()
        // Flushing to the disk takes long: it goes on beside the next answers, one at a time.
        syncing ??= file.datasync().then(
          () => void (syncing = undefined),
          () => void (syncing = undefined), // a device that cannot be flushed; `close` tries again and says so
        )
      } catch (cause) {
        broken = refused(cause)
        for (const { failed } of batch) failed(broken)
      }
    }
    writing = undefined
  }

  return {
    find: (key) => answers.get(key),
    keep: async (key, answer) => {
      if (broken !== undefined) throw broken
      answers.set(key, answer)
      await new Promise<void>((done, failed) => {
        waiting.push({ line: `${JSON.stringify({ key, answer })}\n`, done, failed })
        writing ??= write()
      })
    },
    close: async () => {
      await writing
      await syncing
      await file.datasync().catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'EINVAL') throw refused(cause) // EINVAL: no file that could be flushed
      })
      await file.close()
    },
  }
}

const refuse = (path: string, cause: unknown): never => {
  throw new AssayError(
    'benchmark/journal-unwritable',
    { path, what: (cause as NodeJS.ErrnoException).code ?? String(cause) },
    { cause },
  )
}

const readAnswers = async (
  path: string,
): Promise<{ readonly answers: Map<Digest, Answer>; readonly bytes: number; readonly size: number }> => {
  const answers = new Map<Digest, Answer>()
  const isFile = (await stat(path).catch(() => undefined))?.isFile() === true // a device has no end to read to
  const content = isFile ? await readFile(path).catch((cause: unknown) => refuse(path, cause)) : Buffer.alloc(0)
  const bytes = content.lastIndexOf(0x0a) + 1
  let from = 0
  for (let line = 1; from < bytes; line++) {
    const to = content.indexOf(0x0a, from)
    const parsed = Line.safeParse(jsonOr(content.toString('utf8', from, to)))
    if (!parsed.success) throw new AssayError('benchmark/journal-damaged', { path, line })
    answers.set(parsed.data.key, parsed.data.answer)
    from = to + 1
  }
  return { answers, bytes, size: content.length }
}

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no answer: the caller says which line
  }
}
